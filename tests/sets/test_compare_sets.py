"""Several photos of the synthetic plate through the whole of it: pairs, marks, close-ups, photos left out."""

from __future__ import annotations

import numpy as np
import pytest

import condition
from condition.novelty import Verdict
from condition.sets import ComparisonSet, Frames, Side, Why
from tests.builders import IN_AFTER, MARKS, turned
from tests.sets.made import WIDTH, after_photo, before_photo, closeup, lit


@pytest.fixture(scope="module")
def other_piece() -> np.ndarray:
    """Something else: a grid of squares on grey."""
    rows, cols = np.mgrid[0:420, 0:560]
    board = (((rows // 40 + cols // 40) % 2) * 90 + 80).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(board[..., None], 3, axis=2))


@pytest.fixture(scope="module")
def made() -> ComparisonSet:
    """Two lights before, and two after in other turns."""
    before = [before_photo(1, 0.0), before_photo(2, 11.0)]
    return condition.compare_sets(before, [after_photo(3, 6.0), after_photo(4, -14.0)])


def test_photos_are_paired_by_what_they_show(made: ComparisonSet) -> None:
    names = {(pair.before.name, pair.after.name) for pair in made.pairs}
    assert names == {(f"before {b}", f"after {a}") for b in (1, 2) for a in (1, 2)}


def test_every_way_between_photos_leads_to_the_true_place(made: ComparisonSet) -> None:
    frames = Frames(made.pairs)
    on_plate = np.array([[0.4, 0.3], [0.6, 0.3], [0.5, 0.5]]) * WIDTH
    first, second = (after for after in made.after if after.name in ("after 1", "after 2"))
    there = condition.geometry.apply_homography(turned(WIDTH, 6.0), on_plate)
    wanted = condition.geometry.apply_homography(turned(WIDTH, -14.0), on_plate)
    assert np.abs(frames.carry(there, first, second) - wanted).max() < 2.0


def test_a_new_mark_is_found_once_and_rests_on_all_pairs(made: ComparisonSet) -> None:
    place = condition.geometry.apply_homography(turned(WIDTH, 6.0), np.array(MARKS["new"][0]) * WIDTH).mean(
        axis=0
    )
    near = [m for m in made.new if np.linalg.norm(m.polygon.mean(axis=0) - place) < 0.04 * WIDTH]
    assert len(near) == 1
    assert len(near[0].testimonies) == len(made.pairs)


def test_no_mark_is_claimed_where_there_is_none(made: ComparisonSet) -> None:
    fresh = [name for name in IN_AFTER if name != "old"]
    places = [
        condition.geometry.apply_homography(turned(WIDTH, 6.0), np.array(MARKS[n][0]) * WIDTH).mean(axis=0)
        for n in fresh
    ]
    for mark in made.new:
        assert min(np.linalg.norm(mark.polygon.mean(axis=0) - place) for place in places) < 0.06 * WIDTH


def test_a_set_without_a_mark_claims_none() -> None:
    before = [before_photo(1, 0.0)]
    after = [lit(("old", "speck"), 5, 9.0), lit(("old", "speck"), 6, -7.0)]
    assert condition.compare_sets(before, after).new == ()


def test_one_photo_a_side_gives_the_verdicts_of_one_comparison() -> None:
    again = condition.compare_sets([before_photo(1, 0.0)], [after_photo(3, 6.0)])
    alone = condition.compare(before_photo(1, 0.0), after_photo(3, 6.0))
    claimed = [
        (mark.verdict, round(mark.score, 9))
        for mark in again.marks
        if mark.verdict in (Verdict.NEW, Verdict.CANNOT_TELL)
    ]
    found = [
        (f.verdict, round(f.score, 9))
        for f in alone.findings
        if f.verdict in (Verdict.NEW, Verdict.CANNOT_TELL)
    ]
    assert claimed == found


def test_photos_of_different_things_are_not_compared_and_named_with_what_was_measured(
    other_piece: np.ndarray,
) -> None:
    made = condition.compare_sets([before_photo()], [other_piece])
    assert made.status == "not_comparable"
    assert {(left.side, left.name, left.why) for left in made.left_out} == {
        (Side.BEFORE, "before 1", Why.UNPAIRED),
        (Side.AFTER, "after 1", Why.UNPAIRED),
    }
    assert all(left.reasons and left.reasons[0].required is not None and left.fix for left in made.left_out)
    with pytest.raises(condition.NotComparable):
        _ = made.marks


def test_a_closeup_is_found_in_the_overview_and_its_marks_are_carried_back() -> None:
    share, corner = 0.3, (0.32, 0.27)
    after = after_photo(3, 0.0)
    made = condition.compare_sets([before_photo(1, 5.0)], [closeup(after, *corner, share), after])
    (pair,) = [pair for pair in made.pairs if pair.after.name == "after 1"]
    assert pair.before_part is not None
    reference = made.views[0].reference
    assert reference.name == "after 2"
    inner = np.array([[100.0, 100.0], [500.0, 300.0]])
    wanted = np.array(corner) * WIDTH + inner / 600 * share * WIDTH
    assert np.abs(Frames(made.pairs).carry(inner, pair.after, reference) - wanted).max() < 4.0
    carried = [
        mark
        for mark in made.marks
        if any(t.pair == made.pairs.index(pair) and t.finding for t in mark.testimonies)
    ]
    assert carried
    assert all(mark.in_reference for mark in carried)
