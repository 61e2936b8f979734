"""`Piece` (where the piece lies in a photo) and `Quality` (what the photo can show)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.reasons import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Where the piece lies.

    Attributes
    ----------
    inside : ndarray
        bool ``(h, w)`` at `scale`; True on the piece.
    scale : float
        Pixels of `inside` per pixel of the full photo.
    fills_frame : bool
        True where no piece could be told from its support, so that the whole frame counts as the piece.
    """

    inside: NDArray[np.bool_]
    scale: float
    fills_frame: bool

    @property
    def long_side_px(self) -> float:
        """Long side of the piece's bounding box, in px of the full photo."""
        rows, cols = np.nonzero(self.inside)
        if len(rows) == 0:
            return 0.0
        return float(max(np.ptp(rows), np.ptp(cols)) + 1) / self.scale

    @property
    def centre(self) -> NDArray[np.float64]:
        """Middle (x, y) of the piece's bounding box, or of the photo where there is none, px of the full photo."""
        rows, cols = np.nonzero(self.inside if self.inside.any() else ~self.inside)
        middle = np.array([cols.min() + cols.max() + 1, rows.min() + rows.max() + 1]) / 2
        return np.asarray(middle / self.scale - 0.5)


@dataclass(frozen=True, slots=True)
class Quality:
    """What one photo can show.

    Attributes
    ----------
    blur_px : float
        Standard deviation of the blur at the sharpest tenth of the piece's edges, px of the full photo.
    brightness : float
        90th percentile of the luminance on the piece, in [0, 1].
    glare : float
        Fraction of the piece that is burnt out.
    piece_px : float
        Long side of the piece, px of the full photo.
    smallest_mark_px : float
        Width of the thinnest mark this photo could show, px of the full photo.
    usable : bool
        False where the photo cannot be compared at all; `advice` then holds the reason.
    advice : tuple of Reason
        What is wrong with the photo and what to do; empty for a good photo.
    """

    blur_px: float
    brightness: float
    glare: float
    piece_px: float
    smallest_mark_px: float
    usable: bool
    advice: tuple[Reason, ...] = ()
