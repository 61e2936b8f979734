"""A copy is told from a second exposure by its noise, through recompression and resizing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from condition.metadata import Metadata
from condition.metadata.readers.blocks import find_blocks
from condition.photo import Photo
from condition.timeline import check_pair
from condition.timeline.same import check_same, match_noise
from tests.metadata import made
from tests.timeline.made_photos import answers

SHARED = Path(__file__).parents[3] / "shared" / "bench" / "real"
Pixels = NDArray[np.uint8]


def scene(height: int = 480, width: int = 640) -> NDArray[np.float32]:
    """Return a smooth scene with a few hard edges, without noise."""
    rng = np.random.default_rng(5)
    coarse = rng.uniform(40, 210, (6, 8, 3)).astype(np.float32)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    cv2.circle(smooth, (width // 2, height // 2), height // 4, (180, 170, 120), 9)
    return np.asarray(cv2.GaussianBlur(smooth, (0, 0), 1.2), np.float32)


def exposure(seed: int, sigma: float = 2.0) -> Pixels:
    """Return one exposure of the scene; the noise of neighbouring pixels hangs together, as after demosaicing."""
    clean = scene()
    noise = np.random.default_rng(seed).normal(0, sigma * 1.6, clean.shape).astype(np.float32)
    noisy = np.clip(clean + cv2.GaussianBlur(noise, (0, 0), 0.6), 0, 255)
    return np.asarray(noisy.round(), np.uint8)


def saved(pixels: Pixels, format: str = "JPEG", **options: Any) -> Photo:
    data = made.encoded(Image.fromarray(pixels), format, **options)
    with Image.open(io.BytesIO(data)) as image:
        decoded = np.asarray(image.convert("RGB"))
    tables = find_blocks(data, format).tables
    metadata = Metadata(jpeg_tables=tuple(tuple(tables[number]) for number in sorted(tables)))
    return Photo(str(hash(data)), "piece.jpg", decoded, format, len(data), metadata)


ORIGINAL = saved(exposure(1), quality=93)
HALF = (320, 240)


@pytest.mark.parametrize("quality", [95, 85, 60, 40])
def test_a_photo_saved_again_at_any_quality_is_found(quality: int) -> None:
    assert answers(check_same(ORIGINAL, saved(ORIGINAL.pixels, quality=quality))) == {
        "SAME_PICTURE": "caution"
    }


def test_a_lossless_copy_is_found() -> None:
    assert answers(check_same(ORIGINAL, saved(ORIGINAL.pixels, "PNG"))) == {"SAME_PICTURE": "caution"}


@pytest.mark.parametrize(
    "kernel", [Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR]
)
def test_a_smaller_copy_is_found(kernel: Image.Resampling) -> None:
    small = np.asarray(Image.fromarray(ORIGINAL.pixels).resize(HALF, kernel))
    assert answers(check_same(ORIGINAL, saved(small, quality=80))) == {"SAME_PICTURE": "caution"}


def test_it_does_not_matter_which_of_the_two_is_the_copy() -> None:
    assert answers(check_same(saved(ORIGINAL.pixels, quality=60), ORIGINAL)) == {"SAME_PICTURE": "caution"}


@pytest.mark.parametrize("sigma", [2.0, 4.0])
@pytest.mark.parametrize("quality", [95, 90])
def test_two_exposures_from_a_tripod_are_two_photos(sigma: float, quality: int) -> None:
    first, second = saved(exposure(1, sigma), quality=93), saved(exposure(2, sigma), quality=quality)
    assert check_same(first, second) == []


@pytest.mark.parametrize("sigma", [0.8, 2.0, 4.0])
@pytest.mark.parametrize("quality", [95, 85, 60])
def test_two_exposures_from_a_tripod_are_never_called_one(sigma: float, quality: int) -> None:
    """Where compression took the noise away nobody can tell, and both explanations are given."""
    first, second = saved(exposure(1, sigma), quality=93), saved(exposure(2, sigma), quality=quality)
    assert all("fixed camera with the piece untouched" in check.text for check in check_same(first, second))


@pytest.mark.parametrize(
    ("format", "options"),
    [("WEBP", {"quality": 80}), ("WEBP", {"quality": 90}), ("AVIF", {"quality": 60}), ("WEBP", {"lossless": True}), ("TIFF", {})],
)  # fmt: skip
@pytest.mark.parametrize("scale", [1, 0.8, 0.5])
def test_a_copy_in_another_format_is_found(format: str, options: dict[str, Any], scale: float) -> None:
    size = (round(640 * scale), round(480 * scale))
    copy = np.asarray(Image.fromarray(ORIGINAL.pixels).resize(size, Image.Resampling.BICUBIC))
    assert answers(check_same(ORIGINAL, saved(copy, format, **options))) == {"SAME_PICTURE": "caution"}


def moved(pixels: Pixels, right: float, turn_deg: float = 0.0) -> Pixels:
    """Return the picture as a camera that was put up again sees it."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1)
    matrix[0, 2] += right
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8
    )


@pytest.mark.parametrize(("right", "turn_deg"), [(1.0, 0.0), (3.0, 0.0), (0.0, 0.3), (0.0, -1.0)])
def test_a_piece_put_back_almost_where_it_was_is_another_photo(right: float, turn_deg: float) -> None:
    second = saved(moved(exposure(2), right, turn_deg), "WEBP", quality=80)
    assert check_same(ORIGINAL, second) == []


def test_one_part_that_differs_is_enough() -> None:
    changed = ORIGINAL.pixels.copy()
    cv2.circle(changed, (200, 150), 14, (250, 250, 250), -1)
    assert check_same(ORIGINAL, saved(changed, "WEBP", quality=80)) == []


def test_a_smaller_second_exposure_is_never_called_a_copy_alone() -> None:
    small = np.asarray(Image.fromarray(exposure(2)).resize(HALF, Image.Resampling.LANCZOS))
    checks = check_same(ORIGINAL, saved(small, quality=85))
    assert all("fixed camera with the piece untouched" in check.text for check in checks)


def test_another_light_or_another_frame_is_not_even_looked_at() -> None:
    brighter = np.clip(ORIGINAL.pixels.astype(int) + 6, 0, 255).astype(np.uint8)
    assert match_noise(ORIGINAL, saved(brighter)) is None
    assert match_noise(ORIGINAL, saved(np.ascontiguousarray(ORIGINAL.pixels[:, 40:]))) is None


def test_pictures_without_noise_prove_nothing() -> None:
    flat = np.full((480, 640, 3), 128, np.uint8)
    assert check_same(saved(flat, "PNG"), saved(flat, quality=90)) == []


def test_the_same_file_twice_is_said_first() -> None:
    checks = check_pair(ORIGINAL, ORIGINAL)
    assert (checks[0].code, checks[0].severity.value) == ("SAME_FILE", "caution")
    assert "SAME_PICTURE" not in answers(checks)


@pytest.mark.corpus
def test_no_pair_of_real_photos_is_called_a_copy() -> None:
    listing = SHARED / "pairs.jsonl"
    if not listing.exists():
        pytest.skip("the shared photographs are not beside this checkout")
    pairs = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()]
    for pair in pairs:
        before, after = (photographed(SHARED / pair[side]) for side in ("before", "after"))
        assert check_same(before, after) == [], pair["id"]


def photographed(path: Path) -> Photo:
    with Image.open(path) as image:
        return Photo(str(path), path.name, np.asarray(image.convert("RGB")), "JPEG", 1, Metadata())
