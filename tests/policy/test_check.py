"""What clauses give: met, not met, cannot tell, or for a person; and that no claim is made on what could be otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from condition.photo import Photo
from condition.policy import Evidence, Fact, Outcome, Ruling, check_policy, parse_policy
from condition.timeline import Check, Severity, parse_events
from tests.builders import make_findings, make_pair
from tests.timeline.made_photos import photo, time
from tests.timeline.test_events import AFTER, BEFORE, DISPUTE

FINDINGS = make_findings(make_pair(240))
NEW, UNDECIDED = FINDINGS[0], FINDINGS[2]
WINDOW = "event = '{}'\nwithin = '{}'\nof = '{}'"
CASE = Evidence(parse_events(DISPUTE), (), {"before": BEFORE, "after": AFTER}, (), FINDINGS, 0.58)


def rule(clause: str, case: Evidence = CASE, zone: str = "Europe/Berlin") -> Ruling:
    head = f'name = "n"\nsource = "s"\nzone = "{zone}"\n' if zone else 'name = "n"\nsource = "s"\n'
    (ruling,) = check_policy(parse_policy(f'{head}[[clause]]\nid = "1"\ntext = "t"\n{clause}'), case)
    return ruling


def events(text: str) -> Evidence:
    return replace(CASE, events=parse_events(text))


@pytest.mark.parametrize(
    ("event", "within", "of", "outcome"),
    [
        ("handed_over", "30 days", "delivered", "met"),
        ("handed_over", "2 days", "delivered", "not_met"),
        ("answered", "9 days", "received", "met"),
        ("answered", "8 days", "received", "not_met"),
        ("answered", "216 hours", "received", "cannot_tell"),  # two days without a clock, nine days apart
        ("answered", "240 hours", "received", "met"),
        ("answered", "191 hours", "received", "not_met"),
        ("after_photo", "3 days", "received", "met"),
        ("after_photo", "2 days", "received", "not_met"),
        ("before_photo", "0 days", "handed_over", "cannot_tell"),  # taken before the window begins
        ("inspected", "7 days", "received", "cannot_tell"),
    ],
)
def test_windows(event: str, within: str, of: str, outcome: str) -> None:
    assert rule(WINDOW.format(event, within, of)).outcome == outcome


def test_a_photo_without_a_zone_near_the_limit_cannot_tell() -> None:
    photos = {"before": BEFORE, "after": photo(time("2026:01:08 10:15:32"), seed=1)}
    case = replace(CASE, photos=photos)
    ruling = rule(WINDOW.format("after_photo", "2 days", "received"), case)
    assert ruling.outcome is Outcome.CANNOT_TELL
    assert "No time zone is stated for “after photo taken”" in ruling.text
    assert rule(WINDOW.format("after_photo", "3 days", "received"), case).outcome is Outcome.MET
    assert rule(WINDOW.format("after_photo", "1 days", "received"), case).outcome is Outcome.NOT_MET


@pytest.mark.parametrize("bare", [photo(), photo(time("9999:12:31 23:59:59"))])
def test_a_photo_without_a_credible_time_cannot_tell(bare: Photo) -> None:
    case = replace(CASE, photos={"before": bare, "after": AFTER})
    assert (
        "No time is known of “before photo”"
        in rule(WINDOW.format("before_photo", "1 day", "received"), case).text
    )


def test_events_without_a_zone_are_counted_by_the_days_that_were_written() -> None:
    bare = events(DISPUTE.replace('zone = "Europe/Berlin"\n', ""))
    assert (
        rule(WINDOW.format("answered", "10 days", "received"), bare, zone="").outcome is Outcome.CANNOT_TELL
    )
    assert rule(WINDOW.format("answered", "11 days", "received"), bare, zone="").outcome is Outcome.MET
    assert rule(WINDOW.format("answered", "7 days", "received"), bare, zone="").outcome is Outcome.CANNOT_TELL
    assert rule(WINDOW.format("answered", "6 days", "received"), bare, zone="").outcome is Outcome.NOT_MET


def test_two_events_of_a_kind_claim_only_what_both_say() -> None:
    twice = events(
        DISPUTE + DISPUTE[DISPUTE.index('\n[[event]]\nkind = "answered"') :].replace("01-14", "01-20")
    )
    assert rule(WINDOW.format("answered", "30 days", "received"), twice).outcome is Outcome.MET
    ruling = rule(WINDOW.format("answered", "10 days", "received"), twice)
    assert ruling.outcome is Outcome.CANNOT_TELL
    assert "more than one such time" in ruling.text


def test_a_sentence_names_both_times_their_sources_and_the_end_of_the_window() -> None:
    ruling = rule(WINDOW.format("answered", "7 days", "received"))
    for part in ("2026-01-14", "mail", "2026-01-05", "goods-in book", "12 January 2026", "at least 24 h"):
        assert part in ruling.text
    assert ruling.rests_on == ("events",)
    assert ruling.clause.source == "s, 1"
    assert "EXIF:DateTimeOriginal" in rule(WINDOW.format("after_photo", "3 days", "received")).rests_on


@pytest.mark.parametrize(
    ("findings", "share", "clause", "outcome"),
    [
        ((), 1.0, "new_marks = 0", "met"),
        ((), 0.58, "new_marks = 0", "cannot_tell"),
        ((), 0.58, "new_marks = 0\ncompared_at_least = 0.5", "met"),
        ((NEW,), 1.0, "new_marks = 0", "not_met"),
        ((NEW,), 0.1, "new_marks = 0", "not_met"),
        ((NEW,), 1.0, "new_marks = 1", "met"),
        ((replace(NEW, score=0.67),), 1.0, "new_marks = 0", "cannot_tell"),
        ((replace(NEW, score=0.67),), 1.0, "new_marks = 0\nchance_at_least = 0.6", "not_met"),
        ((UNDECIDED,), 1.0, "new_marks = 0", "cannot_tell"),
        ((FINDINGS[3], FINDINGS[4]), 1.0, "new_marks = 0", "met"),
        (None, None, "new_marks = 0", "cannot_tell"),
    ],
)
def test_limits_on_marks(
    findings: tuple[object, ...] | None, share: float | None, clause: str, outcome: str
) -> None:
    case = replace(CASE, findings=findings, compared=share)  # type: ignore[arg-type]  # fields by name
    assert rule(clause, case).outcome == outcome


@pytest.mark.parametrize(
    "check",
    [
        Check("SAME_FILE", Severity.CONTRADICTION, (), "One file."),
        Check("BEFORE_AFTER_ORDER", Severity.CONTRADICTION, (), "After before before."),
    ],
)
def test_marks_say_nothing_where_the_pair_is_no_pair(check: Check) -> None:
    assert rule("new_marks = 0", replace(CASE, checks=(check,))).outcome is Outcome.CANNOT_TELL


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ((), "for_a_person"),
        ((Fact("engraved", False, "order"),), "met"),
        ((Fact("engraved", True, "order"),), "not_met"),
        ((Fact("engraved", False, "order"), Fact("engraved", True, "letter")), "cannot_tell"),
        ((Fact("engraved", 0, "order"),), "not_met"),
        ((Fact("worn", False, "letter"),), "for_a_person"),
    ],
)
def test_facts(facts: tuple[Fact, ...], outcome: str) -> None:
    ruling = rule("fact = 'engraved'\nmust_be = false", replace(CASE, facts=facts))
    assert ruling.outcome == outcome
    assert "engraved" in ruling.text


def test_what_software_cannot_see_is_left_to_a_person_with_the_evidence() -> None:
    wrong = Check("BEFORE_HANDOVER", Severity.CONTRADICTION, (), "The before photo is too late.", "before")
    ruling = rule("look_at = ['marks', 'times']", replace(CASE, checks=(wrong,)))
    assert ruling.outcome is Outcome.FOR_A_PERSON
    assert "2 new marks (chance 96 %, 74 %), 1 undecided on the 58 %" in ruling.text
    assert "The before photo is too late." in ruling.text
    assert rule("look_at = []").text == "No photo can settle this."
