"""One pair's outcome -> one line of the results: the only place that knows the line format.

The format is the contract of other programs; within a schema number there are only additions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from condition.comparison import COMPARED, Comparison
from condition.geometry import Points
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.photo import Photo
from condition.reasons import Reason
from condition.version import __version__

SCHEMA = 1
ERROR = "error"

#: Decimals of positions and sizes in px; a hundredth is finer than any registration here.
DECIMALS_PX = 2


def compared_record(
    pair_id: str, comparison: Comparison, points: NDArray[np.floating[Any]] | None, seconds: float
) -> dict[str, Any]:
    """Return the record of a pair that was compared or refused.

    Parameters
    ----------
    pair_id : str
        Id of the pair in the list.
    comparison : Comparison
        Its result.
    points : ndarray or None
        ``(N, 2+)``; x, y in px of the before photo, to be carried into the after photo.
    seconds : float
        Wall time of the comparison, reading included.
    """
    return {
        **_head(pair_id, comparison.status, [_reason(reason) for reason in comparison.reasons]),
        "photos": {"before": _photo(comparison.before), "after": _photo(comparison.after)},
        "findings": _findings(comparison, Verdict.NEW),
        "cannot_tell": _findings(comparison, Verdict.CANNOT_TELL),
        "counts": _counts(comparison),
        "points_after": _points_after(comparison, points),
        "seconds": round(seconds, 3),
        "stages": {stage: round(took, 3) for stage, took in comparison.seconds.items()},
    }


def error_record(pair_id: str, code: str, text: str, seconds: float) -> dict[str, Any]:
    """Return the record of a pair that could not be compared because of an error, with what to do about it."""
    reason = {"code": code, "text": text, "measured": None, "required": None, "photo": None}
    return {
        **_head(pair_id, ERROR, [reason]),
        "photos": None,
        "findings": [],
        "cannot_tell": [],
        "counts": None,
        "points_after": None,
        "seconds": round(seconds, 3),
        "stages": {},
    }


def error_code(error: BaseException) -> str:
    """Return the code of an exception: ``UnreadablePhoto`` gives ``UNREADABLE_PHOTO``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).upper()


def render_line(record: dict[str, Any]) -> str:
    """Return the record as one line of JSON, without the line feed."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _head(pair_id: str, status: str, reasons: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "version": __version__,
        "id": pair_id,
        "status": status,
        "reasons": reasons,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": str(reason.code),
        "text": reason.text,
        "measured": _finite(reason.measured),
        "required": _finite(reason.required),
        "photo": reason.photo,
    }


def _photo(photo: Photo) -> dict[str, Any]:
    """Which photo it was, by its bytes, and its upright size."""
    return {"name": photo.name, "sha256": photo.sha256, "width": photo.width, "height": photo.height}


def _findings(comparison: Comparison, verdict: Verdict) -> list[dict[str, Any]]:
    return [_finding(finding) for finding in comparison.all_findings if finding.verdict is verdict]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "polygon": _rounded(finding.polygon),
        "score": round(float(finding.score), 4),
        "kind": str(finding.kind),
        "verdict": str(finding.verdict),
        "length_px": round(float(finding.length_px), DECIMALS_PX),
        "width_px": round(float(finding.width_px), DECIMALS_PX),
        "grade": int(finding.grade),
        "number": finding.number,
        "not_ruled_out": [str(item.code) for item in finding.alternatives if not item.ruled_out],
    }


def _counts(comparison: Comparison) -> dict[str, int] | None:
    """Return the number of marks by verdict; None where a refused pair has none to count."""
    if comparison.status != COMPARED:
        return None
    verdicts = [finding.verdict for finding in comparison.findings]
    return {str(verdict): verdicts.count(verdict) for verdict in Verdict}


def _points_after(
    comparison: Comparison, points: NDArray[np.floating[Any]] | None
) -> list[list[float | None]] | None:
    """Carry the points; [null, null] where the mapping ends or leaves the after photo."""
    if points is None or comparison.alignment is None:
        return None
    carried = comparison.alignment.to_after(points[:, :2].astype(np.float64))
    return [
        [float(x), float(y)] if seen else [None, None]
        for (x, y), seen in zip(carried.round(DECIMALS_PX), _inside(carried, comparison), strict=True)
    ]


def _inside(points: Points, comparison: Comparison) -> NDArray[np.bool_]:
    """Which points lie on a pixel of the after photo; comparisons with nan are False."""
    x, y = points.T
    width, height = comparison.after.width, comparison.after.height
    return np.asarray((x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5))


def _rounded(points: Iterable[Iterable[float]]) -> list[list[float]]:
    return [[round(float(value), DECIMALS_PX) for value in point] for point in points]


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
