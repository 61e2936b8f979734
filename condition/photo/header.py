"""Header of a picture -> its size, before anything is decoded or allocated; limits and cut files are told here.

Reads a few numbers by itself, because some decoders allocate the whole picture on opening (WebP) and Pillow's own
guard is a warning that a program has to silence for everybody.
"""

from __future__ import annotations

import struct

from condition.errors import PhotoTooLarge, UnreadablePhoto
from condition.language import sentence
from condition.photo.model import Limits

#: A camera's JPEG may be padded with a few zeros; a copy that broke off leaves kilobytes of them.
PADDING_BYTES = 4096
TIFF_WIDTH, TIFF_HEIGHT = 256, 257
#: JPEG start-of-frame markers (all but DHT, JPG and DAC in C0..CF).
FRAME_MARKERS = frozenset(set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC})


def check_bytes(size: int, name: str, limits: Limits) -> None:
    """Raise `PhotoTooLarge` where a file is over the limit on bytes."""
    if size > limits.max_bytes:
        raise PhotoTooLarge(
            name,
            sentence(
                "has more than the allowed {allowed:g} MB ({size:.1f} MB)",
                allowed=limits.max_bytes / 1e6,
                size=size / 1e6,
            ),
        )


def check_pixels(size: tuple[int, int], name: str, limits: Limits) -> None:
    """Raise where a picture has no pixels, or more than the limit."""
    width, height = size
    if width < 1 or height < 1:
        raise UnreadablePhoto(
            name, sentence("has no pixels ({width} x {height})", width=width, height=height)
        )
    if width * height > limits.max_pixels:
        raise PhotoTooLarge(
            name,
            sentence(
                "has {width} x {height} pixels ({megapixels:.0f} MP); allowed are {allowed:g} MP",
                width=width,
                height=height,
                megapixels=width * height / 1e6,
                allowed=limits.max_pixels / 1e6,
            ),
        )


def check_complete(data: bytes, format: str, name: str) -> None:
    """Raise `UnreadablePhoto` where a file is cut off in a way that decoders fill with grey, and say nothing."""
    is_short_webp = format == "WEBP" and int.from_bytes(data[4:8], "little") + 8 > len(data)
    if is_short_webp or (format == "HEIF" and _is_media_cut(data)):
        raise UnreadablePhoto(
            name, sentence("is cut off: the file ends before the picture does; copy it again from the camera")
        )
    if (
        format == "JPEG"
        and data.endswith(bytes(PADDING_BYTES))
        and not data.rstrip(b"\x00").endswith(b"\xff\xd9")
    ):
        raise UnreadablePhoto(
            name, sentence("is cut off: the end of the file is empty; copy it again from the camera")
        )


def header_size(data: bytes, format: str) -> tuple[int, int] | None:
    """Return (width, height) in pixels as the header states them; None where the header does not say it early."""
    readers = {
        "PNG": _png,
        "WEBP": _webp,
        "JPEG": _jpeg,
        "TIFF": _tiff,
        "HEIF": _largest_ispe,
        "AVIF": _largest_ispe,
    }
    reader = readers.get(format)
    return reader(data) if reader is not None else None


def is_animated(data: bytes, format: str) -> bool:
    """Return whether a PNG or WebP header announces an animation."""
    if format == "PNG":
        control = data.find(b"acTL", 0, 4096)
        return control > 0 and data.find(b"IDAT", 0, control) < 0
    return format == "WEBP" and data[12:16] == b"VP8X" and len(data) > 20 and bool(data[20] & 2)


def _is_media_cut(data: bytes) -> bool:
    """Return whether the box with the compressed picture reaches beyond the end of the file."""
    position = 0
    while position + 16 <= len(data):
        size, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        if size < 8:  # to the end of the file, or damaged
            return False
        position += size
        if kind == b"mdat" and position > len(data):
            return True
    return False


def _png(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if len(data) < 30:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker in FRAME_MARKERS:
            height, width = data[position + 5 : position + 7], data[position + 7 : position + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker == 0xFF:
            position += 1
        elif 0xD0 <= marker <= 0xD8 or marker == 1:
            position += 2
        else:
            position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4], "big"))
    return None


def _tiff(data: bytes) -> tuple[int, int] | None:
    """Return the size of the first page of a classic TIFF."""
    order = "<" if data[:2] == b"II" else ">"
    sides: dict[int, int] = {}
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (entries,) = struct.unpack_from(order + "H", data, start)
        for entry in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, count = struct.unpack_from(order + "HHI", data, entry)
            if tag in (TIFF_WIDTH, TIFF_HEIGHT) and count == 1 and kind in (3, 4):
                (sides[tag],) = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, entry + 8)
    except struct.error:
        return None
    return (sides[TIFF_WIDTH], sides[TIFF_HEIGHT]) if len(sides) == 2 else None


def _largest_ispe(data: bytes) -> tuple[int, int] | None:
    """Return the largest extent any item of a HEIF or AVIF file announces; the primary is one of them."""
    largest: tuple[int, int] | None = None
    at = data.find(b"ispe")
    while 0 <= at <= len(data) - 16:
        size = int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big")
        # the four letters may also occur by chance in compressed data: an ispe box is 20 bytes long
        if data[at - 4 : at] == b"\x00\x00\x00\x14" and (
            largest is None or size[0] * size[1] > largest[0] * largest[1]
        ):
            largest = size
        at = data.find(b"ispe", at + 4)
    return largest
