"""Checks of clocks against each other inside one file: GPS against wall clock, offset against place, tag against tag."""

from __future__ import annotations

from datetime import timedelta

from condition.language import sentence
from condition.metadata import Metadata, Timestamp, format_offset, is_civil_offset
from condition.photo import Photo
from condition.timeline.interval import interval_of
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, CONTRADICTION, OK, UNKNOWN, answer
from condition.timeline.words import span_words, time_words
from condition.timeline.zone import offsets_at

GPS, DIGITISED, MODIFIED = "GPS:TimeStamp", "EXIF:DateTimeDigitized", "EXIF:DateTime"
#: A GPS fix may be this old, or a clock this wrong, without a word about it.
FIX_AGE = timedelta(minutes=5)
#: Beyond a day even an old fix does not explain the difference.
LONGEST_FIX_AGE = DAY = timedelta(days=1)
OFFSET_STEP = timedelta(minutes=15)
WESTMOST, EASTMOST = timedelta(hours=-12), timedelta(hours=14)
#: Cameras write the tags of one picture within this time.
WRITING_TIME = timedelta(seconds=10)


def check_clocks(photo: Photo) -> list[Check]:
    """Return how the times inside one file agree."""
    metadata = photo.metadata
    return [
        *_check_gps(metadata),
        *_check_place(metadata),
        *_check_digitised(metadata),
        *_check_modified(metadata),
    ]


def _check_gps(metadata: Metadata) -> list[Check]:
    capture, fix = metadata.capture, metadata.time_of(GPS)
    if capture is None or fix is None or capture.resolution >= timedelta(hours=1):
        return []
    tags = (GPS, capture.source)
    if not fix.has_day:
        return [_check_gps_clock(capture, fix, tags)]
    if capture.utc_offset is not None:
        return [_check_gps_moment(capture, fix, tags)]
    apart = capture.start - fix.start
    nearest = OFFSET_STEP * round(apart / OFFSET_STEP)
    by_a_day = next((day for day in (-DAY, DAY) if _fits_a_zone(apart + day)), None)
    if not _fits_a_zone(apart) and by_a_day is not None:
        named = {"fix": time_words(fix), "clock": time_words(capture)}
        if by_a_day > timedelta(0):
            text = sentence(
                "The GPS time ({fix}) fits the wall clock ({clock}) but for its date, which is a day too late.",
                **named,
            )
        else:
            text = sentence(
                "The GPS time ({fix}) fits the wall clock ({clock}) but for its date, which is a day too early.",
                **named,
            )
        return [answer("GPS_TIME", CAUTION, tags, text)]
    if not WESTMOST - FIX_AGE <= apart <= EASTMOST + FIX_AGE:
        text = sentence(
            "The GPS time ({fix}) and the wall clock ({clock}) are {gap} apart; no time zone on Earth explains that.",
            fix=time_words(fix), clock=time_words(capture), gap=span_words(apart),
        )  # fmt: skip
        # an old fix is earlier than the picture, never later
        is_old_fix = timedelta(0) < apart <= EASTMOST + LONGEST_FIX_AGE
        return [answer("GPS_TIME", CAUTION if is_old_fix else CONTRADICTION, tags, text)]
    if _fits_a_zone(apart):
        text = sentence(
            "The GPS time fits the wall clock if the camera showed UTC{offset}.",
            offset=format_offset(nearest),
        )
        return [answer("GPS_TIME", OK, tags, text)]
    text = sentence(
        "The GPS time and the wall clock are {gap} apart, which no time zone explains to {tolerance}: the fix was old, or the "
        "clock was wrong.", gap=span_words(apart), tolerance=span_words(FIX_AGE),
    )  # fmt: skip
    return [answer("GPS_TIME", UNKNOWN, tags, text)]


def _fits_a_zone(apart: timedelta) -> bool:
    """Return whether some civil zone explains that the wall clock is so far ahead of UTC."""
    nearest = OFFSET_STEP * round(apart / OFFSET_STEP)
    return abs(apart - nearest) <= FIX_AGE and is_civil_offset(nearest)


def _check_gps_clock(capture: Timestamp, fix: Timestamp, tags: tuple[str, ...]) -> Check:
    """Judge a GPS time of day: the day is unknown, so only the minutes can be compared."""
    apart = (capture.start - fix.start) % OFFSET_STEP
    apart = min(apart, OFFSET_STEP - apart)
    if capture.utc_offset is not None:
        of_day = (capture.start - capture.utc_offset - fix.start) % timedelta(days=1)
        apart = min(of_day, timedelta(days=1) - of_day)
    if apart <= FIX_AGE:
        text = sentence("The GPS time of day fits the wall clock; its day is not written.")
        return answer("GPS_TIME", OK, tags, text)
    text = sentence(
        "The GPS time of day does not fit the wall clock in any time zone, and its day is not written."
    )
    return answer("GPS_TIME", UNKNOWN, tags, text)


def _check_gps_moment(capture: Timestamp, fix: Timestamp, tags: tuple[str, ...]) -> Check:
    apart = interval_of(capture).earliest - interval_of(fix).earliest
    if abs(apart) <= FIX_AGE:
        text = sentence("The GPS time agrees with the wall clock to {gap}.", gap=span_words(apart))
        return answer("GPS_TIME", OK, tags, text)
    text = sentence("The GPS time and the wall clock with its offset are {gap} apart.", gap=span_words(apart))
    return answer("GPS_TIME", CONTRADICTION if abs(apart) > LONGEST_FIX_AGE else CAUTION, tags, text)


def _check_place(metadata: Metadata) -> list[Check]:
    capture, place = metadata.capture, metadata.gps
    if capture is None or capture.utc_offset is None or place is None:
        return []
    tags = (capture.source, "GPS:Latitude", "GPS:Longitude")
    zones, offsets = offsets_at(place, capture.start)
    named = {
        "offset": format_offset(capture.utc_offset),
        "zones": " / ".join(zones),
        "there": " / ".join(format_offset(offset) for offset in offsets),
    }
    if not offsets:
        text = sentence("The time zone of the GPS place is not known.")
        return [answer("OFFSET_PLACE", UNKNOWN, tags, text)]
    if capture.utc_offset in offsets:
        text = sentence("The offset {offset} was in force at the GPS place ({zones}) on that date.", **named)
        return [answer("OFFSET_PLACE", OK, tags, text)]
    text = sentence(
        "The offset {offset} was not in force at the GPS place ({zones}: {there}) on that date.", **named
    )
    return [answer("OFFSET_PLACE", CAUTION, tags, text)]


def _check_digitised(metadata: Metadata) -> list[Check]:
    original, digitised = metadata.time_of("EXIF:DateTimeOriginal"), metadata.time_of(DIGITISED)
    if original is None or digitised is None:
        return []
    tags = (original.source, DIGITISED)
    apart = digitised.start - original.start
    if abs(apart) <= WRITING_TIME:
        return [answer("DIGITISED_TIME", OK, tags, sentence("It was digitised when it was taken."))]
    text = sentence(
        "It says it was digitised on {digitised}, not when it was taken ({taken}).",
        digitised=time_words(digitised), taken=time_words(original),
    )  # fmt: skip
    return [answer("DIGITISED_TIME", CAUTION, tags, text)]


def _check_modified(metadata: Metadata) -> list[Check]:
    capture = metadata.capture
    modified = next(filter(None, map(metadata.time_of, (MODIFIED, "XMP:ModifyDate", "XMP:History"))), None)
    if capture is None or modified is None or capture.resolution >= timedelta(days=1):
        return []
    tags = (modified.source, capture.source)
    after, before = _apart(capture, modified)
    if abs(modified.start - capture.start) <= WRITING_TIME and _same_offset(capture, modified):
        text = sentence("The file was last changed when the picture was taken.")
        return [answer("MODIFIED_TIME", OK, tags, text)]
    named = {"changed": time_words(modified), "taken": time_words(capture)}
    if after:
        text = sentence("The file says it was changed on {changed}, after it was taken ({taken}).", **named)
        return [answer("MODIFIED_TIME", CAUTION, tags, text)]
    if before:
        text = sentence(
            "The file says it was changed on {changed}, before it was taken ({taken}): one of the two is wrong.",
            **named,
        )
        return [answer("MODIFIED_TIME", CONTRADICTION, tags, text)]
    later = modified.start > capture.start
    if later:
        text = sentence(
            "The file says it was changed on {changed}, later by the clock than it was taken ({taken}); without offsets the "
            "order is not certain.", **named,
        )  # fmt: skip
    else:
        text = sentence(
            "The file says it was changed on {changed}, earlier by the clock than it was taken ({taken}); without offsets the "
            "order is not certain.", **named,
        )  # fmt: skip
    return [answer("MODIFIED_TIME", CAUTION if later else UNKNOWN, tags, text)]


def _apart(first: Timestamp, second: Timestamp) -> tuple[bool, bool]:
    """Return (second is certainly later, second is certainly earlier)."""
    one, two = interval_of(first), interval_of(second)
    return one.precedes(two), two.precedes(one)


def _same_offset(first: Timestamp, second: Timestamp) -> bool:
    return None in (first.utc_offset, second.utc_offset) or first.utc_offset == second.utc_offset
