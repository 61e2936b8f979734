"""What a photo's metadata says, typed and partly unknown: `Metadata`, `Timestamp`, `GpsPosition`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: Widest offsets in civil use: UTC-12 (Baker Island) and UTC+14 (Line Islands); IANA time zone database.
WESTMOST_OFFSET = timedelta(hours=-12)
EASTMOST_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Timestamp:
    """One time written in a file, kept as written.

    Attributes
    ----------
    source : str
        The tag it was read from, such as ``"EXIF:DateTimeOriginal"``.
    wall_clock : str
        ISO 8601 without offset, with as many sub-second digits as the file gives and none where it gives none.
    utc_offset : timedelta or None
        The offset written beside this very time; None where the file gives none (never assumed to be UTC).
    resolution : timedelta
        Width of what was written: one second, one day, one tenth of a second.
    """

    source: str
    wall_clock: str
    utc_offset: timedelta | None = None
    resolution: timedelta = timedelta(seconds=1)

    @property
    def interval_utc(self) -> tuple[datetime, datetime]:
        """Earliest and latest moment this text can mean, in UTC; a missing offset widens to UTC-12..UTC+14."""
        written = datetime.fromisoformat(self.wall_clock).replace(tzinfo=UTC)
        east = self.utc_offset if self.utc_offset is not None else EASTMOST_OFFSET
        west = self.utc_offset if self.utc_offset is not None else WESTMOST_OFFSET
        return _shift(written, -east), _shift(written + self.resolution, -west)


def _shift(moment: datetime, by: timedelta) -> datetime:
    """Add `by`, staying inside the years that datetime can hold (files carry year 0001 and 9999)."""
    try:
        return moment + by
    except OverflowError:
        limit = datetime.max if by > timedelta(0) else datetime.min
        return limit.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GpsPosition:
    """A place on Earth: `latitude` and `longitude` in degrees, north and east positive (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Metadata:
    """Typed, partly unknown record of one file; None means "the file does not say".

    Attributes
    ----------
    times : tuple of Timestamp
        In the order of trust: original, digitised, GPS, XMP, IPTC, modified.
    make, model, lens, serial, software : str or None
        As written, stripped of padding; `serial` is the camera body's.
    exposure_s, focal_mm : float or None
        Exposure time in seconds; focal length in millimetres.
    orientation : int or None
        EXIF orientation 1..8 as found; already applied to the pixels.
    gps : GpsPosition or None
        Where the file says the photo was taken.
    thumbnail : bytes or None
        The embedded preview (JPEG), as found.
    written_size : tuple of int or None
        (width, height) as the EXIF tags give them, before turning upright.
    c2pa : {"absent", "invalid", "untrusted", "trusted"}
        State of a C2PA manifest.
    unreadable : str or None
        Why the metadata could not be read ("took longer than 5 s"); None where reading worked.
    notes : tuple of str
        What was broken in the file and how it was read, one sentence each.
    """

    times: tuple[Timestamp, ...] = ()
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    serial: str | None = None
    software: str | None = None
    exposure_s: float | None = None
    focal_mm: float | None = None
    orientation: int | None = None
    gps: GpsPosition | None = None
    thumbnail: bytes | None = field(default=None, repr=False)
    written_size: tuple[int, int] | None = None
    c2pa: str = "absent"
    unreadable: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def capture(self) -> Timestamp | None:
        """The time of capture the file claims (EXIF original or digitised, XMP); None where it claims none."""
        order = ("EXIF:DateTimeOriginal", "EXIF:DateTimeDigitized")
        by_source = {time.source: time for time in reversed(self.times)}
        return next((by_source[source] for source in order if source in by_source), None)
