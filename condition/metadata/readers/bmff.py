"""HEIF and AVIF boxes (ISO/IEC 14496-12, 23008-12) -> the Exif and XMP items, wherever in the file they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
#: No real file nests or lists more; stops loops over hostile counts.
MAX_ITEMS = 10_000


@dataclass(slots=True)
class Items:
    """The metadata items of one HEIF or AVIF file.

    Attributes
    ----------
    exif, xmp : list of bytes
        Item bodies; an Exif body begins with the four-byte offset of its TIFF header.
    c2pa : bool
        Whether a C2PA box is there.
    notes : list of str
        What was broken.
    """

    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    c2pa: bool = False
    notes: list[str] = field(default_factory=list)


class _Cursor:
    """Reads big-endian numbers one after the other; past the end it reads zeros, never raises."""

    def __init__(self, data: bytes, position: int, end: int) -> None:
        self.data, self.position, self.end = data, position, end

    def number(self, size: int) -> int:
        value = int.from_bytes(self.data[self.position : min(self.position + size, self.end)], "big")
        self.position += size
        return value

    def text(self) -> bytes:
        end = self.data.find(b"\x00", self.position, self.end)
        end = self.end if end < 0 else end
        value = self.data[self.position : end]
        self.position = end + 1
        return value


def walk_bmff(data: bytes) -> Items:
    """Return the Exif and XMP items of a HEIF or AVIF file."""
    items = Items()
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"uuid" and data[start : start + 16] == C2PA_UUID:
            items.c2pa = True
        elif kind == b"meta":
            _walk_meta(data, start + 4, end, items)  # a full box: version and flags first
    return items


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start of the body, end) of each box between `start` and `end`."""
    while start + 8 <= end:
        size, kind, header = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8], 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        if size < header:
            return
        yield kind, start + header, min(start + size, end)
        start += size


def _walk_meta(data: bytes, start: int, end: int, items: Items) -> None:
    boxes = {kind: (begin, stop) for kind, begin, stop in _boxes(data, start, end)}
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return
    kinds = _item_kinds(data, *boxes[b"iinf"])
    idat = boxes.get(b"idat", (0, 0))
    for number, extents in _item_extents(data, *boxes[b"iloc"], idat).items():
        target = {b"Exif": items.exif, b"mime": items.xmp}.get(kinds.get(number, b""))
        if target is None:
            continue
        if any(stop > len(data) for _, stop in extents):
            items.notes.append("A metadata block lies beyond the end of the file; the file was cut.")
        target.append(b"".join(data[begin:stop] for begin, stop in extents))


def _item_kinds(data: bytes, start: int, end: int) -> dict[int, bytes]:
    """Return item number -> type; items of type mime count only where they hold XMP."""
    version = data[start] if start < end else 0
    kinds: dict[int, bytes] = {}
    for kind, begin, stop in _boxes(data, start + (6 if version == 0 else 8), end):
        if kind != b"infe" or len(kinds) >= MAX_ITEMS:
            continue
        cursor = _Cursor(data, begin, stop)
        entry_version = cursor.number(1)
        cursor.number(3)
        number = cursor.number(4 if entry_version >= 3 else 2)
        cursor.number(2)
        item_kind = cursor.number(4).to_bytes(4, "big")
        cursor.text()
        if item_kind != b"mime" or cursor.text() == b"application/rdf+xml":
            kinds[number] = item_kind
    return kinds


def _item_extents(
    data: bytes, start: int, end: int, idat: tuple[int, int]
) -> dict[int, list[tuple[int, int]]]:
    """Return item number -> (begin, stop) of its parts in the file."""
    cursor = _Cursor(data, start, end)
    version = cursor.number(1)
    cursor.number(3)
    sizes = cursor.number(2)
    offset_size, length_size, base_size, index_size = ((sizes >> shift) & 15 for shift in (12, 8, 4, 0))
    extents: dict[int, list[tuple[int, int]]] = {}
    for _ in range(min(cursor.number(2 if version < 2 else 4), MAX_ITEMS)):
        number = cursor.number(2 if version < 2 else 4)
        method = cursor.number(2) & 15 if version in (1, 2) else 0
        cursor.number(2)
        base = cursor.number(base_size) + (idat[0] if method == 1 else 0)
        parts = []
        for _ in range(min(cursor.number(2), MAX_ITEMS)):
            if version in (1, 2):
                cursor.number(index_size)
            begin = base + cursor.number(offset_size)
            parts.append((begin, begin + cursor.number(length_size)))
        extents[number] = parts
        if cursor.position > end:
            break
    return extents
