"""Files made to hang or to eat memory through what only describes the picture: the picture is still read, or refused."""

from __future__ import annotations

import io
import resource
import struct
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PIL import Image

from condition.errors import UnreadablePhoto
from condition.metadata import fence, read
from condition.metadata.fence import read_fenced
from condition.photo import read_photo
from condition.photo.bare import MAX_SCANS, count_tiff_pages, strip_jpeg, strip_png
from tests.metadata import made

BOMB = zlib.compress(bytes(60_000_000), 9)
XMP_CHUNK = b"XML:com.adobe.xmp\0\0\0\0\0"


def many_segments(block: bytes) -> bytes:
    """Return a JPEG whose EXIF block goes on in hundreds of segments; joining them one by one takes minutes."""
    parts = (block[at : at + 60_000] for at in range(0, len(block), 60_000))
    return made.jpeg(segments=b"".join(made.segment(0xE1, b"Exif\0\0" + part) for part in parts))


def slow_exif() -> bytes:
    """Return an EXIF block whose thousands of tags each claim the same thousand ratios: ExifRead takes minutes."""
    entries = b"".join(struct.pack("<HHII", 0x9000 + number % 200, 5, 999, 8) for number in range(5300))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 65535) + entries


def with_directory(extra: list[bytes], following: bytes = b"") -> bytes:
    """Return a TIFF with more entries in its directory, and more directories after it."""
    base = made.encoded(made.picture(), "TIFF")
    (start,) = struct.unpack_from("<I", base, 4)
    (count,) = struct.unpack_from("<H", base, start)
    entries = [base[start + 2 + 12 * index : start + 14 + 12 * index] for index in range(count)]
    end = len(base) + 2 + 12 * (count + len(extra)) + 4
    directory = struct.pack("<H", count + len(extra)) + b"".join(entries + extra)
    last = struct.pack("<I", end if following else 0)
    return base[:4] + struct.pack("<I", len(base)) + base[8:] + directory + last + following


def page_chain(pages: int) -> bytes:
    """Return a TIFF whose first picture is followed by many directories without one."""
    first = len(with_directory([], b"x")) - 1
    chain = b""
    for page in range(pages):
        following = first + 18 * (page + 1) if page < pages - 1 else 0
        chain += struct.pack("<HHHII", 1, 256, 3, 1, 48) + struct.pack("<I", following)
    return with_directory([], chain)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "slow EXIF": lambda: made.jpeg(slow_exif()),
    "hundreds of EXIF segments": lambda: many_segments(b"II*\0\x08\0\0\0" + bytes(60_000_000)),
    "nested XMP": lambda: made.png(made.png_chunk(b"iTXt", XMP_CHUNK + b"<a>" * 4_000_000)),
    "inflating texts": lambda: made.png(*(made.png_chunk(b"zTXt", b"C%d\0\0" % i + BOMB) for i in range(200))),
    "one inflating text": lambda: made.png(made.png_chunk(b"zTXt", b"Comment\0\0" + BOMB)),
    "inflating colour profile": lambda: made.png(made.png_chunk(b"iCCP", b"profile\0\0" + BOMB)),
    "chain of TIFF pages": lambda: page_chain(20_000),
}  # fmt: skip


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems do not limit the address space"
)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_costs_seconds_and_its_picture_is_read(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    data = HOSTILE[kind]()
    limited = partial(read_fenced, time_limit_s=1.5, memory_bytes=fence.MEMORY_LIMIT_BYTES // 2)
    monkeypatch.setattr(read, "read_fenced", limited)
    used, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    photo = read_photo(data, "hostile")
    assert time.monotonic() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 512 * 1024
    assert (photo.width, photo.height) == made.picture().size
    assert (photo.metadata.unreadable or "took longer").startswith(("took longer", "needed more"))


def test_tags_that_claim_more_than_the_file_has_are_refused() -> None:
    entries = [struct.pack("<HHII", 0xC800 + number, 7, 100_000, 8) for number in range(500)]
    with pytest.raises(UnreadablePhoto, match="claim more bytes"):
        read_photo(with_directory(entries) + bytes(100_000), "hostile.tif")


def test_a_jpeg_of_thousands_of_scans_is_refused() -> None:
    data = made.jpeg(image=made.picture(64, 48), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(UnreadablePhoto, match="scans"):
        read_photo(data[:-2] + last * MAX_SCANS + b"\xff\xd9", "hostile.jpg")
    assert read_photo(data, "ordinary.jpg").width == 64


def test_a_broken_second_page_does_not_cost_the_first() -> None:
    photo = read_photo(page_chain(2), "scan.tif")
    assert "3 pages" in photo.notes[0]


def test_pages_that_follow_themselves_are_counted_once() -> None:
    data = bytearray(made.encoded(made.picture(), "TIFF"))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    assert count_tiff_pages(bytes(data)) == 1
    assert count_tiff_pages(b"II*\0") == 1
    assert count_tiff_pages(b"") == 1


def pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"icc_profile": b"x" * 200_000}]
)
def test_a_stripped_jpeg_shows_the_same_picture(options: dict[str, object]) -> None:
    block = made.exif({made.MAKE: "Maker"})
    data = made.encoded(made.picture(), "JPEG", exif=b"Exif\0\0" + block, comment=b"words", **options)
    bare = strip_jpeg(data, "photo")
    assert block not in bare
    assert np.array_equal(pixels(bare), pixels(data))
    with Image.open(io.BytesIO(bare)) as image:
        assert image.info.get("icc_profile") == options.get("icc_profile")


def test_a_jpeg_of_printers_inks_keeps_its_colours() -> None:
    data = made.encoded(made.picture().convert("CMYK"), "JPEG", quality=95)
    assert np.array_equal(pixels(strip_jpeg(data, "photo")), pixels(data))


def test_a_stripped_png_shows_the_same_picture() -> None:
    data = made.png(
        made.png_chunk(b"tEXt", b"Comment\0words"), made.png_chunk(b"eXIf", made.exif({made.MAKE: "M"}))
    )
    bare, notes = strip_png(data)
    assert b"words" not in bare
    assert notes == ()
    assert np.array_equal(pixels(bare), pixels(data))
