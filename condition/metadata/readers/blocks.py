"""Container bytes -> the metadata blocks inside them, unparsed.

JPEG segments, PNG chunks and WebP chunks are walked here, HEIF and AVIF boxes in `bmff`. Damaged containers give
what could be reached, and a note. Pixels are never looked at.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from .bmff import walk_bmff

EXIF_PREFIX = b"Exif\x00"
XMP_PREFIX = b"http://ns.adobe.com/xap/1.0/\x00"
PHOTOSHOP_PREFIX = b"Photoshop 3.0\x00"
#: First of the segments of a colour profile, before the number of segments (ICC.1:2010, annex B.4).
ICC_PREFIX = b"ICC_PROFILE\x00\x01"
#: Length of the header of a colour profile (ICC.1:2010, section 7.2), bytes.
ICC_HEADER_BYTES = 128
TIFF_MARKS = (b"II*\x00", b"MM\x00*")
#: Text chunks of a PNG may be compressed; 4 MB is far above any real one and stops decompression bombs.
MAX_INFLATED_BYTES = 4_000_000
#: Damages after which a JPEG is given up.
MAX_NOTES = 3
#: JPEG markers without a length: RSTn, SOI, TEM.
BARE_MARKERS = frozenset({*range(0xD0, 0xD9), 0x01})


@dataclass(slots=True)
class Blocks:
    r"""The metadata blocks of one file, in file order.

    Attributes
    ----------
    exif : list of bytes
        TIFF structures (starting with ``II*\0`` or ``MM\0*``).
    xmp, iptc : list of bytes
        XMP packets (XML) and IPTC-IIM records.
    text : dict
        PNG text chunks and the tIME chunk.
    c2pa : bool
        Whether a C2PA manifest store is embedded.
    icc : bytes
        Beginning of the colour profile; empty where there is none.
    tables : list of list of int
        JPEG quantisation tables, 64 values each in zigzag order, by table number.
    jfif : bool
        Whether a JPEG carries a JFIF header.
    notes : list of str
        What was broken and how it was read.
    """

    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)
    c2pa: bool = False
    icc: bytes = b""
    tables: dict[int, list[int]] = field(default_factory=dict)
    jfif: bool = False
    notes: list[str] = field(default_factory=list)


def find_blocks(data: bytes, format: str) -> Blocks:
    """Return the metadata blocks of `data`, whose container is `format` ("JPEG", "PNG", "WEBP", "TIFF", ...)."""
    blocks = Blocks()
    walk = {"JPEG": _walk_jpeg, "PNG": _walk_png, "WEBP": _walk_webp, "TIFF": _walk_tiff}.get(format)
    if walk is not None:
        walk(data, blocks)
    elif format in ("HEIF", "AVIF"):
        _walk_heif(data, blocks)
    return blocks


def strip_exif_prefix(block: bytes) -> bytes:
    """Return `block` from its TIFF mark on; some writers put the prefix of JPEG before it, some a byte more."""
    found = [block[:32].find(mark) for mark in TIFF_MARKS]
    return block[min((at for at in found if at >= 0), default=0) :]


def _walk_jpeg(data: bytes, blocks: Blocks) -> None:
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:  # decoders, too, go on at the next marker
            blocks.notes.append("The JPEG's segments are damaged; reading went on at the next one.")
            position = data.find(b"\xff", position)
            if position < 0 or len(blocks.notes) >= MAX_NOTES:
                return
            continue
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
        elif marker in BARE_MARKERS:
            position += 2
        elif marker in (0xDA, 0xD9):  # the picture begins, or nothing follows
            return
        else:
            length = int.from_bytes(data[position + 2 : position + 4], "big")
            _take_jpeg_segment(marker, data[position + 4 : position + 2 + max(length, 2)], blocks)
            position += 2 + max(length, 2)


def _take_jpeg_segment(marker: int, segment: bytes, blocks: Blocks) -> None:
    if marker == 0xE0 and segment.startswith(b"JFIF\x00"):
        blocks.jfif = True
    elif marker == 0xE1 and segment.startswith(EXIF_PREFIX):
        _take_exif_segment(segment[6:], blocks)
    elif marker == 0xE1 and segment.startswith(XMP_PREFIX):
        blocks.xmp.append(segment[len(XMP_PREFIX) :])
    elif marker == 0xE2 and segment.startswith(ICC_PREFIX):
        blocks.icc = segment[len(ICC_PREFIX) + 1 :][:ICC_HEADER_BYTES]
    elif marker == 0xEB and b"jumb" in segment[:32]:
        blocks.c2pa = True
    elif marker == 0xED and segment.startswith(PHOTOSHOP_PREFIX):
        blocks.iptc.extend(_iptc_of_photoshop(segment[len(PHOTOSHOP_PREFIX) :]))
    elif marker == 0xDB:
        _take_tables(segment, blocks)


def _take_exif_segment(body: bytes, blocks: Blocks) -> None:
    body = strip_exif_prefix(body)
    if body[:4] in TIFF_MARKS or not blocks.exif:
        blocks.exif.append(body)
    else:  # a block over 64 kB goes on in the next segment, without a mark of its own
        blocks.exif[-1] += body


def _take_tables(segment: bytes, blocks: Blocks) -> None:
    position = 0
    while position < len(segment):
        wide, number = segment[position] >> 4, segment[position] & 15
        size = 128 if wide else 64
        values = segment[position + 1 : position + 1 + size]
        if len(values) < size:
            return
        blocks.tables[number] = list(struct.unpack(">64H", values)) if wide else list(values)
        position += 1 + size


def _iptc_of_photoshop(resources: bytes) -> list[bytes]:
    found: list[bytes] = []
    position = 0
    while resources[position : position + 4] == b"8BIM":
        kind = resources[position + 4 : position + 6]
        name_length = resources[position + 6] if position + 6 < len(resources) else 0
        position += 6 + (name_length + 2) // 2 * 2  # the name is padded to an even length, its count included
        size = int.from_bytes(resources[position : position + 4], "big")
        if kind == b"\x04\x04":
            found.append(resources[position + 4 : position + 4 + size])
        position += 4 + (size + 1) // 2 * 2
    return found


def _walk_png(data: bytes, blocks: Blocks) -> None:
    position = 8
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + size]
        if kind == b"eXIf":
            blocks.exif.append(strip_exif_prefix(body))
        elif kind == b"caBX":
            blocks.c2pa = True
        elif kind == b"iCCP":
            blocks.icc = _inflated(body.partition(b"\x00")[2][1:], ICC_HEADER_BYTES)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            _take_png_text(kind, body, blocks)
        elif kind == b"tIME" and size == 7:
            year, *rest = struct.unpack(">H5B", body)
            blocks.text["tIME"] = "{:04}:{:02}:{:02} {:02}:{:02}:{:02}Z".format(year, *rest)
        elif kind == b"IEND":
            return
        position += 12 + size


def _take_png_text(kind: bytes, body: bytes, blocks: Blocks) -> None:
    keyword, _, rest = body.partition(b"\x00")
    name = keyword.decode("latin-1")
    value = _png_text_value(kind, rest)
    if name == "XML:com.adobe.xmp":
        blocks.xmp.append(value)
    elif name.startswith("Raw profile type "):
        _take_raw_profile(name.removeprefix("Raw profile type "), value, blocks)
    else:
        blocks.text.setdefault(name, value.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace"))


def _png_text_value(kind: bytes, rest: bytes) -> bytes:
    compressed = kind == b"zTXt"
    if kind == b"zTXt":
        rest = rest[1:]
    elif kind == b"iTXt":  # compression flag, method, language, translated keyword, text
        compressed = rest[:1] == b"\x01"
        rest = rest[2:].split(b"\x00", 2)[-1]
    return _inflated(rest, MAX_INFLATED_BYTES) if compressed else rest


def _inflated(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        return b""


def _take_raw_profile(profile: str, value: bytes, blocks: Blocks) -> None:
    """Read ImageMagick's way of keeping blocks in a PNG: name, length and hex digits, line by line."""
    parts = value.split(None, 2)
    if len(parts) < 3:
        return
    try:
        body = bytes.fromhex(parts[2].decode("ascii"))
    except ValueError:
        blocks.notes.append(f"The PNG's embedded {profile} profile is damaged and was not read.")
        return
    if profile in ("exif", "APP1"):
        if XMP_PREFIX in body[:64]:
            blocks.xmp.append(body.split(XMP_PREFIX, 1)[1])
        else:
            blocks.exif.append(strip_exif_prefix(body))
    elif profile == "iptc":
        blocks.iptc.extend(_iptc_of_photoshop(body) or [body])
    elif profile == "xmp":
        blocks.xmp.append(body)


def _walk_webp(data: bytes, blocks: Blocks) -> None:
    position = 12
    while position + 8 <= len(data):
        kind = data[position : position + 4]
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        body = data[position + 8 : position + 8 + size]
        if kind == b"EXIF":
            blocks.exif.append(strip_exif_prefix(body))
        elif kind == b"XMP ":
            blocks.xmp.append(body)
        elif kind == b"C2PA":
            blocks.c2pa = True
        elif kind == b"ICCP":
            blocks.icc = body[:ICC_HEADER_BYTES]
        position += 8 + size + size % 2


def _walk_tiff(data: bytes, blocks: Blocks) -> None:
    blocks.exif.append(data)
    for tag, target in ((0x02BC, blocks.xmp), (0x83BB, blocks.iptc)):
        value = _tiff_value(data, tag)
        if value:
            target.append(value)
    blocks.c2pa = _tiff_value(data, 0xCD41) is not None
    blocks.icc = (_tiff_value(data, 0x8773) or b"")[:ICC_HEADER_BYTES]


def _tiff_value(data: bytes, wanted: int) -> bytes | None:
    """Return the bytes of one tag of the first directory; ExifRead skips long values and XMP."""
    order = "<" if data[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (entries,) = struct.unpack_from(order + "H", data, start)
        for entry in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, count, offset = struct.unpack_from(order + "HHII", data, entry)
            if tag == wanted:
                size = count * {3: 2, 4: 4}.get(kind, 1)
                return data[offset : offset + size] if size > 4 else data[entry + 8 : entry + 8 + size]
    except struct.error:
        return None
    return None


def _walk_heif(data: bytes, blocks: Blocks) -> None:
    items = walk_bmff(data)
    blocks.c2pa = items.c2pa
    blocks.notes.extend(items.notes)
    blocks.xmp.extend(items.xmp)
    at = data.find(b"colrprof", 0, 65536)  # ISO/IEC 14496-12, section 12.1.5
    blocks.icc = data[at + 8 : at + 8 + ICC_HEADER_BYTES] if at >= 0 else b""
    for body in items.exif:
        skip = 4 + int.from_bytes(body[:4], "big")
        block = body[skip:] if body[skip : skip + 4] in TIFF_MARKS else strip_exif_prefix(body[4:])
        blocks.exif.append(block)
