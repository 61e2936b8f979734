"""Two photos and their Alignment -> AlignedView: both photos on one grid, at the scale at which marks are looked for.

The grid is a crop of the after photo around the piece, reduced (never enlarged) to a bounded size; the before photo
is carried onto it. Everything after registration works on this view, so that a 48 MP photo costs what a 2 MP one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from condition.geometry import Points, as_points, halved_towards, local_scale, scale_points
from condition.photo import Photo
from condition.quality import Piece
from condition.registration.model import Alignment


@dataclass(frozen=True, slots=True, eq=False)
class AlignedView:
    """Both photos on one grid.

    Attributes
    ----------
    before, after : ndarray
        uint8 ``(h, w, 3)`` RGB sRGB; `before` is carried onto the after photo's grid.
    inside : ndarray
        bool ``(h, w)``; True on the piece in the after photo.
    valid : ndarray
        bool ``(h, w)``; True where the before photo shows the same place and the mapping holds.
    in_view : ndarray
        bool ``(h, w)``; True where the place lies inside the before photo's frame.
    scale : float
        Pixels of this view per pixel of the full after photo, at most 1.
    origin : tuple of int
        (x, y) of the view's top-left corner in the reduced after photo.
    """

    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    inside: NDArray[np.bool_]
    valid: NDArray[np.bool_]
    in_view: NDArray[np.bool_]
    scale: float
    origin: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        """(h, w) of the view."""
        return self.after.shape[0], self.after.shape[1]

    def to_full(self, points: ArrayLike) -> Points:
        """Carry points of the view into the full after photo, px."""
        return scale_points(as_points(points) + np.asarray(self.origin, np.float64), 1 / self.scale)


def align_view(
    before: Photo,
    after: Photo,
    alignment: Alignment,
    piece: Piece,
    long_side_px: int = 1600,
    margin: float = 0.02,
) -> AlignedView:
    """Bring both photos onto one grid around the piece.

    Parameters
    ----------
    before, after : Photo
        The two photos.
    alignment : Alignment
        Their mapping.
    piece : Piece
        The piece in the after photo.
    long_side_px : int
        Bound on the long side of the view, px; photos are reduced to it, never enlarged.
    margin : float
        Border kept around the piece, as a fraction of its long side.

    Returns
    -------
    AlignedView
        Same grid for both photos.
    """
    left, top, right, bottom = _piece_box(piece, after, margin)
    scale = min(1.0, long_side_px / max(right - left, bottom - top))
    reduced = _reduce(after.pixels, scale)
    x0, y0 = round(left * scale), round(top * scale)
    x1 = min(reduced.shape[1], round(right * scale))
    y1 = min(reduced.shape[0], round(bottom * scale))
    view_after = np.ascontiguousarray(reduced[y0:y1, x0:x1])
    shape = (y1 - y0, x1 - x0)
    sources, before_scale = _sources(before, alignment, (x0, y0), shape, scale)
    small_before = _reduce(before.pixels, before_scale)
    maps = ((sources + 0.5) * before_scale - 0.5).astype(np.float32)
    view_before = _read_at(small_before, maps, cv2.INTER_CUBIC)
    in_view = (
        (sources[..., 0] >= 0) & (sources[..., 0] <= before.width - 1)
        & (sources[..., 1] >= 0) & (sources[..., 1] <= before.height - 1)
    )  # fmt: skip
    inside = _onto_view(piece.inside, piece.scale, (x0, y0), shape, scale)
    valid = _onto_view(alignment.valid, alignment.scale, (x0, y0), shape, scale) & in_view
    return AlignedView(np.asarray(view_before, np.uint8), view_after, inside, valid, in_view, scale, (x0, y0))


def _piece_box(piece: Piece, photo: Photo, margin: float) -> tuple[float, float, float, float]:
    """Bounding box of the piece with its margin, px of the full photo, inside the frame."""
    rows, cols = np.nonzero(piece.inside)
    if len(rows) == 0:
        return 0.0, 0.0, float(photo.width), float(photo.height)
    border = margin * max(np.ptp(rows), np.ptp(cols)) + 2
    box = np.array(
        [cols.min() - border, rows.min() - border, cols.max() + 1 + border, rows.max() + 1 + border]
    )
    left, top, right, bottom = box / piece.scale
    return max(0.0, left), max(0.0, top), min(float(photo.width), right), min(float(photo.height), bottom)


def _reduce(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The picture reduced by area averaging; itself where the scale is 1 or more."""
    if scale >= 1.0:
        return pixels
    nearer, left = halved_towards(pixels, scale)
    return np.asarray(cv2.resize(nearer, None, fx=left, fy=left, interpolation=cv2.INTER_AREA), np.uint8)


def _sources(
    before: Photo, alignment: Alignment, origin: tuple[int, int], shape: tuple[int, int], scale: float
) -> tuple[NDArray[np.float64], float]:
    """Where each view pixel lies in the before photo, and the scale to reduce that photo to.

    The mapping is smooth, so it is evaluated on every fourth pixel and interpolated between.
    """
    step = 4
    rows = np.unique(np.r_[np.arange(0, shape[0], step), shape[0] - 1])
    cols = np.unique(np.r_[np.arange(0, shape[1], step), shape[1] - 1])
    lattice = np.stack(np.meshgrid(cols, rows), axis=-1).reshape(-1, 2) + np.array(origin)
    coarse = alignment.to_before(scale_points(lattice, 1 / scale)).reshape(len(rows), len(cols), 2)
    col_at = np.interp(np.arange(shape[1]), cols, np.arange(len(cols))).astype(np.float32)
    row_at = np.interp(np.arange(shape[0]), rows, np.arange(len(rows))).astype(np.float32)
    maps = np.dstack(np.meshgrid(col_at, row_at))
    sources = _read_at(coarse.astype(np.float32), maps, cv2.INTER_LINEAR).astype(np.float64)
    middle = np.array([[shape[1] // 2 + origin[0], shape[0] // 2 + origin[1]]])
    back = np.asarray(np.linalg.inv(alignment.after_from_before), np.float64)
    per_before_px = scale / max(1e-6, local_scale(back, scale_points(middle, 1 / scale)[0]))
    return sources, float(np.clip(per_before_px, 1 / 64, 1.0))


def _onto_view(
    mask: NDArray[np.bool_], mask_scale: float, origin: tuple[int, int], shape: tuple[int, int], scale: float
) -> NDArray[np.bool_]:
    """Read a mask of the full photo's frame at `mask_scale` on the view's grid (nearest pixel)."""
    ratio = mask_scale / scale
    shift = (np.array(origin) + 0.5) * ratio - 0.5
    mask_from_view = np.array([[ratio, 0, shift[0]], [0, ratio, shift[1]]])
    read = cv2.warpAffine(
        mask.astype(np.uint8), mask_from_view, shape[::-1], flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    )
    return np.asarray(read > 0)


def _read_at(
    picture: NDArray[Any], at: NDArray[np.float32], interpolation: int, outside: int | None = None
) -> NDArray[Any]:
    """The picture read at ``(h, w, 2)`` of x, y; beyond the frame its edge is repeated, or `outside` is read."""
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    return np.asarray(
        cv2.remap(picture, at[..., 0], at[..., 1], interpolation, borderMode=border, borderValue=outside or 0)
    )
