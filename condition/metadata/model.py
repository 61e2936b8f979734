"""What a photo's metadata says, typed and partly unknown: `Metadata`, `Timestamp`, `GpsPosition`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: Widest offsets in civil use: UTC-12 (Baker Island) and UTC+14 (Line Islands); IANA time zone database.
WESTMOST_OFFSET = timedelta(hours=-12)
EASTMOST_OFFSET = timedelta(hours=14)

#: Tags that state when the picture was taken, the most direct first.
CAPTURE_SOURCES = (
    "EXIF:DateTimeOriginal",
    "EXIF:DateTimeDigitized",
    "XMP:DateTimeOriginal",
    "XMP:DateCreated",
    "XMP:DateTimeDigitized",
    "XMP:CreateDate",
    "IPTC:DateCreated",
)

#: What completes a text of four (year) or seven (year and month) characters to its first day.
_FIRST_OF = {4: "-01-01", 7: "-01"}
_TIME_OF_DAY = re.compile(r"\d{2}:")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """One time written in a file, kept as written.

    Attributes
    ----------
    source : str
        The tag it was read from, such as ``"EXIF:DateTimeOriginal"``.
    wall_clock : str
        ISO 8601 without offset, with as many sub-second digits as the file gives and none where it gives none.
        Shorter where the file says less: ``"2002-09-16"`` (a day), ``"2011-05"``, ``"2011"``, or ``"08:19:39"``
        (a time of day whose day is not known).
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
    def has_day(self) -> bool:
        """Whether the text says a day; a GPS time without its date stamp is only a time of day."""
        return _TIME_OF_DAY.match(self.wall_clock) is None

    @property
    def start(self) -> datetime:
        """First moment of the text on its own wall clock, without a zone; year 1 where the day is not known."""
        if not self.has_day:
            return datetime.combine(
                datetime.min, datetime.fromisoformat(f"2000-01-01T{self.wall_clock}").time()
            )
        return datetime.fromisoformat(self.wall_clock + _FIRST_OF.get(len(self.wall_clock), ""))

    @property
    def interval_utc(self) -> tuple[datetime, datetime]:
        """Earliest and latest moment this text can mean, in UTC.

        A missing offset widens to UTC-12..UTC+14; a missing day to everything datetime can hold.
        """
        if not self.has_day:
            return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        written = self.start.replace(tzinfo=UTC)
        east = self.utc_offset if self.utc_offset is not None else EASTMOST_OFFSET
        west = self.utc_offset if self.utc_offset is not None else WESTMOST_OFFSET
        return _shift(written, -east), _shift(_shift(written, self.resolution), -west)


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
    profile_time : Timestamp or None
        When the embedded colour profile was made: a curiosity, mostly the year of the program's or phone's release.
    comment : str or None
        The comment of the EXIF block or the XMP packet; screenshots of some systems say so there.
    c2pa : {"absent", "invalid", "untrusted", "trusted"}
        State of a C2PA manifest: none; broken or not fitting the file; sound, but its signer is not on the list of
        trusted ones; sound and trusted.
    c2pa_signer, c2pa_problem : str or None
        Who signed, as the certificate says; what was wrong, in the codes of the C2PA specification.
    has_exif : bool
        Whether there was an EXIF block with at least one known tag.
    tools : tuple of str
        Programs other tags name: XMP creator tool, the agents of its history, IPTC, PNG text.
    jpeg_tables : tuple of tuple of int
        Quantisation tables of a JPEG, 64 values each in zigzag order; empty for other formats.
    jfif : bool
        Whether a JPEG begins with a JFIF header; cameras that write EXIF usually leave it out.
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
    profile_time: Timestamp | None = None
    comment: str | None = None
    c2pa: str = "absent"
    c2pa_signer: str | None = None
    c2pa_problem: str | None = None
    has_exif: bool = False
    tools: tuple[str, ...] = ()
    jpeg_tables: tuple[tuple[int, ...], ...] = field(default=(), repr=False)
    jfif: bool = False
    unreadable: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def capture(self) -> Timestamp | None:
        """The time of capture the file claims (EXIF original or digitised, XMP, IPTC); None where it claims none."""
        by_source = {time.source: time for time in reversed(self.times) if time.has_day}
        return next((by_source[source] for source in CAPTURE_SOURCES if source in by_source), None)

    def time_of(self, source: str) -> Timestamp | None:
        """Return the first time read from `source`; None where there is none."""
        return next((time for time in self.times if time.source == source), None)
