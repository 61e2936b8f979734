"""Which findings lie in regions that a person left out: findings and outlines in, numbers out. No finding is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from condition.geometry import Points, as_points
from condition.measurement.model import Finding

#: Share of a mark's outline that has to lie in a region, so that the mark is left out with it.
SHARE_WITHIN = 0.5


def findings_within(findings: Iterable[Finding], regions: Sequence[ArrayLike]) -> frozenset[int]:
    """Return the numbers of the findings that lie in one of the regions with half of their outline or more.

    Parameters
    ----------
    findings : iterable of Finding
        Of one comparison.
    regions : sequence of array_like
        Outlines ``(N, 2)``, x and y in px of the after photo; closed by themselves.
    """
    outlines = [as_points(region).astype(np.float32) for region in regions]
    return frozenset(
        finding.number
        for finding in findings
        if any(_share_inside(finding.polygon, outline) >= SHARE_WITHIN for outline in outlines)
    )


def _share_inside(points: Points, outline: NDArray[np.float32]) -> float:
    inside = [cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0 for x, y in points]
    return sum(inside) / max(1, len(inside))
