"""What a person decided never changes silently when the same photos are compared again; and the queue that tells what is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import condition
import condition.cases.judging
from condition.cases import (
    CaseStore,
    Note,
    Outcome,
    State,
    add_photo,
    carried,
    compare_photos,
    contest,
    decide,
    decisions_on,
    reply,
    sign_off,
    summaries,
)
from condition.novelty import Verdict
from tests.builders import make_comparison, make_refused

WHO = "ann"
Compare = Callable[[condition.Comparison], Any]


@pytest.fixture
def compare(store: CaseStore, samples: Path, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Return a function that compares the two photos of case c, with the result it is given."""
    store.new("c", who=WHO)
    add_photo(store, "c", samples / "dispute/before.jpg", role="before", who=WHO)
    add_photo(store, "c", samples / "dispute/after.jpg", role="intake", who=WHO)

    def compare(made: condition.Comparison) -> Any:
        monkeypatch.setattr(condition.cases.judging, "compare", lambda *_, **__: made)
        return compare_photos(store, "c", who=WHO)[0]

    return compare


def turned_round(made: condition.Comparison) -> condition.Comparison:
    """Return the same comparison with its marks in another order, each moved a little, one told otherwise, one not found."""
    findings = [finding for finding in made.all_findings if finding.number != 3]
    moved = [
        replace(
            finding,
            number=number,
            path=finding.path[::-1] + 1.0,
            verdict=Verdict.CANNOT_TELL if finding.number == 2 else finding.verdict,
        )
        for number, finding in enumerate(reversed(findings), 1)
    ]
    return replace(made, all_findings=tuple(moved))


def test_decisions_are_found_again_at_their_place_and_none_is_lost(
    store: CaseStore, compare: Compare
) -> None:
    made = make_comparison()
    compare(made)
    for mark, verdict in ((1, "new"), (2, "no_mark"), (3, "cannot_tell")):
        decide(store, "c", mark, verdict, reason="seen", who=WHO, comparison=1)
    again = compare(turned_round(made))
    case = store.case("c")
    told = {each.decision.mark: (each.outcome, each.mark) for each in carried(case, again)}
    assert told == {
        1: (Outcome.AGAIN, 4),
        2: (Outcome.SAYS_OTHERWISE, 3),
        3: (Outcome.NOT_FOUND, None),
    }
    standing = decisions_on(case, again)
    assert {mark: decision.verdict for mark, decision in standing.items()} == {4: "new", 3: "no_mark"}
    assert len(case.decisions) == 3, "nothing was decided in anybody's name"


def test_a_later_decision_stands_in_place_of_an_earlier_one(store: CaseStore, compare: Compare) -> None:
    made = make_comparison()
    compare(made)
    decide(store, "c", 1, "new", reason="seen", who=WHO)
    again = compare(made)
    decide(store, "c", 1, "no_mark", reason="wiped off", who="bob")
    case = store.case("c")
    assert [(each.outcome, each.mark) for each in carried(case, again)] == [(Outcome.DECIDED_AGAIN, 1)]
    assert decisions_on(case, again)[1].who == "bob"
    assert decisions_on(case, case.comparisons[0])[1].who == WHO


def test_marks_beside_each_other_are_not_one(store: CaseStore, compare: Compare) -> None:
    made = make_comparison()
    compare(made)
    decide(store, "c", 1, "new", reason="seen", who=WHO)
    moved = tuple(
        replace(finding, path=finding.path + np.array([12.0, 12.0])) for finding in made.all_findings
    )
    again = compare(replace(made, all_findings=moved))
    assert [each.outcome for each in carried(store.case("c"), again)] == [Outcome.NOT_FOUND]


def test_photos_of_another_pair_take_over_nothing(store: CaseStore, compare: Compare, samples: Path) -> None:
    compare(make_comparison())
    decide(store, "c", 1, "new", reason="seen", who=WHO)
    add_photo(store, "c", samples / "watch-back-new-scratch/after.jpg", role="after", who=WHO)
    item, _ = compare_photos(store, "c", who=WHO, before=1, after=3)
    assert carried(store.case("c"), item) == ()
    assert decisions_on(store.case("c"), item) == {}


def test_the_queue_says_how_far_each_case_is(store: CaseStore, compare: Compare) -> None:
    def of_c() -> Any:
        return next(each for each in summaries(store) if each.name == "c")

    store.new("b", who=WHO)
    assert [(each.name, each.state, each.photos) for each in summaries(store)] == [
        ("b", State.TO_COMPARE, 0),
        ("c", State.TO_COMPARE, 2),
    ]
    compare(make_refused())
    assert of_c().state is State.NOT_COMPARABLE
    compare(make_comparison())
    assert (of_c().state, of_c().new_marks, of_c().unsettled) == (State.TO_DECIDE, 2, 3)
    for mark, verdict in ((1, "new"), (2, "no_mark"), (3, "cannot_tell")):
        decide(store, "c", mark, verdict, reason="seen", who=WHO)
    assert (of_c().state, of_c().confirmed, of_c().unsettled) == (State.DECIDED, 1, 0)
    sign_off(store, "c", "so it is", who="bob")
    assert (of_c().state, of_c().by) == (State.SIGNED, "bob")
    contest(store, "c", "it was there", who="cem")
    assert (of_c().state, of_c().contested) == (State.CHANGED_SINCE, 1)
    reply(store, "c", 1, "the photo shows bare metal", who="bob")
    assert of_c().contested == 0


def test_the_queue_knows_decisions_of_an_earlier_comparison(store: CaseStore, compare: Compare) -> None:
    compare(make_comparison())
    decide(store, "c", 1, "new", reason="seen", who=WHO)
    compare(make_comparison())
    (summary,) = summaries(store)
    assert (summary.confirmed, summary.unsettled) == (1, 2)
    store.add("c", Note(text="n"), who=WHO)
