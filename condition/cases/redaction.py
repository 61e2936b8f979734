"""A shared copy of a photo: the same file, byte for byte, but for the tags that say where it was taken or by which camera.

Values are blanked where they stand, nothing moves, and the picture is the same to the last bit. Afterwards the copy is read
again; a photo of which something can still be read is refused, not shared.

EXIF structures are TIFF [1]_: a directory is a count and entries of twelve bytes: tag, type, count, value or its place.

References
----------
.. [1] CIPA DC-008-2023, Exchangeable image file format (Exif 3.0), sections 4.6.2 to 4.6.7.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterator

import numpy as np

from condition.errors import PackageError
from condition.photo import read_facts, read_photo

#: What can be left out.
REDACTABLE = ("gps", "serial")
_EXIF_IFD, _GPS_IFD, _MAKER_NOTE = 0x8769, 0x8825, 0x927C
#: Serial numbers of body and lens; a maker note is in nobody's documented form, and mostly holds them as well.
_SERIALS = frozenset({0xA431, 0xA435, 0xC62F, _MAKER_NOTE})
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 129: 1}
_TIFF = re.compile(rb"II\x2a\x00|MM\x00\x2a")
_XMP = {
    "gps": rb"exif:GPS\w+",
    "serial": rb"\w+:(?:\w*SerialNumber)",
}
#: No camera writes more directories into one block; a chain that never ends is an attack on the reader.
_MOST_DIRECTORIES = 64


def redact(data: bytes, name: str, left_out: Collection[str]) -> bytes:
    """Return a copy of a photo's bytes without the tags named; the bytes themselves where there are none.

    Parameters
    ----------
    data : bytes
        The original.
    name : str
        For messages.
    left_out : collection of str
        Any of `REDACTABLE`.

    Raises
    ------
    PackageError
        Where the tags cannot be blanked: a PNG, whose blocks have checksums of their own, or a form that is not known.
    """
    unknown = sorted(set(left_out) - set(REDACTABLE))
    if unknown:
        raise PackageError(f"{unknown[0]!r} cannot be left out; known are {', '.join(REDACTABLE)}")
    copy = bytearray(data)
    for found in _TIFF.finditer(data):
        _blank_block(copy, found.start(), left_out)
    for what in left_out:
        _blank_xmp(copy, _XMP[what])
    if copy == data and not _still_there(data, name, left_out):
        return data
    if not _same_picture(data, bytes(copy), name):
        raise PackageError(f"{name}: what was asked for cannot be left out without touching the picture")
    still = _still_there(bytes(copy), name, left_out)
    if still or read_facts(data, name).format == "PNG":
        what = " and ".join(still or sorted(left_out))
        raise PackageError(
            f"{name}: {what} cannot be left out of a file of this form; share a JPEG of it, or all of it"
        )
    return bytes(copy)


def _same_picture(data: bytes, copy: bytes, name: str) -> bool:
    """Whether two files decode to the same pixels: bytes of a picture can look like tags."""
    return bool(np.array_equal(read_photo(data, name).pixels, read_photo(copy, name).pixels))


def _still_there(data: bytes, name: str, left_out: Collection[str]) -> list[str]:
    metadata = read_facts(data, name).metadata
    gps = metadata.gps is not None or any(time.source.startswith("GPS") for time in metadata.times)
    there = {"gps": gps, "serial": metadata.serial is not None}
    return [what for what in sorted(left_out) if there[what]]


def _blank_block(copy: bytearray, start: int, left_out: Collection[str]) -> None:
    """Blank what is named in the TIFF structure at `start`; bytes that only look like one are left alone."""
    order = "<" if copy[start : start + 2] == b"II" else ">"
    pending = [(_long(copy, start + 4, order), False)]
    seen: set[int] = set()
    while pending and len(seen) < _MOST_DIRECTORIES:
        place, is_gps = pending.pop()
        if place is None or place in seen:
            continue
        seen.add(place)
        for entry, tag, values, at in _entries(copy, start, place, order):
            if tag in (_EXIF_IFD, _GPS_IFD):
                pending.append((_long(copy, entry + 8, order), tag == _GPS_IFD))
            elif (is_gps and "gps" in left_out) or (tag in _SERIALS and "serial" in left_out):
                copy[at : at + values] = bytes(values)
                if is_gps:
                    copy[entry : entry + 12] = bytes(12)


def _entries(copy: bytearray, start: int, place: int, order: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield (place of the entry, tag, bytes of its values, place of its values) of one directory."""
    first = start + place
    if place < 8 or first + 2 > len(copy):
        return
    (count,) = struct.unpack_from(f"{order}H", copy, first)
    for entry in range(first + 2, first + 2 + 12 * count, 12):
        if entry + 12 > len(copy):
            return
        tag, kind, number = struct.unpack_from(f"{order}HHI", copy, entry)
        size = _TYPE_BYTES.get(kind, 0) * number
        inner = _long(copy, entry + 8, order) or 0
        at = entry + 8 if size <= 4 else start + inner
        if kind in _TYPE_BYTES and at + size <= len(copy):
            yield entry, tag, size, at


def _long(copy: bytearray, at: int, order: str) -> int | None:
    return struct.unpack_from(f"{order}I", copy, at)[0] if at + 4 <= len(copy) else None


def _blank_xmp(copy: bytearray, names: bytes) -> None:
    """Blank the values of XMP properties, as attributes and as elements."""
    for pattern in (
        rb"(?:" + names + rb")\s*=\s*\"([^\"]*)\"",
        rb"(?:" + names + rb")\s*=\s*'([^']*)'",
        rb"<(?:" + names + rb")(?:\s[^>]*)?>([^<]*)<",
    ):
        for found in re.finditer(pattern, bytes(copy)):
            first, last = found.span(1)
            copy[first:last] = b" " * (last - first)
