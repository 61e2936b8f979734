"""EXIF orientation is applied exactly once, in every container."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from condition.photo import read_photo
from condition.photo.upright import turn_upright
from tests.metadata import made

ALL = range(1, 9)
UPRIGHT = made.picture(40, 24)
#: Orientation -> what a camera held that way stores: the inverse of the turn that makes it upright.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored(orientation: int) -> Image.Image:
    turn = STORED[orientation]
    return UPRIGHT if turn is None else UPRIGHT.transpose(turn)


def block(orientation: int) -> bytes:
    return made.exif({made.ORIENTATION: orientation, made.MAKE: "Maker"})


@pytest.mark.parametrize("orientation", ALL)
def test_a_lossless_photo_reads_to_equal_pixels_in_all_orientations(orientation: int) -> None:
    image = stored(orientation)
    files = {
        "PNG": made.png(made.png_chunk(b"eXIf", block(orientation)), image=image),
        "WEBP": made.encoded(image, "WEBP", lossless=True, exif=b"Exif\0\0" + block(orientation)),
        "TIFF": made.encoded(image, "TIFF", tiffinfo={made.ORIENTATION: orientation}),
    }
    for format, data in files.items():
        photo = read_photo(data)
        assert np.array_equal(photo.pixels, np.asarray(UPRIGHT)), format
        assert photo.metadata.orientation == orientation


@pytest.mark.parametrize("orientation", ALL)
def test_a_jpeg_is_turned_once(orientation: int) -> None:
    photo = read_photo(made.jpeg(block(orientation), stored(orientation), quality=97, subsampling=0))
    assert np.abs(photo.pixels.astype(int) - np.asarray(UPRIGHT)).mean() < 2


@pytest.mark.parametrize("orientation", ALL)
def test_an_avif_is_turned_once_by_its_container(orientation: int) -> None:
    exif = Image.Exif()
    exif[made.ORIENTATION] = orientation
    data = made.encoded(stored(orientation), "AVIF", quality=97, exif=exif)
    # colour is stored at half the resolution; a wrong turn gives 30 and more
    assert np.abs(read_photo(data).pixels.astype(int) - np.asarray(UPRIGHT)).mean() < 6


@pytest.mark.parametrize("orientation", ALL)
def test_turning_agrees_with_an_independent_reader(orientation: int) -> None:
    from PIL import ImageOps

    data = made.png(made.png_chunk(b"eXIf", block(orientation)), image=stored(orientation))
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert np.array_equal(turn_upright(np.asarray(stored(orientation)), orientation), expected)


def test_no_orientation_means_no_turn() -> None:
    pixels = np.asarray(UPRIGHT)
    assert turn_upright(pixels, None) is pixels
