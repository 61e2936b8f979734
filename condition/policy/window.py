"""Windows of time: is a moment inside "30 days of delivery"? Claimed only where no possible time says otherwise.

Days are calendar days. The day of the first event is not counted, and the window ends with the end of the last day, as
in Regulation (EEC, Euratom) No 1182/71, Art. 3. That a last day on a weekend or a holiday can move the end is left to a
person: it depends on the place and on the policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from condition.language import Sentence, joined, plural, sentence
from condition.metadata import Timestamp
from condition.photo import Photo
from condition.phrases import day_in_words
from condition.policy.model import PHOTO_MOMENTS, Evidence, Outcome, Window
from condition.timeline import YEARS, Interval, interval_of, moved, span_words, time_words, zone_of

DAY = timedelta(days=1)
#: The smallest step of time; the latest moment of an interval is the first that does not belong to it.
STEP = datetime.resolution


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: its name, what was written and by whom, what that can mean, and its zone if stated."""

    name: str
    time: Timestamp
    source: str
    interval: Interval
    zone: tzinfo | None

    @property
    def words(self) -> Sentence:
        """Name, time and source."""
        return sentence(
            "“{name}” ({time}, {source})", name=self.name, time=time_words(self.time), source=self.source
        )


@dataclass(frozen=True, slots=True)
class Limit:
    """The end of a window: the earliest and the latest moment it can be, UTC, and what it is called."""

    first: datetime
    last: datetime
    words: str


def moments_of(name: str, evidence: Evidence) -> list[Moment]:
    """Return every moment of that name: the events of a kind, or the claimed time of each photo that claims one."""
    if name not in PHOTO_MOMENTS:
        return [
            Moment(event.words, event.time, event.source, event.interval, zone_of(event.zone_name))
            for event in evidence.events
            if event.kind == name
        ]
    photos = evidence.photos[PHOTO_MOMENTS[name]]
    return [
        Moment(
            _taken(name, photo, alone=len(photos) == 1), capture, capture.source, interval_of(capture),
            None if capture.utc_offset is None else timezone(capture.utc_offset),
        )
        for photo in photos
        if (capture := _credible(photo)) is not None
    ]  # fmt: skip


def undated(name: str, evidence: Evidence) -> list[str]:
    """Return the photos of that name that claim no credible time: it can be any."""
    side = PHOTO_MOMENTS.get(name)
    return [photo.name for photo in evidence.photos[side] if _credible(photo) is None] if side else []


def _credible(photo: Photo) -> Timestamp | None:
    capture = photo.metadata.capture
    return None if capture is None or capture.start.year not in YEARS else capture


def _taken(name: str, photo: Photo, *, alone: bool) -> str:
    """What the moment is called; with the file, where the side has several."""
    if PHOTO_MOMENTS[name] == "before":
        taken = sentence("before photo taken")
        return taken if alone else sentence("before photo {photo} taken", photo=photo.name)
    taken = sentence("after photo taken")
    return taken if alone else sentence("after photo {photo} taken", photo=photo.name)


def limit_of(start: Moment, window: Window, zone: tzinfo | None) -> Limit:
    """Return when a window ends that begins with `start`.

    Parameters
    ----------
    start : Moment
        What the window begins with.
    window : Window
        Its length.
    zone : tzinfo or None
        Where days are counted; None counts them on the clock that `start` was written by.
    """
    earliest, latest = start.interval.earliest, moved(start.interval.latest, -STEP)
    if window.unit == "hours":
        span = timedelta(hours=window.within)
        first, last = moved(earliest, span), moved(latest, span)
        return Limit(first, last, sentence("at {moment}", moment=_minute(last, zone or start.zone or UTC)))
    zone = zone or start.zone
    days = timedelta(days=window.within)
    if zone is None:
        # the day is the one that was written; only where on Earth it ended is not known
        written = start.time.start
        day_one, day_two = written.date() + days, (written + start.time.resolution - STEP).date() + days
        first, last = _anywhere(day_one + DAY)[0], _anywhere(day_two + DAY)[1]
    else:
        day_one, day_two = (moment.astimezone(zone).date() + days for moment in (earliest, latest))
        first, last = (
            datetime.combine(day + DAY, time(), zone).astimezone(UTC) for day in (day_one, day_two)
        )
    if day_one == day_two:
        return Limit(first, last, sentence("with {last_day}", last_day=day_in_words(day_one)))
    words = sentence("between {one} and {two}", one=day_in_words(day_one), two=day_in_words(day_two))
    return Limit(first, last, words)


def judge_window(event: Moment, start: Moment, window: Window, zone: tzinfo | None) -> tuple[Outcome, str]:
    """Return whether one moment lies inside the window that another opens, and the sentence that says so."""
    if event.interval.precedes(start.interval):
        return (
            Outcome.CANNOT_TELL,
            sentence(
                "{event} lies before {start}, with which the window begins; one of the two cannot be right.",
                event=event.words,
                start=start.words,
            ),
        )
    limit = limit_of(start, window, zone)
    if window.unit == "days":
        of = plural("{number} day of {start}", "{number} days of {start}", window.within, start=start.words)
    else:
        of = plural("{number} hour of {start}", "{number} hours of {start}", window.within, start=start.words)
    named = {"event": event.words, "of": of, "ends": sentence("the window ends {limit}", limit=limit.words)}
    if event.interval.latest <= limit.first:
        return Outcome.MET, sentence("{event} lies within {of}: {ends}.", **named)
    if event.interval.earliest >= limit.last:
        late = span_words(event.interval.earliest - limit.last)
        return Outcome.NOT_MET, sentence(
            "{event} lies outside {of}: {ends}, at least {late} earlier.", late=late, **named
        )
    text = sentence(
        "{event} may lie inside or outside {of}: {ends}, and the possible times lie on both sides of that.",
        **named,
    )
    unknown = [sentence("“{name}”", name=moment.name) for moment in (event, start) if moment.zone is None]
    if unknown:
        why = sentence("No time zone is stated for {named}.", named=joined(unknown, ", "))
        text = joined((text, why))
    return Outcome.CANNOT_TELL, text


def _anywhere(day: date) -> tuple[datetime, datetime]:
    """Return the earliest and the latest midnight at which a day begins somewhere on Earth."""
    return Timestamp("", day.isoformat(), None, timedelta(0)).interval_utc


def _minute(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %z}"
