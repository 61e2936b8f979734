"""Arbitrary bytes give a Photo or a PhotoError, nothing else; a cut file never gives a picture with a missing part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from condition.errors import PhotoError
from condition.metadata import Metadata
from condition.photo import read as read_module
from condition.photo import read_photo
from tests.metadata import made

SHARED = Path(__file__).parents[3] / "shared" / "bench" / "exif" / "files"
PICTURE = made.picture(64, 48)
BLOCK = made.exif({made.MAKE: "Maker"}, {made.ORIGINAL: "2018:02:05 15:11:44"})
FILES = {
    "JPEG": made.jpeg(BLOCK, PICTURE),
    "progressive JPEG": made.jpeg(BLOCK, PICTURE, progressive=True),
    "PNG": made.png(made.png_chunk(b"eXIf", BLOCK), image=PICTURE),
    "WEBP": made.encoded(PICTURE, "WEBP", exif=b"Exif\0\0" + BLOCK),
    "lossless WEBP": made.encoded(PICTURE, "WEBP", lossless=True),
    "TIFF": made.encoded(PICTURE, "TIFF"),
    "packed TIFF": made.encoded(PICTURE, "TIFF", compression="tiff_adobe_deflate"),
    "AVIF": made.encoded(PICTURE, "AVIF"),
}


@pytest.fixture(autouse=True)
def without_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the metadata out: the child process is tested by itself, and 70 ms a file would add up."""
    monkeypatch.setattr(read_module, "parse_metadata", lambda *_: Metadata())


def attempt(data: bytes) -> NDArray[np.uint8] | None:
    try:
        return read_photo(data, "cut").pixels
    except PhotoError:
        return None


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_anywhere_gives_the_whole_picture_or_an_error(kind: str) -> None:
    data = FILES[kind]
    whole = read_photo(data).pixels
    for length in sorted(
        {*range(0, 64), *range(64, len(data), max(1, len(data) // 150)), *range(len(data) - 16, len(data))}
    ):
        pixels = attempt(data[:length])
        assert pixels is None or np.array_equal(pixels, whole), f"cut at {length} of {len(data)}"


@pytest.mark.corpus
def test_a_cut_heic_gives_the_whole_picture_or_an_error() -> None:
    path = SHARED / "15_IMG_5195.HEIC"
    if not path.exists():
        pytest.skip("the shared corpus is not beside this checkout")
    data = path.read_bytes()
    for length in [*range(0, 2000, 97), *range(20_000, len(data), len(data) // 12), len(data) - 1]:
        assert attempt(data[:length]) is None, f"cut at {length} of {len(data)}"


@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
)
@settings(max_examples=120, deadline=None)
def test_changed_bytes_give_a_photo_or_an_error(kind: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(FILES[kind])
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    attempt(bytes(data))


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"II*\0",
            b"RIFF\0\0\0\0WEBP",
            b"\0\0\0\x18ftypheic",
            b"\0\0\0\x18ftypavif",
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_photo_or_an_error(body: bytes, start: bytes) -> None:
    attempt(start + body)
