"""A place and a local time -> the offsets from UTC that were in force there then.

Offline: the outlines of the zones come with tzfpy, their rules with the IANA database. Near a border more than one
zone may answer, and in the hour that daylight saving repeats each zone has two offsets; all of them are kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from condition.metadata import GpsPosition, parse_offset


def offsets_at(place: GpsPosition, local: datetime) -> tuple[tuple[str, ...], tuple[timedelta, ...]]:
    """Return (zone names, offsets) of `place` when its clocks showed `local`; both empty where nobody knows.

    Parameters
    ----------
    place : GpsPosition
        Degrees, WGS 84.
    local : datetime
        Wall clock there, without a zone.
    """
    zones = zones_at(place)
    offsets = {offset for name in zones for offset in zone_offsets(name, local)}
    return zones, tuple(sorted(offsets))


def zones_at(place: GpsPosition) -> tuple[str, ...]:
    """Return the IANA names of the time zones at a place; empty where the outlines do not tell."""
    try:
        from tzfpy import get_tzs
    except ImportError:
        return ()
    return tuple(sorted(name for name in get_tzs(place.longitude, place.latitude) if name))


def zone_offsets(name: str, local: datetime) -> tuple[timedelta, ...]:
    """Return the offsets of one zone at a local time: two in a repeated or skipped hour, one otherwise."""
    zone = zone_of(name)
    if zone is None:
        return ()
    found = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return tuple(sorted(offset for offset in found if offset is not None))


def zone_of(name: str) -> tzinfo | None:
    """Return the zone of an IANA name or of an offset such as ``+01:00``; None where nobody knows it."""
    offset = parse_offset(name)
    if offset is not None:
        return timezone(offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of the database is an OSError
        return None
