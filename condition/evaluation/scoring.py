"""Results and truth -> `Evaluation`, by three rules with one tolerance (8 px, or 0.6 % of the diagonal where that is more).

1. A flag is *false* when less than 30 % of its area lies within the tolerance of a true mark, or of a place where nothing is
   demanded. On a pair that cannot be compared every flag is false.
2. A true mark is *found* from a score on when the flags of that score and more that are not false, widened by the
   tolerance, cover 30 % of it.
3. False flags are counted over all pairs; recall over the marks of comparable pairs.

A thin mark is hard to outline to the pixel, which is why both rules are about shares, and why both are widened. Everything
is done in windows around the marks: a 48 MP photo is never filled for one scratch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.batch import BatchResults, read_results
from condition.errors import ExchangeError
from condition.evaluation.model import Evaluation, Patch, ScoredMark, ScoredPair, TrueMark, TruePair
from condition.evaluation.truth import read_truth

#: Share of a flag that has to lie at a true mark, and share of a true mark that has to be covered.
TRUE_SHARE, HIT_SHARE = 0.30, 0.30

Predictions = str | Path | BatchResults | Iterable[Mapping[str, Any]]


def evaluate(
    predictions: Predictions,
    truth: str | Path | Iterable[TruePair],
    *,
    verdicts: Sequence[str] = ("new",),
    min_contrast: float = 0.0,
) -> Evaluation:
    """Hold the results of a batch against the truth.

    Parameters
    ----------
    predictions : path, BatchResults, or iterable of mapping
        Lines of ``condition batch``, or of another program in the same form.
    truth : path, or iterable of TruePair
        A set (a folder with ``pairs.jsonl``), a list of pairs with ``instances``, or what people drew: a COCO file, or a folder of
        LabelMe files.
    verdicts : sequence of {"new", "cannot_tell"}
        What counts as a flag. With both, the scores below the threshold can be judged as well.
    min_contrast : float
        True marks of less contrast, 8-bit levels, are neither demanded nor false.

    Returns
    -------
    Evaluation
        `figures`, `to_frame()`, `plot()`.

    Raises
    ------
    ExchangeError
        Where the truth cannot be read, or names none of the pairs of the results.
    """
    results = _results(predictions)
    by_id = {str(record["id"]): record for record in results.records}
    pairs = read_truth(truth) if isinstance(truth, str | Path) else truth
    scored, known = [], 0
    for pair in pairs:
        record = by_id.get(pair.id)
        known += record is not None
        scored.append(score_pair(pair, record, verdicts, min_contrast))
    if scored and by_id and not known:
        raise ExchangeError(
            f"{results.name}: none of its {len(by_id)} pairs is in the truth, which has {scored[0].id!r} and "
            f"{len(scored) - 1} more; the ids have to be the same"
        )
    return Evaluation(tuple(scored), results.name)


def _results(predictions: Predictions) -> BatchResults:
    if isinstance(predictions, BatchResults):
        return predictions
    if isinstance(predictions, str | Path):
        return read_results(predictions)
    return BatchResults(tuple(dict(record) for record in predictions))


def score_pair(
    pair: TruePair,
    record: Mapping[str, Any] | None,
    verdicts: Sequence[str] = ("new",),
    min_contrast: float = 0.0,
) -> ScoredPair:
    """Hold one result against the truth of its pair; None where there is no result."""
    wanted = [mark for mark in pair.marks if _is_demanded(mark, min_contrast)]
    status = "missing" if record is None else str(record["status"])
    flags = _flags(record, verdicts) if record is not None and status == "compared" else []
    judged = _judged(pair, flags) if pair.comparable else [(flag, False) for flag in flags]
    judged.sort(key=lambda each: -float(each[0]["score"]))
    true = [flag for flag, is_true in judged if is_true]
    return ScoredPair(
        id=pair.id,
        comparable=pair.comparable,
        status=status,
        clean=not pair.marks,
        marks=tuple(
            ScoredMark(
                float(flag["score"]), is_true, str(flag.get("verdict", "new")), str(flag.get("kind", ""))
            )
            for flag, is_true in judged
        ),
        wanted=tuple(mark.kind for mark in wanted),
        hit_at=tuple(_hit_at(pair, mark, true) for mark in wanted),
        error_per_mille=_errors(pair, record),
        seconds=None if record is None else record.get("seconds"),
    )


def _is_demanded(mark: TrueMark, min_contrast: float) -> bool:
    return not mark.ignore and (mark.contrast is None or mark.contrast >= min_contrast)


def _flags(record: Mapping[str, Any], verdicts: Sequence[str]) -> list[Mapping[str, Any]]:
    """The flags of one result, by what they say."""
    told = [*(record.get("findings") or ()), *(record.get("cannot_tell") or ())]
    return [flag for flag in told if flag.get("verdict", "new") in verdicts]


def _judged(pair: TruePair, flags: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], bool]]:
    """Rule 1."""
    if not flags:
        return []
    near = _near_true(pair)
    judged = []
    for flag in flags:
        patch = fill(flag["polygon"], pair.width, pair.height)
        area = int(patch.pixels.sum())
        inside = int((patch.pixels & _window(near, patch)).sum())
        judged.append((flag, bool(area and inside / area >= TRUE_SHARE)))
    return judged


def _near_true(pair: TruePair) -> NDArray[np.bool_]:
    """Where a flag is not false: every mark and every forgiven place, widened by the tolerance."""
    near = np.zeros((pair.height, pair.width), np.uint8)
    if pair.forgiven is not None:
        near |= pair.forgiven.astype(np.uint8)
    for mark in pair.marks:
        rows, cols = _slices(mark.patch)
        near[rows, cols] |= mark.patch.pixels.astype(np.uint8)
    return cv2.dilate(near, disc(pair.tolerance_px)) > 0


def _hit_at(pair: TruePair, mark: TrueMark, true: Sequence[Mapping[str, Any]]) -> float:
    """Rule 2: the score of the flag with which the mark is covered; -inf where it never is."""
    pixels = mark.patch.pixels
    total = int(pixels.sum())
    covered = np.zeros_like(pixels)
    for flag in true:
        covered |= _widened(flag["polygon"], pair, mark.patch)
        if total and int((covered & pixels).sum()) / total >= HIT_SHARE:
            return float(flag["score"])
    return -math.inf


def _widened(polygon: Any, pair: TruePair, where: Patch) -> NDArray[np.bool_]:
    """A polygon widened by the tolerance, in the window of a mark."""
    reach = pair.tolerance_px
    patch = fill(polygon, pair.width, pair.height)
    rows, cols = where.pixels.shape
    canvas = np.zeros((rows + 2 * reach, cols + 2 * reach), np.uint8)
    # offset of the polygon's window in a canvas that reaches beyond the mark's window on all sides
    top, left = patch.top - where.top + reach, patch.left - where.left + reach
    _paste(canvas, patch.pixels, top, left)
    if not canvas.any():
        return np.zeros(where.pixels.shape, bool)
    return np.asarray(cv2.dilate(canvas, disc(reach))[reach : reach + rows, reach : reach + cols] > 0)


def _paste(canvas: NDArray[np.uint8], pixels: NDArray[np.bool_], top: int, left: int) -> None:
    """Draw pixels into a canvas at (top, left), which may lie outside; in place."""
    first_row, first_col = max(0, top), max(0, left)
    last_row = min(canvas.shape[0], top + pixels.shape[0])
    last_col = min(canvas.shape[1], left + pixels.shape[1])
    if first_row < last_row and first_col < last_col:
        part = pixels[first_row - top : last_row - top, first_col - left : last_col - left]
        canvas[first_row:last_row, first_col:last_col] |= part.astype(np.uint8)


def fill(polygon: Any, width: int, height: int) -> Patch:
    """Return the pixels of a polygon with its border, clipped to the photo; none where a corner is no number."""
    corners = np.asarray(polygon, np.float64).reshape(-1, 2)
    if len(corners) == 0 or not np.isfinite(corners).all():
        return Patch(0, 0, np.zeros((0, 0), bool))
    points = np.round(corners).astype(np.int32)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    if left < 0 or top < 0 or right >= width or bottom >= height:
        # clipped as OpenCV clips, on a canvas of the whole photo
        left, top, right, bottom = 0, 0, width - 1, height - 1
    canvas = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    placed = points - np.array([left, top], np.int32)
    cv2.fillPoly(canvas, [placed], 1)
    cv2.polylines(canvas, [placed], True, 1, 1)
    return Patch(int(left), int(top), canvas > 0)


def disc(reach: int) -> NDArray[np.uint8]:
    """Return the element that widens by `reach` px in all directions."""
    side = 2 * reach + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _slices(patch: Patch) -> tuple[slice, slice]:
    rows, cols = patch.pixels.shape
    return slice(patch.top, patch.top + rows), slice(patch.left, patch.left + cols)


def _window(picture: NDArray[np.bool_], patch: Patch) -> NDArray[np.bool_]:
    return picture[_slices(patch)]


def _errors(pair: TruePair, record: Mapping[str, Any] | None) -> NDArray[np.float64] | None:
    """Error of alignment at every point; nan where the result could not carry it."""
    carried = None if record is None else record.get("points_after")
    if pair.points is None or carried is None:
        return None
    got = np.array(
        [[math.nan if value is None else value for value in point] for point in carried], np.float64
    )
    return np.asarray(
        np.linalg.norm(got - pair.points[:, 2:4], axis=1) / math.hypot(pair.height, pair.width) * 1000
    )
