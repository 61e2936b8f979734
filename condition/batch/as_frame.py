"""Records of a batch -> data frames: one row a pair, or one row a mark; types and units do not depend on the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from condition.batch.results import classify
from condition.geometry import as_points
from condition.measurement import Grade
from condition.report import typed_frame

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the pairs in order. Counts are empty where a pair was not compared: 0 would read as "nothing new".
PAIR_COLUMNS: dict[str, str] = {
    "id": "string",
    "result": "category",
    "new": "Int64",
    "cannot_tell": "Int64",
    "already_there": "Int64",
    "gone": "Int64",
    "surest_new": "float64",
    "worst_grade": "category",
    "longest_new_px": "float64",
    "reason": "string",
    "reason_measured": "float64",
    "reason_required": "float64",
    "reason_photo": "string",
    "reason_text": "string",
    "after_width_px": "Int64",
    "after_height_px": "Int64",
    "before_sha256": "string",
    "after_sha256": "string",
    "took_s": "float64",
}
#: Columns of the marks in order; positions are px of the upright after photo.
MARK_COLUMNS: dict[str, str] = {
    "id": "string",
    "number": "Int64",
    "verdict": "category",
    "kind": "category",
    "score": "float64",
    "grade": "category",
    "length_px": "float64",
    "width_px": "float64",
    "x_px": "float64",
    "y_px": "float64",
    "not_ruled_out": "string",
}
RESULTS = ("new", "compared", "not_comparable", "error")
GRADES = tuple(grade.name.lower() for grade in Grade)
LEVELS = {"result": RESULTS, "worst_grade": GRADES}


def pairs_frame(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row a pair with the columns of `PAIR_COLUMNS`.

    ``reason`` and what follows it are those of the first reason: why a pair was refused, or what limits it.
    """
    frame = typed_frame((_pair_row(record) for record in records), PAIR_COLUMNS, LEVELS)
    frame["worst_grade"] = frame["worst_grade"].cat.as_ordered()
    return frame


def marks_frame(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row a mark with the columns of `MARK_COLUMNS`: those called new, then those nobody can tell of."""
    rows = (
        _mark_row(str(record["id"]), found)
        for record in records
        for found in (*record["findings"], *(record.get("cannot_tell") or ()))
    )
    return typed_frame(rows, MARK_COLUMNS)


def _pair_row(record: Mapping[str, Any]) -> dict[str, Any]:
    findings, counts = record["findings"], record.get("counts") or {}
    photos = record.get("photos") or {}
    before, after = photos.get("before") or {}, photos.get("after") or {}
    reason: Mapping[str, Any] = next(iter(record.get("reasons") or ()), {})
    grades = [found["grade"] for found in findings if found.get("grade")]
    return {
        "id": str(record["id"]),
        "result": classify(dict(record)),
        **{verdict: counts.get(verdict) for verdict in ("new", "cannot_tell", "already_there", "gone")},
        "surest_new": max((found["score"] for found in findings), default=None),
        "worst_grade": GRADES[max(grades) - 1] if grades else None,
        "longest_new_px": max((found.get("length_px") or np.nan for found in findings), default=None),
        "reason": reason.get("code"),
        **{f"reason_{key}": reason.get(key) for key in ("measured", "required", "photo", "text")},
        "after_width_px": after.get("width"),
        "after_height_px": after.get("height"),
        "before_sha256": before.get("sha256"),
        "after_sha256": after.get("sha256"),
        "took_s": record.get("seconds"),
    }


def _mark_row(pair: str, found: Mapping[str, Any]) -> dict[str, Any]:
    x, y = as_points(found["polygon"]).mean(axis=0)
    grade = found.get("grade")
    return {
        "id": pair,
        "number": found.get("number"),
        "verdict": found.get("verdict", "new"),
        "kind": found.get("kind"),
        "score": found["score"],
        "grade": GRADES[grade - 1] if grade else None,
        "length_px": found.get("length_px"),
        "width_px": found.get("width_px"),
        "x_px": x,
        "y_px": y,
        "not_ruled_out": " ".join(found.get("not_ruled_out") or ()),
    }
