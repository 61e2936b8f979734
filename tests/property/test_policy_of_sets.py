"""Laws of clauses over several photos: another photo, or another part of the piece, takes "met" back and never makes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.novelty import Verdict
from condition.photo import Photo
from condition.policy import Evidence, Judged, Outcome, Part, check_policy, parse_policy
from condition.timeline import parse_events
from tests.timeline.made_photos import photo, time

HEAD = 'name = "n"\nsource = "s"\nzone = "Europe/Berlin"\n[[clause]]\nid = "1"\ntext = "t"\n'
RECEIVED = parse_events(
    '[[event]]\nkind = "received"\ntime = 2026-01-05\nzone = "Europe/Berlin"\nsource = "book"\n'
)


def taken(hours: int | None) -> Photo:
    """A photo so many hours after 1 January, or one without a time."""
    if hours is None:
        return photo()
    at = datetime(2026, 1, 1) + timedelta(hours=hours)
    return photo(time(f"{at:%Y:%m:%d %H:%M:%S}", offset="+01:00"))


def made(verdict: Verdict, score: float) -> Judged:
    return cast(Judged, SimpleNamespace(verdict=verdict, score=score))


photos = st.one_of(st.none(), st.integers(0, 400)).map(taken)
marks = st.builds(made, st.sampled_from(Verdict), st.floats(0, 1))
parts = st.builds(Part, st.lists(marks, max_size=4).map(tuple), st.floats(0, 1))


def outcome(clause: str, **evidence: object) -> Outcome:
    given_ = {"events": RECEIVED, "facts": (), "photos": {}, "checks": (), "parts": (), **evidence}
    (ruling,) = check_policy(parse_policy(HEAD + clause), Evidence(**given_))  # type: ignore[arg-type]  # fields by name
    return ruling.outcome


@given(st.lists(photos, min_size=1, max_size=4), photos, st.integers(0, 12))
def test_another_photo_never_makes_a_claim_about_a_window(some: list[Photo], more: Photo, days: int) -> None:
    clause = f"event = 'after_photo'\nwithin = '{days} days'\nof = 'received'"
    fewer, all_ = (
        outcome(clause, photos={"before": (), "after": tuple(each)}) for each in (some, [*some, more])
    )
    assert all_ in (fewer, Outcome.CANNOT_TELL)


@given(st.lists(parts, min_size=1, max_size=3), parts, st.integers(0, 3), st.floats(0, 1))
def test_another_part_of_the_piece_never_makes_a_limit_met_nor_takes_a_breach_back(
    some: list[Part], more: Part, allowed: int, least: float
) -> None:
    clause = f"new_marks = {allowed}\nchance_at_least = 0.5\ncompared_at_least = {least:.3f}"
    fewer, all_ = (outcome(clause, parts=tuple(each)) for each in (some, [*some, more]))
    assert all_ is not Outcome.MET or fewer is Outcome.MET
    assert fewer is not Outcome.NOT_MET or all_ is Outcome.NOT_MET


@pytest.mark.parametrize("least", [0.0, 0.5])
@given(found=st.lists(parts, min_size=1, max_size=3), allowed=st.integers(0, 3))
def test_a_photo_compared_with_nothing_changes_met_and_nothing_else(
    least: float, found: list[Part], allowed: int
) -> None:
    clause = f"new_marks = {allowed}\nchance_at_least = 0.5\ncompared_at_least = {least}"
    seen = outcome(clause, parts=tuple(found))
    unseen = outcome(clause, parts=tuple(found), unseen=("back.jpg",))
    assert unseen is (Outcome.CANNOT_TELL if seen is Outcome.MET and least else seen)
