"""Photos with made metadata for the checks; no file and no child process is involved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from condition.metadata import Metadata, Timestamp, parse_time
from condition.photo import Photo
from condition.timeline import Check

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ORIGINAL, DIGITISED, CHANGED, GPS = (
    "EXIF:DateTimeOriginal",
    "EXIF:DateTimeDigitized",
    "EXIF:DateTime",
    "GPS:TimeStamp",
)


def time(text: str, source: str = ORIGINAL, offset: str | None = None) -> Timestamp:
    stamp, _ = parse_time(text, source, offset=offset)
    assert stamp is not None
    return stamp


def gps_time(text: str) -> Timestamp:
    return Timestamp(GPS, text, timedelta(0))


def photo(
    *times: Timestamp, name: str = "piece.jpg", seed: int = 0, size: tuple[int, int] = (32, 24), **fields: Any
) -> Photo:
    """Return a photo of noise with these times; other fields go to its metadata."""
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3)).astype(np.uint8)
    fields = {"has_exif": bool(times or fields)} | fields
    return Photo(f"hash {name} {seed} {times}", name, pixels, "JPEG", 1000, Metadata(times=times, **fields))


def answers(checks: tuple[Check, ...] | list[Check]) -> dict[str, str]:
    """Return code -> severity."""
    return {check.code: check.severity.value for check in checks}
