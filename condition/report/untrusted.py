"""Text that came from a file (names, tags, explanations): made safe to show, never interpreted.

Takes any string and returns one printable line. HTML escaping is Jinja2's work (autoescape); this module removes
what escaping leaves alone: terminal control sequences, line breaks and characters that reorder a line.
"""

from __future__ import annotations

import unicodedata

#: Control, format (bidirectional overrides, zero-width), surrogate, private and unassigned characters, line and
#: paragraph separators: Unicode general categories, Unicode Standard Annex 44.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: object, limit: int = 400) -> str:
    r"""Return `text` as one printable line; unsafe characters become visible escapes such as ``\x1b``.

    Parameters
    ----------
    text : object
        Read with `str`.
    limit : int
        Longest result, in characters; longer text ends in an ellipsis.
    """
    raw = str(text)
    line = "".join(_visible(character) for character in raw[: limit + 1])
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if unicodedata.category(character) not in _UNSAFE:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
