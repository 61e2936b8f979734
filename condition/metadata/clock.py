"""Texts of date tags -> `Timestamp`, or a note that says why not. Pure; nothing is assumed, nothing is repaired.

What real files contain, and the answer each gets:

=============================  ======================================================================
text                           answer
=============================  ======================================================================
``2018:02:05 15:11:44``        the time, resolution one second
``2018:02:05 15:11``           the time, resolution one minute
``2018:02:05``, ``20180205``   the day, resolution one day (also with a blank time, ``"   :  :  "``)
``2018-02-05T15:11:44+01:00``  the time with its offset (XMP's form in an EXIF tag)
``2018: 2: 5 15: 1: 4``        the time; blanks stand for leading zeros
blank, ``0000:00:00 ...``      no time; a note says that the clock was never set
``24:00:00``                   start or end of that day: the resolution holds both (24 h and 1 s)
``24:15:03``                   00:15:03 of the same day (a writer that counts hours from 1 to 24)
second 60                      the leap second: second 59 with a resolution of two seconds
anything else                  no time; a note quotes the text
sub-seconds ``"277  "``        the digits as written; resolution 0.001 s (not below 1 microsecond)
sub-seconds, not digits        left out; a note quotes them
offset ``-5:00``, ``+0530``    read, as is ``+05``; ``Z`` is UTC
offset blank                   none; the interval widens to UTC-12..UTC+14
offset ``+25:00``, ``UTC``     none; a note quotes it (no civil zone, or not in the form of the standard)
RFC 1123, in a PNG only        the time with its offset; ``EST`` and the like as RFC 822 defines them
GPS ``23:59:60``               the leap second: second 59 with a resolution of two seconds
=============================  ======================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from condition.language import Sentence, sentence
from condition.metadata.model import EASTMOST_OFFSET, WESTMOST_OFFSET, Timestamp

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
#: Offsets in civil use are multiples of a quarter of an hour (IANA time zone database, since 1972).
OFFSET_STEP = timedelta(minutes=15)
#: The second that is inserted between two days (ITU-R TF.460-6, annex 1).
LEAP_SECOND = "23:59:60"

_TWO = r"([ \d]?\d)"
_DATE = rf"(\d{{4}})[:\-/.]{_TWO}[:\-/.]{_TWO}"
_TIME = rf"{_TWO}:{_TWO}(?::{_TWO}(?:[.,](\d{{1,9}}))?)?"
_OFFSET = r"(Z|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?"
_FULL = re.compile(rf"{_DATE}(?:[ T]{{1,2}}{_TIME}\s?{_OFFSET})?", re.ASCII)
_DATE_BLANK_TIME = re.compile(rf"{_DATE}[ T:\-]+", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T](\d{2})(\d{2})(\d{2}))?(Z|[+-]\d{4})?", re.ASCII)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_OFFSET_PARTS = re.compile(r"([+-])(\d{1,2}):?(\d{2})", re.ASCII)
_HOURS = re.compile(r"[+-]\d{2}", re.ASCII)
#: RFC 1123, section 5.2.14: ``Tue, 05 Feb 2018 15:11:44 +0100``; the PNG specification recommends it for "Creation Time".
_RFC1123 = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4})\s+"
    r"(\d{1,2}:\d{2}(?::\d{2})?)(?:\s+([+-]\d{2}:?\d{2}|[a-z]{1,4}))?(?:\s+\(.*\))?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Names of zones that RFC 822, section 5.1, gives an offset.
_ZONES = {
    "gmt": "Z", "ut": "Z", "utc": "Z", "z": "Z", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00",
}  # fmt: skip
_NO_VALUE = re.compile(r"[0 :\-/.T+Z]*")

Parsed = tuple[Timestamp | None, tuple[str, ...]]


def parse_time(text: str, source: str, subseconds: str | None = None, offset: str | None = None) -> Parsed:
    """Return the time a date tag states, and notes about what was broken.

    Parameters
    ----------
    text : str
        The tag as written.
    source : str
        Name of the tag, such as ``"EXIF:DateTimeOriginal"``.
    subseconds, offset : str or None
        The tags that belong to this very time, as written.
    """
    text = _clean(text)
    if not text or _NO_VALUE.fullmatch(text):
        return None, (
            sentence("{tag} is blank ({text!r}); the clock was never set.", tag=source, text=text),
        ) if text else ()
    match = _FULL.fullmatch(text)
    if match is None:
        return _parse_rough(text, source)
    year, month, day, hour, minute, second, fraction, written_offset = match.groups()
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            return Timestamp(source, on.isoformat(), None, DAY), ()
        zone, notes = _offset_of(written_offset or offset, source)
        digits, more = _digits_of(fraction or subseconds, source) if second is not None else ("", ())
        stamp, about = _timestamp(source, on, int(hour), int(minute), second, digits, zone)
    except ValueError:
        return None, (_damaged(source, text),)
    return stamp, (*notes, *more, *about)


def _damaged(source: str, text: str) -> Sentence:
    return sentence("{tag} is damaged ({text!r}); it was not read as a time.", tag=source, text=text)


def parse_gps_time(day: str | None, clock: str | Sequence[float | None] | None) -> Parsed:
    """Return the time of a GPS fix in UTC; without a date stamp only its time of day is known.

    Parameters
    ----------
    day : str or None
        GPSDateStamp.
    clock : str or sequence of float, optional
        GPSTimeStamp: hours, minutes, seconds.
    """
    source = "GPS:TimeStamp"
    written = _gps_clock(clock)
    if written is None:
        return None, (sentence("{tag} is damaged; it was not read as a time.", tag=source),) if clock else ()
    resolution = _written_resolution("0", written.partition(".")[2])
    if written == LEAP_SECOND:
        written, resolution = "23:59:59", 2 * SECOND
    stamp, notes = parse_time(day or "", "GPS:DateStamp")
    if stamp is None or len(stamp.wall_clock) < len("2018-02-05"):
        notes = (*notes, sentence("The GPS time comes without a date; its day is not known."))
        return Timestamp(source, written, timedelta(0), resolution), notes
    return Timestamp(source, f"{stamp.wall_clock[:10]}T{written}", timedelta(0), resolution), notes


def parse_iptc_time(day: str, clock: str | None, source: str) -> Parsed:
    """Return the time of an IPTC pair: ``20020916`` and ``120000+0200``."""
    digits = re.fullmatch(r"(\d{4})[:\-]?(\d{2})[:\-]?(\d{2})", _clean(day), re.ASCII)
    if digits is None:
        return parse_time(day, source)
    text, clock = "-".join(digits.groups()), _clean(clock or "")
    parts = re.fullmatch(r"(\d{2}):?(\d{2})(?::?(\d{2}))?\s?(Z|[+-]\d{2}:?\d{2})?", clock, re.ASCII)
    if parts is None:
        stamp, notes = parse_time(text, source)
        damage = sentence(
            "The time of {tag} is damaged ({text!r}); only its day was used.", tag=source, text=clock[:20]
        )
        return stamp, (*notes, damage) if clock and stamp is not None else notes
    text += "T" + ":".join(part for part in parts.groups()[:3] if part is not None)
    return parse_time(text, source, offset=parts[4])


def parse_png_time(text: str, source: str) -> Parsed:
    """Return the time of a PNG text: as RFC 1123 has it, which the PNG specification recommends, or as other tags do."""
    match = _RFC1123.fullmatch(_clean(text))
    if match is None or match[2].lower() not in _MONTHS:
        return parse_time(text, source)
    day, month, year, clock, zone = match.groups()
    written = f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}T{clock:0>5}"
    return parse_time(written, source, offset=_ZONES.get(zone.lower(), zone) if zone else None)


def parse_offset(text: str | None) -> timedelta | None:
    """Return the offset from UTC a text states; None where it states none, or one no civil zone has."""
    text = _clean(text or "")
    if text == "Z":
        return timedelta(0)
    match = _OFFSET_PARTS.fullmatch(f"{text}:00" if _HOURS.fullmatch(text) else text)
    if match is None or int(match[3]) >= 60:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    offset = -size if match[1] == "-" else size
    return offset if is_civil_offset(offset) else None


def is_civil_offset(offset: timedelta) -> bool:
    """Return whether a civil time zone can have this offset from UTC."""
    return WESTMOST_OFFSET <= offset <= EASTMOST_OFFSET and not offset % OFFSET_STEP


def format_offset(offset: timedelta) -> str:
    """Return an offset as ISO 8601 writes it: ``+05:30``, ``-03:30``, ``+00:00``."""
    minutes = round(offset / MINUTE)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def format_utc(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC with ``Z``, sub-seconds only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _clean(text: str) -> str:
    return text.split("\x00", 1)[0].strip()


def _parse_rough(text: str, source: str) -> Parsed:
    """Read what the full form does not hold: a blank time, or only a year, or a year and a month (XMP)."""
    if (compact := _COMPACT.fullmatch(text)) is not None:
        year, month, day, hour, minute, second, offset = compact.groups()
        clock = f"T{hour}:{minute}:{second}" if hour else ""
        return parse_time(f"{year}-{month}-{day}{clock}", source, offset=offset)
    if (blank := _DATE_BLANK_TIME.fullmatch(text)) is not None:
        year, month, day = blank.groups()
        return parse_time(f"{year}:{month}:{day}", source)
    if (partial := _PARTIAL.fullmatch(text)) is not None:
        width = timedelta(days=31 if partial[2] else 366)
        if int(partial[1]) > 0 and 1 <= int(partial[2] or 1) <= 12:
            return Timestamp(source, text, None, width), ()
    return None, (_damaged(source, text[:40]),)


def _offset_of(text: str | None, source: str) -> tuple[timedelta | None, tuple[str, ...]]:
    cleaned = _clean(text or "")
    offset = parse_offset(cleaned)
    if offset is None and cleaned.strip(": +-"):
        what = sentence("impossible") if _OFFSET_PARTS.fullmatch(cleaned) else sentence("damaged")
        return None, (
            sentence(
                "The offset of {tag} is {what} ({text!r}); it was not used.",
                tag=source,
                what=what,
                text=cleaned[:20],
            ),
        )
    return offset, ()


def _digits_of(text: str | None, source: str) -> tuple[str, tuple[str, ...]]:
    digits = _clean(text or "")
    if digits and not re.fullmatch(r"[0-9]{1,9}", digits):
        return "", (
            sentence(
                "The sub-seconds of {tag} are damaged ({text!r}); they were not used.",
                tag=source,
                text=digits[:20],
            ),
        )
    return digits, ()


def _timestamp(
    source: str, on: date, hour: int, minute: int, second: str | None, digits: str, zone: timedelta | None
) -> tuple[Timestamp, tuple[str, ...]]:
    """Return the time and notes; raises ValueError where a part is out of its range."""
    resolution = _written_resolution(second, digits)
    notes: tuple[str, ...] = ()
    if hour == 24:
        hour = 0
        if (minute, int(second or 0)) == (0, 0):
            resolution = DAY + resolution
            note = sentence(
                "{tag} says 24:00:00, which can mean the start or the end of that day; both are kept.",
                tag=source,
            )
        else:
            note = sentence("{tag} counts hours from 1 to 24; its hour 24 was read as 0.", tag=source)
        notes = (note,)
    if second is not None and int(second) == 60:
        second, resolution = "59", 2 * SECOND
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        raise ValueError("out of range")
    clock = f"{hour:02}:{minute:02}" + (f":{int(second):02}" if second is not None else "")
    return Timestamp(source, f"{on}T{clock}{'.' + digits if digits else ''}", zone, resolution), notes


def _written_resolution(second: str | None, digits: str) -> timedelta:
    if second is None:
        return MINUTE
    return max(SECOND / 10 ** len(digits), timedelta.resolution) if digits else SECOND


def _gps_clock(clock: str | Sequence[float | None] | None) -> str | None:
    """Return hh:mm:ss with the digits of the seconds' fraction."""
    if isinstance(clock, str):
        parts: list[float | None] = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", clock, re.ASCII)]
    else:
        parts = list(clock or ())
    numbers = [part for part in parts if part is not None and 0 <= part < 86_400]
    if len(parts) != 3 or len(numbers) != 3:
        return None
    nanoseconds = round((numbers[0] * 3600 + numbers[1] * 60 + numbers[2]) * 10**9)
    seconds, rest = divmod(nanoseconds, 10**9)
    if seconds == 86_400 and numbers == [23, 59, 60]:
        return LEAP_SECOND
    if seconds >= 86_400:
        return None
    fraction = f".{rest:09}".rstrip("0") if rest >= 1000 else ""  # below 1 microsecond is rounding of a ratio
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"
