"""Outlines keep their distance and never touch the mark."""

from __future__ import annotations

import cv2
import numpy as np

from condition.geometry import ribbon
from condition.report.outline import outlines_around, pixels_of

SCRATCH = ribbon([[20.3, 30.7], [60.1, 42.2], [90.4, 40.0]], 1.2)


def test_outline_runs_around_at_the_distance_asked_for() -> None:
    (contour,) = outlines_around(SCRATCH, 6.0)
    distances = [
        cv2.pointPolygonTest(contour.astype(np.float32), tuple(map(float, p)), True) for p in SCRATCH
    ]
    assert min(distances) > 4.5
    assert max(distances) < 8.0


def test_outline_of_a_point_like_mark_is_a_small_ring() -> None:
    (contour,) = outlines_around(np.array([[10.0, 10.0], [10.2, 10.0], [10.2, 10.2]]), 4.0)
    radius = np.linalg.norm(contour - 10.0, axis=1)
    assert radius.min() > 3.0
    assert radius.max() < 6.0


def test_outline_outside_the_picture_keeps_its_coordinates() -> None:
    (contour,) = outlines_around(SCRATCH - 200.0, 6.0)
    assert contour.max() < 0


def test_nothing_is_drawn_around_an_empty_polygon() -> None:
    assert outlines_around(np.zeros((0, 2)), 5.0) == ()


def test_a_polygon_thinner_than_a_pixel_still_touches_pixels_all_along() -> None:
    thin = ribbon([[5.0, 10.4], [40.0, 10.4]], 0.05)
    assert pixels_of([thin], (20, 50))[:, 5:41].any(axis=0).all()
