"""What clauses give for several photos: joined marks, every photo's time, and nothing claimed of what no pair shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

import condition
from condition.comparison import NOT_COMPARABLE
from condition.metadata import Metadata
from condition.novelty import NoveltySettings, Verdict
from condition.policy import Fact, Outcome, Ruling, parse_policy
from condition.sets import ComparedPair, ComparisonSet, LeftOut, Side, Why
from condition.sets.marks import join_marks
from condition.sets.ruling import rule
from condition.settings import DEFAULT
from condition.timeline import Check, Severity, parse_events
from tests.builders import make_metadata
from tests.sets.made import Bench, after_photo, before_photo

EVENTS = parse_events(
    '[[event]]\nkind = "received"\ntime = 2026-01-05\nzone = "Europe/Berlin"\nsource = "goods-in book"\n'
)
NO_NEW_MARK = 'id = "1"\ntext = "t"\nnew_marks = 0\ncompared_at_least = 0.5'
PHOTOGRAPHED = 'id = "1"\ntext = "t"\nevent = "after_photo"\nwithin = "2 days"\nof = "received"'
LOOK = 'id = "1"\ntext = "t"\nlook_at = ["marks", "times"]'


def put(bench: Bench, *pairs: ComparedPair, left_out: tuple[LeftOut, ...] = ()) -> ComparisonSet:
    joined = join_marks(pairs, NoveltySettings())
    return ComparisonSet(
        "compared", tuple(bench.before), tuple(bench.after), pairs, (), left_out, joined.views, joined.marks,
        joined.refuted, 0, DEFAULT, "0", events=EVENTS,
    )  # fmt: skip


def given(made: ComparisonSet, clause: str, *facts: Fact) -> Ruling:
    policy = parse_policy(f'name = "n"\nsource = "s"\nzone = "Europe/Berlin"\n[[clause]]\n{clause}')
    (ruling,) = rule(policy, made, facts)
    return ruling


def test_the_joined_chance_counts_and_not_that_of_any_pair() -> None:
    bench = Bench(1, 3)
    found = bench.finding("new", Verdict.NEW, 0.8)
    made = put(bench, *(bench.compared(0, a, [found]) for a in range(3)))
    (mark,) = made.new
    assert mark.score > 0.9  # three lights together are surer than any of them
    assert given(made, NO_NEW_MARK).outcome is Outcome.NOT_MET
    assert given(put(bench, bench.compared(0, 0, [found])), NO_NEW_MARK).outcome is Outcome.CANNOT_TELL


def test_what_the_other_photos_refute_does_not_keep_a_clause_open() -> None:
    bench = Bench(1, 3)
    flagged = bench.finding("scuff", Verdict.CANNOT_TELL, 0.26)
    pairs = [bench.compared(0, 0, [flagged], shows=("scuff",))]
    assert given(put(bench, *pairs), NO_NEW_MARK).outcome is Outcome.CANNOT_TELL
    pairs += [bench.compared(0, a, shows=()) for a in (1, 2)]
    refuted = put(bench, *pairs)
    assert refuted.refuted
    assert given(refuted, NO_NEW_MARK).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("side", "why", "outcome"),
    [
        (Side.AFTER, Why.UNPAIRED, "cannot_tell"),
        (Side.AFTER, Why.UNREADABLE, "cannot_tell"),
        (Side.AFTER, Why.DUPLICATE, "met"),
        (Side.BEFORE, Why.UNPAIRED, "met"),  # nothing of the piece as it is now is unseen
    ],
)
def test_a_part_that_no_pair_shows_keeps_met_from_being_said(side: Side, why: Why, outcome: str) -> None:
    bench = Bench()
    made = put(bench, bench.compared(0, 0, shows=()), left_out=(LeftOut(side, "back.jpg", why, "…"),))
    ruling = given(made, NO_NEW_MARK)
    assert ruling.outcome == outcome
    assert ("back.jpg" in ruling.text) is (outcome != "met")


def dated(bench: Bench, *days: str | None) -> Bench:
    bench.after = [
        replace(after, photo=replace(after.photo, metadata=make_metadata(f"2026-01-{day}T09:00:00", 1.0) if day else Metadata()))
        for after, day in zip(bench.after, days, strict=True)
    ]  # fmt: skip
    return bench


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        (("05", "06", "07"), "met"),
        (("08", "09", "09"), "not_met"),
        (("05", "06", "09"), "cannot_tell"),
        (("05", "06", None), "cannot_tell"),
        ((None, None, None), "cannot_tell"),
    ],
)
def test_a_window_reads_the_times_of_all_photos_of_the_side(
    days: tuple[str | None, ...], outcome: str
) -> None:
    bench = dated(Bench(1, 3), *days)
    # the third was compared with nothing, and it is a photo of that side all the same
    made = put(bench, *(bench.compared(0, a, shows=()) for a in range(2)))
    assert given(made, PHOTOGRAPHED).outcome == outcome
    refused = replace(made, status=NOT_COMPARABLE, pairs=(), views=(), all_marks=(), refuted=())
    assert given(refused, PHOTOGRAPHED).outcome == outcome


def test_where_nothing_was_compared_nothing_is_said_of_marks_and_times() -> None:
    bench = Bench()
    refused = replace(put(bench), status=NOT_COMPARABLE)
    assert given(refused, NO_NEW_MARK).outcome is Outcome.CANNOT_TELL
    told = given(refused, LOOK).text
    assert "The photos could not be compared." in told
    assert "contradict each other" not in told


def test_a_contradiction_names_its_photos_and_closes_no_clause() -> None:
    bench = Bench(2, 1)
    wrong = Check("BEFORE_AFTER_ORDER", Severity.CONTRADICTION, (), "Taken after.")
    first, second = (bench.compared(b, 0, shows=()) for b in (0, 1))
    made = put(bench, first, replace(second, comparison=replace(second.comparison, checks=(wrong,))))
    assert given(made, NO_NEW_MARK).outcome is Outcome.CANNOT_TELL
    assert "b1 → a0: Taken after." in given(made, LOOK).text
    assert "b0" not in given(made, LOOK).text


def test_facts_are_read_as_stated() -> None:
    bench = Bench()
    clause = 'id = "1"\ntext = "t"\nfact = "engraved"\nmust_be = false'
    assert given(put(bench), clause).outcome is Outcome.FOR_A_PERSON
    assert given(put(bench), clause, Fact("engraved", True, "order")).outcome is Outcome.NOT_MET


def test_one_photo_a_side_gives_the_rulings_of_one_comparison() -> None:
    policy = parse_policy(
        'name = "n"\nsource = "s"\n'
        + "".join(
            f"[[clause]]\nid = '{n}'\ntext = 't'\n{rule}\n"
            for n, rule in enumerate(
                ("new_marks = 0\nchance_at_least = 0.5", "new_marks = 50\ncompared_at_least = 0.5", "fact = 'worn'\nmust_be = false",
                 "event = 'after_photo'\nwithin = '2 days'\nof = 'received'", "look_at = ['marks']")
            )
        )
    )  # fmt: skip
    case = {"events": EVENTS, "facts": (Fact("worn", False, "letter"),), "policy": policy}
    pair = condition.compare(before_photo(), after_photo(), **case)  # type: ignore[arg-type]  # fields by name
    made = condition.compare_sets([before_photo()], [after_photo()], **case)  # type: ignore[arg-type]  # fields by name
    assert made.policy is policy
    assert made.events == EVENTS
    assert [ruling.outcome for ruling in made.rulings] == [ruling.outcome for ruling in pair.rulings]
    assert {ruling.outcome for ruling in pair.rulings} == set(Outcome)
    assert [ruling.rests_on for ruling in made.rulings] == [ruling.rests_on for ruling in pair.rulings]
