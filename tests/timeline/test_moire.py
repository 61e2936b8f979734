"""A photo of a screen is told by the grid of its pixels; a cloth under the piece, brushing and noise are not."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from condition.timeline.moire import LEAST_SHARE, check_moire, measure_grid
from tests.builders import make_pair
from tests.metadata import made
from tests.timeline.made_photos import answers, photo
from tests.timeline.test_recompression import scene

SHARED = Path(__file__).parents[3] / "shared" / "bench"
Pixels = NDArray[np.uint8]
WIDTH, HEIGHT = 1100, 900
#: Parts of the simulated screen's pixel along each side.
PARTS = 6


def shown(period_px: float, turn_deg: float = 2.3, blur_px: float = 0.6, depth: float = 0.5) -> Pixels:
    """Return a photo of a screen: three colours side by side in each pixel and a dark line under it, `period_px` apart.

    Parameters
    ----------
    period_px : float
        Size of a pixel of the screen in pixels of the camera.
    turn_deg, blur_px : float
        How the camera was held, and its blur.
    depth : float
        Contrast of the grid, 0..1.
    """
    size = (int(WIDTH / period_px) + 60, int(HEIGHT / period_px) + 60)
    picture = cv2.resize(np.asarray(scene(side=900)), size, interpolation=cv2.INTER_AREA).astype(np.float32)
    pixel = np.zeros((PARTS, PARTS, 3), np.float32)
    for colour in range(3):
        pixel[: PARTS - 1, 2 * colour : 2 * colour + 2, colour] = 1
    grid = 1 - depth + depth * np.tile(pixel, (size[1], size[0], 1))
    screen = cv2.GaussianBlur(np.kron(picture, np.ones((PARTS, PARTS, 1), np.float32)) * grid, (0, 0), 2.0)
    matrix = cv2.getRotationMatrix2D((0.0, 0.0), turn_deg, period_px / PARTS)
    matrix[:, 2] = -15 * period_px
    seen = cv2.warpAffine(screen, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    return developed(cv2.GaussianBlur(seen, (0, 0), blur_px) * (120 / seen.mean()))


def developed(light: NDArray[np.float32], noise: float = 2.0) -> Pixels:
    """Return what a camera makes of it: noise, and a JPEG."""
    noisy = light + np.random.default_rng(3).normal(0, noise, light.shape)
    data = made.encoded(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)), "JPEG", quality=90)
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def checked(pixels: Pixels) -> dict[str, str]:
    made_photo = photo()
    return answers(check_moire(type(made_photo)("hash", "piece.jpg", pixels, "JPEG", 1, made_photo.metadata)))


@pytest.mark.parametrize("period_px", [3.7, 4.3, 5.2])
@pytest.mark.parametrize("turn_deg", [2.3, -7.0, 20.0])
def test_a_photo_of_a_screen_is_a_caution(period_px: float, turn_deg: float) -> None:
    assert checked(shown(period_px, turn_deg)) == {"SCREEN_PATTERN": "caution"}


def test_a_screen_out_of_focus_says_nothing() -> None:
    assert checked(shown(4.3, blur_px=2.5)) == {}


def test_a_screen_made_smaller_afterwards_says_nothing() -> None:
    small = cv2.resize(shown(4.3), (WIDTH // 4, HEIGHT // 4), interpolation=cv2.INTER_AREA)
    assert checked(np.asarray(small, np.uint8)) == {}


def test_a_weave_under_the_piece_says_nothing() -> None:
    """The same grid, but the piece lies on it."""
    weave = shown(4.3).copy()
    piece = np.asarray(scene(seed=8, side=700))
    top, left = (HEIGHT - 700) // 2, (WIDTH - 700) // 2
    inside = np.hypot(*(np.mgrid[:700, :700] - 349.5)) < 300
    weave[top : top + 700, left : left + 700][inside] = developed(piece.astype(np.float32))[inside]
    assert checked(weave) == {}


def test_lines_in_one_direction_say_nothing() -> None:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    brushed = 120 + 30 * np.sin(2 * np.pi * (0.21 * columns + 0.05 * rows))
    assert checked(developed(np.repeat(brushed[..., None], 3, axis=2))) == {}


@pytest.mark.parametrize("which", ["before", "after"])
def test_the_made_pieces_say_nothing(which: str) -> None:
    pair = make_pair(1100)
    assert checked(np.ascontiguousarray(pair.before if which == "before" else pair.after)) == {}


@pytest.mark.parametrize("size", [(100, 100), (300, 5000), (256, 256)])
def test_too_few_squares_are_no_answer(size: tuple[int, int]) -> None:
    assert measure_grid(np.full((*size, 3), 128, np.uint8)) in (None, 0)
    assert measure_grid(np.zeros((2000, 2000, 3), np.uint8)) is None


@pytest.mark.corpus
def test_no_real_photo_is_called_a_photo_of_a_screen() -> None:
    files = [*(SHARED / "real").glob("*/*.jpg"), *(SHARED / "exif" / "files").glob("*.jpg")]
    if not files:
        pytest.skip("the shared photographs are not beside this checkout")
    for path in files:
        with Image.open(path) as image:
            share = measure_grid(np.asarray(image.convert("RGB")))
        assert share is None or share < LEAST_SHARE, path.name
