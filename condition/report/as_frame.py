"""Comparison -> pandas data frame: one row a mark, units in the column names, a fixed type for every column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
#: Every value of the categories, in order: a table has them all, so that two tables can be joined and compared.
LEVELS: dict[str, tuple[str, ...]] = {
    "verdict": tuple(member.name.lower() for member in Verdict),
    "kind": tuple(member.name.lower() for member in Kind),
    "grade": tuple(member.name.lower() for member in Grade),
}
#: Categories that are a scale: ``frame.grade >= "moderate"`` is meant.
ORDERED = frozenset({"grade"})


def render_frame(comparison: Comparison) -> pd.DataFrame:
    """Return the findings as a data frame with the columns of `COLUMNS`; no marks give no rows, with all columns.

    ``x_px``, ``y_px`` is the middle of the mark; millimetres are NaN where no scale is known; ``not_ruled_out`` holds the
    codes of other explanations that are open or were not checked.

    Raises
    ------
    NotComparable
        Where the photos were not compared: an empty frame would read as "nothing found".
    """
    return typed_frame((_row(finding) for finding in comparison.findings), COLUMNS)


def typed_frame(
    rows: Iterable[Mapping[str, Any]],
    columns: Mapping[str, str],
    levels: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return rows as a data frame whose columns and types do not depend on the rows.

    Parameters
    ----------
    rows : iterable of mapping
        Column -> value; None where a value is not known.
    columns : mapping
        Name -> pandas type, in order; a "category" needs its values in `levels` or in `LEVELS`.
    levels : mapping, optional
        Values of the categories that are not those of marks.
    """
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(columns))
    known = {**LEVELS, **(levels or {})}
    for name, kind in columns.items():
        if kind == "category":
            frame[name] = pd.Categorical(frame[name], categories=list(known[name]), ordered=name in ORDERED)
        else:
            frame[name] = frame[name].astype(kind)
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
