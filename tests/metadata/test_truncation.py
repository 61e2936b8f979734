"""One file of each format, cut at every length of its head and densely after: metadata is read or left, never raised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from condition.metadata.interpret import interpret
from condition.metadata.readers.worker import read_record
from tests.metadata import made
from tests.metadata.test_read import CONTAINERS, FULL

HEIC = Path(__file__).parents[3] / "shared" / "bench" / "exif" / "files" / "15_IMG_5195.HEIC"
PACKET = made.xmp(CreateDate="2020-05-04T18:39:11.644-04:00", CreatorTool="Some Editor 2")
IIM = b"\x1c\x02\x37\x00\x0820180205\x1c\x02\x3c\x00\x0b151144+0100"
FILES = CONTAINERS | {
    "JPEG": made.jpeg(
        FULL,
        segments=made.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET)
        + made.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(IIM).to_bytes(4, "big") + IIM),
    ),
    "PNG": made.png(
        made.png_chunk(b"eXIf", FULL),
        made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET),
        made.png_chunk(b"tEXt", b"Creation Time\0Mon, 05 Feb 2018 15:11:44 +0100"),
    ),
    "TIFF": made.encoded(made.picture(), "TIFF", tiffinfo={271: "Maker", 306: "2018:02:05 15:11:44", 700: PACKET}),
}  # fmt: skip
#: Every length up to here, then about this many more.
HEAD, MORE = 700, 250


def lengths(size: int) -> Iterator[int]:
    yield from range(min(HEAD, size))
    yield from range(HEAD, size, max(1, (size - HEAD) // MORE))


@pytest.mark.parametrize("format", FILES)
def test_a_file_cut_anywhere_gives_a_record(format: str) -> None:
    data = FILES[format]
    whole = interpret(read_record(data, format))
    assert whole.make == "Maker"
    for length in lengths(len(data)):
        metadata = interpret(read_record(data[:length], format))
        assert metadata.make in (None, "Maker"), f"cut at {length}"
        if metadata.capture is not None and whole.capture is not None:
            written = whole.capture.wall_clock
            assert written.startswith(metadata.capture.wall_clock[:10]), f"cut at {length}"


@pytest.mark.corpus
def test_a_heic_cut_anywhere_gives_a_record() -> None:
    if not HEIC.exists():
        pytest.skip("the shared corpus is not beside this checkout")
    data = HEIC.read_bytes()
    for length in [*range(0, 5000, 7), *range(5000, len(data), len(data) // 100), len(data) - 1]:
        metadata = interpret(read_record(data[:length], "HEIF"))
        assert metadata.make in (None, "Apple"), f"cut at {length}"
