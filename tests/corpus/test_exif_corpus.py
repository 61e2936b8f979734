"""Real camera files beside this checkout: what is read agrees with the values a reference reader gave.

Differences that are meant (docs/metadata.md explains each): a date of zeros is no date; a damaged date is no date;
sizes are compared upright; numbers that the reference's JSON shortened ("1.0" for "1.00") are equal as numbers.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from condition.errors import UnreadablePhoto
from condition.photo import Photo, read_facts, read_photo
from condition.report.as_photo_json import photo_record
from condition.timeline import check_photo

FOLDER = Path(__file__).parents[3] / "shared" / "bench" / "exif"
pytestmark = pytest.mark.corpus
#: Time tags of the reference -> ours: (date, sub-seconds, offset).
TIMES = {
    "EXIF:DateTimeOriginal": ("DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
    "EXIF:DateTimeDigitized": ("CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
    "EXIF:DateTime": ("ModifyDate", "SubSecTime", "OffsetTime"),
}
TURNED = (5, 6, 7, 8)


def entries() -> list[dict[str, Any]]:
    listing = FOLDER / "expected.json"
    return json.loads(listing.read_text(encoding="utf-8")) if listing.exists() else []


ENTRIES: list[dict[str, Any] | None] = [*entries()]
each_entry = pytest.mark.parametrize(
    "entry", ENTRIES or [None], ids=lambda entry: entry["path"] if entry else "absent"
)


@cache
def photo_of(path: str) -> Photo:
    return read_photo(FOLDER / path)


def photo_or_skip(entry: dict[str, Any] | None) -> Photo:
    """Return the photo of an entry; a picture that no decoder can read whole is an error by design."""
    if entry is None:
        pytest.skip("the shared corpus is not beside this checkout")
    try:
        return photo_of(entry["path"])
    except UnreadablePhoto:
        if entry.get("malformed_dates") and entry["FileType"] == "TIFF":
            pytest.skip("this file's picture is damaged, and refused")
        raise


def iso(date: str, subseconds: str | None = None) -> str | None:
    """Return a date of the reference as ISO 8601; None where it says nothing."""
    if date.startswith("0000"):
        return None
    return f"{date[:10].replace(':', '-')}T{date[11:]}" + (f".{subseconds}" if subseconds else "")


@each_entry
def test_times_agree(entry: dict[str, Any] | None) -> None:
    metadata = photo_or_skip(entry).metadata
    assert entry is not None
    expected = entry["exif"]
    for source, (date, subseconds, offset) in TIMES.items():
        time = metadata.time_of(source)
        known = date in expected and date not in entry.get("malformed_dates", ())
        assert (time.wall_clock if time else None) == (
            iso(expected[date], expected.get(subseconds)) if known else None
        )
        if time is not None:
            written = None if time.utc_offset is None else photo_offset(time.utc_offset.total_seconds())
            assert written == expected.get(offset)


def photo_offset(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@each_entry
def test_a_damaged_picture_still_says_what_its_tags_say(entry: dict[str, Any] | None) -> None:
    if entry is None or entry["FileType"] != "TIFF":
        pytest.skip("about the TIFF files of the shared corpus")
    facts = read_facts(FOLDER / entry["path"])
    assert facts.size_px == (entry["ImageWidth"], entry["ImageHeight"])
    assert facts.metadata.times == ()
    # the reference shows a letter beyond ASCII as a question mark
    said = [
        (text or "").encode("ascii", "replace").decode()
        for text in (*facts.metadata.notes, facts.metadata.software)
    ]
    assert entry["exif"]["ModifyDate"] in said[0]
    assert said[-1] == entry["exif"]["Software"]


@each_entry
def test_gps_times_agree(entry: dict[str, Any] | None) -> None:
    time = photo_or_skip(entry).metadata.time_of("GPS:TimeStamp")
    assert entry is not None
    clock, day = entry["exif"].get("GPSTimeStamp"), entry["exif"].get("GPSDateStamp")
    expected = iso(f"{day} {clock}") if day and clock else clock
    assert (time.wall_clock if time else None) == expected


@each_entry
def test_camera_orientation_thumbnail_and_size_agree(entry: dict[str, Any] | None) -> None:
    photo = photo_or_skip(entry)
    assert entry is not None
    expected, metadata = entry["exif"], photo.metadata
    assert (metadata.make, metadata.model) == (expected.get("Make"), expected.get("Model"))
    assert metadata.orientation == expected.get("Orientation")
    assert (metadata.thumbnail is not None) == entry["thumbnail"]
    size = (entry["ImageWidth"], entry["ImageHeight"])
    is_turned = metadata.orientation in TURNED and photo.format not in ("HEIF", "AVIF")
    assert (photo.width, photo.height) == (size[::-1] if is_turned else size)


@each_entry
def test_software_agrees(entry: dict[str, Any] | None) -> None:
    software = photo_or_skip(entry).metadata.software
    assert entry is not None
    expected = entry["exif"].get("Software")
    assert software == expected or float(software or "nan") == float(expected)


@each_entry
def test_every_record_is_json_and_its_checks_come_from_the_registry(entry: dict[str, Any] | None) -> None:
    photo = photo_or_skip(entry)
    record = json.loads(json.dumps(photo_record(photo, check_photo(photo)), allow_nan=False))
    assert record["status"] == "ok"
    assert record["checks"]
