"""Numbers in words, the same wherever a sentence holds one."""

from __future__ import annotations

from datetime import date

from condition.language import Sentence, plural, sentence

#: Names that are listed in one sentence; the others are counted or left to the eye: a set has up to 24 photos a side.
MOST_NAMES = 3


def counted(number: int, noun: str) -> Sentence:
    """Return "1 mark", "2 marks"; a new noun needs its two forms here, so that each language can have its own."""
    forms = {
        "mark": plural("{number} mark", "{number} marks", number),
        "check": plural("{number} check", "{number} checks", number),
        "new mark": plural("{number} new mark", "{number} new marks", number),
        "photo": plural("{number} photo", "{number} photos", number),
        "event": plural("{number} event", "{number} events", number),
        "more check": plural("{number} more check", "{number} more checks", number),
    }
    return forms.get(noun) or plural(f"{{number}} {noun}", f"{{number}} {noun}s", number)


def percent(fraction: float) -> Sentence:
    """Return a fraction as whole percent that never rounds to a false 0 % or 100 %."""
    if 0 < fraction < 0.01:
        return sentence("less than 1 %")
    if 0.99 < fraction < 1:
        return sentence("more than 99 %")
    return sentence("{whole} %", whole=f"{fraction:.0%}".rstrip("%"))


def day_in_words(day: date) -> Sentence:
    """Return a day as "31 December 2025"."""
    return sentence(
        "{day} {month} {year}", day=str(day.day), month=_MONTHS[day.month - 1], year=str(day.year)
    )


def short_day(day: date) -> Sentence:
    """Return a day as "31 Dec"."""
    return sentence("{day} {short_month}", day=str(day.day), short_month=_SHORT_MONTHS[day.month - 1])


def short_date(day: date) -> Sentence:
    """Return a day as "31 Dec 2025"."""
    return sentence(
        "{day} {short_month} {year}",
        day=str(day.day), short_month=_SHORT_MONTHS[day.month - 1], year=str(day.year),
    )  # fmt: skip


_MONTHS = (
    sentence("January"),
    sentence("February"),
    sentence("March"),
    sentence("April"),
    sentence("May"),
    sentence("June"),
    sentence("July"),
    sentence("August"),
    sentence("September"),
    sentence("October"),
    sentence("November"),
    sentence("December"),
)
_SHORT_MONTHS = (
    sentence("Jan"),
    sentence("Feb"),
    sentence("Mar"),
    sentence("Apr"),
    sentence("May"),
    sentence("Jun"),
    sentence("Jul"),
    sentence("Aug"),
    sentence("Sep"),
    sentence("Oct"),
    sentence("Nov"),
    sentence("Dec"),
)
