"""Blur, brightness, glare and size: made photos of known blur are measured back, and each refusal has its numbers."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.metadata import Metadata
from condition.photo import Photo
from condition.quality import Piece, Quality, QualitySettings, assess
from condition.quality.assess import blur_at_edges
from condition.reasons import ReasonCode

Pixels = NDArray[np.uint8]


def checkerboard(side: int = 800, field: int = 50, low: int = 60, high: int = 190) -> Pixels:
    rows, cols = np.mgrid[0:side, 0:side] // field
    grey = np.where((rows + cols) % 2, low, high).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def judged(pixels: Pixels, piece_share: float = 1.0) -> Quality:
    height, width = pixels.shape[:2]
    inside = np.zeros((height, width), np.bool_)
    half = int(min(height, width) * piece_share / 2)
    inside[height // 2 - half : height // 2 + half, width // 2 - half : width // 2 + half] = True
    return assess(Photo("0" * 64, "made", pixels, "ARRAY", 1, Metadata()), Piece(inside, 1.0, False))


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0, 4.0])
def test_known_blur_is_measured_back(sigma: float) -> None:
    grey = np.asarray(cv2.GaussianBlur(checkerboard()[..., 0].astype(np.float32), (0, 0), sigma), np.float32)

    measured = blur_at_edges(grey, np.ones(grey.shape, np.bool_))

    assert measured == pytest.approx(sigma, rel=0.15)


def test_noise_does_not_make_a_blurred_photo_sharp() -> None:
    rng = np.random.default_rng(3)
    grey = cv2.GaussianBlur(checkerboard()[..., 0].astype(np.float32), (0, 0), 4.0)
    noisy = (grey + rng.normal(0, 4, grey.shape)).astype(np.float32)

    assert blur_at_edges(noisy, np.ones(grey.shape, np.bool_)) > 2.6


def test_a_photo_without_edges_is_not_called_blurred() -> None:
    flat = np.full((200, 200), 120, np.float32)

    assert blur_at_edges(flat, np.ones(flat.shape, np.bool_)) == 0.0


def test_a_sharp_photo_is_usable_and_shows_one_pixel_marks() -> None:
    quality = judged(checkerboard())

    assert quality.usable
    assert quality.advice == ()
    assert quality.smallest_mark_px == pytest.approx(1.0, abs=0.2)


def test_smallest_mark_grows_with_the_size_of_the_photo() -> None:
    small = judged(checkerboard(800))
    large = judged(np.asarray(cv2.resize(checkerboard(800), (3200, 3200)), np.uint8))

    assert large.smallest_mark_px > 1.8 * small.smallest_mark_px


def test_measured_and_required_darkness_differ_in_the_sentence() -> None:
    (reason,) = judged(checkerboard(low=20, high=int(QualitySettings().min_brightness * 255))).advice

    measured, required = re.findall(r"\d+\.\d%", reason.text)
    assert measured != required


@pytest.mark.parametrize(
    ("pixels", "share", "code"),
    [
        ((checkerboard() * 0.15).astype(np.uint8), 1.0, ReasonCode.TOO_DARK),
        (np.full((600, 600, 3), 128, np.uint8), 1.0, ReasonCode.NO_DETAIL),
        (np.zeros((600, 600, 3), np.uint8), 1.0, ReasonCode.NO_DETAIL),
        (cv2.GaussianBlur(checkerboard(), (0, 0), 5.0), 1.0, ReasonCode.TOO_BLURRED),
        (checkerboard(), 0.1, ReasonCode.PIECE_TOO_SMALL),
        (checkerboard(120, 20), 1.0, ReasonCode.PHOTO_TOO_SMALL),
        (
            np.maximum(checkerboard(low=255, high=255), checkerboard(800, 9, 0, 255)),
            1.0,
            ReasonCode.NO_DETAIL,
        ),
    ],
)
def test_an_unusable_photo_says_why_with_measured_and_required(
    pixels: Pixels, share: float, code: ReasonCode
) -> None:
    quality = judged(np.asarray(pixels, np.uint8), share)

    assert not quality.usable
    reason = next(r for r in quality.advice if r.code is code)
    assert reason.measured is not None
    assert reason.required is not None
    assert reason.fix


def test_glare_is_advice_not_refusal() -> None:
    pixels = checkerboard()
    pixels[:, :160] = 255

    quality = judged(pixels)

    assert quality.usable
    assert [r.code for r in quality.advice] == [ReasonCode.GLARE]
    assert quality.glare == pytest.approx(0.2, abs=0.01)
