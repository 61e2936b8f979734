"""The Jinja2 environment of everything that is markup: autoescape on, and a missing name is an error."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from condition.language import _, html_tag, ngettext, shown
from condition.measurement import GRADE_TABLE
from condition.novelty import Verdict
from condition.report import inline, words
from condition.report.legend import ORDER, STYLES
from condition.report.untrusted import printable

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment, with the words and looks that the templates share."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "svg"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,  # whatever sentence a page holds, it is in the reader's language
    )
    environment.filters.update(
        printable=lambda text, limit=400: tight(printable(shown(text), limit)),
        percent=lambda fraction: tight(words.percent(fraction)),
        px=lambda value: tight(words.pixels(value)),
        mm=lambda value: tight(words.millimetres(value)),
        label=words.evidence_label,
        tight=tight,
    )
    environment.globals.update(
        _=_,
        ngettext=ngettext,
        html_tag=html_tag,
        shown=shown,
        words=words,
        grades=GRADE_TABLE,
        styles=STYLES,
        order=ORDER,
        glyph_data=inline.glyph_data,
        Verdict=Verdict,
    )
    return environment


def tight(text: str) -> str:
    """Return a text whose numbers stay on one line with their units."""
    return re.sub(r"(?<=\d) (?=(?:px|mm|s)\b|%)", "\N{NO-BREAK SPACE}", shown(text))
