"""Photos and events -> one time line: entries in order, each with its interval and the contradictions it is part of.

Data only; `report` draws it. An entry of a photo is everything its claimed time of capture can mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from condition.photo import Photo
from condition.timeline.event_checks import RULES, SEQUENCE
from condition.timeline.events import Event
from condition.timeline.interval import capture_interval
from condition.timeline.model import Check, Severity
from condition.timeline.words import time_words

#: Severities that are marked on a time line, the heaviest first.
MARKED = (Severity.CONTRADICTION, Severity.CAUTION)


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One photo or event on a time line.

    Attributes
    ----------
    kind : str
        "before", "after", or the kind of the event.
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
    marks: tuple[Check, ...] = ()


def build_line(
    before: Photo, after: Photo, events: Sequence[Event] = (), checks: Sequence[Check] = ()
) -> tuple[LineEntry, ...]:
    """Return the time line, earliest first; a photo that claims no time of capture has no place on it.

    Parameters
    ----------
    before, after : Photo
        The two photos.
    events : sequence of Event
        What happened around them.
    checks : sequence of Check
        What `check_pair` answered; cautions and contradictions mark the entries they are about.
    """
    marked = [check for severity in MARKED for check in checks if check.severity is severity]
    entries = [_event_entry(event, marked) for event in events]
    for word, photo in (("before", before), ("after", after)):
        entry = _photo_entry(word, photo, marked)
        if entry is not None:
            entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: (entry.earliest, entry.latest)))


def _photo_entry(word: str, photo: Photo, marked: Sequence[Check]) -> LineEntry | None:
    capture, interval = photo.metadata.capture, capture_interval(photo.metadata)
    if capture is None or interval is None:
        return None
    marks = tuple(check for check in marked if _is_about_time(check) and check.photo in (None, word))
    return LineEntry(
        word,
        f"{word} photo ({photo.name})",
        time_words(capture),
        capture.source,
        interval.earliest,
        interval.latest,
        interval.basis,
        marks,
    )


def _event_entry(event: Event, marked: Sequence[Check]) -> LineEntry:
    interval = event.interval
    marks = tuple(check for check in marked if event.kind in _kinds_of(check))
    return LineEntry(
        event.kind,
        event.words,
        time_words(event.time),
        event.source,
        interval.earliest,
        interval.latest,
        interval.basis,
        marks,
    )


def _is_about_time(check: Check) -> bool:
    """Return whether a check is about when the photo was taken (not about size, software or names alone)."""
    codes = {
        *RULES,
        "BEFORE_AFTER_ORDER",
        "STATED_PHOTO_TIME",
        "FUTURE_TIME",
        "DEFAULT_CLOCK",
        "GPS_TIME",
        "NAME_ORDER",
    }
    return check.code in codes


def _kinds_of(check: Check) -> tuple[str, ...]:
    if check.code in RULES:
        return (RULES[check.code][1],)
    return {"STATED_PHOTO_TIME": ("photographed",), "EVENT_ORDER": SEQUENCE}.get(check.code, ())
