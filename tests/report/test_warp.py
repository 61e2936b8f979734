"""The warped before photo: truth is a known homography, a known displacement, a known scale."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from condition.comparison import Comparison
from condition.registration import Alignment
from condition.report.warp import View, _before_map, warp_before, whole_view
from tests.builders import Pair, make_photo


def test_whole_before_matches_a_direct_warp(comparison: Comparison, pair: Pair) -> None:
    assert comparison.alignment is not None
    warped, seen = warp_before(comparison.before, comparison.alignment, whole_view(comparison.after, 4000))
    direct = cv2.warpPerspective(pair.before, pair.after_from_before, (480, 360), flags=cv2.INTER_CUBIC)
    # the frame's own border is blended with what lies outside
    inner = cv2.erode(seen.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    difference = np.abs(warped.astype(int) - direct)[inner]
    assert difference.mean() < 0.3
    assert np.quantile(difference, 0.999) <= 3


@pytest.mark.parametrize("scale", [1.0, 0.37])
def test_map_is_exact_between_its_nodes(comparison: Comparison, scale: float) -> None:
    assert comparison.alignment is not None
    view = View(37.0, 21.0, 150, 90, scale)
    found = _before_map(comparison.alignment, view)
    rows, cols = np.array([0, 3, 45, 89]), np.array([0, 6, 77, 149])
    points = np.array([(x, y) for y in rows for x in cols], float)
    expected = comparison.alignment.to_before(view.to_after(points))
    assert np.abs(found[points[:, 1].astype(int), points[:, 0].astype(int)] - expected).max() < 0.02


def test_displacement_moves_the_picture(pair: Pair) -> None:
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 100, axis=0).repeat(3, axis=2)
    shifted = np.zeros((25, 50, 2), np.float32)
    shifted[..., 0] = 5.0
    alignment = Alignment(
        np.eye(3), shifted, np.ones((25, 50), bool), 0.25, np.zeros((0, 4)), np.zeros(0, bool), 0.0, 1.0, 9.0
    )
    warped, _ = warp_before(make_photo(ramp), alignment, View(0, 0, 200, 100, 1.0))
    assert np.array_equal(warped[50, 20:180, 0], ramp[50, 25:185, 0])


def test_pixels_that_the_before_photo_does_not_reach_are_grey_and_unseen(comparison: Comparison) -> None:
    assert comparison.alignment is not None
    away = np.array([[1.0, 0.0, 4000.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    alignment = replace(comparison.alignment, after_from_before=away)
    warped, seen = warp_before(comparison.before, alignment, whole_view(comparison.after, 240))
    assert not seen.any()
    assert (warped == 128).all()


def test_reduced_warp_averages_instead_of_skipping_pixels(pair: Pair) -> None:
    stripes = np.tile(np.array([0, 255], np.uint8), (200, 200))[..., None].repeat(3, axis=2)
    identity = Alignment(
        np.eye(3), None, np.ones((2, 2), bool), 0.01, np.zeros((0, 4)), np.zeros(0, bool), 0.0, 1.0, 9.0
    )
    photo = make_photo(stripes)
    warped, _ = warp_before(photo, identity, whole_view(photo, 100))
    assert np.abs(warped[10:-10, 10:-10].astype(int) - 127).max() <= 3


def test_view_round_trips_points() -> None:
    view = View(13.0, 7.0, 50, 40, 0.4)
    points = np.array([[13.0, 7.0], [60.5, 33.25]])
    assert np.allclose(view.to_after(view.to_view(points)), points)
    assert np.allclose(View(13.0, 7.0, 50, 40, 1.0).to_view(np.array([[13.0, 7.0]])), 0)
