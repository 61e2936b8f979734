"""A drawn line of known length, width and polarity is measured back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.geometry import polyline_length
from condition.marks import Mark, Polarity, Shape
from condition.marks.trace import centre_line, trace
from condition.registration import AlignedView


def view(grey: NDArray[np.float32], scale: float = 1.0) -> AlignedView:
    pixels = np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    everywhere = np.ones(grey.shape, np.bool_)
    return AlignedView(pixels, pixels, everywhere, everywhere, everywhere, scale, (0, 0))


def drawn(
    change: float, width: int = 3, ends: tuple[tuple[int, int], tuple[int, int]] = ((40, 60), (140, 60))
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    rng = np.random.default_rng(1)
    line = np.zeros((120, 200), np.uint8)
    cv2.line(line, *ends, 1, width)
    grey = 120 + rng.normal(0, 2, line.shape) + change * line
    region = cv2.dilate(line, np.ones((3, 3), np.uint8)) > 0
    return grey.astype(np.float32), region


def traced(grey: NDArray[np.float32], region: NDArray[np.bool_], scale: float = 1.0) -> Mark:
    mark = trace(region, (0, 0), grey, view(grey, scale), 6.0)
    assert mark is not None
    return mark


def test_length_and_width_of_a_known_line() -> None:
    mark = traced(*drawn(+60))

    assert mark.shape is Shape.CURVE
    assert polyline_length(mark.path) == pytest.approx(100, abs=6)
    assert mark.width_px == pytest.approx(3, abs=1.0)


@pytest.mark.parametrize(("change", "polarity"), [(50.0, Polarity.BRIGHT), (-50.0, Polarity.DARK)])
def test_polarity_follows_the_picture(change: float, polarity: Polarity) -> None:
    assert traced(*drawn(change)).polarity is polarity


def test_strength_is_contrast_over_noise() -> None:
    weak, strong = traced(*drawn(12)).strength_sigma, traced(*drawn(60)).strength_sigma

    assert strong == pytest.approx(40, rel=0.25)  # 60 levels over sigma 2, the noise lowered by interpolation
    assert 2 < weak < strong / 3


def test_sizes_are_in_pixels_of_the_full_photo() -> None:
    grey, region = drawn(60)

    half, full = traced(grey, region, scale=0.5), traced(grey, region)

    assert polyline_length(half.path) == pytest.approx(2 * polyline_length(full.path), rel=0.01)
    assert half.width_px == pytest.approx(2 * full.width_px, rel=0.01)


def test_a_round_blot_is_a_patch() -> None:
    blot = np.zeros((80, 80), np.uint8)
    cv2.circle(blot, (40, 40), 12, 1, -1)

    mark = traced((100 + 60.0 * blot).astype(np.float32), blot > 0)

    assert mark.shape is Shape.PATCH
    assert mark.width_px == pytest.approx(19, abs=4)


def test_a_speck_is_no_mark() -> None:
    grey, _ = drawn(0)
    region = np.zeros(grey.shape, np.bool_)
    region[50:53, 50:53] = True

    assert trace(region, (0, 0), grey, view(grey), 6.0) is None


def test_centre_line_of_a_branched_region_is_its_longest_path() -> None:
    region = np.zeros((60, 200), np.uint8)
    cv2.line(region, (10, 30), (190, 30), 1, 3)
    cv2.line(region, (100, 30), (110, 45), 1, 3)

    path = centre_line(region > 0)

    assert abs(path[0, 0] - path[-1, 0]) > 165
