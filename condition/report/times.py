"""Times in words: the time line of a comparison, its entries, and what each file says, for all forms of the report.

Takes metadata, returns plain records for the templates. Judges nothing: the checks do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from condition.comparison import Comparison
from condition.metadata import Metadata, Timestamp, format_offset
from condition.photo import Photo
from condition.timeline import Check, LineEntry, build_line

_C2PA = {
    "absent": "none in the file",
    "invalid": "present, but its signature does not fit the file",
    "untrusted": "present and intact; the signer is not on a trusted list",
    "trusted": "present, intact, signed by a trusted issuer",
}


def line_of(comparison: Comparison) -> tuple[LineEntry, ...]:
    """Return the time line of a comparison: both photos and the events around them."""
    photos = (("before", comparison.before), ("after", comparison.after))
    return build_line(photos, comparison.events, comparison.checks)


def said_words(entry: LineEntry) -> str:
    """Return the time as written, and who or what says so."""
    return f"{entry.said} · {entry.source}"


def doubts(entries: Sequence[LineEntry]) -> list[list[tuple[Check, str]]]:
    """Return, for each entry, its checks with what to say there: the sentence once, then where it stands."""
    told: dict[Check, LineEntry] = {}
    found = []
    for entry in entries:
        found.append(
            [(check, f"see “{told[check].label}”" if check in told else check.text) for check in entry.marks]
        )
        told = dict.fromkeys(entry.marks, entry) | told
    return found


def span_words(entry: LineEntry, zone: tzinfo) -> str:
    """Return everything a time can mean, told in one zone; one moment where that is less than a minute."""
    earliest, latest = moment_words(entry.earliest, zone), moment_words(entry.latest, zone)
    if entry.latest - entry.earliest <= timedelta(minutes=1):
        return earliest
    return f"{earliest} to {latest}"


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as "31 Dec 2025, 16:20" on the clocks of a zone."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:  # the first and the last day that datetime can hold
        local = moment
    return f"{local.day} {local:%b} {local.year}, {local:%H:%M}"


def time_words(time: Timestamp | None) -> str:
    """Return a time as it is written in the file, with its offset or the lack of one."""
    if time is None:
        return "not in the file"
    zone = "time zone unknown" if time.utc_offset is None else f"UTC{format_offset(time.utc_offset)}"
    return f"{time.wall_clock.replace('T', ' ')}, {zone}"


def photo_rows(photo: Photo) -> list[tuple[str, str]]:
    """Return what a file says about itself as pairs of label and text; any text may come from the file."""
    metadata = photo.metadata
    form = ("Format", f"{photo.format}, {photo.width} × {photo.height} px, {photo.size_bytes / 1e6:.1f} MB")
    if metadata.unreadable:  # what was not read is not "not in the file"
        return [("File", photo.name), form, ("Tags", f"could not be read: reading {metadata.unreadable}")]
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
        form,
    ]


def _camera(metadata: Metadata) -> str:
    return " ".join(part for part in (metadata.make, metadata.model) if part) or "not in the file"
