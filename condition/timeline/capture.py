"""Checks of the time of capture by itself: whether there is one, how exact it is, whether it can be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from condition.language import Sentence, sentence
from condition.metadata import Metadata
from condition.photo import Photo
from condition.timeline.interval import capture_interval, interval_of
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, CONTRADICTION, OK, UNKNOWN, answer
from condition.timeline.words import span_words, time_words, utc_words

#: Days on which the clocks of cameras, phones and file systems begin when they were never set.
DEFAULT_DAYS = frozenset(
    {date(1904, 1, 1), date(1970, 1, 1), date(1980, 1, 1), date(1990, 1, 1), date(2000, 1, 1)}
)
#: The epoch of 1970 seen from the west.
EVE_OF_EPOCH = date(1969, 12, 31)
#: No digital camera for the public is older.
FIRST_DIGITAL_YEAR = 1990
#: A clock may run ahead by this much before "later than now" is a contradiction rather than a caution.
CLOCK_SLACK = timedelta(days=1)


def check_capture(photo: Photo, now: datetime) -> list[Check]:
    """Return what can be said about the time of capture of one photo."""
    metadata = photo.metadata
    if metadata.capture is None:
        return [answer("CAPTURE_TIME", UNKNOWN, (), _absence(metadata))]
    found = [
        answer(
            "CAPTURE_TIME",
            OK,
            (metadata.capture.source,),
            sentence(
                "The file says it was taken on {time} ({source}).",
                time=time_words(metadata.capture),
                source=metadata.capture.source,
            ),
        ),
        _check_offset(metadata),
    ]
    return found + _check_default(metadata) + _check_future(metadata, now)


def _absence(metadata: Metadata) -> Sentence:
    if metadata.unreadable is not None:
        return sentence("When the picture was taken is not known: the metadata could not be read.")
    if any("clock was never set" in note for note in metadata.notes):
        return sentence(
            "The field for the time of capture is there but blank: the camera's clock was never set."
        )
    if any("damaged" in note and "DateTime" in note for note in metadata.notes):
        return sentence("The time of capture cannot be read: its field is damaged.")
    if metadata.times:
        named = ", ".join(time.source for time in metadata.times)
        return sentence(
            "The file does not say when the picture was taken, only when something else happened ({named}).",
            named=named,
        )
    return sentence("The file does not say when the picture was taken.")


def _check_offset(metadata: Metadata) -> Check:
    capture, interval = metadata.capture, capture_interval(metadata)
    assert capture is not None
    assert interval is not None
    if capture.utc_offset is not None:
        return answer(
            "CAPTURE_OFFSET",
            OK,
            (capture.source,),
            sentence(
                "The offset from UTC is stated, so this is {moment}.", moment=utc_words(interval.earliest)
            ),
        )
    earliest, latest = utc_words(interval.earliest), utc_words(interval.latest)
    between: str = sentence("between {earliest} and {latest}", earliest=earliest, latest=latest)
    if earliest == latest:
        between = earliest
    if not interval.is_stated:
        return answer(
            "CAPTURE_OFFSET",
            UNKNOWN,
            (capture.source, "GPS:Latitude", "GPS:Longitude"),
            sentence(
                "No offset from UTC is stated; with {assumption} it was {between}.",
                assumption=interval.basis,
                between=between,
            ),
        )
    return answer(
        "CAPTURE_OFFSET",
        UNKNOWN,
        (capture.source,),
        sentence("No offset from UTC is stated, so the moment lies anywhere {between}.", between=between),
    )


def _check_default(metadata: Metadata) -> list[Check]:
    capture = metadata.capture
    assert capture is not None
    day = capture.start.date()
    is_midnight = capture.start.time() == datetime.min.time() and capture.resolution < timedelta(days=1)
    tags = (capture.source,)
    if day in DEFAULT_DAYS or day == EVE_OF_EPOCH:
        text = sentence("{day} is a day on which cameras start when their clock was never set.", day=str(day))
    elif (day.month, day.day) == (1, 1) and is_midnight:
        text = sentence(
            "Exactly midnight of 1 January {year} is a time cameras start with when their clock was never set.",
            year=str(day.year),
        )
    elif day.year < FIRST_DIGITAL_YEAR:
        text = sentence(
            "In {year} there were no digital cameras for the public: the clock was wrong, or this is a scan.",
            year=str(day.year),
        )
    else:
        return []
    return [answer("DEFAULT_CLOCK", CAUTION, tags, text)]


def _check_future(metadata: Metadata, now: datetime) -> list[Check]:
    capture = metadata.capture
    assert capture is not None
    ahead = interval_of(capture).earliest - now.astimezone(UTC)
    if ahead <= timedelta(0):
        return []
    severity = CONTRADICTION if ahead > CLOCK_SLACK else CAUTION
    text = sentence(
        "The time of capture is at least {gap} later than now ({now}).",
        gap=span_words(ahead),
        now=utc_words(now),
    )
    return [answer("FUTURE_TIME", severity, (capture.source,), text)]
