"""Times, spans and lists -> words for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from condition.metadata import Timestamp, format_offset

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def time_words(time: Timestamp) -> str:
    """Return a time as written, with its offset where it has one: ``2018-02-05 15:11:44 +01:00``."""
    text = time.wall_clock.replace("T", " ")
    return text if time.utc_offset is None else f"{text} {format_offset(time.utc_offset)}"


def span_words(span: timedelta) -> str:
    """Return the size of a span in the unit a person would use: ``4 min``, ``5.5 h``, ``13 days``."""
    size = abs(span)
    if size < MINUTE:
        return f"{size.total_seconds():.0f} s"
    if size < HOUR:
        return f"{size / MINUTE:.0f} min"
    if size < 2 * DAY:
        return f"{size / HOUR:.1f} h".replace(".0 h", " h")
    return f"{size / DAY:.0f} days"


def utc_words(moment: datetime) -> str:
    """Return a moment in UTC to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
