"""Photos and events -> one time line: entries in order, each with its interval and the contradictions it is part of.

Data only; `report` draws it. An entry of a photo is everything its claimed time of capture can mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from condition.language import Sentence, sentence
from condition.metadata import format_offset
from condition.photo import Photo
from condition.timeline.event_checks import PHOTO_NAMES, link_events
from condition.timeline.events import Event
from condition.timeline.interval import NO_ZONE, capture_interval, interval_of
from condition.timeline.model import ORDER_CHECK, Check, Severity
from condition.timeline.words import time_words
from condition.timeline.zone import zone_of

#: Severities that are marked on a time line, the heaviest first.
MARKED = (Severity.CONTRADICTION, Severity.CAUTION)
#: Checks about when a photo was taken; those of size, software or name alone mark no place on a time line.
OF_CAPTURE = frozenset({ORDER_CHECK, "FUTURE_TIME", "DEFAULT_CLOCK", "GPS_TIME", "NAME_ORDER"})
#: Kind of the entries of a photo that is neither before nor after.
PHOTO = "photo"
#: The time that a provenance manifest carries.
SIGNED = "C2PA:SignedTime"


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One photo or event on a time line.

    Attributes
    ----------
    kind : str
        "before", "after", "photo", "signed", or the kind of the event.
    label : str
        What it is, for a person.
    said : str
        The time as written.
    source : str
        The tag or the person that says so.
    earliest, latest : datetime
        Everything the time can mean, UTC.
    basis : str
        What fixes the zone.
    zone : str
        The zone as stated, ``Europe/Berlin`` or ``+01:00``; empty where none is.
    marks : tuple of Check
        Cautions and contradictions of time this entry is part of.
    """

    kind: str
    label: str
    said: str
    source: str
    earliest: datetime
    latest: datetime
    basis: str
    zone: str = ""
    marks: tuple[Check, ...] = ()

    @property
    def is_photo(self) -> bool:
        """Whether a file says so, rather than a person."""
        return self.kind in ("before", "after", PHOTO, "signed")

    @property
    def has_zone(self) -> bool:
        """Whether anything fixes the zone; else the interval is 26 hours wider than what was written."""
        return self.basis != NO_ZONE

    @property
    def severity(self) -> Severity | None:
        """The heaviest mark; None where there is none."""
        return next((heavy for heavy in MARKED if any(check.severity is heavy for check in self.marks)), None)


def build_line(
    photos: Sequence[tuple[str, Photo]], events: Sequence[Event] = (), checks: Sequence[Check] = ()
) -> tuple[LineEntry, ...]:
    """Return the time line, earliest first; a photo that claims no time of capture has no place on it.

    Parameters
    ----------
    photos : sequence of (str, Photo)
        Each with what it is: "before", "after" or "photo".
    events : sequence of Event
        What happened around them.
    checks : sequence of Check
        What `check_pair` or `check_photo` answered; cautions and contradictions mark the entries they are about.
    """
    marked = [check for severity in MARKED for check in checks if check.severity is severity]
    links = link_events(dict(photos), events)
    entries = []
    for event in events:
        about = [check for check, of in links if event in of]
        entries.append(_event_entry(event, tuple(check for check in marked if check in about)))
    for kind, photo in photos:
        about = [check for check, _ in links if check.photo == kind]
        marks = (
            check
            for check in marked
            if check in about or (check.code in OF_CAPTURE and check.photo in (None, kind))
        )
        entries += _photo_entries(kind, photo, tuple(marks))
    return in_order(entries)


def in_order(entries: Sequence[LineEntry]) -> tuple[LineEntry, ...]:
    """Return entries as a time line has them, earliest first."""
    return tuple(sorted(entries, key=lambda entry: (entry.earliest, entry.latest)))


def _photo_entries(kind: str, photo: Photo, marks: tuple[Check, ...]) -> list[LineEntry]:
    """The time of capture, and the time at which a sound provenance manifest was signed."""
    metadata, found = photo.metadata, []
    words = PHOTO_NAMES.get(kind, sentence("photo"))
    interval = capture_interval(metadata)
    if metadata.capture is not None and interval is not None:
        capture = metadata.capture
        found.append(
            LineEntry(
                kind,
                sentence("{photo} ({name})", photo=words, name=photo.name),
                time_words(capture),
                capture.source,
                interval.earliest,
                interval.latest,
                interval.basis,
                "" if capture.utc_offset is None else format_offset(capture.utc_offset),
                marks,
            )
        )
    signed = metadata.time_of(SIGNED)
    if signed is not None and metadata.c2pa in ("untrusted", "trusted"):
        moment = interval_of(signed)
        label = _signed_label(words, metadata.c2pa_signer, photo.name)
        found.append(
            LineEntry(
                "signed",
                label,
                time_words(signed),
                f"{SIGNED}, {metadata.c2pa}",
                moment.earliest,
                moment.latest,
                moment.basis,
            )
        )
    return found


def _signed_label(words: Sentence, signer: str | None, name: str) -> Sentence:
    if signer:
        return sentence("{photo} signed by {signer} ({name})", photo=words, signer=signer, name=name)
    return sentence("{photo} signed ({name})", photo=words, name=name)


def _event_entry(event: Event, marks: tuple[Check, ...]) -> LineEntry:
    interval = event.interval
    label = event.words
    if event.photo:
        label = sentence("{event} ({photo})", event=label, photo=PHOTO_NAMES[event.photo])
    return LineEntry(
        event.kind,
        label,
        time_words(event.time),
        event.source,
        interval.earliest,
        interval.latest,
        interval.basis,
        event.zone_name,
        marks,
    )


def line_zone(entries: Sequence[LineEntry]) -> tuple[tzinfo, str]:
    """Return the zone to tell a time line in, and its name: the one most entries state, a place before an offset.

    UTC where no entry states any. The choice moves nothing; every entry keeps its interval.
    """
    stated = Counter(entry.zone for entry in entries if entry.zone)
    for name, _ in sorted(stated.items(), key=lambda item: ("/" not in item[0], -item[1], item[0])):
        zone = zone_of(name)
        if zone is not None:
            return zone, name if "/" in name else f"UTC{name}"
    return UTC, "UTC"
