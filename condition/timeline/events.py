"""`Event`: one thing known to have happened to the piece, with when, in which zone, how exactly, and who says so.

A list of events is TOML (or JSON with the same keys)::

    [[event]]
    kind = "handed_over"            # one of KINDS
    time = 2025-12-31               # a day; 2025-12-31T16:20:00 is a second, "2025-12-31T16:20" a minute
    zone = "Europe/Berlin"          # or "+01:00"; without it the time widens to UTC-12..UTC+14
    source = "carrier's receipt"
    label = "handed to the carrier" # optional
    photo = "before"                # only for kind = "photographed": the photo the statement is about
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from condition.errors import ManifestError
from condition.metadata import Timestamp, parse_offset, parse_time
from condition.timeline.interval import NO_ZONE, Interval, interval_of
from condition.timeline.zone import zone_offsets

#: Kind -> its usual words. The order is the one in which they happen.
KINDS = {
    "bought": "bought",
    "delivered": "delivered to the buyer",
    "photographed": "photographed",
    "handed_over": "handed to the carrier",
    "received": "received back",
    "inspected": "inspected",
    "answered": "answered",
    "other": "event",
}
KEYS = frozenset({"kind", "time", "zone", "source", "label", "photo"})
PHOTOS = ("before", "after")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    time : Timestamp
        When, as stated; its resolution is that of the statement ("31 December" is a day).
    zone : str or None
        IANA name of the time zone; None where the offset is stated in `time`, or nothing is.
    source : str
        Who or what says so.
    label : str
        Words for a person.
    photo : {"before", "after"} or None
        The photo that a "photographed" statement is about.
    """

    kind: str
    time: Timestamp
    zone: str | None = None
    source: str = "stated"
    label: str = ""
    photo: str | None = None

    @property
    def words(self) -> str:
        """What happened, for a person."""
        return self.label or KINDS[self.kind]

    @property
    def interval(self) -> Interval:
        """All moments this can mean, in UTC."""
        if self.zone is None:
            return interval_of(self.time)
        start = self.time.start
        end = start + self.time.resolution
        first = max(zone_offsets(self.zone, start), default=timedelta(0))
        last = min(zone_offsets(self.zone, end), default=timedelta(0))
        return Interval(
            start.replace(tzinfo=UTC) - first, end.replace(tzinfo=UTC) - last, f"time of {self.zone}"
        )

    @property
    def basis(self) -> str:
        """What fixes the zone, as a phrase."""
        return NO_ZONE if self.zone is None and self.time.utc_offset is None else self.interval.basis


def parse_events(text: str, name: str = "events") -> tuple[Event, ...]:
    """Return the events of a TOML or JSON text, in the order of the file.

    Parameters
    ----------
    text : str
        TOML with ``[[event]]`` tables, or JSON: a list of objects, or ``{"event": [...]}``.
    name : str
        Name of the file, for messages.

    Raises
    ------
    ManifestError
        If the text cannot be read; the message names the event and the key.
    """
    return tuple(
        _event(entry, f"{name}: event {number}") for number, entry in enumerate(_entries(text, name), 1)
    )


def _entries(text: str, name: str) -> Sequence[Mapping[str, Any]]:
    try:
        document: Any = (
            json.loads(text) if text.lstrip()[:1] in ("[", "{") and _is_json(text) else tomllib.loads(text)
        )
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{name}: is neither TOML nor JSON ({error})") from error
    entries = document.get("event", document.get("events")) if isinstance(document, dict) else document
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ManifestError(f"{name}: holds no list of events; write [[event]] before each one")
    return entries


def _is_json(text: str) -> bool:
    """Tell JSON from TOML, which may also begin with a bracket: ``[[event]]``."""
    return not text.lstrip().startswith("[[") or text.lstrip()[2:3] in ("{", "[", "]")


def _event(entry: Mapping[str, Any], where: str) -> Event:
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise ManifestError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    kind = entry.get("kind")
    if kind not in KINDS:
        raise ManifestError(f"{where}: kind is {kind!r}; known are {', '.join(KINDS)}")
    photo = entry.get("photo")
    if photo is not None and photo not in PHOTOS:
        raise ManifestError(f'{where}: photo is {photo!r}; write "before" or "after"')
    offset, zone = _zone(entry.get("zone"), where)
    stamp = _time(entry.get("time"), kind, where)
    if offset is not None:
        stamp = Timestamp(stamp.source, stamp.wall_clock, offset, stamp.resolution)
    has_offset = stamp.utc_offset is not None
    return Event(
        kind,
        stamp,
        None if has_offset else zone,
        str(entry.get("source", "stated")),
        str(entry.get("label", "")),
        photo,
    )


def _zone(value: Any, where: str) -> tuple[timedelta | None, str | None]:
    """Return (fixed offset, IANA name); both None where no zone is given."""
    if value is None:
        return None, None
    if isinstance(value, str):
        if value.upper() in ("UTC", "Z"):
            return timedelta(0), None
        offset = parse_offset(value)
        if offset is not None:
            return offset, None
        if zone_offsets(value, datetime(2000, 1, 1)):
            return None, value
    raise ManifestError(
        f'{where}: zone is {value!r}; write an IANA name such as "Europe/Berlin", or "+01:00"'
    )


def _time(value: Any, kind: str, where: str) -> Timestamp:
    if isinstance(value, (datetime, date)):
        value = value.isoformat()
    if isinstance(value, str):
        stamp, _ = parse_time(value, f"event:{kind}")
        if stamp is not None:
            return stamp
    raise ManifestError(
        f"{where}: time is {value!r}; write 2025-12-31, 2025-12-31T16:20 or 2025-12-31T16:20:00+01:00"
    )
