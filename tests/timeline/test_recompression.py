"""A JPEG saved twice is told by its histogram; saved once, saved again alike, or made smaller in between, it is not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.special import ndtr

from condition.photo import read_photo
from condition.photo.decode import read_luminance
from condition.timeline.recompression import (
    LEAST_EVIDENCE,
    _normal,
    check_recompression,
    measure_recompression,
)
from tests.metadata import made
from tests.timeline.made_photos import answers

SHARED = Path(__file__).parents[3] / "shared" / "bench"
#: Files of the corpus that a camera wrote, and that no program has saved again since.
STRAIGHT = ("01_", "05_", "06_", "07_", "09_", "18_", "19_", "20_")


def scene(seed: int = 4, side: int = 384) -> Image.Image:
    """Return a picture with structure of every size, as photographs have (amplitude falls with frequency)."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)) + 1 / side
    spectrum = np.fft.fft2(rng.normal(size=(side, side))) / frequency
    grey = np.fft.ifft2(spectrum).real
    grey = 128 + 40 * (grey - grey.mean()) / grey.std()
    return Image.fromarray(np.clip(grey, 2, 253).astype(np.uint8)).convert("RGB")


def saved(image: Image.Image, *qualities: int, size: tuple[int, int] | None = None) -> bytes:
    data = b""
    for quality in qualities:
        data = made.encoded(image, "JPEG", quality=quality)
        image = Image.open(io.BytesIO(data)).convert("RGB")
        image = image.resize(size) if size else image
    return data


def checked(data: bytes) -> dict[str, str]:
    return answers(check_recompression(read_photo(data)))


@pytest.mark.parametrize(
    "qualities", [(60, 75), (75, 88), (80, 95), (88, 95), (70, 80), (92, 98), (85, 85, 95)]
)
def test_a_jpeg_saved_again_finer_is_found(qualities: tuple[int, ...]) -> None:
    assert checked(saved(scene(), *qualities)) == {"DOUBLE_COMPRESSION": "caution"}


@pytest.mark.parametrize("quality", [60, 75, 85, 92, 95, 98, 100])
def test_a_jpeg_saved_once_is_not(quality: int) -> None:
    assert checked(saved(scene(), quality)) == {}


@pytest.mark.parametrize("qualities", [(85, 85), (98, 75), (95, 60)])
def test_a_second_compression_that_hides_the_first_says_nothing(qualities: tuple[int, ...]) -> None:
    assert checked(saved(scene(), *qualities)) == {}


def test_a_change_of_size_in_between_hides_the_first() -> None:
    data = saved(scene(), 75, size=(300, 300))
    assert checked(saved(Image.open(io.BytesIO(data)).resize((300, 300)), 92)) == {}


def test_turning_the_picture_upright_does_not_matter() -> None:
    data = saved(scene(), 80, 95)
    turned = made.exif({made.ORIENTATION: 6})
    assert checked(data[:2] + made.segment(0xE1, b"Exif\0\0" + turned) + data[2:]) == {
        "DOUBLE_COMPRESSION": "caution"
    }


@pytest.mark.parametrize("image", [Image.new("RGB", (400, 400)), made.picture(400, 300), made.picture(8, 8), made.picture(5, 300)])  # fmt: skip
def test_a_picture_without_structure_says_nothing(image: Image.Image) -> None:
    assert checked(saved(image, 70, 95)) == {}


def test_other_formats_and_odd_tables_say_nothing() -> None:
    assert checked(made.encoded(scene(), "PNG")) == {}
    luminance = np.asarray(scene().convert("L"))
    assert measure_recompression(luminance, (0,) * 64) == (0.0, 0.0)
    assert measure_recompression(luminance, (65535,) * 64) == (0.0, 0.0)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_luminance_is_that_of_the_middle_on_the_grid(mode: str) -> None:
    rows, columns = np.mgrid[0:1600, 0:1300]
    image = Image.fromarray(((rows // 8 + columns // 8) % 2 * 200 + 20).astype(np.uint8)).convert(mode)
    luminance = read_luminance(image)
    assert luminance is not None
    assert luminance.shape == (1024, 1024)
    assert np.ptp(luminance[:8, :8]) == 0
    assert luminance[0, 0] != luminance[0, 8]


@pytest.mark.corpus
def test_no_straight_file_of_a_camera_is_called_saved_twice() -> None:
    files = [path for path in (SHARED / "exif" / "files").glob("*.jpg") if path.name.startswith(STRAIGHT)]
    if not files:
        pytest.skip("the shared corpus is not beside this checkout")
    for path in files:
        assert checked(path.read_bytes()) == {}, path.name


@pytest.mark.corpus
def test_of_the_photos_only_crops_of_a_jpeg_are_called_saved_twice() -> None:
    files = sorted((SHARED / "real").glob("*/*.jpg"))
    if not files:
        pytest.skip("the shared photographs are not beside this checkout")
    found = set()
    for path in files:
        with Image.open(path) as image:
            luminance, natural = read_luminance(image.convert("RGB")), image.quantization[0]  # type: ignore[attr-defined]  # of JPEGs only
        from condition.timeline.jpeg_tables import ZIGZAG

        assert luminance is not None
        evidence, _ = measure_recompression(luminance, tuple(natural[at] for at in ZIGZAG))
        if evidence >= LEAST_EVIDENCE:
            found.add(path.name)
    assert found <= {"bad-cathedrals.jpg"}


def test_the_normal_distribution_is_that_of_scipy() -> None:
    deviates = np.linspace(-12, 12, 481).reshape(13, 37)
    assert np.allclose(_normal(deviates), ndtr(deviates), rtol=1e-12, atol=1e-18)
