"""`Interval`: a moment as everything it can be, in UTC; order is claimed only where two do not overlap.

Times of photos and events are intervals that may overlap, and "before" holds only where they do not [1]_.

References
----------
.. [1] Allen: Maintaining knowledge about temporal intervals. Communications of the ACM 26(11), 1983.
   doi:10.1145/182.358434
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from condition.language import sentence
from condition.metadata import Metadata, Timestamp, format_offset
from condition.timeline.zone import offsets_at

#: What an interval rests on when nothing narrows it.
NO_ZONE = sentence("no time zone stated: anywhere from UTC-12 to UTC+14")


@dataclass(frozen=True, slots=True)
class Interval:
    """The moments one statement of time can mean.

    Attributes
    ----------
    earliest, latest : datetime
        In UTC; `latest` is exclusive.
    basis : str
        What fixes the zone, as a phrase for a person.
    is_stated : bool
        Whether the zone is stated beside the time (or unknown); False where it was concluded from a place.
    """

    earliest: datetime
    latest: datetime
    basis: str
    is_stated: bool = True

    def precedes(self, other: Interval) -> bool:
        """Return whether every moment of this interval is before every moment of the other."""
        return self.latest <= other.earliest

    def widened(self, by: timedelta) -> Interval:
        """Return the interval with `by` added on both sides, inside the years datetime can hold."""
        return Interval(moved(self.earliest, -by), moved(self.latest, by), self.basis, self.is_stated)


def interval_of(time: Timestamp) -> Interval:
    """Return what a written time can mean by itself; a missing offset widens to UTC-12..UTC+14."""
    earliest, latest = time.interval_utc
    basis = (
        NO_ZONE
        if time.utc_offset is None
        else sentence("offset {offset}", offset=format_offset(time.utc_offset))
    )
    return Interval(earliest, latest, basis)


def capture_interval(metadata: Metadata) -> Interval | None:
    """Return what the claimed time of capture can mean, narrowed by the GPS place; None where none is claimed.

    The place narrows only under the assumption that the camera's clock showed the local time of that place, with
    the daylight rule of that date; `Interval.is_stated` is False then.
    """
    capture = metadata.capture
    if capture is None:
        return None
    wide = interval_of(capture)
    if capture.utc_offset is not None or metadata.gps is None:
        return wide
    zones, offsets = offsets_at(metadata.gps, capture.start)
    if not offsets:
        return wide
    start = capture.start.replace(tzinfo=UTC)
    basis = sentence("the clock taken as local time of the GPS place ({zones})", zones=" / ".join(zones))
    return Interval(
        moved(start, -max(offsets)), moved(moved(start, capture.resolution), -min(offsets)), basis, False
    )


def moved(moment: datetime, by: timedelta) -> datetime:
    """Return `moment` plus `by`, inside the years datetime can hold."""
    try:
        return moment + by
    except OverflowError:
        return (datetime.max if by > timedelta(0) else datetime.min).replace(tzinfo=UTC)
