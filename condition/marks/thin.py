"""A region -> its skeleton, and the longest path along it.

Both are short of what SciPy and scikit-image offer, and are here because loading those two takes half a second of the four in
which a comparison should be done. `tests/marks/test_thin.py` holds them to scikit-image's answer.

References
----------
.. [1] Guo, Hall, "Parallel thinning with two-subiteration algorithms", Comm. ACM 32(3), 1989. doi:10.1145/62065.62074
.. [2] Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959.
"""

from __future__ import annotations

from functools import cache
from heapq import heappop, heappush
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

#: Neighbours (row, column) clockwise from the one above, as in [1]_, and the weight of each in a neighbourhood's code.
AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
Node = tuple[int, int]


def skeleton(region: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the region thinned to lines one pixel wide, bool ``(h, w)`` [1]_."""
    weights, staying = _tables()
    left = np.pad(region, 1).astype(np.uint8)
    while True:
        before = cv2.countNonZero(left)
        for table in staying:
            code = cv2.filter2D(left, cv2.CV_8U, weights, borderType=cv2.BORDER_CONSTANT)
            left &= np.asarray(cv2.LUT(code, table), np.uint8)
        if cv2.countNonZero(left) == before:
            return left[1:-1, 1:-1].astype(np.bool_)


@cache
def _tables() -> tuple[NDArray[np.float32], tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Weights that turn a neighbourhood into a code, and for both half steps what stays (1) by code."""
    weights = np.zeros((3, 3), np.float32)
    for bit, (row, col) in enumerate(AROUND):
        weights[row + 1, col + 1] = 1 << bit
    # p2 to p9 of [1]_
    above, ne, right, se, below, sw, left, nw = (np.arange(256) >> bit & 1 == 1 for bit in range(8))
    crossings = sum(
        (~side & (corner | following)).astype(int)
        for side, corner, following in (
            (above, ne, right), (right, se, below), (below, sw, left), (left, nw, above),
        )
    )  # fmt: skip
    odd = sum(pair.astype(int) for pair in (nw | above, ne | right, se | below, sw | left))
    even = sum(pair.astype(int) for pair in (above | ne, right | se, below | sw, left | nw))
    fewest = np.minimum(odd, even)
    may_go = (crossings == 1) & (fewest >= 2) & (fewest <= 3)
    first = may_go & ~((above | ne | ~se) & right)
    second = may_go & ~((below | sw | ~nw) & left)
    return weights, ((~first).astype(np.uint8), (~second).astype(np.uint8))


def longest_path(lines: NDArray[np.bool_]) -> list[Node]:
    """Return the longest of the shortest paths along the lines, as (column, row) of its pixels.

    The far end of the far end of the first pixel: the longest path of a tree, close to it where there are loops.
    """
    width = lines.shape[1] + 2  # a rim, so that a step never leaves the picture
    pixels = np.flatnonzero(np.pad(lines, 1)).tolist()
    if not pixels:
        return []
    steps = [(down * width + across, hypot(down, across)) for down, across in AROUND]
    reach, _ = _distances(pixels[0], set(pixels), steps)
    first = _farthest(reach)
    reach, before = _distances(first, set(pixels), steps)
    at = _farthest(reach)
    path = []
    while at >= 0:
        path.append((at % width - 1, at // width - 1))
        at = before[at]
    return path


def _farthest(reach: dict[int, float]) -> int:
    """The pixel with the largest distance; the first in reading order of several."""
    return min(reach, key=lambda pixel: (-reach[pixel], pixel))


def _distances(
    start: int, pixels: set[int], steps: list[tuple[int, float]]
) -> tuple[dict[int, float], dict[int, int]]:
    """Distance of every pixel that is joined to the start [2]_, and the pixel before it on the way, -1 for the start."""
    reach: dict[int, float] = {}
    before: dict[int, int] = {}
    ahead = [(0.0, start, -1)]
    while ahead:
        gone, here, origin = heappop(ahead)
        if here in reach:
            continue
        reach[here], before[here] = gone, origin
        for step, length in steps:
            there = here + step
            if there in pixels and there not in reach:
                heappush(ahead, (gone + length, there, here))
    return reach, before
