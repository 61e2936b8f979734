"""Every format gives the same upright sRGB pixels; every bad input gives a sentence with the file's name."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from condition.errors import PhotoError, PhotoTooLarge, UnreadablePhoto, UnsupportedPhoto
from condition.photo import Limits, Photo, read_facts, read_photo
from condition.photo import read as read_module
from tests.metadata import made

PICTURE = made.picture(64, 48)
PIXELS = np.asarray(PICTURE)
LOSSLESS = {
    "PNG": made.encoded(PICTURE, "PNG"),
    "WEBP": made.encoded(PICTURE, "WEBP", lossless=True),
    "TIFF": made.encoded(PICTURE, "TIFF", compression="tiff_lzw"),
}
LOSSY = {
    "JPEG": made.encoded(PICTURE, "JPEG", quality=95, subsampling=0),
    "AVIF": made.encoded(PICTURE, "AVIF", quality=95),
}


@pytest.mark.parametrize("format", LOSSLESS)
def test_lossless_formats_keep_every_pixel(format: str) -> None:
    photo = read_photo(LOSSLESS[format], "piece")
    assert photo.format == format
    assert np.array_equal(photo.pixels, PIXELS)


@pytest.mark.parametrize("format", LOSSY)
def test_lossy_formats_come_close(format: str) -> None:
    photo = read_photo(LOSSY[format], "piece")
    assert photo.format == format
    assert np.abs(photo.pixels.astype(int) - PIXELS).mean() < 3


def test_a_path_gives_name_hash_and_size(tmp_path: Path) -> None:
    path = tmp_path / "IMG_4607.jpg"
    path.write_bytes(LOSSLESS["PNG"])
    photo = read_photo(path)
    assert (photo.name, photo.format, photo.size_bytes) == ("IMG_4607.jpg", "PNG", len(LOSSLESS["PNG"]))
    assert photo.sha256 == hashlib.sha256(LOSSLESS["PNG"]).hexdigest()
    assert read_photo(str(path), "other name").name == "other name"


def test_pixels_are_contiguous_and_cannot_be_written() -> None:
    for source in (LOSSLESS["PNG"], PIXELS):
        pixels = read_photo(source).pixels
        assert pixels.flags.c_contiguous
        assert not pixels.flags.writeable


def test_an_array_is_copied_and_hashed() -> None:
    own = PIXELS.copy()
    photo = read_photo(own, "array")
    own[:] = 0
    assert np.array_equal(photo.pixels, PIXELS)
    assert (photo.format, photo.sha256) == ("ARRAY", hashlib.sha256(PIXELS.tobytes()).hexdigest())


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4)),
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_an_array_of_another_kind_is_refused(array: NDArray[Any]) -> None:
    with pytest.raises(UnreadablePhoto):
        read_photo(array)


GREY = np.tile(np.arange(0, 256, 4, dtype=np.uint8), (48, 1))
WITH_ALPHA = np.dstack([PIXELS, np.full((48, 64), 255, np.uint8)])
HALF_ALPHA = np.dstack([PIXELS, np.repeat(np.array([[0, 255]], np.uint8), 32, 1).repeat(48, 0)])


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.fromarray(GREY), np.dstack([GREY] * 3)),
        (Image.fromarray(GREY.astype(np.uint16) * 257), np.dstack([GREY] * 3)),
        (Image.fromarray(WITH_ALPHA), PIXELS),
        (Image.fromarray(HALF_ALPHA), np.where(HALF_ALPHA[..., 3:] > 0, PIXELS, 255)),
        (Image.fromarray(GREY > 127), np.dstack([np.where(GREY > 127, 255, 0)] * 3)),
        (PICTURE.quantize(16), np.asarray(PICTURE.quantize(16).convert("RGB"))),
    ],
    ids=["grey", "grey16", "opaque alpha", "half transparent", "bilevel", "palette"],
)
def test_every_kind_of_png_becomes_rgb(image: Image.Image, expected: NDArray[Any]) -> None:
    assert np.array_equal(read_photo(made.encoded(image, "PNG")).pixels, expected)


def test_a_16_bit_colour_png_becomes_8_bits() -> None:
    rows = b"".join(b"\0" + (row.astype(">u2") * 257).tobytes() for row in PIXELS)
    header = struct.pack(">IIBBBBB", 64, 48, 16, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + made.png_chunk(b"IHDR", header) + made.png_chunk(b"IDAT", zlib.compress(rows))
    )
    assert np.array_equal(read_photo(data + made.png_chunk(b"IEND", b"")).pixels, PIXELS)


def png_header(width: int, height: int) -> bytes:
    head = b"\x89PNG\r\n\x1a\n" + made.png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    )
    return head + made.png_chunk(b"IDAT", zlib.compress(b"")) + made.png_chunk(b"IEND", b"")


def webp_header(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + struct.pack("<I", width - 1)[:3]
        + struct.pack("<I", height - 1)[:3]
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def animated(format: str) -> bytes:
    frames = [made.picture(seed=seed) for seed in range(3)]
    return made.encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", UnreadablePhoto, "is empty"),
        (b"Dear customer,\nplease find attached", UnreadablePhoto, "begins like a text"),
        (b"<!DOCTYPE html><html>", UnreadablePhoto, "web page"),
        (bytes(500), UnreadablePhoto, "begins with zeros"),
        (b"\xa7\x80\x81\x82\xfe" * 20, UnreadablePhoto, "not a picture"),
        (b"GIF89a" + bytes(50), UnsupportedPhoto, "is a GIF"),
        (b"%PDF-1.7", UnsupportedPhoto, "PDF"),
        (b"II*\0\x10\0\0\0CR\x02\0", UnsupportedPhoto, "camera raw"),
        (b"\0\0\0\x18ftypqt  \0\0\0\0qt  \0\0\0\0", UnsupportedPhoto, "video"),
        (b"\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc", UnsupportedPhoto, "sequence"),
        (png_header(60_000, 60_000), PhotoTooLarge, "60000 x 60000"),
        (webp_header(16_000, 16_000), PhotoTooLarge, "16000 x 16000"),
        (png_header(8, 8), UnreadablePhoto, "(damaged|cut off)"),
        (LOSSY["JPEG"][:-40], UnreadablePhoto, "cut off"),
        (LOSSY["JPEG"][:-400] + bytes(5000), UnreadablePhoto, "end of the file is empty"),
        (LOSSLESS["WEBP"][:-40], UnreadablePhoto, "cut off"),
        (animated("PNG"), UnsupportedPhoto, "animation"),
        (animated("WEBP"), UnsupportedPhoto, "animation"),
        (animated("AVIF"), UnsupportedPhoto, "(animation|sequence)"),
    ],
)  # fmt: skip
def test_bad_bytes_are_told_apart_and_named(data: bytes, error: type[PhotoError], words: str) -> None:
    with pytest.raises(error, match=f"^IMG_1.jpg: .*{words}"):
        read_photo(data, "IMG_1.jpg")


def test_limits_hold_before_anything_is_decoded() -> None:
    with pytest.raises(PhotoTooLarge, match=r"0\.001 MB"):
        read_photo(LOSSLESS["PNG"], limits=Limits(max_bytes=1000))
    for data in (*LOSSLESS.values(), *LOSSY.values()):
        with pytest.raises(PhotoTooLarge, match="64 x 48"):
            read_photo(data, limits=Limits(max_pixels=3000))
    with pytest.raises(PhotoTooLarge):
        read_photo(PIXELS, limits=Limits(max_pixels=3000))


def test_a_missing_file_a_folder_and_a_bad_name_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match=r"gone\.jpg: does not exist"):
        read_photo(tmp_path / "gone.jpg")
    with pytest.raises(UnreadablePhoto, match="is a folder"):
        read_photo(tmp_path)
    with pytest.raises(UnreadablePhoto, match="not a valid path"):
        read_photo("a\0b.jpg")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="device"):
        read_photo("/dev/zero")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadablePhoto, match="permission denied"):
        read_photo(tmp_path / "locked.jpg")


def test_a_tiff_of_several_pages_gives_its_first_with_a_note() -> None:
    data = made.encoded(PICTURE, "TIFF", save_all=True, append_images=[made.picture(seed=1)])
    photo = read_photo(data)
    assert np.array_equal(photo.pixels, PIXELS)
    assert "2 pages" in photo.notes[0]


def test_unreadable_metadata_does_not_stop_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    from condition.metadata import Metadata

    monkeypatch.setattr(read_module, "parse_metadata", lambda *_: Metadata(unreadable="took longer than 4 s"))
    photo = read_photo(LOSSY["JPEG"])
    assert isinstance(photo, Photo)
    assert photo.metadata.unreadable is not None


def test_a_damaged_picture_still_says_what_its_metadata_says() -> None:
    from condition.report.as_photo_json import error_record

    data = made.jpeg(made.exif({made.MAKE: "Maker"}), PICTURE)[:-200]
    with pytest.raises(UnreadablePhoto):
        read_photo(data)
    facts = read_facts(data, "IMG_1.jpg")
    assert (facts.format, facts.size_px, facts.metadata.make) == ("JPEG", (64, 48), "Maker")
    record = error_record("IMG_1.jpg", "is cut off", facts=facts)
    assert (record["status"], record["sha256"]) == ("error", hashlib.sha256(data).hexdigest())
    assert (record["width"], record["metadata"]["make"]) == (64, "Maker")


@pytest.mark.parametrize("data", [*LOSSLESS.values(), *LOSSY.values()], ids=[*LOSSLESS, *LOSSY])
def test_the_header_alone_tells_the_size(data: bytes) -> None:
    assert read_facts(data).size_px == (64, 48)
