"""How a summary is laid out on a terminal: its width, wrapped and titled blocks, colours with or without ANSI."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from condition.language import columns_of, shown, wrap
from condition.novelty import Verdict
from condition.report.untrusted import printable

#: Columns of the text; terminals are at least this wide.
WIDTH = 80
INDENT = "  "
VERDICT_COLOURS = {
    Verdict.NEW: "red",
    Verdict.CANNOT_TELL: "yellow",
    Verdict.ALREADY_THERE: "dim",
    Verdict.GONE: "dim",
}

Paint = Callable[[str, str], str]
_SGR = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}


def painter(colour: bool) -> Paint:
    """Return what paints a text in a style; without colour it leaves every text as it is."""
    return _coloured if colour else _plain


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m"


def _plain(text: str, style: str) -> str:
    return text


def wrapped(text: str, first: str = INDENT, below: int | None = None) -> str:
    """Wrap a text that may hold anything, made printable; what follows stands below its first words, or at `below`."""
    indent = columns_of(first) if below is None else below
    return "\n".join(wrap(printable(shown(text), 2000), WIDTH, first, " " * indent))


def titled(title: str, lines: Iterable[str], paint: Paint) -> str:
    """Return a title in bold over its lines."""
    return "\n".join([paint(title, "bold"), *lines])
