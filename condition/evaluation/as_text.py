"""Figures -> labelled numbers: for the terminal, for a notebook, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from condition.evaluation.figures import Figures

LABELS = {
    "pairs": "pairs",
    "marks": "true marks",
    "recall": "true marks found",
    "fppi": "false flags a pair",
    "precision": "flags that are true",
    "cpm": "CPM (mean recall at 1/8 to 8 false flags a pair)",
    "clean_reported_clean": "clean pairs reported clean",
    "damaged_pairs_flagged": "pairs with new marks flagged",
    "refused": "not comparable: refused",
    "wrongly_refused": "comparable: wrongly refused",
    "missing_or_error": "without a result",
    "error_median_per_mille": "error of alignment, median, 1/1000 of the diagonal",
    "aligned": "points aligned within 5/1000",
    "seconds_median": "seconds a pair, median",
}


def rows_of(figures: Figures) -> list[tuple[str, str]]:
    """Return label and value of every figure that says something; "–" where nothing of the kind was there."""
    rows = [(label, _said(getattr(figures, name))) for name, label in LABELS.items()]
    levels = [
        (f"recall at {level:g} false flags a pair", _said(recall)) for level, recall in figures.froc.items()
    ]
    return [*rows[:6], *(levels if figures.marks else []), *(row for row in rows[6:] if row[1] != "–")]


def record_of(figures: Figures) -> dict[str, Any]:
    """Return the figures as JSON has them: the levels of the FROC are texts."""
    return {**asdict(figures), "froc": {f"{level:g}": recall for level, recall in figures.froc.items()}}


def _said(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3g}"
