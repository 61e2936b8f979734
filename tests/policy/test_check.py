"""What clauses give: met, not met, cannot tell, or for a person; and that no claim is made on what could be otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from condition.measurement import Finding
from condition.photo import Photo
from condition.policy import Evidence, Fact, Outcome, Part, Ruling, check_policy, parse_policy
from condition.timeline import Check, Severity, parse_events
from tests.builders import make_findings, make_pair
from tests.timeline.made_photos import photo, time
from tests.timeline.test_events import AFTER, BEFORE, DISPUTE

FINDINGS = make_findings(make_pair(240))
NEW, UNDECIDED = FINDINGS[0], FINDINGS[2]
WINDOW = "event = '{}'\nwithin = '{}'\nof = '{}'"
CASE = Evidence(
    parse_events(DISPUTE), (), {"before": (BEFORE,), "after": (AFTER,)}, (), (Part(FINDINGS, 0.58),)
)


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
    photos = {"before": (BEFORE,), "after": (photo(time("2026:01:08 10:15:32"), seed=1),)}
    case = replace(CASE, photos=photos)
    ruling = rule(WINDOW.format("after_photo", "2 days", "received"), case)
    assert ruling.outcome is Outcome.CANNOT_TELL
    assert "No time zone is stated for “after photo taken”" in ruling.text
    assert rule(WINDOW.format("after_photo", "3 days", "received"), case).outcome is Outcome.MET
    assert rule(WINDOW.format("after_photo", "1 days", "received"), case).outcome is Outcome.NOT_MET


@pytest.mark.parametrize("bare", [photo(), photo(time("9999:12:31 23:59:59"))])
def test_a_photo_without_a_credible_time_cannot_tell(bare: Photo) -> None:
    case = replace(CASE, photos={"before": (bare,), "after": (AFTER,)})
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
    ],
)
def test_limits_on_marks(findings: tuple[Finding, ...], share: float, clause: str, outcome: str) -> None:
    case = replace(CASE, parts=(Part(findings, share),))
    assert rule(clause, case).outcome == outcome


def test_without_a_comparison_a_limit_on_marks_cannot_tell() -> None:
    assert rule("new_marks = 0", replace(CASE, parts=())).outcome is Outcome.CANNOT_TELL


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


# Several photos a side

LATE = replace(photo(time("2026:01:11 09:00:00", offset="+01:00"), seed=4), name="late.jpg")
EARLY = replace(AFTER, name="early.jpg")
BARE = replace(photo(seed=5), name="bare.jpg")


def with_after(*photos: Photo) -> Evidence:
    return replace(CASE, photos={"before": (BEFORE,), "after": photos})


@pytest.mark.parametrize(
    ("photos", "within", "outcome"),
    [
        ((EARLY, LATE), "9 days", "met"),
        ((EARLY, LATE), "4 days", "cannot_tell"),  # one lies inside, one outside
        ((EARLY, LATE), "2 days", "not_met"),
        ((EARLY, BARE), "9 days", "cannot_tell"),  # a photo without a time can be of any
        ((EARLY, BARE), "2 days", "cannot_tell"),
    ],
)
def test_a_window_claims_only_what_every_photo_of_a_side_says(
    photos: tuple[Photo, ...], within: str, outcome: str
) -> None:
    assert rule(WINDOW.format("after_photo", within, "received"), with_after(*photos)).outcome == outcome


def test_a_window_over_several_photos_names_the_photo_it_tells_of() -> None:
    clause = WINDOW.format("after_photo", "4 days", "received")
    both = rule(clause, with_after(EARLY, LATE)).text
    assert "“after photo early.jpg taken”" in both
    assert "“after photo late.jpg taken”" in both
    assert "at any time (bare.jpg)" in rule(clause, with_after(EARLY, BARE)).text
    same = rule(WINDOW.format("after_photo", "9 days", "received"), with_after(EARLY, LATE)).text
    assert same.endswith("One other such time gives the same.")


def test_many_photos_that_differ_are_told_by_one_of_each_kind() -> None:
    many = [replace(EARLY, name=f"early{n}.jpg") for n in range(12)]
    text = rule(WINDOW.format("after_photo", "4 days", "received"), with_after(*many, LATE)).text
    assert text.count("early") == 1
    assert "late.jpg" in text


@pytest.mark.parametrize(
    ("parts", "clause", "outcome"),
    [
        ((((NEW,), 1.0), ((), 1.0)), "new_marks = 0", "not_met"),
        ((((), 1.0), ((), 0.9)), "new_marks = 0", "cannot_tell"),  # the least share counts
        ((((), 1.0), ((), 0.9)), "new_marks = 0\ncompared_at_least = 0.9", "met"),
        ((((NEW,), 1.0), ((NEW,), 1.0)), "new_marks = 1", "cannot_tell"),  # perhaps one mark, seen twice
        ((((NEW, NEW), 1.0), ((NEW,), 1.0)), "new_marks = 1", "not_met"),
        ((((NEW,), 1.0), ((NEW,), 1.0)), "new_marks = 2", "met"),
        ((((UNDECIDED,), 1.0), ((), 1.0)), "new_marks = 0", "cannot_tell"),
    ],
)
def test_limits_on_marks_of_parts_that_do_not_connect(
    parts: tuple[tuple[tuple[Finding, ...], float], ...], clause: str, outcome: str
) -> None:
    case = replace(CASE, parts=tuple(Part(*part) for part in parts))
    ruling = rule(clause, case)
    assert ruling.outcome == outcome
    assert ("seen twice" in ruling.text) is (
        len([m for part, _ in parts for m in part if m is NEW]) > 1 and outcome != "met"
    )


@pytest.mark.parametrize(
    ("found", "least", "outcome"),
    [((), 0.8, "cannot_tell"), ((), 0.0, "met"), ((NEW,), 0.8, "not_met")],
)
def test_an_after_photo_that_nothing_was_compared_with_keeps_met_from_being_said(
    found: tuple[Finding, ...], least: float, outcome: str
) -> None:
    case = replace(CASE, parts=(Part(found, 1.0),), unseen=("back.jpg",))
    ruling = rule(f"new_marks = 0\ncompared_at_least = {least}", case)
    assert ruling.outcome == outcome
    assert ("back.jpg" in ruling.text) is (outcome != "not_met")


def test_times_that_nobody_held_against_each_other_are_not_told_to_fit() -> None:
    clause = "look_at = ['times']"
    assert "No times or tags" not in rule(clause, replace(CASE, checks=None, parts=())).text
    wrong = tuple(Check("FUTURE_TIME", Severity.CONTRADICTION, (), f"Wrong {n}.") for n in range(5))
    told = rule(clause, replace(with_after(EARLY, LATE), checks=wrong)).text
    assert "Wrong 2. 2 more contradictions are told with the times." in told
    several = rule(clause, with_after(EARLY, LATE)).text
    assert "No times or tags of the photos that were compared contradict each other." in several


def test_a_contradiction_between_any_two_photos_keeps_new_from_being_claimed() -> None:
    wrong = Check("BEFORE_AFTER_ORDER", Severity.CONTRADICTION, (), "b → a: after before before.")
    for found in ((), (NEW,)):
        case = replace(with_after(EARLY, LATE), checks=(wrong,), parts=(Part(found, 1.0),))
        ruling = rule("new_marks = 0", case)
        assert ruling.outcome is Outcome.CANNOT_TELL
        assert "not every before photo" in ruling.text
