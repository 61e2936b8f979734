"""The marks of a recorded comparison, read back from its record: those that people decided about, whatever is found today."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np

from condition.cases.model import CaseComparison
from condition.marks import Polarity, Shape
from condition.measurement import Finding, Grade, Measured, length_in_mm, width_in_mm
from condition.novelty import Alternative, AlternativeCode, Kind, Verdict

#: Comparisons whose marks are kept read; a record never changes.
KEPT = 256


def recorded_findings(item: CaseComparison, mm_per_px: Measured | None = None) -> tuple[Finding, ...]:
    """Return the marks of a comparison as they were recorded; empty where the photos were not compared.

    Parameters
    ----------
    item : CaseComparison
        With its record.
    mm_per_px : Measured, optional
        Scale of its after photo: lengths and widths are then also in millimetres.
    """
    rows = json.loads(item.record)["findings"] or ()
    return tuple(_finding(row, mm_per_px) for row in rows)


@lru_cache(maxsize=KEPT)
def recorded_verdicts(record: str) -> dict[int, Verdict]:
    """Return number of a mark -> what the comparison says, from the record of a comparison."""
    rows = json.loads(record)["findings"] or ()
    return {row["number"]: Verdict(row["verdict"]) for row in rows}


def _finding(row: dict[str, Any], mm_per_px: Measured | None) -> Finding:
    return Finding(
        number=row["number"],
        verdict=Verdict(row["verdict"]),
        kind=Kind(row["kind"]),
        score=row["score"],
        shape=Shape(row["shape"]),
        polarity=Polarity(row["polarity"]),
        path=np.array(row["path"], np.float64).reshape(-1, 2),
        polygon=np.array(row["polygon"], np.float64).reshape(-1, 2),
        length_px=row["length_px"],
        width_px=row["width_px"],
        area_px2=row["area_px2"],
        length_mm=length_in_mm(row["length_px"], mm_per_px),
        width_mm=width_in_mm(row["width_px"], mm_per_px),
        strength_sigma=row["strength_sigma"],
        grade=Grade[row["grade"].upper()],
        explanation=row["explanation"],
        evidence=row["evidence"],
        alternatives=tuple(map(_alternative, row.get("alternatives", ()))),
        smallest_mark_px=row.get("smallest_mark_px"),
    )


def _alternative(row: dict[str, Any]) -> Alternative:
    return Alternative(
        AlternativeCode(row["code"]), row["ruled_out"], row["text"], row["measured"], row["limit"]
    )
