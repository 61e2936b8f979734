"""Time line -> lines for a terminal: when as written, what, who says so; doubts below what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from condition.language import _, shown, wrap
from condition.report import words
from condition.report.paint import Paint, painter
from condition.report.times import doubts, span_words
from condition.report.untrusted import printable
from condition.timeline import Check, LineEntry, Severity, line_zone

#: Columns of all, and of the time as written with the sign before it.
WIDTH, WHEN = 80, 31
SIGNS = {Severity.CONTRADICTION: "!! ", Severity.CAUTION: "!  "}
COLOURS = {Severity.CONTRADICTION: "red", Severity.CAUTION: "yellow"}


def render_line(entries: Sequence[LineEntry], colour: bool = False) -> str:
    """Return the time line, earliest first; empty where it has no entry.

    Parameters
    ----------
    entries : sequence of LineEntry
        In order.
    colour : bool
        Whether to use ANSI colours.
    """
    if not entries:
        return ""
    paint = painter(colour)
    zone, zone_words = line_zone(entries)
    lines = [paint(_("Time line"), "bold") + _(" (where a span is told: {zone})", zone=zone_words)]
    for entry, doubted in zip(entries, doubts(entries), strict=True):
        lines += _entry(entry, zone, doubted, paint)
    return "\n".join(lines)


def _entry(
    entry: LineEntry, zone: tzinfo, doubted: Sequence[tuple[Check, str]], paint: Paint
) -> Iterator[str]:
    heavy = entry.severity
    sign = "   " if heavy is None else paint(SIGNS[heavy], COLOURS[heavy])
    first, *rest = _wrapped(f"{shown(entry.label)} – {entry.source}")
    yield f"{sign}{printable(entry.said, WHEN):<{WHEN - 3}}{first}"
    if not entry.zone:
        rest += _wrapped(f"{shown(entry.basis)}, {span_words(entry, zone)}")
    yield from (" " * WHEN + line for line in rest)
    for check, text in doubted:
        name = words.SEVERITY_NAMES[check.severity]
        first, *rest = _wrapped(f"{name}: {text}")
        yield " " * WHEN + paint(name, COLOURS[check.severity]) + first[len(name) :]
        yield from (" " * WHEN + line for line in rest)


def _wrapped(text: str) -> list[str]:
    return wrap(printable(text), WIDTH - WHEN)
