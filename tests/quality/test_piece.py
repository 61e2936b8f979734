"""The piece is told from its support; where there is none to tell, the whole frame counts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.quality import segment_piece

Pixels = NDArray[np.uint8]


def scene(seed: int, *, ring: bool = False, gradient: float = 40.0) -> tuple[Pixels, NDArray[np.bool_]]:
    """A disc or a ring of metal on a woven cloth under falling light, and where it is."""
    rng = np.random.default_rng(seed)
    light = np.linspace(0, gradient, 800, dtype=np.float32)[None, :, None]
    cloth = np.array([90, 60, 60], np.float32) + light + rng.normal(0, 12, (600, 800, 1)).astype(np.float32)
    shape = np.zeros((600, 800), np.uint8)
    cv2.ellipse(shape, (420, 300), (190, 150), 20, 0, 360, 1, -1)
    if ring:
        cv2.ellipse(shape, (420, 300), (140, 100), 20, 0, 360, 0, -1)
    metal = (
        np.array([215, 205, 170], np.float32)
        + 15 * np.sin(np.arange(800, dtype=np.float32) / 60)[None, :, None]
    )
    pixels = np.where(shape[..., None] > 0, metal, cloth)
    return np.clip(pixels, 0, 255).astype(np.uint8), shape > 0


def agreement(pixels: Pixels, truth: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    piece = segment_piece(pixels)
    assert not piece.fills_frame
    inside = cv2.resize(piece.inside.astype(np.uint8), truth.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return float((inside & truth).sum() / (inside | truth).sum())


# the hole of a ring is hard to tell from its shadow, so less is demanded there
@pytest.mark.parametrize(("ring", "demanded"), [(False, 0.9), (True, 0.7)])
def test_a_piece_is_found_on_cloth_under_falling_light(ring: bool, demanded: float) -> None:
    assert agreement(*scene(1, ring=ring)) > demanded


def test_a_surface_without_support_fills_the_frame() -> None:
    rng = np.random.default_rng(2)
    surface = cv2.GaussianBlur(rng.normal(0, 1, (600, 800)).astype(np.float32), (0, 0), 12)
    grey = np.clip(128 + 55 * surface / surface.std(), 0, 255).astype(np.uint8)
    piece = segment_piece(np.repeat(grey[..., None], 3, axis=2))
    assert piece.fills_frame
    assert piece.inside.all()


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (40, 30)])
def test_odd_sizes_do_not_break_it(shape: tuple[int, int]) -> None:
    piece = segment_piece(np.full((*shape, 3), 120, np.uint8))
    assert piece.fills_frame


def test_the_same_photo_gives_the_same_piece() -> None:
    pixels, _ = scene(3)
    first, second = segment_piece(pixels), segment_piece(pixels)
    assert np.array_equal(first.inside, second.inside)
