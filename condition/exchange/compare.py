"""Our marks and a person's -> what was changed: kept, reshaped, renamed, decided otherwise, removed, added.

Two outlines are one mark where they overlap: the share of their common area in the area of both. Pairs of outlines are
taken in the order of that share, so that no mark is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.errors import ExchangeError
from condition.exchange.model import AnnotatedMark, AnnotatedPhoto
from condition.geometry import bounding_box
from condition.report import typed_frame

if TYPE_CHECKING:
    import pandas as pd

#: Share of common area from which two outlines are one mark, and from which a person left the outline as it was.
SAME, KEPT = 0.2, 0.9
#: Thin marks are compared on a grid this many times finer than the pixels.
FINER = 4
CHANGES = ("kept", "reshaped", "renamed", "decided otherwise", "removed", "added")
COLUMNS: dict[str, str] = {
    "id": "string",
    "change": "category",
    "overlap": "float64",
    "kind": "string",
    "corrected_kind": "string",
    "verdict": "string",
    "corrected_verdict": "string",
    "score": "float64",
    "number": "Int64",
    "x_px": "float64",
    "y_px": "float64",
}


@dataclass(frozen=True, slots=True)
class _Match:
    ours: AnnotatedMark | None
    theirs: AnnotatedMark | None
    overlap: float


def corrections(ours: Iterable[AnnotatedPhoto], corrected: Iterable[AnnotatedPhoto]) -> pd.DataFrame:
    """Return one row a mark: what a person did to it.

    Parameters
    ----------
    ours : iterable of AnnotatedPhoto
        What was handed out.
    corrected : iterable of AnnotatedPhoto
        What came back; a photo that did not come back was not looked at, and has no row.

    Returns
    -------
    DataFrame
        ``change`` is one of `CHANGES`, the weightiest that applies; ``overlap`` is common area over joint area.

    Raises
    ------
    ExchangeError
        Where a photo came back that was not handed out, or with another size: then it is another photo.
    """
    known = {photo.id: photo for photo in ours}
    rows: list[dict[str, Any]] = []
    for photo in corrected:
        own = known.get(photo.id)
        if own is None:
            raise ExchangeError(
                f"pair {photo.id!r} came back, and was not handed out; the ids must stay as they are"
            )
        if (own.width, own.height) != (photo.width, photo.height):
            raise ExchangeError(
                f"pair {photo.id!r}: the photo came back with {photo.width} x {photo.height} px, and went out with "
                f"{own.width} x {own.height}; outlines of a resized or turned copy do not fit"
            )
        rows += [_row(photo.id, match) for match in _matches(own.marks, photo.marks)]
    return typed_frame(rows, COLUMNS, {"change": CHANGES})


def _matches(ours: Sequence[AnnotatedMark], theirs: Sequence[AnnotatedMark]) -> list[_Match]:
    """Pair outlines, best overlap first; what is left was removed or added."""
    shares = [(overlap(own, other), i, j) for i, own in enumerate(ours) for j, other in enumerate(theirs)]
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    found = []
    for share, i, j in sorted(shares, key=lambda each: (-each[0], each[1:])):
        if share >= SAME and i in left and j in right:
            found.append((i, _Match(left.pop(i), right.pop(j), share)))
    found += [(i, _Match(mark, None, 0.0)) for i, mark in left.items()]
    found.sort(key=lambda each: each[0])
    return [match for _, match in found] + [_Match(None, mark, 0.0) for mark in right.values()]


def overlap(one: AnnotatedMark, two: AnnotatedMark) -> float:
    """Return the common area of two marks as a share of the area of both, [0, 1]."""
    boxes = np.array([bounding_box(np.concatenate(mark.polygons)) for mark in (one, two)])
    if (boxes[:, :2].max(axis=0) > boxes[:, 2:].min(axis=0) + 1).any():
        return 0.0
    corner = np.floor(boxes[:, :2].min(axis=0)) - 1
    size = np.ceil(boxes[:, 2:].max(axis=0)) + 2 - corner
    first, second = (_filled(mark, corner, size) for mark in (one, two))
    return float((first & second).sum() / max(1, (first | second).sum()))


def _filled(mark: AnnotatedMark, corner: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.bool_]:
    canvas = np.zeros((int(size[1]) * FINER, int(size[0]) * FINER), np.uint8)
    for polygon in mark.polygons:
        cv2.fillPoly(canvas, [np.round((polygon - corner) * FINER).astype(np.int32)], 1)
    return canvas > 0


def _row(pair: str, match: _Match) -> dict[str, Any]:
    ours, theirs = match.ours, match.theirs
    shown = ours or theirs
    assert shown is not None, "a match has at least one side"
    x, y = shown.polygon.mean(axis=0)
    return {
        "id": pair,
        "change": _change(match),
        "overlap": match.overlap if ours and theirs else None,
        "kind": ours.kind if ours else None,
        "corrected_kind": theirs.kind if theirs else None,
        "verdict": ours.verdict if ours else None,
        "corrected_verdict": theirs.verdict if theirs else None,
        "score": ours.score if ours else None,
        "number": ours.number if ours else None,
        "x_px": x,
        "y_px": y,
    }


def _change(match: _Match) -> str:
    ours, theirs = match.ours, match.theirs
    if ours is None or theirs is None:
        return "added" if ours is None else "removed"
    if ours.verdict != theirs.verdict:
        return "decided otherwise"
    if ours.kind != theirs.kind:
        return "renamed"
    return "kept" if match.overlap >= KEPT else "reshaped"
