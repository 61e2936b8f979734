"""A mark's step of lightness and of colour against the surface around it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from condition.marks import colour_steps


def line_on_metal(lab_step: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    lab = np.full((60, 120, 3), (60.0, 2.0, 12.0), np.float32)
    rows, cols = np.mgrid[29:32, 20:100]
    lab[rows, cols] += np.array(lab_step, np.float32)
    shown = np.round(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255).astype(np.uint8)
    return np.column_stack([rows.ravel(), cols.ravel()]), shown


@pytest.mark.parametrize("step", [(15.0, 0.0, 0.0), (-20.0, 0.0, 0.0), (4.0, 5.0, -12.0), (0.0, -9.0, 3.0)])
def test_the_steps_are_those_that_were_drawn(step: tuple[float, float, float]) -> None:
    found = colour_steps(*line_on_metal(step))
    assert found["light_step"] == pytest.approx(abs(step[0]), abs=0.6)
    assert found["colour_step"] == pytest.approx(np.hypot(step[1], step[2]), abs=0.6)


def test_a_mark_in_the_corner_of_the_picture_is_measured_too() -> None:
    _, shown = line_on_metal((0.0, 0.0, 0.0))
    found = colour_steps(np.array([[0, 0], [0, 1], [1, 1]]), shown)
    assert list(found.values()) == pytest.approx([0.0, 0.0], abs=0.1)
