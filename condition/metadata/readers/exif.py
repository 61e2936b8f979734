"""TIFF structure -> the EXIF tags this program uses, as short texts and numbers, read by ExifRead."""

from __future__ import annotations

import io
from typing import Any

import exifread

#: ExifRead's name -> the name used here. IFD0 is "Image"; the first thumbnail's directory is "Thumbnail".
WANTED = {
    "EXIF DateTimeOriginal": "DateTimeOriginal",
    "EXIF DateTimeDigitized": "DateTimeDigitized",
    "Image DateTime": "DateTime",
    "EXIF OffsetTimeOriginal": "OffsetTimeOriginal",
    "EXIF OffsetTimeDigitized": "OffsetTimeDigitized",
    "EXIF OffsetTime": "OffsetTime",
    "EXIF SubSecTimeOriginal": "SubSecTimeOriginal",
    "EXIF SubSecTimeDigitized": "SubSecTimeDigitized",
    "EXIF SubSecTime": "SubSecTime",
    "Image Make": "Make",
    "Image Model": "Model",
    "EXIF LensModel": "LensModel",
    "EXIF BodySerialNumber": "BodySerialNumber",
    "Image Software": "Software",
    "Image Orientation": "Orientation",
    "EXIF ExifImageWidth": "ExifImageWidth",
    "EXIF ExifImageLength": "ExifImageLength",
    "EXIF ExposureTime": "ExposureTime",
    "EXIF FocalLength": "FocalLength",
    "GPS GPSDate": "GPSDateStamp",
    "GPS GPSTimeStamp": "GPSTimeStamp",
    "GPS GPSLatitude": "GPSLatitude",
    "GPS GPSLatitudeRef": "GPSLatitudeRef",
    "GPS GPSLongitude": "GPSLongitude",
    "GPS GPSLongitudeRef": "GPSLongitudeRef",
}
#: Some writers put these into IFD0 instead of the Exif directory, or the other way round.
ELSEWHERE = {
    "Image DateTimeOriginal": "DateTimeOriginal",
    "Image DateTimeDigitized": "DateTimeDigitized",
    "Image OffsetTimeOriginal": "OffsetTimeOriginal",
    "Image SubSecTimeOriginal": "SubSecTimeOriginal",
    "EXIF Orientation": "Orientation",
    "EXIF DateTime": "DateTime",
    "EXIF Make": "Make",
    "EXIF Model": "Model",
    "EXIF Software": "Software",
}
#: Tags that hold a number; all others hold a text, also where a writer gave them the type of bytes.
NUMBERS = frozenset({
    "Orientation", "ExifImageWidth", "ExifImageLength", "ExposureTime", "FocalLength",
    "GPSTimeStamp", "GPSLatitude", "GPSLongitude",
})  # fmt: skip
#: No value lies in the header of a TIFF structure.
TIFF_HEADER_BYTES = 8
#: Longest text kept of one tag; a name or a date is shorter.
MAX_TEXT = 500
#: Longest thumbnail kept, bytes; EXIF blocks in a JPEG end at 64 kB.
MAX_THUMBNAIL_BYTES = 1_000_000

Value = str | list[float | None]


def read_exif(block: bytes) -> tuple[dict[str, Value], bytes | None]:
    """Return the wanted tags of one TIFF structure, and its embedded JPEG thumbnail."""
    tags = exifread.process_file(io.BytesIO(block), details=False, extract_thumbnail=False)
    record: dict[str, Value] = {}
    for names in (WANTED, ELSEWHERE):
        for found, name in names.items():
            if found in tags and name not in record and _is_whole(block, tags[found]):
                record[name] = _plain(tags[found].values, name)
    return record, _thumbnail(block, tags)


def _plain(values: Any, name: str) -> Value:
    """Return text as text and numbers as a list; a fraction over zero is an unknown number (None)."""
    if name not in NUMBERS and isinstance(values, list) and len(values) > 1 and _are_bytes(values):
        values = bytes(values)
    if isinstance(values, bytes):
        return values.decode("latin-1")[:MAX_TEXT]
    if isinstance(values, str):
        return values[:MAX_TEXT]
    return [_number(value) for value in list(values)[:16]]


def _is_whole(block: bytes, tag: Any) -> bool:
    """Return whether a value lies inside its block; ExifRead gives half texts and zeros for what is cut off."""
    end = tag.field_offset + tag.field_length
    if tag.field_offset < TIFF_HEADER_BYTES:  # what ExifRead makes of a pointer that is cut off
        return False
    return end <= len(block) or (isinstance(tag.values, str) and b"\0" in block[tag.field_offset : end])


def _are_bytes(values: list[Any]) -> bool:
    return all(isinstance(value, int) and 0 <= value <= 255 for value in values)


def _number(value: Any) -> float | None:
    try:
        return float(value[0] if isinstance(value, tuple) else value)
    except (ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None


def _thumbnail(block: bytes, tags: dict[str, Any]) -> bytes | None:
    start = _first_integer(tags.get("Thumbnail JPEGInterchangeFormat"))
    length = _first_integer(tags.get("Thumbnail JPEGInterchangeFormatLength"))
    if not start or not length:
        return None
    return block[start : start + min(length, MAX_THUMBNAIL_BYTES)] or None


def _first_integer(tag: Any) -> int | None:
    values = getattr(tag, "values", None)
    return values[0] if isinstance(values, list) and values and isinstance(values[0], int) else None
