"""A case -> one HTML page for a person: what it is about, what was found, who decided what, and its custody log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from condition.cases.custody import Line, parse_body
from condition.cases.model import Case, CaseComparison
from condition.report import printable

TEMPLATES = Path(__file__).parent / "templates"
VERDICT_WORDS = {
    "new": "new", "already_there": "already there", "gone": "gone", "no_mark": "no mark", "cannot_tell": "cannot tell",
}  # fmt: skip


def render_page(case: Case, log: Sequence[Line], fingerprint: str | None = None) -> str:
    """Return the page of a case, one HTML file that loads nothing.

    Parameters
    ----------
    case : Case
        As the store has it.
    log : sequence of Line
        Its custody log.
    fingerprint : str, optional
        Of the key that signs the package the page goes into.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    environment.filters["printable"] = printable
    entries = [body for line in log if (body := parse_body(line.body)) is not None]
    answers = [(comparison, _marks(case, comparison)) for comparison in case.comparisons]
    return environment.get_template("case.html").render(
        case=case, log=entries, answers=answers, fingerprint=fingerprint, words=VERDICT_WORDS
    )


def _marks(case: Case, comparison: CaseComparison) -> list[dict[str, Any]]:
    """Every mark of a comparison with the decision that stands about it."""
    findings = json.loads(comparison.record)["findings"] or []
    return [
        {**finding, "decision": case.decision_on(comparison.number, finding["number"])}
        for finding in findings
    ]
