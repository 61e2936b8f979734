"""`Event`: one thing known to have happened to the piece, with when, in which zone, how exactly, and who says so.

A list of events is TOML (or JSON with the same keys)::

    [[event]]
    kind = "handed_over"            # one of KINDS
    time = 2025-12-31               # a day; 2025-12-31T16:20:00 is a second, "2025-12-31T16:20" a minute
    zone = "Europe/Berlin"          # or "+01:00"; without it the time widens to UTC-12..UTC+14
    source = "carrier's receipt"
    label = "handed to the carrier" # optional
    photo = "before"                # only for kind = "photographed": the photo the statement is about

The same file may hold ``[[fact]]`` tables, which `condition.policy` reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from condition.errors import EventsError
from condition.language import sentence
from condition.metadata import Timestamp, format_offset, parse_offset, parse_time
from condition.tables import Table, parse_document, read_rows, refuse_unknown
from condition.timeline.interval import Interval, interval_of, moved
from condition.timeline.zone import zone_offsets

#: Kind -> its usual words. The order is the one in which they happen.
KINDS = {
    "bought": sentence("bought"),
    "delivered": sentence("delivered to the buyer"),
    "photographed": sentence("photographed"),
    "handed_over": sentence("handed to the carrier"),
    "received": sentence("received back"),
    "inspected": sentence("inspected"),
    "reported": sentence("damage reported"),
    "answered": sentence("answered"),
    "other": sentence("event"),
}
KEYS = frozenset({"kind", "time", "zone", "source", "label", "photo"})
#: Years that an event can lie in; others are slips of the pen.
YEARS = range(1800, 2200)
#: What the file of a case may hold beside the events.
TOP_KEYS = frozenset({"event", "events", "fact"})
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
            moved(start.replace(tzinfo=UTC), -first),
            moved(end.replace(tzinfo=UTC), -last),
            sentence("time of {zone}", zone=self.zone),
        )

    @property
    def zone_name(self) -> str:
        """The zone as stated, ``Europe/Berlin`` or ``+01:00``; empty where none is."""
        offset = self.time.utc_offset
        return self.zone or ("" if offset is None else format_offset(offset))


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
    EventsError
        If the text cannot be read; the message names the event and the key.
    """
    rows = _rows(parse_document(text, name, EventsError), name)
    return tuple(_event(row, f"{name}: event {number}") for number, row in enumerate(rows, 1))


def _rows(document: Any, name: str) -> Sequence[Table]:
    if isinstance(document, list):
        document = {"event": document}
    if not TOP_KEYS & set(document):
        raise EventsError(f"{name}: holds no list of events; write [[event]] before each one")
    refuse_unknown(document, TOP_KEYS, name, EventsError)
    return [
        *read_rows(document, "event", name, EventsError),
        *read_rows(document, "events", name, EventsError),
    ]


def _event(entry: Table, where: str) -> Event:
    refuse_unknown(entry, KEYS, where, EventsError)
    kind = entry.get("kind")
    if kind not in KINDS:
        raise EventsError(f"{where}: kind is {kind!r}; known are {', '.join(KINDS)}")
    photo = entry.get("photo")
    if photo is not None and photo not in PHOTOS:
        raise EventsError(f'{where}: photo is {photo!r}; write "before" or "after"')
    stamp = _time(entry.get("time"), kind, where)
    offset, zone = _zone(entry.get("zone"), where)
    stated = stamp.utc_offset
    if stated is not None and (offset is not None or zone):
        _refuse_other_zone(stamp, offset, zone, where)
        zone = None
    return Event(
        kind,
        Timestamp(stamp.source, stamp.wall_clock, stated if offset is None else offset, stamp.resolution),
        zone,
        _text(entry, "source", "stated", where),
        _text(entry, "label", "", where),
        photo,
    )


def _text(entry: Table, key: str, default: str, where: str) -> str:
    value = entry.get(key, default)
    if not isinstance(value, str):
        raise EventsError(f"{where}: {key} is {value!r}; write a text in quotes")
    return value


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
    raise EventsError(f'{where}: zone is {value!r}; write an IANA name such as "Europe/Berlin", or "+01:00"')


def _refuse_other_zone(stamp: Timestamp, offset: timedelta | None, zone: str | None, where: str) -> None:
    """Demand that an offset inside the time and a zone beside it agree."""
    assert stamp.utc_offset is not None
    in_force = zone_offsets(zone, stamp.start) if zone else (offset,)
    if stamp.utc_offset not in in_force:
        said = zone or format_offset(offset or timedelta(0))
        raise EventsError(
            f"{where}: time says {format_offset(stamp.utc_offset)} and zone says {said}; leave one of them out"
        )


def _time(value: Any, kind: str, where: str) -> Timestamp:
    if isinstance(value, (datetime, date)):
        value = value.isoformat()
    if isinstance(value, str):
        stamp, _ = parse_time(value, f"event:{kind}")
        if stamp is not None and stamp.has_day and stamp.start.year in YEARS:
            return stamp
    raise EventsError(
        f"{where}: time is {value!r}; write 2025-12-31, 2025-12-31T16:20 or 2025-12-31T16:20:00+01:00"
    )
