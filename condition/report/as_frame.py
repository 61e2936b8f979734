"""Comparison -> pandas data frame: one row a mark, units in the column names, a fixed type for every column."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from condition.comparison import Comparison
from condition.measurement import Finding, Grade
from condition.novelty import Kind, Verdict

if TYPE_CHECKING:
    import pandas as pd

#: Columns in order with their pandas types; positions are px of the upright after photo.
COLUMNS: dict[str, str] = {
    "number": "int64",
    "verdict": "category",
    "kind": "category",
    "score": "float64",
    "grade": "category",
    "length_px": "float64",
    "width_px": "float64",
    "area_px2": "float64",
    "length_mm": "float64",
    "length_error_mm": "float64",
    "width_mm": "float64",
    "width_error_mm": "float64",
    "x_px": "float64",
    "y_px": "float64",
    "polarity": "string",
    "shape": "string",
    "strength_sigma": "float64",
    "explanation": "string",
    "smallest_mark_px": "float64",
    "not_ruled_out": "string",
}


def render_frame(comparison: Comparison) -> pd.DataFrame:
    """Return the findings as a data frame with the columns of `COLUMNS`; no marks give no rows, with all columns.

    ``x_px``, ``y_px`` is the middle of the mark; millimetres are NaN where no scale is known; ``not_ruled_out`` holds the
    codes of other explanations that are open or were not checked.

    Raises
    ------
    NotComparable
        Where the photos were not compared: an empty frame would read as "nothing found".
    """
    import pandas as pd

    rows = [_row(finding) for finding in comparison.findings]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {name: kind for name, kind in COLUMNS.items() if kind != "category"}
    )
    levels: dict[str, list[Enum]] = {"verdict": list(Verdict), "kind": list(Kind), "grade": list(Grade)}
    for name, members in levels.items():
        names = [member.name.lower() for member in members]
        frame[name] = pd.Categorical(frame[name], categories=names, ordered=name == "grade")
    return frame


def _row(finding: Finding) -> dict[str, Any]:
    x, y = finding.path.mean(axis=0)
    length, width = finding.length_mm, finding.width_mm
    return {
        "number": finding.number,
        "verdict": finding.verdict.name.lower(),
        "kind": finding.kind.name.lower(),
        "score": finding.score,
        "grade": finding.grade.name.lower(),
        "length_px": finding.length_px,
        "width_px": finding.width_px,
        "area_px2": finding.area_px2,
        "length_mm": length.value if length else None,
        "length_error_mm": length.error if length else None,
        "width_mm": width.value if width else None,
        "width_error_mm": width.error if width else None,
        "x_px": x,
        "y_px": y,
        "polarity": finding.polarity.value,
        "shape": finding.shape.value,
        "strength_sigma": finding.strength_sigma,
        "explanation": finding.explanation,
        "smallest_mark_px": float("nan") if finding.smallest_mark_px is None else finding.smallest_mark_px,
        "not_ruled_out": " ".join(item.code for item in finding.alternatives if not item.ruled_out),
    }
