"""``condition case ...`` as a shell sees it, in the order of a dispute; and the same from Python."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import condition.cases.judging
from condition.cases import (
    CaseStore,
    add_events,
    add_photo,
    case_record,
    compare_photos,
    events_of,
    facts_of,
    parse_case,
    render_page,
)
from condition.cases.pictures import folder_of, sound_pictures
from condition.cli import main
from condition.cli.case import CASE_COMMANDS
from condition.errors import CaseChanged, CaseError, UnreadablePhoto
from tests.builders import make_comparison, make_refused

Run = Any


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs ``condition case`` and returns (exit code, standard output, standard error)."""
    monkeypatch.setenv("CONDITION_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("CONDITION_USER", "ann")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["case", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every comparison gives the same made result."""
    monkeypatch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_comparison())


@pytest.fixture
def compared(run: Run, quick: None, samples: Path) -> Run:
    """A case with two photos, compared."""
    assert run("new", "d-1", "--kind", "watch", "--size", "diameter=41", "--party", "customer=Ann")[0] == 0
    assert run("add", "d-1", samples / "dispute/before.jpg", "--role", "before")[0] == 0
    assert run("add", "d-1", samples / "dispute/after.jpg", "--role", "intake")[0] == 0
    assert run("compare", "d-1")[0] == 1
    return run


def test_every_command_answers_in_json(compared: Run, samples: Path, tmp_path: Path) -> None:
    run = compared
    asked: dict[str, tuple[str | Path, ...]] = {
        "new": ("d-2",),
        "add": ("d-1", samples / "dispute/after.jpg", "--role", "other"),
        "event": ("d-1", samples / "dispute/events.toml"),
        "compare": ("d-1",),
        "decide": ("d-1", "1", "new", "--reason", "seen"),
        "contest": ("d-1", "no"),
        "note": ("d-1", "a note"),
        "bill": ("d-1", samples / "dispute/before.jpg", "--amount", "180.00 EUR"),
        "sign": ("d-1", "so it is"),
        "report": ("d-1", "-o", tmp_path / "page.html"),
        "list": (),
        "show": ("d-1",),
        "log": ("d-1",),
        "fsck": (),
    }
    assert asked.keys() == CASE_COMMANDS.keys() - {"seal"}
    for command, arguments in asked.items():
        code, out, err = run(command, *arguments, "--json")
        assert (command, code, err) == (command, int(command == "compare"), "")
        assert json.loads(out) is not None
    assert run("log", "d-1", "--check")[0] == 0


def test_a_photo_is_added_once(run: Run, samples: Path) -> None:
    run("new", "c")
    for _ in range(2):
        assert run("add", "c", samples / "dispute/before.jpg", "--role", "before")[0] == 0
    assert len(json.loads(run("show", "c", "--json")[1])["photos"]) == 1
    assert run("add", "c", samples / "dispute/before.jpg", "--role", "before", "--side", "back")[0] == 0
    assert len(json.loads(run("show", "c", "--json")[1])["photos"]) == 2


def test_what_is_no_photo_is_not_stored(run: Run, tmp_path: Path) -> None:
    run("new", "c")
    (tmp_path / "text.jpg").write_text("dear diary")
    code, _, err = run("add", "c", tmp_path / "text.jpg", "--role", "before")
    assert code == 2
    assert "text.jpg" in err
    assert not (tmp_path / "store/originals").exists()
    assert run("fsck")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nobody"), "there is no case 'nobody'"),
        (("compare", "c"), "no photo that could be the before photo"),
        (("compare", "c", "--before", "7"), "has no photo 7"),
        (("decide", "c", "1", "new", "--reason", "x"), "no comparison yet"),
        (("decide", "c", "1", "guilty", "--reason", "x"), "'guilty' is no verdict"),
        (("contest", "c", "no", "--reply-to", "3"), "no contest 3"),
        (("note", "c", "late", "--if-version", "0"), "changed by somebody else"),
        (("add", "c", "x.jpg", "--role", "nonsense"), "is no role of a photo"),
        (("add", "c", "missing.jpg", "--role", "before"), "missing.jpg"),
        (("event", "c", "missing.toml"), "missing.toml: cannot be read"),
        (("new", "c2", "--party", "king=Ann"), "'king' is no role of a party"),
        (("report", "c", "-o", "nowhere/page.html"), "does not exist"),
    ],
)
def test_trouble_is_one_sentence_and_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    run("new", "c")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("condition: ")
    assert len(json.loads(run("log", "c", "--json")[1])) == 1


def test_a_mark_is_decided_again_only_by_somebody_who_has_seen_the_decision(compared: Run) -> None:
    run = compared
    assert run("decide", "d-1", "1", "new", "--reason", "seen")[0] == 0
    code, _, err = run("decide", "d-1", "1", "no_mark", "--reason", "dust", "--by", "bob")
    assert code == 2
    assert "mark 1 was decided as new by ann" in err
    version = json.loads(run("show", "d-1", "--json")[1])["entries"]
    assert run("decide", "d-1", "1", "no_mark", "--reason", "dust", "--if-version", str(version))[0] == 0
    assert run("decide", "d-1", "99", "no_mark", "--reason", "dust")[0] == 2


def test_a_refused_comparison_is_recorded_and_ends_with_3(
    compared: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_refused())
    assert compared("compare", "d-1")[0] == 3
    assert json.loads(compared("show", "d-1", "--json")[1])["comparisons"][1]["new_marks"] is None


def test_problems_end_with_4_and_are_named(compared: Run, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "store/cases.sqlite")
    database.execute("DROP TRIGGER custody_no_update")
    database.execute("UPDATE custody SET body = replace(body, 'ann', 'eve') WHERE number = 3")
    database.commit()
    database.close()
    code, out, _ = compared("log", "d-1", "--check")
    assert code == 4
    assert "Entry 3 was edited" in out
    code, out, _ = compared("fsck", "--json")
    assert code == 4
    assert not json.loads(out)["sound"]


def test_a_hash_that_was_noted_is_found_again(compared: Run) -> None:
    head = json.loads(compared("show", "d-1", "--json")[1])["head"]
    compared("note", "d-1", "later")
    assert compared("log", "d-1", "--check", "--head", head)[0] == 0
    assert compared("log", "d-1", "--check", "--head", "0" * 64)[0] == 4


def test_pictures_that_were_changed_are_not_those_of_the_log(compared: Run, tmp_path: Path) -> None:
    with CaseStore(tmp_path / "store") as store:
        assert sound_pictures(store, "d-1", 1)
        (folder_of(store, "d-1", 1) / "report.html").write_text("all is well")
        assert not sound_pictures(store, "d-1", 1)


def test_the_page_shows_words_of_strangers_as_text(compared: Run, tmp_path: Path) -> None:
    compared("contest", "d-1", "<script>alert(1)</script>", "--mark", "1")
    with CaseStore(tmp_path / "store") as store:
        page = render_page(store.case("d-1"), store.log("d-1"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "://" not in page


def test_events_and_facts_come_back_as_they_were_written(store: CaseStore, samples: Path) -> None:
    text = (samples / "dispute/events.toml").read_text()
    store.new("c", who="ann")
    added = add_events(store, "c", text, who="ann")
    assert add_events(store, "c", text, who="ann") == ()
    assert len(added) == 7
    assert events_of(store.case("c")) == condition.parse_events(text)
    assert facts_of(store.case("c")) == condition.parse_facts(text)


def test_the_record_of_a_case_reads_back(quick: None, store: CaseStore, samples: Path) -> None:
    store.new("c", who="ann")
    add_events(store, "c", (samples / "dispute/events.toml").read_text(), who="ann")
    for name, role in (("before", "before"), ("after", "after")):
        add_photo(store, "c", samples / f"dispute/{name}.jpg", role=role, who="ann")
    compare_photos(store, "c", who="ann")
    case = store.case("c")
    assert parse_case(json.loads(json.dumps(case_record(case)))) == case
    with pytest.raises(CaseError, match="cannot be read"):
        parse_case({"case": "c"})


def test_a_comparison_of_a_case_that_changed_meanwhile_is_not_recorded(
    store: CaseStore, samples: Path, quick: None
) -> None:
    store.new("c", who="ann")
    for name, role in (("before", "before"), ("after", "after")):
        add_photo(store, "c", samples / f"dispute/{name}.jpg", role=role, who="ann")
    with pytest.raises(CaseChanged):
        compare_photos(store, "c", who="bob", version=1)
    assert store.case("c").comparisons == ()
    assert not list((store.folder / "work/c").iterdir())


def test_a_folder_is_no_photo(store: CaseStore, tmp_path: Path) -> None:
    store.new("c", who="ann")
    with pytest.raises(UnreadablePhoto):
        add_photo(store, "c", tmp_path, role="before", who="ann")


def test_words_of_strangers_cannot_command_the_terminal(run: Run) -> None:
    run("new", "c", "--kind", "ring\x1b[2J")
    run("note", "c", "fine\nSigned off by nobody")
    for command in (("show", "c"), ("list",), ("log", "c")):
        assert "\x1b" not in run(*command)[1]
    assert "Note 1, ann: fine Signed off by nobody" in run("show", "c")[1].splitlines()
