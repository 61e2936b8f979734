"""Widths of text in columns, and lines of at most so many: signs of Chinese take two columns and need no space to break at."""

from __future__ import annotations

import re
import textwrap
import unicodedata

#: A sign that takes two columns, with the closing signs that must not begin a line; or a word; or spaces.
_WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]"
_CLOSING = r"[，。；：！？、）》」』”’％)\].,;:!?]"
_TOKEN = re.compile(rf"{_WIDE}{_CLOSING}*|\s+|(?:(?!{_WIDE})\S)+{_CLOSING}*")


def columns_of(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap(
    text: str,
    width: int,
    first: str = "",
    below: str = "",
    max_lines: int | None = None,
    placeholder: str = " …",
) -> list[str]:
    """Return lines of at most `width` columns, as `textwrap.wrap` does for scripts that part words by spaces.

    Parameters
    ----------
    text : str
        One paragraph.
    width : int
        Columns.
    first, below : str
        What the first line and all others begin with.
    max_lines : int, optional
        What does not fit is replaced by `placeholder`.
    """
    if columns_of(text) == len(text):
        return textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=below, max_lines=max_lines, placeholder=placeholder
        )  # fmt: skip
    lines, line = [], first
    for token in _TOKEN.findall(text):
        if columns_of(line + token.rstrip()) > width and line.strip() and line not in (first, below):
            lines.append(line.rstrip())
            line = below + token.lstrip()
        else:
            line += token
    lines.append(line.rstrip())
    if max_lines is not None and len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], lines[max_lines - 1][: -len(placeholder)] + placeholder]
    return lines
