"""The wanted tags of one TIFF structure, read plainly: what is left where ExifRead gives up over another tag.

Only the first directory, the Exif directory and the GPS directory, each once; no maker notes, no thumbnail. A value
that lies outside the block is left out. Reads what EXIF 3.0 calls UTF-8 (type 129) as text, which ExifRead skips.
"""

from __future__ import annotations

import struct

EXIF_POINTER, GPS_POINTER, USER_COMMENT = 0x8769, 0x8825, 0x9286
#: Tag of the first and of the Exif directory -> name; a few cameras mix the two directories up.
MAIN_TAGS = {
    0x010F: "Make",
    0x0110: "Model",
    0x0112: "Orientation",
    0x0131: "Software",
    0x0132: "DateTime",
    0x829A: "ExposureTime",
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x920A: "FocalLength",
    0x9286: "UserComment",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0xA002: "ExifImageWidth",
    0xA003: "ExifImageLength",
    0xA431: "BodySerialNumber",
    0xA434: "LensModel",
}
GPS_TAGS = {
    1: "GPSLatitudeRef",
    2: "GPSLatitude",
    3: "GPSLongitudeRef",
    4: "GPSLongitude",
    7: "GPSTimeStamp",
    0x1D: "GPSDateStamp",
}
#: Field type -> struct letter (TIFF 6.0, section 2; 129 is UTF-8, EXIF 3.0, section 4.6.2).
TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 6: "b", 7: "s", 8: "h", 9: "i", 10: "ii", 129: "s"}
#: Longest value read of one tag, elements; a date or a name is shorter.
MAX_COUNT = 500
#: Most entries a directory can have here; real ones have under a hundred.
MAX_ENTRIES = 1000

Value = str | list[float | None]


def salvage(block: bytes) -> dict[str, Value]:
    """Return name -> text or numbers of the wanted tags; empty where the block is no TIFF structure."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    start = _unpack(f"{order}I", block, 4) if order else ()
    if order is None or not start:
        return {}
    found, pointers = _directory(block, order, int(start[0]), MAIN_TAGS)
    for pointer, names in ((EXIF_POINTER, MAIN_TAGS), (GPS_POINTER, GPS_TAGS)):
        if pointer in pointers:
            more, _ = _directory(block, order, pointers[pointer], names)
            found = more | found
    return found


def _directory(
    block: bytes, order: str, start: int, names: dict[int, str]
) -> tuple[dict[str, Value], dict[int, int]]:
    """Return the wanted values of one directory, and tag -> place of the directories it points to."""
    found: dict[str, Value] = {}
    pointers: dict[int, int] = {}
    (count,) = _unpack(f"{order}H", block, start) or (0,)
    for entry in range(start + 2, start + 2 + 12 * min(int(count), MAX_ENTRIES), 12):
        fields = _unpack(f"{order}HHI", block, entry)
        if not fields:
            break
        tag, kind, length = (int(value) for value in fields)
        if tag in (EXIF_POINTER, GPS_POINTER):
            pointers[tag] = int((_unpack(f"{order}I", block, entry + 8) or (0,))[0])
        elif tag in names and kind in TYPES:
            value = _value(block, order, entry, TYPES[kind], min(length, MAX_COUNT))
            if tag == USER_COMMENT:
                value = _comment(block, order, entry, min(length, MAX_COUNT))
            if value:
                found.setdefault(names[tag], value)
    return found, pointers


def _value(block: bytes, order: str, entry: int, letters: str, count: int) -> Value | None:
    size = struct.calcsize(f"={letters}") * count
    at = entry + 8 if size <= 4 else int((_unpack(f"{order}I", block, entry + 8) or (len(block),))[0])
    if letters == "s":
        text, end, _ = block[at : at + count].partition(b"\0")
        return text.decode("utf-8", "replace") if end or at + count <= len(block) else None
    numbers = _unpack(f"{order}{letters * count}", block, at)
    if len(letters) == 1:
        return [float(number) for number in numbers]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [above / below if below else None for above, below in pairs]


def _comment(block: bytes, order: str, entry: int, count: int) -> str:
    """Return a comment without the eight letters that name its encoding (EXIF 2.32, section 4.6.5, table 10)."""
    at = int((_unpack(f"{order}I", block, entry + 8) or (len(block),))[0])
    code, text = block[at : at + 8], block[at + 8 : at + count]
    encoding = {"<": "utf-16-le", ">": "utf-16-be"}[order] if code.startswith(b"UNICODE") else "utf-8"
    return text.decode(encoding, "replace").strip("\0 ")


def _unpack(form: str, block: bytes, at: int) -> tuple[int, ...]:
    """Return the numbers at a place; none where it lies outside the block."""
    try:
        return struct.unpack_from(form, block, at)
    except struct.error:
        return ()
