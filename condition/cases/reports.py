"""The reports of a package, made from what lies in it: so that whoever has the package can make them again and compare."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from condition.cases.custody import Line
from condition.cases.model import Case
from condition.cases.page import render_case_pdf, render_page
from condition.cases.pictures import read_pictures
from condition.language import language

HTML, PDF = "case.html", "case.pdf"


def make_reports(
    case: Case, log: Sequence[Line], folder: Path, fingerprint: str, left_out: Collection[str]
) -> dict[str, bytes]:
    """Return name -> bytes of the reports of a package.

    Parameters
    ----------
    case : Case
        As the package tells it.
    log : sequence of Line
        Its custody log.
    folder : Path
        The payload; pictures lie in ``comparisons/NN``.
    fingerprint : str
        Of the key that signs.
    left_out : collection of str
        Tags that the shared photos do not have.
    """
    pictures: dict[str, bytes] = {}
    for comparison in case.comparisons:
        pictures |= read_pictures(folder / "comparisons" / f"{comparison.number:02d}", comparison.number)
    with language("en"):  # what a package holds does not depend on who sealed it
        page = render_page(case, log, pictures, fingerprint=fingerprint, left_out=left_out)
        return {
            HTML: page.encode(),
            PDF: render_case_pdf(case, log, pictures, fingerprint=fingerprint, left_out=left_out),
        }
