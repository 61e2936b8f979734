"""A place of one photo -> what a pair shows there: whether it could be compared, and how much only the after photo shows.

Reads the maps that every comparison carries (`Coverage`): why a pixel was not compared, and the line evidence of what the
after photo has and the before photo has not. On glittering metal there is some evidence everywhere; so a place is held
against the same path moved to places around it, and only what exceeds their median counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, polyline_length
from condition.novelty import Blind
from condition.sets.model import ComparedPair

#: Places looked at along a mark.
SAMPLES = 48
#: How far a path is moved to lie on its evidence, px of the comparison's view: the error of the grid within one after photo,
#: and of the way between two of them; and the step of that search.
SAME_REACH_PX, OTHER_REACH_PX, STEP_PX = 1, 6, 2
#: Directions in which a path is moved away to see what chance gives, and how far, px of the view.
AROUND, AWAY_PX = 12, (20.0, 34.0)


@dataclass(frozen=True, slots=True)
class Look:
    """What a pair shows along a path.

    Attributes
    ----------
    compared : float
        Share of the path that was compared, [0, 1].
    excess : float
        Mean evidence along it that only the after photo shows something, above that of the places around it, [0, 1].
    """

    compared: float
    excess: float


def look(pair: ComparedPair, path: Points, reach_px: int) -> Look:
    """Return what a pair shows along a path of its whole after photo.

    The path is moved by up to `reach_px` to where it finds most, here and at every place around it alike.
    """
    coverage = pair.comparison.coverage
    if coverage is None or coverage.evidence is None:
        return Look(0.0, 0.0)
    at = _places(pair, resample(path, SAMPLES))
    seen = read(coverage.blind, at, Blind.NOT_THE_PIECE) == Blind.COMPARED
    if not seen.any():
        return Look(0.0, 0.0)
    kept = at[seen]
    here = _most(coverage.evidence, kept, reach_px)
    around = [_most(coverage.evidence, kept + move, reach_px) for move in _moves()]
    return Look(float(seen.mean()), max(0.0, here - float(np.median(around))))


def _moves() -> NDArray[np.intp]:
    """Moves away from a place, [row, col], at two distances in turn."""
    angle = 2 * np.pi * np.arange(AROUND) / AROUND
    distance = np.where(np.arange(AROUND) % 2 == 0, *AWAY_PX)
    return np.asarray(np.round(distance[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])), np.intp)


def _most(evidence: NDArray[np.uint8], at: NDArray[np.intp], reach_px: int) -> float:
    """Largest mean evidence along a path, moved by up to the reach, [0, 1]."""
    steps = np.arange(-reach_px, reach_px + 1, min(STEP_PX, max(reach_px, 1)))
    moved = at[None] + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 1, 2)
    found = read(evidence, moved.reshape(-1, 2), 0).reshape(len(moved), -1)
    return float(found.mean(axis=1).max()) / 255


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
