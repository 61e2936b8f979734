"""A place of one photo -> what a pair shows there: whether it could be compared, and how much only the after photo shows.

Reads the maps that every comparison carries (`Coverage`): why a pixel was not compared, and the line evidence of what the
after photo has and the before photo has not.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, polyline_length
from condition.novelty import Blind
from condition.sets.model import ComparedPair

#: Places looked at along a mark.
SAMPLES = 48
#: Reach around a place, px of the comparison's view: the alignment's error within one after photo, and between two of them.
SAME_REACH_PX, OTHER_REACH_PX = 3, 6


@dataclass(frozen=True, slots=True)
class Look:
    """What a pair shows along a path.

    Attributes
    ----------
    compared : float
        Share of the path that was compared, [0, 1].
    excess : float
        Mean evidence along that share that only the after photo shows something, [0, 1].
    """

    compared: float
    excess: float


def look(pair: ComparedPair, path: Points, reach_px: int) -> Look:
    """Return what a pair shows along a path of its whole after photo."""
    coverage = pair.comparison.coverage
    if coverage is None or coverage.evidence is None:
        return Look(0.0, 0.0)
    at = _places(pair, resample(path, SAMPLES))
    seen = read(coverage.blind, at, Blind.NOT_THE_PIECE) == Blind.COMPARED
    if not seen.any():
        return Look(0.0, 0.0)
    excess = read(_widened(coverage.evidence, at, reach_px), at, 0)[seen].astype(np.float64) / 255
    return Look(float(seen.mean()), float(excess.mean()))


def compared_at(pair: ComparedPair, points: Points) -> NDArray[np.bool_]:
    """Return at which ``(N, 2)`` points of its whole after photo a pair was compared."""
    coverage = pair.comparison.coverage
    if coverage is None:
        return np.zeros(len(points), np.bool_)
    return np.asarray(read(coverage.blind, _places(pair, points), Blind.NOT_THE_PIECE) == Blind.COMPARED)


def read(values: NDArray[np.uint8], at: NDArray[np.intp], beyond: int) -> NDArray[np.uint8]:
    """Return the values at ``(N, 2)`` of [row, col]; `beyond` outside the map."""
    inside = ((at >= 0) & (at < values.shape)).all(axis=1)
    found = np.full(len(at), beyond, np.uint8)
    found[inside] = values[at[inside, 0], at[inside, 1]]
    return found


def resample(path: Points, count: int) -> Points:
    """Return `count` points at equal distances along an open polyline; a single point is repeated."""
    if polyline_length(path) <= 0:
        return np.repeat(path[:1], count, axis=0)
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    along = np.linspace(0.0, run[-1], count)
    return np.column_stack([np.interp(along, run, path[:, k]) for k in (0, 1)])


def _places(pair: ComparedPair, points: Points) -> NDArray[np.intp]:
    """[row, col] on the grid of a pair's coverage; far outside where a point is unknown."""
    coverage = pair.comparison.coverage
    assert coverage is not None, "the caller has looked"
    xy = (points - pair.after_corner + 0.5) * coverage.scale - 0.5 - np.array(coverage.origin)
    known = np.where(np.isfinite(xy), xy, -1e6).clip(-1e6, 1e6)
    return np.round(known[:, ::-1]).astype(np.intp)


def _widened(evidence: NDArray[np.uint8], at: NDArray[np.intp], reach_px: int) -> NDArray[np.uint8]:
    """Maximum over the reach; only the rows and columns around the places are worked on."""
    rim = reach_px + 1
    low = np.clip(at.min(axis=0) - rim, 0, evidence.shape)
    high = np.clip(at.max(axis=0) + rim + 1, 0, evidence.shape)
    out = np.zeros_like(evidence)
    if (high <= low).any():
        return out
    part = (slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1])))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach_px + 1, 2 * reach_px + 1))
    out[part] = cv2.dilate(evidence[part], kernel)
    return out
