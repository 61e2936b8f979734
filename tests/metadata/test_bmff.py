"""HEIF boxes: the EXIF item is found wherever in the file it lies."""

from __future__ import annotations

import struct

from condition.metadata.readers.blocks import find_blocks
from condition.metadata.readers.bmff import walk_bmff
from tests.metadata import made

BLOCK = made.exif({made.MAKE: "Maker"})


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def full_box(kind: bytes, body: bytes, version: int = 0) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]) + body)


def heif(item: bytes, tail: bytes = b"", cut: int = 0) -> bytes:
    """Return a HEIF whose Exif item lies behind the media data, at the very end of the file."""

    def build(offset: int) -> bytes:
        entry = full_box(b"infe", struct.pack(">HH", 1, 0) + b"Exif\0", 2)
        info = full_box(b"iinf", struct.pack(">H", 1) + entry)
        where = struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, offset, len(item))
        head = box(b"ftyp", b"heic\0\0\0\0mif1heic") + full_box(b"meta", info + full_box(b"iloc", where))
        return head + box(b"mdat", b"media" + tail)

    offset = len(build(0))
    data = build(offset) + item
    return data[: len(data) - cut]


def test_an_exif_item_at_the_end_of_the_file_is_found() -> None:
    data = heif(struct.pack(">I", 6) + b"Exif\0\0" + BLOCK)
    assert find_blocks(data, "HEIF").exif == [BLOCK]


def test_an_exif_item_without_the_usual_prefix_is_found() -> None:
    assert find_blocks(heif(struct.pack(">I", 0) + BLOCK), "HEIF").exif == [BLOCK]


def test_an_exif_item_beyond_the_end_is_said() -> None:
    items = walk_bmff(heif(struct.pack(">I", 0) + BLOCK, cut=20))
    assert "beyond the end" in items.notes[0]


def test_boxes_that_claim_nonsense_end_the_walk() -> None:
    assert walk_bmff(b"\0\0\0\x02meta" + bytes(100)).exif == []
    assert walk_bmff(box(b"meta", b"")).exif == []
    assert (
        walk_bmff(full_box(b"meta", full_box(b"iinf", b"\xff\xff") + full_box(b"iloc", b"\xff" * 40))).exif
        == []
    )
