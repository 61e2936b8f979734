"""A file -> the same picture without what only describes it, so that decoders never parse hostile texts.

The metadata is read elsewhere, in a fenced child process. Decoders parse some of it once more, in this process:
EXIF blocks (again and again where there are many segments), compressed texts, long lists of TIFF tags. What they do not
need for the pixels is left out, or refused, before they see it. Nothing is decoded here.
"""

from __future__ import annotations

import struct
import zlib

from condition.errors import UnreadablePhoto
from condition.language import sentence

#: JPEG segments that say how to understand the pixels: APP0 (JFIF), APP14 (Adobe's colour transform), ICC profiles.
JFIF, ADOBE, ICC = 0xE0, 0xEE, 0xE2
ICC_PREFIX = b"ICC_PROFILE\x00"
START_OF_SCAN = 0xDA
#: JPEG markers without a length: RSTn, SOI, TEM.
BARE_MARKERS = frozenset({*range(0xD0, 0xD9), 0x01})
#: A progressive JPEG has about ten scans, libjpeg's own scripts under a hundred; each one costs a pass over the picture.
MAX_SCANS = 500
#: PNG chunks of texts and tags.
PNG_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})
#: Longest colour profile of a PNG, bytes once inflated; real ones have up to 2 MB. Pillow refuses the whole file over it.
MAX_PROFILE_BYTES = 1_000_000
#: Bytes that the tags of the first directory of a TIFF may claim, in lengths of the file; honest ones do not overlap.
MAX_CLAIMED = 2
#: TIFF field type -> bytes (TIFF 6.0, section 2; BigTIFF's are longer, but not read by count here).
TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
#: More pages than any scan; the chain of directories is not followed further.
MAX_PAGES = 1000


def strip_jpeg(data: bytes, name: str) -> bytes:
    """Return a JPEG without its texts and tags.

    Raises
    ------
    UnreadablePhoto
        If it has so many scans that it was made to keep a decoder busy.
    """
    kept, position = [data[:2]], 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == START_OF_SCAN:
            break
        length = 2 if marker in BARE_MARKERS else 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xFF:  # fill byte
            length = 1
        elif _shapes_pixels(marker, data[position + 4 : position + 4 + len(ICC_PREFIX)]):
            kept.append(data[position : position + length])
        position += max(length, 1)
    kept.append(data[position:])
    bare = b"".join(kept)
    if bare.count(bytes((0xFF, START_OF_SCAN))) > MAX_SCANS:
        raise UnreadablePhoto(name, sentence("is damaged: it has more than {number} scans", number=MAX_SCANS))
    return bare


def _shapes_pixels(marker: int, beginning: bytes) -> bool:
    """Return whether a decoder needs this segment: any but comments and applications' own."""
    if marker == ICC:
        return beginning == ICC_PREFIX
    return marker in (JFIF, ADOBE) or not (marker == 0xFE or 0xE0 <= marker <= 0xEF)


def strip_png(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return a PNG without its texts, tags and unusable colour profile, and notes."""
    kept, position = [data[:8]], 8
    notes: tuple[str, ...] = ()
    while position + 8 <= len(data):
        size, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        end = position + 12 + size
        if kind == b"iCCP" and not _is_usable_profile(data[position + 8 : position + 8 + size]):
            notes = ("The colour profile cannot be used; the colours were taken as sRGB.",)
        elif kind not in PNG_TEXTS:
            kept.append(data[position:end])
        position = end
    kept.append(data[position:])
    return b"".join(kept), notes


def _is_usable_profile(body: bytes) -> bool:
    compressed = body.partition(b"\x00")[2][1:]
    inflater = zlib.decompressobj()
    try:
        inflater.decompress(compressed, MAX_PROFILE_BYTES)
    except zlib.error:
        return False
    return inflater.eof


def check_tiff(data: bytes, name: str) -> None:
    """Raise `UnreadablePhoto` where the tags of a classic TIFF claim more than the file can hold.

    A reader copies every value; tags that all claim the same megabytes would fill the memory.
    """
    order, start = _tiff_start(data)
    claimed = 0
    for entry in range(start + 2, start + 2 + 12 * _number(data, order + "H", start), 12):
        kind, count = _number(data, order + "H", entry + 2), _number(data, order + "I", entry + 4)
        claimed += TIFF_SIZES.get(kind, 1) * count
    if claimed > MAX_CLAIMED * len(data):
        raise UnreadablePhoto(name, sentence("is damaged: its tags claim more bytes than the file has"))


def count_tiff_pages(data: bytes) -> int:
    """Return the number of directories of a classic TIFF, at most `MAX_PAGES`; 1 for any other."""
    order, start = _tiff_start(data)
    seen: set[int] = set()
    while 8 <= start <= len(data) - 2 and start not in seen and len(seen) < MAX_PAGES:
        seen.add(start)
        start = _number(data, order + "I", start + 2 + 12 * _number(data, order + "H", start))
    return max(1, len(seen))


def _tiff_start(data: bytes) -> tuple[str, int]:
    """Return (byte order, place of the first directory); place 0 where this is no classic TIFF."""
    order = "<" if data[:2] == b"II" else ">"
    is_classic = data[:4] in (b"II*\x00", b"MM\x00*")
    return order, _number(data, order + "I", 4) if is_classic else 0


def _number(data: bytes, form: str, at: int) -> int:
    """Return the number at a place; 0 where it lies outside the file."""
    try:
        return int(struct.unpack_from(form, data, at)[0])
    except struct.error:
        return 0
