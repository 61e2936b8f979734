"""`Evaluation` -> data frames: pairs, flags, thresholds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from condition.report import typed_frame

if TYPE_CHECKING:
    import pandas as pd

    from condition.evaluation.model import Evaluation

PAIRS: dict[str, str] = {
    "id": "string",
    "comparable": "bool",
    "status": "string",
    "true_marks": "int64",
    "found": "int64",
    "true_flags": "int64",
    "false_flags": "int64",
    "error_median_per_mille": "float64",
    "took_s": "float64",
}
MARKS: dict[str, str] = {
    "id": "string",
    "score": "float64",
    "true": "bool",
    "verdict": "string",
    "kind": "string",
}
THRESHOLDS: dict[str, str] = {
    "threshold": "float64",
    "false_flags_a_pair": "float64",
    "recall": "float64",
    "precision": "float64",
    "clean_pairs_clean": "float64",
}


def _pairs(evaluation: Evaluation) -> pd.DataFrame:
    import numpy as np

    rows = (
        {
            "id": pair.id,
            "comparable": pair.comparable,
            "status": pair.status,
            "true_marks": len(pair.hit_at),
            "found": pair.found,
            "true_flags": len(pair.marks) - pair.false,
            "false_flags": pair.false,
            "error_median_per_mille": None
            if pair.error_per_mille is None
            else float(np.nanmedian(pair.error_per_mille)),
            "took_s": pair.seconds,
        }
        for pair in evaluation.pairs
    )
    return typed_frame(rows, PAIRS)


def _marks(evaluation: Evaluation) -> pd.DataFrame:
    rows = (
        {"id": pair.id, "score": mark.score, "true": mark.true, "verdict": mark.verdict, "kind": mark.kind}
        for pair in evaluation.pairs
        for mark in pair.marks
    )
    return typed_frame(rows, MARKS)


def _thresholds(evaluation: Evaluation) -> pd.DataFrame:
    """One row a score that occurs: what would have been reported from there on."""
    rows = []
    for threshold, false, recall in evaluation.curve:
        figures = evaluation.at(float(threshold)).figures
        rows.append(
            {
                "threshold": threshold,
                "false_flags_a_pair": false,
                "recall": recall,
                "precision": figures.precision,
                "clean_pairs_clean": figures.clean_reported_clean,
            }
        )
    return typed_frame(rows, THRESHOLDS)


FRAMES: dict[str, Callable[[Evaluation], pd.DataFrame]] = {
    "pairs": _pairs,
    "marks": _marks,
    "thresholds": _thresholds,
}
