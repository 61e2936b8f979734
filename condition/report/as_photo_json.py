"""One photo -> the object `condition photo --json` prints for it: what the file says, and its checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from condition.metadata import Metadata, Timestamp, format_offset, format_utc
from condition.photo import Facts, Photo
from condition.timeline import Check, LineEntry

SCHEMA = 1


def photo_record(photo: Photo, checks: Sequence[Check], line: Sequence[LineEntry] = ()) -> dict[str, Any]:
    """Return the JSON object of one readable photo; sizes in px after turning upright, times as written.

    Parameters
    ----------
    photo : Photo
        The photo.
    checks : sequence of Check
        What `condition.timeline.check_photo` answered.
    line : sequence of LineEntry
        The photo among the events that were given.
    """
    return {
        "schema": SCHEMA,
        "file": photo.name,
        "status": "ok",
        "reason": None,
        "sha256": photo.sha256,
        "size_bytes": photo.size_bytes,
        "format": photo.format,
        "width": photo.width,
        "height": photo.height,
        "metadata": metadata_record(photo.metadata),
        "checks": [check_record(check) for check in checks],
        "timeline": [entry_record(entry) for entry in line],
        "notes": list(photo.notes),
    }


def error_record(
    name: str, reason: str | Exception, sha256: str | None = None, facts: Facts | None = None
) -> dict[str, Any]:
    """Return the JSON object of one photo that could not be read.

    Parameters
    ----------
    name : str
        The file as the user named it.
    reason : str or Exception
        What is wrong and what to do.
    sha256 : str, optional
        Hash of the bytes, where they could be read.
    facts : Facts, optional
        What the file says about itself although its picture cannot be used (`condition.photo.read_facts`).
    """
    width, height = (facts.size_px if facts else None) or (None, None)
    return {
        "schema": SCHEMA,
        "file": name,
        "status": "error",
        "reason": str(reason),
        "sha256": facts.sha256 if facts else sha256,
        "format": facts.format if facts else None,
        "width": width,
        "height": height,
        "metadata": metadata_record(facts.metadata) if facts else None,
        "checks": [],
        "timeline": [],
        "notes": [],
    }


def metadata_record(metadata: Metadata) -> dict[str, Any]:
    """Return what a file says about itself as plain values; null where it does not say."""
    gps, size = metadata.gps, metadata.written_size
    return {
        "times": [time_record(time) for time in metadata.times],
        "make": metadata.make,
        "model": metadata.model,
        "lens": metadata.lens,
        "serial": metadata.serial,
        "software": metadata.software,
        "tools": list(metadata.tools),
        "exposure_s": metadata.exposure_s,
        "focal_mm": metadata.focal_mm,
        "orientation": metadata.orientation,
        "gps": None if gps is None else {"latitude": gps.latitude, "longitude": gps.longitude},
        "thumbnail": metadata.thumbnail is not None,
        "written_size": None if size is None else list(size),
        "profile_time": None if metadata.profile_time is None else time_record(metadata.profile_time),
        "c2pa": metadata.c2pa,
        "c2pa_signer": metadata.c2pa_signer,
        "unreadable": metadata.unreadable,
        "notes": list(metadata.notes),
    }


def time_record(time: Timestamp) -> dict[str, Any]:
    """Return one time as written, and the earliest and latest moment it can mean (null without a day)."""
    earliest, latest = time.interval_utc
    return {
        "source": time.source,
        "wall_clock": time.wall_clock,
        "utc_offset": None if time.utc_offset is None else format_offset(time.utc_offset),
        "resolution_s": time.resolution.total_seconds(),
        "earliest_utc": format_utc(earliest) if time.has_day else None,
        "latest_utc": format_utc(latest) if time.has_day else None,
    }


def entry_record(entry: LineEntry) -> dict[str, Any]:
    """Return one photo or event of a time line, with everything its time can mean and the doubts it is part of."""
    return {
        "kind": entry.kind,
        "label": entry.label,
        "said": entry.said,
        "zone": entry.zone or None,
        "source": entry.source,
        "earliest_utc": format_utc(entry.earliest),
        "latest_utc": format_utc(entry.latest),
        "basis": entry.basis,
        "marks": [{"code": check.code, "severity": check.severity.value} for check in entry.marks],
    }


def check_record(check: Check) -> dict[str, Any]:
    """Return one check as plain values."""
    record: dict[str, Any] = {
        "code": check.code,
        "severity": check.severity.value,
        "tags": list(check.tags),
        "text": check.text,
    }
    return record if check.photo is None else record | {"photo": check.photo}
