"""Made files with known metadata: a small TIFF/EXIF writer, and containers around a block and a picture."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

Tags = Mapping[int, Any]
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
MAKE, MODEL, ORIENTATION, SOFTWARE, DATE_TIME = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
ORIGINAL, DIGITISED = 0x9003, 0x9004
OFFSET, OFFSET_ORIGINAL, OFFSET_DIGITISED = 0x9010, 0x9011, 0x9012
SUBSEC, SUBSEC_ORIGINAL, SUBSEC_DIGITISED = 0x9290, 0x9291, 0x9292
WIDTH, HEIGHT, SERIAL = 0xA002, 0xA003, 0xA431
GPS_LAT_REF, GPS_LAT, GPS_LON_REF, GPS_LON, GPS_TIME, GPS_DATE = 1, 2, 3, 4, 7, 0x1D
THUMBNAIL_START, THUMBNAIL_LENGTH = 0x0201, 0x0202


def exif(
    ifd0: Tags | None = None,
    sub: Tags | None = None,
    gps: Tags | None = None,
    thumbnail: bytes = b"",
    order: str = "<",
) -> bytes:
    """Return a TIFF structure: text as ASCII, int as SHORT or LONG, a list of pairs as RATIONAL, bytes as they are."""
    first = dict(ifd0 or {})
    for pointer, tags in ((EXIF_IFD, sub), (GPS_IFD, gps)):
        if tags:
            first[pointer] = 0
    block = bytearray((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8))
    places = _directory(block, first, order)
    for pointer, tags in ((EXIF_IFD, sub), (GPS_IFD, gps)):
        if tags:
            struct.pack_into(order + "I", block, places[pointer], len(block))
            _directory(block, tags, order)
    if thumbnail:
        struct.pack_into(order + "I", block, places[-1], len(block))
        inner = _directory(
            block, {THUMBNAIL_START: 1 << 17, THUMBNAIL_LENGTH: len(thumbnail) | 1 << 17}, order
        )
        struct.pack_into(order + "I", block, inner[THUMBNAIL_START], len(block))
        struct.pack_into(order + "I", block, inner[THUMBNAIL_LENGTH], len(thumbnail))
        block += thumbnail
    return bytes(block)


def _directory(block: bytearray, tags: Tags, order: str) -> dict[int, int]:
    """Append a directory; return tag -> place of its value, and -1 -> place of the pointer to the next one."""
    start, places = len(block), {}
    block += struct.pack(order + "H", len(tags)) + bytes(12 * len(tags)) + bytes(4)
    places[-1] = start + 2 + 12 * len(tags)
    for index, tag in enumerate(sorted(tags)):
        kind, count, value = _encoded(tags[tag], order)
        entry = start + 2 + 12 * index
        struct.pack_into(order + "HHI", block, entry, tag, kind, count)
        if len(value) <= 4:
            block[entry + 8 : entry + 8 + len(value)] = value
            places[tag] = entry + 8
        else:
            struct.pack_into(order + "I", block, entry + 8, len(block))
            places[tag] = len(block)
            block += value
    return places


def _encoded(value: Any, order: str) -> tuple[int, int, bytes]:
    if isinstance(value, str):
        text = value.encode("latin-1") + b"\0"
        return 2, len(text), text
    if isinstance(value, bytes):
        return 7, len(value), value
    if isinstance(value, list):
        return 5, len(value), b"".join(struct.pack(order + "II", *pair) for pair in value)
    if value == 0 or value > 65535:
        return 4, 1, struct.pack(order + "I", value)
    return 3, 1, struct.pack(order + "H", value)


def gps_tags(
    latitude: float, longitude: float, clock: tuple[int, int, int] | None = None, day: str = ""
) -> dict[int, Any]:
    """Return the tags of a GPS fix."""
    tags: dict[int, Any] = {
        GPS_LAT_REF: "N" if latitude >= 0 else "S",
        GPS_LAT: _sexagesimal(abs(latitude)),
        GPS_LON_REF: "E" if longitude >= 0 else "W",
        GPS_LON: _sexagesimal(abs(longitude)),
    }
    if clock:
        tags[GPS_TIME] = [(part, 1) for part in clock]
    if day:
        tags[GPS_DATE] = day
    return tags


def _sexagesimal(degrees: float) -> list[tuple[int, int]]:
    whole, rest = int(degrees), degrees % 1 * 60
    return [(whole, 1), (int(rest), 1), (round(rest % 1 * 60 * 1000), 1000)]


def picture(width: int = 48, height: int = 32, seed: int = 0) -> Image.Image:
    """Return a smooth, unsymmetrical colour picture."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 235, (5, 7, 3)).astype(np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpeg(
    block: bytes | None = None, image: Image.Image | None = None, segments: bytes = b"", **options: Any
) -> bytes:
    """Return a JPEG without a JFIF header, as cameras write it, with an EXIF block and raw `segments`."""
    data = encoded(image or picture(), "JPEG", **({"quality": 92} | options))
    body = data[2 + 2 + int.from_bytes(data[4:6], "big") :]  # leave out SOI and APP0
    head = b"\xff\xd8" + (segment(0xE1, b"Exif\0\0" + block) if block is not None else b"")
    return head + segments + body


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, image: Image.Image | None = None) -> bytes:
    """Return a PNG with `chunks` after its header."""
    data = encoded(image or picture(), "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def xmp(**properties: str) -> bytes:
    """Return an XMP packet with properties of the basic namespace."""
    written = "".join(f' xmp:{name}="{value}"' for name, value in properties.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/"{written}/></rdf:RDF></x:xmpmeta>'
    ).encode()
