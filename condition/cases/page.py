"""A case -> its report, as one HTML page that loads nothing, and as PDF/A-3; both say the same, block by block."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from condition.cases.case_sheet import case_sheet
from condition.cases.custody import Line
from condition.cases.model import Case
from condition.language import html_tag, language, shown
from condition.report import legend, printed_language, render_pdf, sheet

TEMPLATES = Path(__file__).parent / "templates"
_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg": "image/svg+xml"}


def render_page(
    case: Case, log: Sequence[Line], pictures: Mapping[str, bytes] | None = None, *,
    fingerprint: str | None = None, left_out: Collection[str] = (),
) -> str:  # fmt: skip
    """Return the report of a case as one HTML page that loads nothing.

    Parameters
    ----------
    case : Case
        As the store has it.
    log : sequence of Line
        Its custody log.
    pictures : mapping, optional
        ``NN/NAME`` of the pictures of comparison NN -> their bytes; what is missing is left out.
    fingerprint : str, optional
        Of the key that signs the package the page goes into.
    left_out : collection of str
        Tags that the photos shared with the package do not have.
    """
    return _html(case_sheet(case, log, pictures or {}, fingerprint=fingerprint, left_out=left_out))


def render_case_pdf(
    case: Case, log: Sequence[Line], pictures: Mapping[str, bytes] | None = None, *,
    fingerprint: str | None = None, left_out: Collection[str] = (),
) -> bytes:  # fmt: skip
    """Return the report of a case as PDF/A-3, the record of the case attached; parameters as of `render_page`.

    It is dated by the last entry of the log: the same case gives the same bytes.
    """
    with language(printed_language()):
        return render_pdf(case_sheet(case, log, pictures or {}, fingerprint=fingerprint, left_out=left_out))


def _html(content: sheet.Sheet) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: shown(value) if isinstance(value, str) else value,
    )  # fmt: skip
    uris = {name: _uri(data) for name, data in content.pictures.items()}
    styles = {verdict.value: style for verdict, style in legend.STYLES.items()}
    page = environment.get_template("case.html")
    return page.render(sheet=content, uris=uris, styles=styles, kind_of=_kind_of, lang=html_tag())


def _kind_of(block: sheet.Block) -> str:
    return type(block).__name__


def _uri(data: bytes) -> str:
    kind = next(each for start, each in _TYPES.items() if data.startswith(start))
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
