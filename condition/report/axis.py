"""The days of a time line -> places on a horizontal axis: days on which something can have happened, others folded.

A dispute has minutes that matter on one day and weeks in which nothing happens. So days that no interval touches are
folded into a narrow gap that says how many they are, and inside the others time runs evenly. Order is kept: of two
moments the later is never further left.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from condition.language import _, columns_of, ngettext, shown
from condition.phrases import short_day

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)
#: A gap of so few days is shown rather than folded.
SHOWN_GAP_DAYS = 1
#: From so many days in a row on, each takes less room: a month or a year is one statement, not thirty or 365.
EVEN_DAYS = 4
#: Share of the axis that all folds together may take.
FOLDED_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Block:
    """Days in a row, from `first` to `last`, and their place: from `left`, `width` wide, both px."""

    first: date
    last: date
    start: datetime
    end: datetime
    left: float
    width: float

    @property
    def right(self) -> float:
        """Right end, px."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Tick:
    """Words under or over the axis, centred on `x` px."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Blocks of days from left to right, with folds between them.

    Attributes
    ----------
    blocks : tuple of Block
        Never empty.
    zone : tzinfo
        The days are days of this zone.
    """

    blocks: tuple[Block, ...]
    zone: tzinfo

    def place(self, moment: datetime) -> float:
        """Return where a moment lies, px; before the first and after the last block, at its end."""
        number = max(0, bisect_right([block.start for block in self.blocks], moment) - 1)
        block = self.blocks[number]
        share = (moment - block.start) / (block.end - block.start)
        return block.left + block.width * min(max(share, 0.0), 1.0)

    def days(self, block: Block) -> list[tuple[date, float, float]]:
        """Return every day of a block with its left and right end, px."""
        days = [block.first + DAY * i for i in range((block.last - block.first).days + 1)]
        edges = [*(self.place(_midnight(day, self.zone)) for day in days), block.right]
        return [(day, *ends) for day, ends in zip(days, pairwise(edges), strict=True)]

    def day_ticks(self, char_px: float) -> list[Tick]:
        """Return the dates that fit without touching each other, `char_px` a character: each day, or from - to."""
        wanted = []
        for block in self.blocks:
            days = self.days(block)
            each = [Tick((left + right) / 2, day_words(day)) for day, left, right in days]
            whole = Tick(
                (block.left + block.right) / 2, f"{day_words(block.first)} – {day_words(block.last)}"
            )
            if all(_width(tick, char_px) <= block.width / len(days) for tick in each):
                wanted += each
            else:
                wanted.append(whole if len(days) > 1 and _width(whole, char_px) <= block.width else each[0])
        return self._apart(wanted, char_px)

    def year_ticks(self, char_px: float) -> list[Tick]:
        """Return the year at the first day, and wherever another one begins."""
        first: dict[int, Tick] = {}
        for day, left, right in (each for block in self.blocks for each in self.days(block)):
            first.setdefault(day.year, Tick((left + right) / 2, str(day.year)))
        return self._apart(list(first.values()), char_px)

    def fold_ticks(self, char_px: float) -> list[Tick]:
        """Return how much time each fold hides, where the words fit into it."""
        found = []
        for one, two in pairwise(self.blocks):
            room = two.left - one.right
            for text in _span_words((two.first - one.last).days - 1):
                tick = Tick((one.right + two.left) / 2, text)
                if _width(tick, char_px) <= room:
                    found.append(tick)
                    break
        return found

    def _apart(self, ticks: Sequence[Tick], char_px: float) -> list[Tick]:
        """Keep ticks inside the axis, and leave out every one that would touch the one before it."""
        kept: list[Tick] = []
        end = -math.inf
        for tick in ticks:
            half = _width(tick, char_px) / 2
            x = min(max(tick.x, self.blocks[0].left + half), self.blocks[-1].right - half)
            if x - half >= end:
                kept.append(Tick(x, tick.text))
                end = x + half
        return kept


def build_axis(spans: Sequence[Span], zone: tzinfo, left: float, width: float, fold: float) -> Axis:
    """Return the axis of some intervals.

    Parameters
    ----------
    spans : sequence of (datetime, datetime)
        Earliest and latest moment, UTC; at least one.
    zone : tzinfo
        Whose days are shown.
    left, width : float
        Place of the axis, px.
    fold : float
        Width of a fold, px; less where there are many.
    """
    runs = _runs(
        [(_day(first, zone), _day(max(first, last - datetime.resolution), zone)) for first, last in spans]
    )
    weights = [_weight((last - first).days + 1) for first, last in runs]
    folds = len(runs) - 1
    fold = min(fold, FOLDED_SHARE * width / max(folds, 1))
    unit = (width - fold * folds) / sum(weights)
    blocks = []
    for (first, last), weight in zip(runs, weights, strict=True):
        start, end = _midnight(first, zone), _midnight(last + DAY, zone)
        blocks.append(Block(first, last, start, end, left, weight * unit))
        left += weight * unit + fold
    return Axis(tuple(blocks), zone)


def day_words(day: date) -> str:
    """Return a day as "31 Dec"."""
    return shown(short_day(day))


def _runs(days: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Join stretches of days that overlap, touch, or lie a day apart."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(days):
        if joined and (first - joined[-1][1]).days - 1 <= SHOWN_GAP_DAYS:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _weight(days: int) -> float:
    return days if days <= EVEN_DAYS else EVEN_DAYS + math.log2(days / EVEN_DAYS)


def _day(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment, a day inside the years that `date` can hold."""
    try:
        day = moment.astimezone(zone).date()
    except OverflowError:
        day = moment.date()
    return min(max(day, date.min + 2 * DAY), date.max - 2 * DAY)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _width(tick: Tick, char_px: float) -> float:
    """Width of a text and the space around it, px."""
    return (columns_of(tick.text) + 1) * char_px


def _span_words(days: int) -> tuple[str, ...]:
    """Return how long a fold is, the longest words first."""
    if days < 365:
        return ngettext("{number} day", "{number} days", days), _("{days} d", days=days)
    years = days / 365.25
    return ngettext("{number} year", "{number} years", round(years)), _("{years:.0f} y", years=years)
