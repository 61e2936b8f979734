"""Regions are linked by hysteresis, in (x, y, direction)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from condition.marks.link import link


def stack(layers: int = 12) -> NDArray[np.uint8]:
    return np.zeros((layers, 60, 80), np.uint8)


def test_a_weak_line_with_one_strong_pixel_is_one_region() -> None:
    evidence = stack()
    evidence[3, 30, 10:50] = 24
    evidence[3, 30, 25] = 60

    (region,) = link(evidence, 2.0, 1.0, 10)

    assert len(region.rows) == 40
    assert region.peak == pytest.approx(3.0)


def test_a_weak_line_alone_is_nothing() -> None:
    evidence = stack()
    evidence[3, 30, 10:50] = 24

    assert link(evidence, 2.0, 1.0, 10) == ()


def test_crossing_lines_stay_apart() -> None:
    evidence = stack()
    evidence[0, 30, 10:70] = 60
    evidence[6, 5:55, 40] = 60

    assert sorted(len(region.rows) for region in link(evidence, 2.0, 1.0, 10)) == [50, 60]


def test_a_bent_line_that_passes_from_direction_to_direction_is_one() -> None:
    evidence = stack()
    evidence[0, 30, 10:41] = 60
    evidence[1, 30, 40] = evidence[1, 31, 41] = evidence[1, 32, 42] = 60

    assert len(link(evidence, 2.0, 1.0, 10)) == 1


def test_the_last_direction_touches_the_first() -> None:
    evidence = stack()
    evidence[0, 30, 10:41] = 60
    evidence[11, 30, 40:70] = 60

    assert len(link(evidence, 2.0, 1.0, 10)) == 1


def test_the_strongest_come_first_and_no_more_than_asked() -> None:
    evidence = stack()
    for i in range(5):
        evidence[0, 5 + 10 * i, 10 : 20 + 10 * i] = 60

    regions = link(evidence, 2.0, 1.0, 3)

    assert [len(region.rows) for region in regions] == [50, 40, 30]
