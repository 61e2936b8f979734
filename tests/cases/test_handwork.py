"""What people add by hand: it is checked, kept, shown, and told by the log; what stands is the last word."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import condition.cases.judging
from condition.cases import (
    Case,
    CaseStore,
    State,
    add_events,
    add_photo,
    change_event,
    check_case,
    compare_photos,
    decide_drawn,
    draw,
    drawings_on,
    drawn_mark_on,
    events_of,
    grade_mark,
    grading_on,
    left_out_on,
    length_mm,
    length_of,
    mm_per_px,
    note_mark,
    notes_on,
    points_of,
    recorded_findings,
    scale_of,
    set_scale,
    standing_events,
    summaries,
    take_back,
)
from condition.cli import main
from condition.errors import CaseChanged, CaseError, EventsError
from condition.measurement import Measured
from tests.builders import make_comparison

WHO = "ann"
ENDS = [[10.0, 20.0], [410.0, 320.0]]  # 500 px apart
EVENT = "[[event]]\nkind = 'received'\ntime = 2026-03-10\nzone = 'Europe/Berlin'\nsource = 'receipt'"


@pytest.fixture
def held(store: CaseStore, samples: Path, monkeypatch: pytest.MonkeyPatch) -> CaseStore:
    """A case with two photos, compared."""
    made = make_comparison()
    monkeypatch.setattr(condition.cases.judging, "compare", lambda *_, **__: made)
    store.new("c", who=WHO)
    add_photo(store, "c", samples / "dispute/before.jpg", role="before", who=WHO)
    add_photo(store, "c", samples / "dispute/after.jpg", role="intake", who=WHO)
    compare_photos(store, "c", who=WHO)
    return store


def case_of(store: CaseStore) -> Case:
    """Return the case; every record has to be as its log tells it."""
    case = store.case("c")
    assert check_case(case, store.log("c")) == ()
    return case


def test_a_drawing_stands_until_it_is_taken_back_and_also_after_another_comparison(held: CaseStore) -> None:
    drawn = draw(held, "c", "mark", ENDS, who=WHO)
    draw(held, "c", "leave_out", [*ENDS, [5.0, 5.0]], who="bob")
    compare_photos(held, "c", who=WHO)
    case = case_of(held)
    assert [each.shape for each in drawings_on(case, case.comparisons[1])] == ["mark", "leave_out"]
    assert points_of(drawn) == ENDS
    take_back(held, "c", drawn.number, who="bob")
    case = case_of(held)
    assert [each.who for each in drawings_on(case, case.comparisons[0])] == ["bob"]
    assert len(case.drawings) == 3
    with pytest.raises(CaseError, match="taken back already"):
        take_back(held, "c", drawn.number, who="bob")


def test_a_mark_in_a_region_left_out_waits_for_nobody_and_stays_in_the_record(held: CaseStore) -> None:
    item = held.case("c").comparisons[0]
    assert summaries(held)[0].unsettled == 3
    everywhere = draw(held, "c", "leave_out", [[0, 0], [1e4, 0], [1e4, 1e4], [0, 1e4]], who=WHO)
    case = case_of(held)
    assert left_out_on(case, item) == {each.number for each in recorded_findings(item)}
    assert case.comparisons[0].record == item.record
    assert (summaries(held)[0].state, summaries(held)[0].unsettled) == (State.DECIDED, 0)
    take_back(held, "c", everywhere.number, who=WHO)
    assert left_out_on(case_of(held), item) == frozenset()
    assert summaries(held)[0].state is State.TO_DECIDE


@pytest.mark.parametrize(
    ("shape", "points", "said"),
    [
        ("circle", ENDS, "'circle' is no shape"),
        ("mark", ENDS[:1], "1 points were given"),
        ("leave_out", ENDS, "3 to 2000 are needed"),
        ("distance", [*ENDS, [1, 1]], "3 points were given"),
        ("distance", [[1, 1], [1.2, 1]], "lie on one pixel"),
        ("mark", [[1, math.nan], [2, 2]], "finite numbers"),
        ("mark", [[1, 2, 3], [2, 2]], "pairs of numbers"),
        ("mark", [["x", 2], [2, 2]], "pairs of numbers"),
    ],
)
def test_what_is_no_shape_is_refused(held: CaseStore, shape: str, points: Any, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        draw(held, "c", shape, points, who=WHO)
    assert case_of(held).drawings == ()


def test_a_scale_gives_millimetres_with_the_errors_of_its_length_and_its_ends(held: CaseStore) -> None:
    assert mm_per_px(scale_of(held.case("c"), 2)) is None
    set_scale(held, "c", 2, "coin", "1 euro coin", known_mm=25.0, error_mm=0.5, points=ENDS, who=WHO)
    case = case_of(held)
    scale = mm_per_px(scale_of(case, 2))
    assert scale is not None
    assert scale.value == pytest.approx(0.05)
    assert scale.error / scale.value == pytest.approx(math.hypot(0.02, math.sqrt(2) * 2.0 / 500))
    plain, in_mm = (recorded_findings(case.comparisons[0], each)[0] for each in (None, scale))
    assert plain.length_mm is None
    assert in_mm.length_mm is not None
    assert in_mm.length_mm.value == pytest.approx(0.05 * plain.length_px)
    assert in_mm.length_mm.error > 0.02 * in_mm.length_mm.value
    set_scale(held, "c", 2, "none", "the coin lay higher", known_mm=None, points=[], who="bob")
    assert scale_of(case_of(held), 2) is None
    assert scale_of(held.case("c"), 1) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "guess"}, "'guess' gives no scale"), ({"known_mm": 0.0}, "no length"), ({"known_mm": None}, "no length"),
        ({"known_mm": math.nan}, "no length"), ({"error_mm": -1.0}, "no error"), ({"photo": 9}, "no photo 9"),
        ({"points": ENDS[:1]}, "1 points"),
    ],
)  # fmt: skip
def test_what_gives_no_scale_is_refused(held: CaseStore, changes: dict[str, Any], said: str) -> None:
    good = {"photo": 2, "method": "ruler", "what": "ruler", "known_mm": 10.0, "points": ENDS, "who": WHO}
    with pytest.raises(CaseError, match=said):
        set_scale(held, "c", **{**good, **changes})
    assert case_of(held).scales == ()


def test_marks_come_back_from_the_record_as_they_were_found(held: CaseStore) -> None:
    item = held.case("c").comparisons[0]
    for read, made in zip(recorded_findings(item), make_comparison().all_findings, strict=True):
        assert np.abs(read.path - made.path).max() < 1e-3
        assert read.alternatives == made.alternatives
        assert read.explanation == made.explanation
        assert (read.verdict, read.kind, read.score, read.grade) == (
            made.verdict,
            made.kind,
            made.score,
            made.grade,
        )


def test_grades_and_notes_belong_to_a_mark_and_the_last_grade_stands(held: CaseStore) -> None:
    grade_mark(held, "c", 1, "light", reason="hardly seen", who=WHO)
    grade_mark(held, "c", 1, "severe", reason="deep under the loupe", who="bob")
    grade_mark(held, "c", None, "moderate", reason="all in all", who=WHO)
    note_mark(held, "c", 2, "look at it again in daylight", who=WHO)
    case = case_of(held)
    graded = grading_on(case, 1, 1)
    assert graded is not None
    assert (graded.grade, graded.who, len(case.gradings)) == ("severe", "bob", 3)
    whole = grading_on(case, 1, None)
    assert whole is not None
    assert whole.grade == "moderate"
    assert [note.text for note in notes_on(case, 1, 2)] == ["look at it again in daylight"]
    for wrong in (lambda: grade_mark(held, "c", 99, "light", reason="", who=WHO), lambda: note_mark(held, "c", 1, " ", who=WHO)):  # fmt: skip
        with pytest.raises(CaseError):
            wrong()


def test_a_drawn_mark_is_decided_and_the_last_word_stands(held: CaseStore) -> None:
    draw(held, "c", "mark", [[10, 20], [410, 320], [410, 420]], who=WHO)
    draw(held, "c", "leave_out", [[0, 0], [9, 0], [9, 9]], who=WHO)
    decide_drawn(held, "c", 1, "cannot_tell", reason="", who=WHO)
    decide_drawn(held, "c", 1, "new", "moderate", reason="bare metal", who="bob")
    case = case_of(held)
    standing = drawn_mark_on(case, 1)
    assert standing is not None
    assert (standing.verdict, standing.grade, standing.who) == ("new", "moderate", "bob")
    assert [each.verdict for each in case.drawn_marks] == ["cannot_tell", "new"]
    assert length_of(drawings_on(case, case.comparisons[0])[0]) == 600.0
    known = length_mm(drawings_on(case, case.comparisons[0])[0], Measured(0.05, 0.0001))
    assert known.value == pytest.approx(30.0)
    assert known.error == pytest.approx(math.hypot(0.06, 0.1))
    assert drawn_mark_on(case, 2) is None
    take_back(held, "c", 1, who=WHO)
    for drawing, verdict, grade, words in (
        (1, "new", None, "was taken back"),
        (2, "new", None, "no mark drawn under number 2"),
        (9, "new", None, "no mark drawn under number 9"),
        (1, "maybe", None, "no verdict"),
        (1, "new", "bad", "no grade"),
        (1, "no_mark", "light", "has no grade"),
    ):
        with pytest.raises(CaseError, match=words):
            decide_drawn(held, "c", drawing, verdict, grade, reason="", who=WHO)


def test_a_changed_event_says_something_else_and_keeps_what_it_said(held: CaseStore) -> None:
    add_events(held, "c", EVENT, who=WHO)
    seen = held.case("c").entries
    now = {"kind": "received", "time": "2026-03-11", "zone": "Europe/Berlin", "source": "letter", "label": ""}
    change_event(held, "c", 1, now, reason="the receipt was of another parcel", who="bob", version=seen)
    case = case_of(held)
    (standing,) = standing_events(case)
    assert (standing.event.time, standing.event.source, standing.event.label, standing.changes) == (
        "2026-03-11", "letter", None, 1,
    )  # fmt: skip
    assert case.events[0].time == "2026-03-10"
    assert events_of(case)[0].time.wall_clock == "2026-03-11"
    with pytest.raises(CaseChanged):
        change_event(held, "c", 1, None, reason="no", who=WHO, version=seen)
    add_events(held, "c", EVENT, who=WHO)
    change_event(held, "c", 1, None, reason="it was another piece", who=WHO)
    assert standing_events(case_of(held)) == ()
    assert events_of(held.case("c")) == ()
    with pytest.raises(CaseError, match="taken out already"):
        change_event(held, "c", 1, None, reason="twice", who=WHO)
    with pytest.raises(EventsError, match="zone is 'Mars'"):
        change_event(held, "c", 1, {**now, "zone": "Mars"}, reason="x", who=WHO)
    with pytest.raises(CaseError, match="say why"):
        change_event(held, "c", 1, now, reason=" ", who=WHO)


def test_the_command_line_shows_what_stands(held: CaseStore, capsys: pytest.CaptureFixture[str]) -> None:
    draw(held, "c", "mark", ENDS, who=WHO)
    set_scale(held, "c", 2, "coin", "1 euro coin", known_mm=23.25, points=ENDS, who=WHO)
    decide_drawn(held, "c", 1, "new", "trace", reason="under the loupe", who=WHO)
    grade_mark(held, "c", 1, "light", reason="hardly seen", who=WHO)
    note_mark(held, "c", 1, "daylight", who=WHO)
    add_events(held, "c", EVENT, who=WHO)
    change_event(held, "c", 1, None, reason="wrong piece", who=WHO)
    assert main(["case", "show", "c", "--store", str(held.folder)]) == 0
    told = capsys.readouterr().out
    for words in (
        "Scale of photo 2: 0.04650 mm per px", "Drawing 1 on comparison 1: a missed mark of 2 points",
        "Drawing 1 decided as new, trace, ann: under the loupe", "Grade of mark 1 in comparison 1: light", "Note on mark 1", "Event 1 is taken out, ann: wrong piece",
    ):  # fmt: skip
        assert words in told
    assert main(["case", "show", "c", "--store", str(held.folder), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["drawings"][0]["points"] == [[10, 20], [410, 320]]
    assert record["scales"][0]["known_mm"] == Measured(23.25, 0).value
