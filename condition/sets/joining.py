"""Findings of all pairs of one group -> clusters: the findings that are one mark of the piece.

Two findings are one mark where, carried into the group's reference photo, most of the shorter one runs along the longer one,
or inside its outline (both rims of one scuff). Marks that merely cross do not join, since only a small part of either does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.sets.frames import Frames, Group
from condition.sets.model import ComparedPair
from condition.sets.places import SAMPLES, resample

#: Distance within which two findings lie on each other, as a share of the reference photo's diagonal; the benchmark's own.
TOLERANCE = 0.006
#: Share of the shorter finding that has to lie on the longer one.
SHARED = 0.5

#: What may be new; what both photos of a pair show; what only its before photo shows.
FRESH = frozenset({Verdict.NEW, Verdict.CANNOT_TELL})


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A finding of one pair, carried into the reference photo of its group.

    Attributes
    ----------
    pair : int
        Position in the list of all pairs.
    finding : Finding
        Positions in the pair's whole after photo.
    path : ndarray
        float64 ``(SAMPLES, 2)``, equally spaced, in the reference photo.
    polygon : ndarray
        float64 ``(K, 2)``; its outline there.
    """

    pair: int
    finding: Finding
    path: Points
    polygon: Points


def place(group: Group, pairs: Sequence[ComparedPair], frames: Frames) -> tuple[Placed, ...]:
    """Return every finding of a group's pairs, carried into its reference photo."""
    placed = []
    for number in group.pairs:
        pair = pairs[number]
        for finding in pair.comparison.all_findings:
            whole = pair.whole(finding)
            path, polygon = (
                frames.carry(points, pair.after, group.reference)
                for points in (resample(whole.path, SAMPLES), whole.polygon)
            )
            if np.isfinite(path).all() and np.isfinite(polygon).all():
                placed.append(Placed(number, whole, path, polygon))
    return tuple(placed)


def join(placed: Iterable[Placed], tolerance_px: float) -> tuple[tuple[Placed, ...], ...]:
    """Return clusters of findings that are one mark, in the order of their first findings.

    A finding joins a cluster where it lies on any of its members; of one pair two findings may join, because one mark is often
    found in pieces.
    """
    clusters: list[list[Placed]] = []
    for finding in placed:
        touching = [c for c in clusters if any(lies_on(finding, other, tolerance_px) for other in c)]
        merged = [member for cluster in touching for member in cluster] + [finding]
        clusters = [c for c in clusters if not any(c is t for t in touching)] + [merged]
    return tuple(tuple(cluster) for cluster in clusters)


def lies_on(one: Placed, other: Placed, tolerance_px: float) -> bool:
    """Whether two findings are one mark: most of the shorter runs along the longer, or inside its outline."""
    low = np.maximum(one.path.min(axis=0), other.path.min(axis=0))
    high = np.minimum(one.path.max(axis=0), other.path.max(axis=0))
    reach_px = tolerance_px + max(_width(one), _width(other))
    if (low - high > reach_px).any():
        return False
    short, long = sorted((one, other), key=lambda placed: _extent(placed.path))
    near = distances(short.path, long.path) <= tolerance_px
    return float((near | inside(short.path, long.polygon)).mean()) >= SHARED


def inside(points: Points, polygon: Points) -> NDArray[np.bool_]:
    """Return which of ``(N, 2)`` points lie inside a closed polygon."""
    if len(polygon) < 3:
        return np.zeros(len(points), np.bool_)
    contour = polygon.astype(np.float32)
    return np.array([cv2.pointPolygonTest(contour, (float(x), float(y)), False) >= 0 for x, y in points])


def runs_along(path: Points, line: Points, tolerance_px: float) -> bool:
    """Whether most of a path runs along a line, whichever is longer."""
    return float((distances(path, line) <= tolerance_px).mean()) >= SHARED


def distances(points: Points, line: Points) -> NDArray[np.float64]:
    """Return the distance of each of ``(N, 2)`` points from an open polyline."""
    start, along = line[:-1], np.diff(line, axis=0)
    square = np.maximum((along**2).sum(axis=1), 1e-12)
    offset = points[:, None] - start
    share = np.clip((offset * along).sum(axis=2) / square, 0, 1)
    return np.asarray(np.linalg.norm(offset - share[..., None] * along, axis=2).min(axis=1))


def _width(placed: Placed) -> float:
    """Shorter side of the outline's box, px: how far its rims may lie from each other."""
    return float(np.ptp(placed.polygon, axis=0).min()) if len(placed.polygon) else 0.0


def _extent(path: Points) -> float:
    return float(np.ptp(path, axis=0).max())
