"""Times, spans and lists -> words for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from condition.language import Sentence, plural, sentence
from condition.metadata import Timestamp, format_offset

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def time_words(time: Timestamp) -> str:
    """Return a time as written, with its offset where it has one: ``2018-02-05 15:11:44 +01:00``."""
    text = time.wall_clock.replace("T", " ")
    return text if time.utc_offset is None else f"{text} {format_offset(time.utc_offset)}"


def span_words(span: timedelta) -> Sentence:
    """Return the size of a span in the unit a person would use: ``4 min``, ``5.5 h``, ``13 days``."""
    size = abs(span)
    if size < MINUTE:
        return sentence("{seconds:.0f} s", seconds=size.total_seconds())
    if size < HOUR:
        return sentence("{minutes:.0f} min", minutes=size / MINUTE)
    if size < 2 * DAY:
        hours = size / HOUR
        if f"{hours:.1f}".endswith(".0"):
            return sentence("{hours:.0f} h", hours=hours)
        return sentence("{hours:.1f} h", hours=hours)
    return plural("{number} day", "{number} days", round(size / DAY))


def utc_words(moment: datetime) -> str:
    """Return a moment in UTC to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
