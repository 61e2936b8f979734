"""Badges hide no mark, keep apart, and stay in the picture."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from condition.geometry import ribbon
from condition.report.badges import Badge, place_badges
from condition.report.outline import outlines_around, pixels_of

SHAPE = (300, 400)


def _scene(count: int) -> tuple[tuple[Badge, ...], list[np.ndarray]]:
    rng = np.random.default_rng(count)
    starts = rng.uniform((10, 10), (390, 290), (count, 2))
    polygons = [ribbon(np.array([start, start + rng.uniform(-30, 30, 2)]), 2.0) for start in starts]
    outlines = [outlines_around(polygon, 4.0) for polygon in polygons]
    return place_badges(list(range(1, count + 1)), outlines, polygons, 14.0, SHAPE), polygons


def _pixels(badge: Badge) -> np.ndarray:
    covered = np.zeros(SHAPE, bool)
    top, left = int(np.floor(badge.top)), int(np.floor(badge.left))
    covered[
        max(top, 0) : int(badge.top + badge.height) + 1, max(left, 0) : int(badge.left + badge.width) + 1
    ] = True
    return covered


@pytest.mark.parametrize("count", [1, 5, 15])
def test_no_badge_covers_a_mark(count: int) -> None:
    badges, polygons = _scene(count)
    marked = pixels_of(polygons, SHAPE)
    assert len(badges) == count
    assert not any((_pixels(badge) & marked).any() for badge in badges)


def test_badges_do_not_cover_each_other() -> None:
    badges, _ = _scene(12)
    assert not any((_pixels(a) & _pixels(b)).any() for a, b in combinations(badges, 2))


def test_badges_stay_inside_the_picture() -> None:
    badges, _ = _scene(12)
    for badge in badges:
        assert badge.left >= -1
        assert badge.top >= -1
        assert badge.left + badge.width <= SHAPE[1] + 1
        assert badge.top + badge.height <= SHAPE[0] + 1


def test_a_full_picture_still_gets_every_badge() -> None:
    badges, _ = _scene(80)
    assert [badge.number for badge in badges] == list(range(1, 81))
