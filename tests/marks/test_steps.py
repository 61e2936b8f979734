"""A mark's step of lightness and of colour against the surface around it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from condition.marks.describe import _steps
from condition.marks.link import Region


def line_on_metal(lab_step: tuple[float, float, float]) -> tuple[Region, np.ndarray]:
    lab = np.full((60, 120, 3), (60.0, 2.0, 12.0), np.float32)
    rows, cols = np.mgrid[29:32, 20:100]
    lab[rows, cols] += np.array(lab_step, np.float32)
    shown = np.round(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255).astype(np.uint8)
    where = (rows.ravel(), cols.ravel())
    return Region(*where, np.zeros(len(where[0]), np.intp), np.ones(len(where[0]), np.float32)), shown


@pytest.mark.parametrize("step", [(15.0, 0.0, 0.0), (-20.0, 0.0, 0.0), (4.0, 5.0, -12.0), (0.0, -9.0, 3.0)])
def test_the_steps_are_those_that_were_drawn(step: tuple[float, float, float]) -> None:
    light, colour = _steps(*line_on_metal(step))
    assert light == pytest.approx(abs(step[0]), abs=0.6)
    assert colour == pytest.approx(np.hypot(step[1], step[2]), abs=0.6)


def test_a_mark_in_the_corner_of_the_picture_is_measured_too() -> None:
    _, shown = line_on_metal((0.0, 0.0, 0.0))
    corner = Region(np.array([0, 0, 1]), np.array([0, 1, 1]), np.zeros(3, np.intp), np.ones(3, np.float32))
    assert _steps(corner, shown) == pytest.approx((0.0, 0.0), abs=0.1)
