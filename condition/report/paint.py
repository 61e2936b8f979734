"""Colours of a terminal: a text and the name of a style -> the text with or without ANSI colours."""

from __future__ import annotations

from collections.abc import Callable

Paint = Callable[[str, str], str]
_SGR = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}


def painter(colour: bool) -> Paint:
    """Return what paints a text in a style; without colour it leaves every text as it is."""
    return _coloured if colour else _plain


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m"


def _plain(text: str, style: str) -> str:
    return text
