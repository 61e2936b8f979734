"""Colour profiles become sRGB; an unreadable one is a note, never an error."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from condition.photo import read_photo
from condition.photo.colour import to_srgb
from tests.metadata import made

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def wide_profile() -> bytes:
    """Return an sRGB profile whose red and green primaries are swapped: the effect is plain to see."""
    profile = bytearray(SRGB)
    count = int.from_bytes(profile[128:132], "big")
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def test_an_srgb_profile_changes_nothing() -> None:
    photo = read_photo(made.encoded(made.picture(), "PNG", icc_profile=SRGB))
    assert np.array_equal(photo.pixels, np.asarray(made.picture()))
    assert photo.notes == ()


def test_another_profile_is_converted_and_said() -> None:
    red = Image.new("RGB", (32, 24), (200, 30, 30))
    photo = read_photo(made.encoded(red, "PNG", icc_profile=wide_profile()))
    assert photo.pixels[10, 10, 1] > 150
    assert photo.pixels[10, 10, 0] < 60
    assert "converted to sRGB" in photo.notes[0]


@pytest.mark.parametrize("icc", [b"nonsense", SRGB[:200], SRGB[:128] + bytes(400)])
def test_an_unreadable_profile_is_a_note(icc: bytes) -> None:
    photo = read_photo(made.encoded(made.picture(), "JPEG", icc_profile=icc))
    assert "profile cannot be used" in photo.notes[0]


def test_a_cmyk_jpeg_is_readable_with_a_note() -> None:
    photo = read_photo(made.encoded(made.picture().convert("CMYK"), "JPEG", quality=95))
    assert np.abs(photo.pixels.astype(int) - np.asarray(made.picture())).mean() < 12
    assert "CMYK" in photo.notes[0]


def test_named_display_p3_is_converted() -> None:
    # P3 (0.5, 0.2, 0.2) lies inside sRGB at about (0.540, 0.178, 0.190): computed from the standards' matrices
    image = Image.new("RGB", (8, 8), (128, 51, 51))
    converted, notes = to_srgb(image, None, 12)
    assert np.abs(np.asarray(converted)[0, 0].astype(int) - [138, 45, 48]).max() <= 3
    assert "Display P3" in notes[0]


def test_floating_point_and_32_bit_grey_are_scaled() -> None:
    ramp = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    for image in (Image.fromarray(ramp), Image.fromarray((ramp * 65535).astype(np.int32))):
        rgb, notes = to_srgb(image, None, None)
        assert np.asarray(rgb)[-1, -1].tolist() == [255, 255, 255]
        assert notes
