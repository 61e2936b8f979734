"""Two orientation fields in one frame -> where each block of the one best fits the other.

Normalised correlation of complex fields by FFT. A block that shows one straight edge tells
its displacement only across the edge; its `information` matrix says so, and every fit weighs residuals with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.registration.spectra import as_two, correlation, fast_side

Float = NDArray[np.float32]
Complex = NDArray[np.complex64]

Index = NDArray[np.intp]

#: A block needs this much of its window on the piece, seen by both photos.
MIN_COVER = 0.35
#: A block needs this mean squared field (of at most 4) in both photos to say anything.
MIN_ENERGY = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """What every usable block says.

    Attributes
    ----------
    centre : ndarray
        float64 ``(N, 2)``; x, y of the blocks in the common frame, px.
    shift : ndarray
        float64 ``(N, 2)``; the block of the fixed field is found in the moving field at ``centre + shift``.
    score : ndarray
        float64 ``(N,)``; normalised correlation at `shift`, at most 1.
    here : ndarray
        float64 ``(N,)``; normalised correlation without any shift.
    information : ndarray
        float64 ``(N, 2, 2)``; how well the block determines its shift, by direction, trace 1.
    """

    centre: NDArray[np.float64]
    shift: NDArray[np.float64]
    score: NDArray[np.float64]
    here: NDArray[np.float64]
    information: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of usable blocks."""
        return len(self.score)


def match_blocks(
    fixed: Complex, moving: Complex, size_px: int, step_px: int, reach_px: int, pull: float = 0.0
) -> Blocks:
    """Return the best shift of every usable block of `fixed` in `moving`, within `reach_px`.

    Parameters
    ----------
    fixed, moving : ndarray
        complex64 ``(h, w)``; zero outside the piece.
    size_px, step_px, reach_px : int
        Side of a block, distance between blocks, largest shift in x and in y.
    pull : float
        Subtracted from the score at the largest shift, growing with its square: decides between equals.
    """
    height, width = fixed.shape
    tops = np.arange(0, max(1, height - size_px + 1), step_px)
    lefts = np.arange(0, max(1, width - size_px + 1), step_px)
    corner = np.stack(np.meshgrid(lefts, tops), axis=-1).reshape(-1, 2)
    window = _window(size_px)
    fixed_parts = _cut(fixed, corner, size_px)
    energy = (np.abs(fixed_parts) ** 2 * window).sum(axis=(1, 2)) / window.sum()
    occupied = ((fixed_parts != 0) * window).sum(axis=(1, 2)) / window.sum()
    usable = (energy > MIN_ENERGY * occupied) & (occupied > MIN_COVER)
    corner, fixed_parts, energy = corner[usable], fixed_parts[usable], energy[usable]
    if len(corner) == 0:
        return _no_blocks()
    weighted = fixed_parts * window
    surface = _correlate(weighted, moving, corner, reach_px)
    local = _local_energy(moving, corner, size_px, reach_px)
    floor = MIN_ENERGY * MIN_COVER * window.sum()
    surface /= np.sqrt((energy * window.sum())[:, None, None] * (local + floor))
    return _peaks(surface, weighted, corner + (size_px - 1) / 2, reach_px, pull)


def _no_blocks() -> Blocks:
    return Blocks(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros(0), np.zeros((0, 2, 2)))


def _window(size_px: int) -> Float:
    """Raised cosine, so that structure entering at the rim does not jump in."""
    line = _line(size_px)
    return np.outer(line, line)


def _line(size_px: int) -> Float:
    """The window along one axis."""
    return np.asarray(0.08 + 0.92 * np.sin(np.pi * (np.arange(size_px) + 0.5) / size_px) ** 2, np.float32)


def _cut(field: Complex, corner: NDArray[np.int64], size_px: int) -> Complex:
    """Cut squares at their top-left corners, zero beyond the frame."""
    before = max(0, -int(corner.min(initial=0)))
    padded = np.pad(field, ((before, size_px), (before, size_px)))
    views = np.lib.stride_tricks.sliding_window_view(padded, (size_px, size_px))
    return views[corner[:, 1] + before, corner[:, 0] + before]


def _correlate(fixed: Complex, moving: Complex, corner: NDArray[np.int64], reach_px: int) -> Float:
    """Correlation of every block for every shift, float32 ``(N, 2 reach + 1, 2 reach + 1)``."""
    count, size, _ = fixed.shape
    span = 2 * reach_px + 1
    side = fast_side(size + 2 * reach_px)
    padded = np.zeros((count, side, side, 2), np.float32)
    padded[:, :size, :size] = as_two(fixed)
    # what lies beyond the largest shift is cut along and never reached
    around = as_two(_cut(moving, corner - reach_px, side))
    surface = np.empty((count, span, span), np.float32)
    for index in range(count):
        found = correlation(cv2.dft(around[index]), cv2.dft(padded[index], nonzeroRows=size))
        surface[index] = found[:span, :span]
    return surface


def _local_energy(moving: Complex, corner: NDArray[np.int64], size_px: int, reach_px: int) -> Float:
    """Energy of `moving` under the window at every shift of every block, float32 ``(N, 2 reach + 1, 2 reach + 1)``.

    The windowed energy of the whole field is one separable filter; each block reads its shifts from it.
    """
    line = _line(size_px)
    rim = reach_px + size_px
    power = cv2.copyMakeBorder(np.abs(moving) ** 2, rim, rim, rim, rim, cv2.BORDER_CONSTANT)
    everywhere = cv2.sepFilter2D(power, cv2.CV_32F, line, line, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    views = np.lib.stride_tricks.sliding_window_view(everywhere, (2 * reach_px + 1,) * 2)
    return np.asarray(np.maximum(views[corner[:, 1] + size_px, corner[:, 0] + size_px], 0), np.float32)


def _peaks(surface: Float, fixed: Complex, centre: NDArray[np.float64], reach_px: int, pull: float) -> Blocks:
    """Sub-pixel maximum of each correlation surface, and the block's information matrix."""
    count, span, _ = surface.shape
    line = (np.arange(span) - reach_px) / reach_px
    judged = surface - np.float32(pull) * (line[:, None] ** 2 + line[None, :] ** 2).astype(np.float32)
    best = judged.reshape(count, -1).argmax(axis=1)
    row, col = best // span, best % span
    each = np.arange(count)
    shift = np.column_stack(
        [
            col + _parabola(surface, each, row, col, 0, 1) - reach_px,
            row + _parabola(surface, each, row, col, 1, 0) - reach_px,
        ]
    )
    mean = fixed.sum(axis=(1, 2)) / np.maximum(np.abs(fixed).sum(axis=(1, 2)), 1e-9)
    information = np.empty((count, 2, 2))
    information[:, 0, 0] = 0.5 * (1 + mean.real)
    information[:, 1, 1] = 0.5 * (1 - mean.real)
    information[:, 0, 1] = information[:, 1, 0] = 0.5 * mean.imag
    return Blocks(
        centre.astype(np.float64),
        shift.astype(np.float64),
        surface[each, row, col].astype(np.float64),
        surface[:, reach_px, reach_px].astype(np.float64),
        information,
    )


def _parabola(surface: Float, each: Index, row: Index, col: Index, dy: int, dx: int) -> NDArray[np.float64]:
    """Sub-pixel offset of a maximum along one axis, 0 at the rim of the search."""
    span = surface.shape[1]
    at_rim = (row < dy) | (row >= span - dy) | (col < dx) | (col >= span - dx)
    low = surface[each, np.maximum(row - dy, 0), np.maximum(col - dx, 0)].astype(np.float64)
    high = surface[each, np.minimum(row + dy, span - 1), np.minimum(col + dx, span - 1)].astype(np.float64)
    bend = 2 * surface[each, row, col] - low - high
    offset = 0.5 * (high - low) / np.maximum(bend, 1e-6)
    return np.where(at_rim | (bend <= 1e-6), 0.0, np.clip(offset, -0.5, 0.5))
