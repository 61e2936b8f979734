"""Evidence by direction -> connected regions, linked in (x, y, direction) so that crossing lines stay apart."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.marks.lines import STEP_SIGMA


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One connected region.

    Attributes
    ----------
    rows, cols : ndarray
        int ``(n,)``; its pixels, each once.
    layers : ndarray
        int ``(n,)``; the direction of the strongest evidence at each pixel.
    values : ndarray
        float32 ``(n,)``; that evidence.
    """

    rows: NDArray[np.intp]
    cols: NDArray[np.intp]
    layers: NDArray[np.intp]
    values: NDArray[np.float32]

    @property
    def peak(self) -> float:
        """Strongest evidence."""
        return float(self.values.max())

    @property
    def mean(self) -> float:
        """Mean of the stronger half."""
        return float(np.sort(self.values)[len(self.values) // 2 :].mean())

    def as_mask(self) -> tuple[NDArray[np.bool_], tuple[int, int]]:
        """The region inside its bounding box, bool ``(h, w)``, and the (x, y) of the box's corner."""
        top, left = int(self.rows.min()), int(self.cols.min())
        mask = np.zeros((int(self.rows.max()) - top + 1, int(self.cols.max()) - left + 1), np.bool_)
        mask[self.rows - top, self.cols - left] = True
        return mask, (left, top)


def link(
    stack: NDArray[np.uint8], seed: float, grow: float, most: int, step: float = STEP_SIGMA
) -> tuple[Region, ...]:
    """Return the strongest regions of a stack of evidence by hysteresis.

    Parameters
    ----------
    stack : ndarray
        uint8 ``(k, h, w)`` in steps of `step`; direction is cyclic: the last layer touches the first.
    seed, grow : float
        In units of evidence. A region holds a value of at least `seed` and spreads over neighbours of at least `grow` [1]_.
    most : int
        At most so many regions, by the sum of their evidence.
    step : float
        Evidence of one step of the stack.

    Returns
    -------
    tuple of Region
        The strongest first.

    References
    ----------
    .. [1] Canny: A computational approach to edge detection. IEEE PAMI 8(6), 1986. doi:10.1109/TPAMI.1986.4767851
    """
    above = stack >= max(1, round(grow / step))
    # everything below works on the few pixels that are above, as flat and therefore sorted positions
    at = np.flatnonzero(above)
    if len(at) == 0:
        return ()
    layer, place = np.divmod(at, stack[0].size)
    label, count = _label_layers(above, layer, place)
    rows, cols = np.divmod(place, stack.shape[2])
    region = _join_layers(label, layer, place, len(stack), count)[label]
    values = stack.ravel()[at].astype(np.float32) * np.float32(step)
    peaks = np.zeros(region.max() + 1, np.float32)
    np.maximum.at(peaks, region, values)
    total = np.bincount(region, values, minlength=len(peaks))
    kept = np.argsort(-np.where(peaks >= seed, total, -1), kind="stable")[:most]
    kept = kept[peaks[kept] >= seed]
    chosen = np.flatnonzero(np.isin(region, kept))
    # the strongest value of each pixel of each region comes first, and only that one stays
    chosen = chosen[np.lexsort((-values[chosen], cols[chosen], rows[chosen], region[chosen]))]
    same = [np.diff(a[chosen], prepend=-1) == 0 for a in (region, rows, cols)]
    chosen = chosen[~(same[0] & same[1] & same[2])]
    parts = [chosen[region[chosen] == index] for index in kept]
    return tuple(Region(rows[part], cols[part], layer[part], values[part]) for part in parts)


def _label_layers(
    above: NDArray[np.bool_], layer: NDArray[np.intp], place: NDArray[np.intp]
) -> tuple[NDArray[np.int32], int]:
    """Connected component of every position, numbered from 1 through all layers, and their number."""
    # one picture for all layers: fresh memory costs as much as the labelling
    found = np.empty(above.shape[1:], np.int32)
    label = np.empty(len(place), np.int32)
    ends = np.searchsorted(layer, np.arange(len(above) + 1))
    total = 0
    for k, mask in enumerate(above.view(np.uint8)):
        here = slice(ends[k], ends[k + 1])
        if here.start == here.stop:
            continue
        count, _ = cv2.connectedComponents(mask, found, connectivity=8)
        label[here] = found.ravel()[place[here]] + total
        total += count - 1
    return label, total


def _join_layers(
    label: NDArray[np.int32], layer: NDArray[np.intp], place: NDArray[np.intp], layers: int, count: int
) -> NDArray[np.int32]:
    """Region of every component, after joining components of neighbouring directions that share a pixel."""
    ends = np.searchsorted(layer, np.arange(layers + 1))
    spans = [slice(ends[k], ends[k + 1]) for k in range(layers)]
    pairs = [np.zeros((0, 2), np.int32)]
    for k in range(layers if layers > 2 else layers - 1):
        here, there = spans[k], spans[(k + 1) % layers]
        _, i, j = np.intersect1d(place[here], place[there], assume_unique=True, return_indices=True)
        pairs.append(np.unique(np.column_stack([label[here][i], label[there][j]]), axis=0))
    return _joined(np.concatenate(pairs), count + 1)


def _joined(pairs: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Number of the connected component of each of `count` items, by the smallest member, after joining pairs ``(N, 2)``."""
    root = np.arange(count)
    left, right = pairs[:, 0], pairs[:, 1]
    while len(left):
        least = np.minimum(root[left], root[right])
        np.minimum.at(root, root[left], least)
        np.minimum.at(root, root[right], least)
        root = root[root]
        if np.array_equal(root[left], root[right]) and np.array_equal(root, root[root]):
            break
    return np.asarray(np.unique(root, return_inverse=True)[1], np.int32)
