"""The made dispute of the samples reads as a person would tell it, and one changed tag is found and explained."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from condition.cli import main
from condition.photo import read_photo
from condition.policy import parse_facts, parse_policy
from condition.report import render_line, render_timeline
from condition.timeline import Check, LineEntry, Severity, build_line, check_pair, parse_events
from scripts.make_dispute import TAKEN, retimed

STORY = [
    "2025-12-19 bought",
    "2025-12-28 delivered to the buyer",
    "2025-12-31 photographed (before photo)",
    "2025-12-31 14:02:10 +01:00 before photo (before.jpg)",
    "2025-12-31 16:20 handed to the carrier",
    "2026-01-05 received back",
    "2026-01-08 10:15:32 after photo (after.jpg)",
    "2026-01-14 answered",
]


@pytest.fixture(scope="module")
def dispute(samples: Path) -> Path:
    return samples / "dispute"


def told(before: bytes, after: bytes, folder: Path) -> tuple[tuple[LineEntry, ...], tuple[Check, ...]]:
    pair = read_photo(before, "before.jpg"), read_photo(after, "after.jpg")
    events = parse_events((folder / "events.toml").read_text("utf-8"))
    checks = check_pair(*pair, events)
    return build_line(list(zip(("before", "after"), pair, strict=True)), events, checks), checks


def both(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "before.jpg").read_bytes(), (folder / "after.jpg").read_bytes()


def test_the_dispute_reads_as_a_person_would_tell_it(dispute: Path) -> None:
    line, checks = told(*both(dispute), dispute)
    assert [f"{entry.said} {entry.label}" for entry in line] == STORY
    assert all(entry.marks == () for entry in line)
    assert {check.severity for check in checks if "events" in check.tags} == {Severity.OK}


def test_the_photos_are_those_the_script_makes(dispute: Path, samples: Path) -> None:
    for side, (camera, taken, offset) in TAKEN.items():
        original = (samples / "watch-back-new-scratch" / f"{side}.jpg").read_bytes()
        assert (dispute / f"{side}.jpg").read_bytes() == retimed(original, taken, offset, camera)


@pytest.mark.parametrize(
    ("taken", "offset", "code", "explained"),
    [
        (
            "2025:12:31 18:05:00", "+01:00", "BEFORE_HANDOVER",
            "The before photo (2025-12-31 18:05:00 +01:00) was taken after the piece was handed to the carrier "
            "(2025-12-31 16:20, carrier's receipt).",
        ),
        (
            "2025:12:30 14:02:10", "+01:00", "STATED_PHOTO_TIME",
            "The before photo is said to be from 2025-12-31 (buyer's letter); the file says 2025-12-30 14:02:10 +01:00.",
        ),
        (
            "2026:01:10 14:02:10", "+01:00", "BEFORE_AFTER_ORDER",
            "The before photo was taken at least 38.8 h after the after photo "
            "(before: 2026-01-10 14:02:10 +01:00, after: 2026-01-08 10:15:32).",
        ),
    ],
)  # fmt: skip
def test_one_changed_tag_is_found_and_explained(
    taken: str, offset: str, code: str, explained: str, dispute: Path
) -> None:
    before, after = both(dispute)
    line, checks = told(retimed(before, taken, offset), after, dispute)
    found = next(check for check in checks if check.code == code)
    assert (found.severity, found.text) == (Severity.CONTRADICTION, explained)
    assert any(found in entry.marks for entry in line if entry.kind == "before")
    assert explained in re.sub(r"\s+", " ", render_line(line))


def test_the_picture_of_the_docs_is_the_one_that_is_drawn(dispute: Path, root: Path) -> None:
    before, after = both(dispute)
    line, _ = told(retimed(before, "2025:12:31 18:05:00", "+01:00"), after, dispute)
    picture = root / "docs" / "timeline.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        picture.write_text(render_timeline(line) + "\n", encoding="utf-8")
    assert picture.read_text("utf-8") == render_timeline(line) + "\n"


def test_a_missing_offset_takes_back_the_claim_and_adds_no_other(dispute: Path) -> None:
    before, after = both(dispute)
    _, checks = told(retimed(before, "2025:12:31 18:05:00", None), after, dispute)
    answers = {check.code: check.severity for check in checks if "events" in check.tags}
    assert answers["BEFORE_HANDOVER"] is Severity.UNKNOWN
    assert Severity.CONTRADICTION not in answers.values()


def test_the_case_and_the_policy_can_be_read(dispute: Path) -> None:
    policy = parse_policy((dispute / "policy.toml").read_text("utf-8"))
    assert len(policy.clauses) == 6
    assert [fact.name for fact in parse_facts((dispute / "events.toml").read_text("utf-8"))] == ["engraved"]


@pytest.mark.slow
def test_every_clause_of_the_policy_gets_its_answer(
    dispute: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = [str(dispute / f"{side}.jpg") for side in ("before", "after")]
    case = ["--events", str(dispute / "events.toml"), "--policy", str(dispute / "policy.toml")]
    assert main(["compare", *pair, *case, "--json", "-"]) in (0, 1)
    record = json.loads(capsys.readouterr().out)
    assert [f"{entry['said']} {entry['label']}" for entry in record["timeline"]] == STORY
    assert {ruling["clause"]: ruling["outcome"] for ruling in record["policy"]["rulings"]} == {
        "7.1": "met",
        "7.2": "met",
        "7.3": "for_a_person",
        "7.4": "cannot_tell",
        "8.1": "cannot_tell",
        "8.2": "not_met",
    }
