"""The pages about cases without a browser: what they show, record and refuse; and that words of strangers stay words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import condition
from condition.cases import (
    Case,
    CaseStore,
    Note,
    Piece,
    add_events,
    add_photo,
    check_case,
    compare_photos,
    contest,
    decide,
    decide_drawn,
    draw,
    grade_mark,
    judging,
    set_scale,
    sign_off,
    standing_events,
)
from condition.viewer import case_compared, case_shell
from condition.viewer.case_changes import keep_answer
from tests.builders import make_comparison, make_refused

PAGES = "condition/viewer/pages"
HOSTILE = "<img src=x onerror=alert(1)>"
EVENT = "[[event]]\nkind = 'handed_over'\ntime = 2025-01-05\nzone = 'Europe/Berlin'\nsource = 'goods-in book'"


@cache
def five_marks() -> condition.Comparison:
    """Return five marks with all four verdicts."""
    return make_comparison()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseStore]:
    """The store that the pages show; comparisons in it are staged."""
    monkeypatch.setenv("CONDITION_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("CONDITION_DATABASE_URL", raising=False)
    monkeypatch.setenv("CONDITION_USER", "Ann")
    monkeypatch.setattr(judging, "compare", lambda *_, **__: five_marks())
    monkeypatch.setattr(case_compared, "repeat", lambda *_: five_marks())
    with CaseStore(tmp_path / "store") as store:
        yield store


@pytest.fixture
def case(store: CaseStore, samples: Path) -> str:
    """A case with two photos, compared."""
    store.new("c", who="Cem", piece=Piece(kind="ring"))
    for side, role in (("before", "before"), ("after", "on_receipt")):
        add_photo(store, "c", samples / f"dispute/{side}.jpg", role=role, who="Cem")
    compare_photos(store, "c", who="Cem")
    return "c"


@pytest.fixture
def app(root: Path, store: CaseStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.chdir(root)
    st.cache_resource.clear()
    yield AppTest.from_file(str(root / "app.py"), default_timeout=60)
    st.cache_resource.clear()


def show(app: AppTest, page: str, **address: str) -> str:
    """Go to a page and return all its HTML."""
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"{PAGES}/{page}.py").run()
    return text_of(app)


def text_of(app: AppTest) -> str:
    assert not app.exception
    text = "\n".join(element.proto.body for element in app.get("html"))
    assert "Something went wrong" not in text
    return text


def press(app: AppTest, label: str) -> str:
    """Press the first button of this name and return all HTML."""
    next(button for button in app.button if button.label == label).click().run()
    return text_of(app)


def field(app: AppTest, kind: str, label: str) -> Any:
    """Return the first widget of a kind with a label."""
    return next(each for each in app.get(kind) if getattr(each, "label", None) == label)


def sound(store: CaseStore, name: str = "c") -> Case:
    held = store.case(name)
    assert check_case(held, store.log(name)) == ()
    return held


# -- queue --------------------------------------------------------------------------------------------------------------


def test_a_mark_in_a_region_left_out_is_struck_through_and_waits_for_nobody(
    app: AppTest, store: CaseStore, case: str
) -> None:
    assert "3 marks wait for a person." in show(app, "case", case=case, mark="1")
    draw(store, case, "leave_out", [[0, 0], [1e4, 0], [1e4, 1e4], [0, 1e4]], who="Ann")
    told = show(app, "case", case=case, mark="1")
    assert "Every mark that needs a person is decided." in told
    assert told.count('<tr class="left-out">') == 5
    assert '<article class="mark left-out">' in told
    assert sound(store).decisions == ()


def test_an_empty_store_says_what_to_do_and_where_it_lies(app: AppTest, store: CaseStore) -> None:
    text = show(app, "queue")
    assert "No cases yet." in text
    assert str(store.folder) in text


def test_the_queue_filters_and_sorts(app: AppTest, store: CaseStore, case: str) -> None:
    store.new("a-watch", who="Bob", piece=Piece(kind="watch", reference="R-7"))
    store.new("b-watch", who="Bob", piece=Piece(kind="watch"))

    def rows() -> list[str]:
        return [link.proto.label for link in app.get("page_link") if link.proto.label != "Cases"]

    show(app, "queue")
    assert rows() == ["c", "a-watch", "b-watch"], "what needs a person comes first"
    app.selectbox(key="piece").select("watch").run()
    assert rows() == ["a-watch", "b-watch"]
    app.text_input(key="q").set_value("r-7").run()
    assert rows() == ["a-watch"]
    app.selectbox(key="only").select("new").run()
    assert rows() == []
    assert "No case fits." in text_of(app)
    app.text_input(key="q").set_value("").run()
    app.selectbox(key="piece").select("").run()
    assert rows() == ["c"]
    app.selectbox(key="only").select("").run()
    app.selectbox(key="sort").select("opened").run()
    assert rows() == ["b-watch", "a-watch", "c"]


def test_a_new_case_needs_a_name_of_its_own_and_of_a_person(
    app: AppTest, store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONDITION_USER", "")
    show(app, "queue")
    field(app, "text_input", "Name of the case").set_value("n-1")
    assert "Say your name first." in press(app, "Open the case")
    assert store.names() == ()
    assert field(app, "text_input", "Name of the case").value == "n-1"
    app.text_input(key="who_entry").set_value("Bob").run()
    press(app, "Open the case")
    assert store.case("n-1").entries == 1
    show(app, "queue")
    field(app, "text_input", "Name of the case").set_value("n-1")
    assert "there is a case" in press(app, "Open the case")


def test_pages_about_cases_are_not_for_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONDITION_CASES", "off")
    assert case_shell.pages() == []


def test_a_store_that_cannot_be_opened_is_one_sentence(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("CONDITION_STORE", str(tmp_path / "file"))
    assert "The cases cannot be opened." in show(app, "queue")


# -- case ---------------------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_there_leads_to_the_queue(app: AppTest) -> None:
    assert "There is no case nix here." in show(app, "case", case="nix")
    assert "No case is chosen." in show(app, "timeline", case="")


def test_a_case_shows_its_marks_what_people_decided_and_its_log(
    app: AppTest, store: CaseStore, case: str
) -> None:
    decide(store, case, 1, "no_mark", reason="wiped off", who="Bob")
    contest(store, case, f"It was there. {HOSTILE}", who="the other side", mark=1)
    set_scale(store, case, 2, "coin", "1 euro", known_mm=23.25, points=[[0, 0], [400, 300]], who="Bob")
    text = show(app, "case", case=case, mark="1")
    for said in (
        "Decided: No mark",
        "wiped off",
        "about mark 1 of comparison 1",
        "scale set",
        "2 marks wait for a person.",
    ):
        assert said in text
    assert "0.0465" in text
    assert HOSTILE not in text
    assert "&lt;img src=x" in text


def test_a_refused_comparison_claims_nothing(
    app: AppTest, store: CaseStore, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "compare", lambda *_, **__: make_refused())
    compare_photos(store, case, who="Cem")
    text = show(app, "case", case=case)
    assert "These two photos could not be compared." in text
    assert "blurred by 6.1" in text
    assert "Every mark" not in text
    assert "All marks" not in text


def test_what_this_version_finds_otherwise_is_said_and_the_recorded_marks_stay(
    app: AppTest, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = replace(five_marks(), all_findings=five_marks().all_findings[:1])
    monkeypatch.setattr(case_compared, "repeat", lambda *_: fewer)
    text = show(app, "case", case=case)
    assert "today the program finds something else" in text
    assert text.count('<th scope="row">') >= 5


def test_compared_again_it_says_what_became_of_each_decision(
    app: AppTest, store: CaseStore, case: str
) -> None:
    decide(store, case, 1, "no_mark", reason="wiped off", who="Cem")
    show(app, "case", case=case)
    text = press(app, "Compare again")
    assert "What became of earlier decisions" in text
    assert "Found again as mark 1. The decision stands." in text
    held = sound(store)
    assert (len(held.comparisons), len(held.decisions)) == (2, 1)
    assert held.comparisons[1].who == "Ann"


def test_a_case_is_signed_only_as_it_was_on_the_screen(app: AppTest, store: CaseStore, case: str) -> None:
    show(app, "case", case=case)
    field(app, "text_area", "I stand for this case as it is now").set_value("looked at")
    contest(store, case, "It was there before.", who="the other side")
    text = press(app, "Sign off")
    assert "Somebody else has changed this case in the meantime." in text
    assert "It was there before." in text
    assert field(app, "text_area", "I stand for this case as it is now").value == "looked at"
    assert sound(store).sign_offs == ()
    press(app, "Sign off")
    assert [each.text for each in sound(store).sign_offs] == ["looked at"]


def test_a_grade_somebody_else_gave_is_not_overwritten_unseen(
    app: AppTest, store: CaseStore, case: str
) -> None:
    show(app, "case", case=case, mark="1")
    field(app, "selectbox", "Grade").select("severe")
    grade_mark(store, case, 1, "light", reason="hardly seen", who="Bob")
    text = press(app, "Grade it")
    assert "Bob has changed this in the meantime: light." in text
    press(app, "Grade it")
    assert next((each.who, each.grade) for each in sound(store).gradings) == ("Bob", "light")
    assert len(store.case(case).gradings) == 2


def test_a_drawn_mark_is_decided_and_not_over_anothers_word(
    app: AppTest, store: CaseStore, case: str
) -> None:
    draw(store, case, "mark", [[20, 20], [60, 50]], who="Cem")
    assert "Missed mark 1" in show(app, "case", case=case)
    assert "Nothing is chosen." in press(app, "Decide it")
    field(app, "selectbox", "What it is").set_value("new")
    decide_drawn(store, case, 1, "no_mark", reason="dust", who="Bob")
    assert "Bob has changed this in the meantime" in press(app, "Decide it")
    assert [each.who for each in sound(store).drawn_marks] == ["Bob"]
    show(app, "case", case=case)
    field(app, "selectbox", "What it is").set_value("new")
    drawn_grade = [each for each in app.selectbox if str(each.key).endswith("_grade")]
    drawn_grade[-1].set_value("light")
    text = press(app, "Decide it")
    assert "Decided: New, Light" in text
    assert (sound(store).drawn_marks[-1].who, sound(store).drawn_marks[-1].grade) == ("Ann", "light")


def test_what_comes_after_the_sign_off_is_told(app: AppTest, store: CaseStore, case: str) -> None:
    sign_off(store, case, "so it is", who="Bob")
    assert "Signed off" in show(app, "case", case=case)
    store.add(case, Note(text="one more thing"), who="Cem")
    assert "Changed since signed" in show(app, "case", case=case)


# -- time line ----------------------------------------------------------------------------------------------------------


def test_an_event_is_edited_and_what_it_said_is_still_there(
    app: AppTest, store: CaseStore, case: str
) -> None:
    add_events(store, case, EVENT, who="Cem")
    text = show(app, "timeline", case=case)
    assert "Contradiction" in text
    when = next(each for each in app.text_input if each.value == "2025-01-05")
    when.set_value("2026-01-05")
    assert "say why the event is changed" in press(app, "Record the change")
    assert next(each for each in app.text_input if each.key == when.key).value == "2026-01-05"
    field(app, "text_input", "Why it is changed").set_value("slip of the pen")
    text = press(app, "Record the change")
    assert "slip of the pen" in text
    held = sound(store)
    assert (held.events[0].time, standing_events(held)[0].event.time) == ("2025-01-05", "2026-01-05")
    field(app, "text_input", "Why it is changed").set_value("another piece")
    press(app, "Take it out")
    assert standing_events(sound(store)) == ()
    assert "another piece" in text_of(app)


def test_an_event_is_added_or_told_what_is_wrong(app: AppTest, store: CaseStore, case: str) -> None:
    show(app, "timeline", case=case)
    field(app, "text_input", "When").set_value("yesterday")
    assert "This event cannot be read." in press(app, "Add it")
    field(app, "text_input", "When").set_value("2025-12-31")
    assert "Handed to the carrier" in press(app, "Add it") or store.case(case).events
    assert [each.time for each in sound(store).events] == ["2025-12-31"]


# -- keeping an answer --------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_as_a_case_with_what_it_was_held_against(store: CaseStore, samples: Path) -> None:
    files = {
        side: (f"{side}.jpg", (samples / f"dispute/{side}.jpg").read_bytes()) for side in ("before", "after")
    }
    hashes = [hashlib.sha256(data).hexdigest() for _, data in files.values()]
    made = five_marks()
    made = replace(
        made, before=replace(made.before, sha256=hashes[0]), after=replace(made.after, sha256=hashes[1])
    )
    assert keep_answer("kept-1", "Ann", files, made, events=EVENT) is None
    held = sound(store, "kept-1")
    assert [(photo.role, photo.sha256) for photo in held.photos] == [
        ("before", hashes[0]),
        ("on_receipt", hashes[1]),
    ]
    assert (held.comparisons[0].new_marks, held.events[0].kind) == (2, "handed_over")
    swapped = {"before": files["after"], "after": files["before"]}
    for wrong in (swapped, {"before": files["before"]}):
        problem = keep_answer("kept-2", "Ann", wrong, made)
        assert problem is not None
    assert store.names() == ("kept-1",), "nothing half kept"
