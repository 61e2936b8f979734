"""The words of the canvas: collected from its page and its script, for the catalogues and for the visitor's browser."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from condition.language import DECIMAL_COMMA, current, sentence, shown

ASSETS = Path(__file__).parent / "assets" / "canvas"
#: Attributes that a person reads or hears.
NAMED = ("aria-label", "aria-roledescription", "title")
_SAID = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)+)"')
_WORDS = re.compile(r"[A-Za-z]{2}")


class _Page(HTMLParser):
    """Collects texts and names of a page, each on one line; keys of the keyboard are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._in_key = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_key = tag == "kbd"
        self.words += [value for name, value in attrs if name in NAMED and value]

    def handle_endtag(self, tag: str) -> None:
        self._in_key = False

    def handle_data(self, data: str) -> None:
        if not self._in_key:
            self.words.append(" ".join(data.split()))


@lru_cache(maxsize=1)
def canvas_sentences() -> tuple[str, ...]:
    """Return every sentence of the canvas, in English."""
    page = _Page()
    page.feed((ASSETS / "canvas.html").read_text(encoding="utf-8"))
    said = [text for path in sorted(ASSETS.glob("*.js")) for text in _SAID.findall(path.read_text("utf-8"))]
    return tuple(dict.fromkeys(text for text in (*page.words, *said) if _WORDS.search(text)))


def canvas_words() -> dict[str, str]:
    """Return the sentences of the canvas in the active language by the English ones; empty for English."""
    if current() == "en":
        return {}
    words = {text: shown(sentence(text)) for text in canvas_sentences()}
    return words | ({".": ","} if current() in DECIMAL_COMMA else {})
