"""What the fenced readers found (texts and numbers) -> `Metadata`; each broken value gets a note, never a guess."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable
from typing import Any

from condition.language import sentence
from condition.metadata.clock import Parsed, parse_gps_time, parse_iptc_time, parse_png_time, parse_time
from condition.metadata.model import GpsPosition, Metadata, Timestamp

#: EXIF time tag -> the tags of its own sub-seconds and offset. `OffsetTime` belongs to `DateTime` alone.
EXIF_TIMES = {
    "DateTimeOriginal": ("SubSecTimeOriginal", "OffsetTimeOriginal"),
    "DateTimeDigitized": ("SubSecTimeDigitized", "OffsetTimeDigitized"),
    "DateTime": ("SubSecTime", "OffsetTime"),
}
XMP_TIMES = (
    "DateTimeOriginal",
    "DateCreated",
    "DateTimeDigitized",
    "CreateDate",
    "ModifyDate",
    "MetadataDate",
)
#: PNG text keyword -> name of its time. ImageMagick's "date:create" is the date of a file on disk: left out.
PNG_TIMES = {
    "creation time": "CreationTime",
    "create-date": "CreateDate",
    "modify-date": "ModifyDate",
    "time": "tIME",
}
UNSET_POSITION = (0.0, 0.0)


def interpret(record: dict[str, Any]) -> Metadata:
    """Return the typed record of what the readers found in one file."""
    exif: dict[str, Any] = record.get("exif", {})
    notes: list[str] = list(record.get("notes", ()))
    gps = _position(exif, notes)
    orientation = _orientation(exif, notes)
    c2pa = record.get("c2pa", {})
    thumbnail = record.get("thumbnail")
    return Metadata(
        times=_times(record, exif, notes),
        make=_text(exif, "Make"),
        model=_text(exif, "Model"),
        lens=_text(exif, "LensModel"),
        serial=_text(exif, "BodySerialNumber"),
        software=_text(exif, "Software"),
        exposure_s=_positive(exif, "ExposureTime"),
        focal_mm=_positive(exif, "FocalLength"),
        orientation=orientation,
        gps=gps,
        thumbnail=base64.b64decode(thumbnail) if thumbnail else None,
        written_size=_written_size(exif),
        profile_time=_profile_time(record.get("icc")),
        comment=_text(exif, "UserComment") or _text(record.get("xmp", {}), "UserComment"),
        c2pa=c2pa.get("state", "absent"),
        c2pa_signer=c2pa.get("signer"),
        c2pa_problem=c2pa.get("problem"),
        has_exif=bool(exif),
        tools=_tools(record),
        jpeg_tables=tuple(tuple(table) for table in record.get("tables", ())),
        jfif=bool(record.get("jfif")),
        notes=tuple(notes),
    )


def _times(record: dict[str, Any], exif: dict[str, Any], notes: list[str]) -> tuple[Timestamp, ...]:
    """Return all times in the order of trust: original, digitised, GPS, C2PA, XMP, IPTC, modified."""
    parsed: list[Parsed] = [
        _exif_time(exif, "DateTimeOriginal"),
        _exif_time(exif, "DateTimeDigitized"),
        parse_gps_time(_text(exif, "GPSDateStamp"), exif.get("GPSTimeStamp")),
        parse_time(record.get("c2pa", {}).get("time") or "", "C2PA:SignedTime"),
        *_xmp_times(record.get("xmp", {})),
        *_history_times(record.get("history", ())),
        *_iptc_times(record.get("iptc", {})),
        *_png_times(record.get("text", {})),
        _exif_time(exif, "DateTime"),
    ]
    for _, about in parsed:
        notes.extend(about)
    return tuple(stamp for stamp, _ in parsed if stamp is not None)


def _exif_time(exif: dict[str, Any], name: str) -> Parsed:
    subseconds, offset = EXIF_TIMES[name]
    if not isinstance(exif.get(name, ""), str):
        return None, (
            sentence("EXIF:{name} is damaged (it is not a text); it was not read as a time.", name=name),
        )
    return parse_time(
        _text(exif, name) or "", f"EXIF:{name}", _digits(exif.get(subseconds)), _text(exif, offset)
    )


def _xmp_times(xmp: dict[str, str]) -> list[Parsed]:
    return [parse_time(xmp[name], f"XMP:{name}") for name in XMP_TIMES if name in xmp]


def _history_times(history: Iterable[dict[str, str]]) -> list[Parsed]:
    """Return when the last step of the edit history was made; the steps before it are in the same tag."""
    written = [step["when"] for step in history if step.get("when")]
    return [parse_time(written[-1], "XMP:History")] if written else []


def _iptc_times(iptc: dict[str, str]) -> list[Parsed]:
    pairs = (("DateCreated", "TimeCreated"), ("DigitalCreationDate", "DigitalCreationTime"))
    return [parse_iptc_time(iptc[day], iptc.get(clock), f"IPTC:{day}") for day, clock in pairs if day in iptc]


def _png_times(text: dict[str, str]) -> list[Parsed]:
    """Read the PNG text times; the case of the keywords is not the same with every writer."""
    named = {key.lower(): value for key, value in reversed(text.items())}
    return [
        parse_png_time(named[key], f"PNG:{name}")
        for key, name in PNG_TIMES.items()
        if named.get(key, "").strip()
    ]


def _text(exif: dict[str, Any], name: str) -> str | None:
    """Return a text tag without its padding; None where it is absent, blank or not a text."""
    value = exif.get(name)
    if not isinstance(value, str):
        return None
    return value.split("\x00", 1)[0].strip() or None


def _digits(value: Any) -> str | None:
    """Return sub-seconds as text; some writers store them as a number."""
    if isinstance(value, list) and len(value) == 1 and value[0] is not None and float(value[0]).is_integer():
        return str(int(value[0]))
    return value if isinstance(value, str) else None


def _numbers(exif: dict[str, Any], name: str) -> list[float | None]:
    value = exif.get(name)
    return value if isinstance(value, list) else []


def _positive(exif: dict[str, Any], name: str) -> float | None:
    first = next(iter(_numbers(exif, name)), None)
    return first if first is not None and math.isfinite(first) and first > 0 else None


def _orientation(exif: dict[str, Any], notes: list[str]) -> int | None:
    values = _numbers(exif, "Orientation")
    if not values:
        return None
    if values[0] in range(1, 9):
        return int(values[0] or 0)
    written = "damaged" if values[0] is None else f"{values[0]:g}, which means nothing"
    notes.append(sentence("EXIF:Orientation is {written}; the picture was not turned.", written=str(written)))
    return None


def _written_size(exif: dict[str, Any]) -> tuple[int, int] | None:
    width, height = _positive(exif, "ExifImageWidth"), _positive(exif, "ExifImageLength")
    return (int(width), int(height)) if width and height and min(width, height) >= 1 else None


def _position(exif: dict[str, Any], notes: list[str]) -> GpsPosition | None:
    if not _numbers(exif, "GPSLatitude") or not _numbers(exif, "GPSLongitude"):
        return None
    latitude = _degrees(_numbers(exif, "GPSLatitude"), _text(exif, "GPSLatitudeRef"), "NS", 90)
    longitude = _degrees(_numbers(exif, "GPSLongitude"), _text(exif, "GPSLongitudeRef"), "EW", 180)
    if latitude is None or longitude is None:
        notes.append("The GPS position is damaged or incomplete; it was not used.")
        return None
    if (latitude, longitude) == UNSET_POSITION:
        notes.append("The GPS position is exactly 0, 0: there was no fix; it was not used.")
        return None
    return GpsPosition(latitude, longitude)


def _degrees(parts: list[float | None], reference: str | None, signs: str, limit: float) -> float | None:
    """Return signed degrees; without its reference letter the sign, and so the place, is unknown."""
    letter = (reference or "").upper()[:1]
    numbers = [part for part in parts if part is not None and math.isfinite(part)]
    if not letter or letter not in signs or not numbers or numbers[0] != parts[0]:
        return None
    degrees = sum(number / 60**index for index, number in enumerate(numbers[:3]))
    return (degrees if letter == signs[0] else -degrees) if 0 <= degrees <= limit else None


def _profile_time(parts: list[int] | None) -> Timestamp | None:
    """Return when the colour profile was made, in UTC as its standard has it; None where it does not say."""
    if not parts:
        return None
    return parse_time("{:04}:{:02}:{:02} {:02}:{:02}:{:02}Z".format(*parts), "ICC:ProfileDate")[0]


def _tools(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the programs named outside EXIF, each once, in file order."""
    named = [
        record.get("xmp", {}).get("CreatorTool"),
        *(event.get("softwareAgent") for event in record.get("history", ())),
        record.get("iptc", {}).get("OriginatingProgram"),
        record.get("text", {}).get("Software"),
        record.get("c2pa", {}).get("generator"),
    ]
    return tuple(dict.fromkeys(re.sub(r"\s+", " ", name).strip() for name in named if name))
