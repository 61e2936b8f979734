"""The capture times of both photos as bars on one axis, and as rows of a table.

Takes metadata, returns plain records for the templates. Judges nothing: the checks do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from condition.comparison import Comparison
from condition.metadata import Metadata, Timestamp, format_offset
from condition.photo import Photo

_C2PA = {
    "absent": "none in the file",
    "invalid": "present, but its signature does not fit the file",
    "untrusted": "present and intact; the signer is not on a trusted list",
    "trusted": "present, intact, signed by a trusted issuer",
}
#: Empty space at both ends of the axis, as a share of its length.
MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class TimeBar:
    """One photo's possible capture time on the axis: left edge and width as percent of the axis, and its words."""

    photo: str
    left: float
    width: float
    earliest: str
    latest: str


def time_bars(comparison: Comparison) -> tuple[TimeBar, ...]:
    """Return a bar for each photo that claims a capture time; empty where none does."""
    photos = (("before", comparison.before), ("after", comparison.after))
    claims = [(name, photo.metadata.capture) for name, photo in photos]
    known = [(name, claim.interval_utc) for name, claim in claims if claim is not None and claim.has_day]
    if not known:
        return ()
    start = min(interval[0] for _, interval in known)
    length = max(max(interval[1] for _, interval in known) - start, timedelta(seconds=1))
    return tuple(
        TimeBar(
            name,
            100 * (MARGIN + (1 - 2 * MARGIN) * ((earliest - start) / length)),
            100 * (1 - 2 * MARGIN) * ((latest - earliest) / length),
            utc_words(earliest),
            utc_words(latest),
        )
        for name, (earliest, latest) in known
    )


def utc_words(moment: datetime) -> str:
    """Return a moment as "2 March 2026, 09:15 UTC"."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def time_words(time: Timestamp | None) -> str:
    """Return a time as it is written in the file, with its offset or the lack of one."""
    if time is None:
        return "not in the file"
    zone = "time zone unknown" if time.utc_offset is None else f"UTC{format_offset(time.utc_offset)}"
    return f"{time.wall_clock.replace('T', ' ')}, {zone}"


def photo_rows(photo: Photo) -> list[tuple[str, str]]:
    """Return what a file says about itself as pairs of label and text; any text may come from the file."""
    metadata = photo.metadata
    return [
        ("File", photo.name),
        ("Claimed capture time", time_words(metadata.capture)),
        ("Read from", metadata.capture.source if metadata.capture else "–"),
        *[
            (f"Also: {time.source}", time_words(time))
            for time in metadata.times
            if time is not metadata.capture
        ],
        ("Camera", _camera(metadata)),
        ("Software", metadata.software or "not in the file"),
        ("Place", "recorded in the file, left out here" if metadata.gps else "not in the file"),
        ("Signed provenance (C2PA)", _C2PA.get(metadata.c2pa, metadata.c2pa)),
        ("Format", f"{photo.format}, {photo.width} × {photo.height} px, {photo.size_bytes / 1e6:.1f} MB"),
        *([("Tags", f"could not be read: {metadata.unreadable}")] if metadata.unreadable else []),
    ]


def _camera(metadata: Metadata) -> str:
    return " ".join(part for part in (metadata.make, metadata.model) if part) or "not in the file"
