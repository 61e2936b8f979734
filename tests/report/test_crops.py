"""Crop pairs: the same place, native pixels, honest scale."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from condition.comparison import Comparison
from condition.errors import NotComparable
from condition.geometry import polyline_length, ribbon
from condition.report.crops import MAX_SIDE_PX, crop_pair, crop_picture, crop_view
from condition.report.outline import pixels_of
from tests.builders import Pair, make_comparison, make_finding


def test_after_crop_is_cut_from_the_photo_unchanged(comparison: Comparison) -> None:
    for finding in comparison.findings:
        pair = crop_pair(comparison, finding)
        x, y = int(pair.view.left), int(pair.view.top)
        assert pair.view.scale == 1
        cut = comparison.after.pixels[y : y + pair.view.height, x : x + pair.view.width]
        assert np.array_equal(pair.after, cut)


def test_before_crop_shows_the_same_place(comparison: Comparison, pair: Pair) -> None:
    direct = cv2.warpPerspective(pair.before, pair.after_from_before, (480, 360), flags=cv2.INTER_CUBIC)
    for finding in comparison.findings:
        crop = crop_pair(comparison, finding)
        x, y = int(crop.view.left), int(crop.view.top)
        expected = direct[y : y + crop.view.height, x : x + crop.view.width]
        assert crop.seen > 0.99
        assert np.abs(crop.before.astype(int) - expected).mean() < 0.5


def test_the_mark_lies_inside_its_crop_with_metal_around(comparison: Comparison) -> None:
    for finding in comparison.findings:
        view = crop_view(comparison, finding)
        inside = view.to_view(finding.polygon)
        assert inside.min() > 5
        assert (inside < (view.width - 5, view.height - 5)).all()


def test_a_mark_at_the_corner_gets_a_crop_inside_the_photo(comparison: Comparison) -> None:
    finding = replace(comparison.findings[0], polygon=ribbon([[0.0, 0.0], [6.0, 3.0]], 2.0))
    view = crop_view(comparison, finding)
    assert (view.left, view.top) == (0, 0)
    assert crop_pair(comparison, finding).after.shape == (view.height, view.width, 3)


def test_a_mark_larger_than_the_screen_is_reduced_and_says_so(pair: Pair) -> None:
    large = make_comparison(1600)
    path = np.array([[100.0, 100.0], [1500.0, 900.0]])
    finding = replace(
        large.findings[0], path=path, polygon=ribbon(path, 4.0), length_px=polyline_length(path), width_px=4.0
    )
    crop = crop_pair(large, finding)
    assert crop.view.scale < 1
    assert max(crop.after.shape) <= MAX_SIDE_PX
    assert crop.after.shape == crop.before.shape


def test_crop_picture_leaves_the_marks_pixels_visible(comparison: Comparison) -> None:
    crop = crop_pair(comparison, comparison.findings[0])
    picture, zoom = crop_picture(crop), crop.zoom
    after = picture[: crop.view.height * zoom, -crop.view.width * zoom :]
    plain = crop.after.repeat(zoom, axis=0).repeat(zoom, axis=1)
    polygon = (crop.view.to_view(crop.finding.polygon) + 0.5) * zoom - 0.5
    marked = pixels_of([polygon], (after.shape[0], after.shape[1]))
    assert np.array_equal(after[marked], plain[marked])
    assert (after != plain).any()


def test_scale_bar_is_a_round_number_no_longer_than_the_crop(comparison: Comparison) -> None:
    for finding in comparison.findings:
        crop = crop_pair(comparison, finding)
        assert str(crop.bar_px)[0] in "125"
        assert set(str(crop.bar_px)[1:]) <= {"0"}
        assert crop.view.width / 10 < crop.bar_px <= crop.view.width / 4


def test_no_crop_of_a_refused_comparison(refused: Comparison, pair: Pair, comparison: Comparison) -> None:
    with pytest.raises(NotComparable, match="blurred"):
        crop_pair(refused, make_finding(pair, 1, "new", comparison.findings[0].verdict, 0.9))
