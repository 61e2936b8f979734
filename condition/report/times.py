"""Times in words: the time line of a comparison, its entries, and what each file says, for all forms of the report.

Takes metadata, returns plain records for the templates. Judges nothing: the checks do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from condition.comparison import Comparison
from condition.language import Words, _, sentence, shown
from condition.metadata import Metadata, Timestamp, format_offset
from condition.photo import Photo
from condition.phrases import short_date
from condition.timeline import Check, LineEntry, build_line

_C2PA: Words[str] = Words(
    {
        "absent": sentence("none in the file"),
        "invalid": sentence("present, but its signature does not fit the file"),
        "untrusted": sentence("present and intact; the signer is not on a trusted list"),
        "trusted": sentence("present, intact, signed by a trusted issuer"),
    }
)


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
            [(check, _see(told[check]) if check in told else shown(check.text)) for check in entry.marks]
        )
        told = dict.fromkeys(entry.marks, entry) | told
    return found


def _see(entry: LineEntry) -> str:
    return _("see “{label}”", label=entry.label)


def span_words(entry: LineEntry, zone: tzinfo) -> str:
    """Return everything a time can mean, told in one zone; one moment where that is less than a minute."""
    earliest, latest = moment_words(entry.earliest, zone), moment_words(entry.latest, zone)
    if entry.latest - entry.earliest <= timedelta(minutes=1):
        return earliest
    return _("{earliest} to {latest}", earliest=earliest, latest=latest)


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as "31 Dec 2025, 16:20" on the clocks of a zone."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:  # the first and the last day that datetime can hold
        local = moment
    return _("{date}, {time}", date=short_date(local.date()), time=f"{local:%H:%M}")


def time_words(time: Timestamp | None) -> str:
    """Return a time as it is written in the file, with its offset or the lack of one."""
    if time is None:
        return _("not in the file")
    zone = _("time zone unknown") if time.utc_offset is None else f"UTC{format_offset(time.utc_offset)}"
    return f"{time.wall_clock.replace('T', ' ')}, {zone}"


def photo_rows(photo: Photo) -> list[tuple[str, str]]:
    """Return what a file says about itself as pairs of label and text; any text may come from the file."""
    metadata = photo.metadata
    absent = _("not in the file")
    size = _(
        "{format}, {width} × {height} px, {megabytes:.1f} MB",
        format=photo.format, width=photo.width, height=photo.height, megabytes=photo.size_bytes / 1e6,
    )  # fmt: skip
    form = (_("Format"), size)
    if metadata.unreadable:  # what was not read is not "not in the file"
        said = _("could not be read: reading {what}", what=metadata.unreadable)
        return [(_("File"), photo.name), form, (_("Tags"), said)]
    return [
        (_("File"), photo.name),
        (_("Claimed capture time"), time_words(metadata.capture)),
        (_("Read from"), metadata.capture.source if metadata.capture else "–"),
        *[
            (_("Also: {source}", source=time.source), time_words(time))
            for time in metadata.times
            if time is not metadata.capture
        ],
        (_("Camera"), _camera(metadata) or absent),
        (_("Software"), metadata.software or absent),
        (_("Place"), _("recorded in the file, left out here") if metadata.gps else absent),
        (_("Signed provenance (C2PA)"), _C2PA.get(metadata.c2pa, metadata.c2pa)),
        form,
    ]


def _camera(metadata: Metadata) -> str:
    return " ".join(part for part in (metadata.make, metadata.model) if part)
