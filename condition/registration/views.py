"""A photo and its piece -> `View`: the piece cut out, in logarithmic luminance, at several sizes.

All later steps of registration read views, never photos. A view knows the matrix of each of its levels, so that every
mapping between two photos stays a homography between full-resolution pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography, halved_towards, local_scale, scale_matrix
from condition.photo import Photo
from condition.quality import Piece

Float = NDArray[np.float32]

#: Added to the 8-bit luminance before the logarithm: at 8 levels sensor noise is as large as the signal's detail.
DARK_FLOOR = 8.0
#: Margin around the piece's bounding box, fraction of its long side: the outline is evidence too.
MARGIN = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One size of a view.

    Attributes
    ----------
    luminance : ndarray
        float32 ``(h, w)``, natural logarithm of the 8-bit luminance plus `DARK_FLOOR`.
    inside : ndarray
        float32 ``(h, w)`` in [0, 1]; 1 on the piece.
    level_from_full : ndarray
        float64 ``(3, 3)``.
    """

    luminance: Float
    inside: Float
    level_from_full: Matrix

    @property
    def scale(self) -> float:
        """Level px per full-resolution px."""
        return float(self.level_from_full[0, 0])


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The piece of one photo at several sizes, largest first.

    Attributes
    ----------
    levels : tuple of Level
        Each half the size of the one before.
    centre : ndarray
        float64 ``(2,)``; centroid of the piece, full-resolution px.
    radius_px : float
        Root mean square distance of the piece from its centroid, full-resolution px.
    whole_frame : bool
        True where the piece fills the frame, so that centre and radius are the frame's.
    frame : tuple of int
        (width, height) of the full photo in px.
    """

    levels: tuple[Level, ...]
    centre: NDArray[np.float64]
    radius_px: float
    whole_frame: bool
    frame: tuple[int, int]

    def sized(self, long_side_px: int) -> Level:
        """Return the smallest level of at least `long_side_px`, or the largest."""
        for level in reversed(self.levels):
            if max(level.luminance.shape) >= long_side_px:
                return level
        return self.levels[0]


def view_of(photo: Photo, piece: Piece, long_side_px: int) -> View:
    """Return the view of a photo's piece whose largest level has at most `long_side_px`."""
    left, top, right, bottom = _box(piece, photo.width, photo.height)
    # so that the cut can be halved twice; the margin is wider than that
    right, bottom = right - (right - left) % 4, bottom - (bottom - top) % 4
    cut = photo.pixels[top:bottom, left:right]
    scale = min(1.0, long_side_px / max(cut.shape[:2]))
    shape = (max(8, round(cut.shape[1] * scale)), max(8, round(cut.shape[0] * scale)))
    nearer, _ = halved_towards(cut, scale)
    small = cut if scale == 1.0 else cv2.resize(nearer, shape, interpolation=cv2.INTER_AREA)
    luminance = np.log(
        cv2.cvtColor(np.ascontiguousarray(small), cv2.COLOR_RGB2GRAY).astype(np.float32) + DARK_FLOOR
    )
    level_from_full = scale_matrix(scale) @ np.array([[1.0, 0, -left], [0, 1.0, -top], [0, 0, 1.0]])
    level_from_piece = level_from_full @ inverse(scale_matrix(piece.scale))
    inside = warp(piece.inside.astype(np.float32), level_from_piece, luminance.shape, outside=None)
    levels = [Level(luminance, inside, level_from_full)]
    while max(levels[-1].luminance.shape) > 160:
        levels.append(_halved(levels[-1]))
    centre, radius = _moments(piece)
    return View(tuple(levels), centre, radius, piece.fills_frame, (photo.width, photo.height))


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a matrix, or of each of a stack."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def read_at(image: Float, at: NDArray[np.floating], border: int = cv2.BORDER_CONSTANT) -> Float:
    """Read an image, bilinear, at ``(h, w, 2)`` places (x, y)."""
    places = np.ascontiguousarray(at, np.float32)
    found = cv2.remap(image, places, None, cv2.INTER_LINEAR, borderMode=border)  # type: ignore[call-overload]  # the stub knows no joint map
    return np.asarray(found, np.float32)


def warp(
    image: Float, target_from_source: Matrix, shape: tuple[int, ...], outside: float | None = 0.0
) -> Float:
    """Resample bilinearly into ``shape``; `outside` beyond the source's frame, None repeats its edge."""
    mode = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    return np.asarray(
        cv2.warpPerspective(
            image,
            np.asarray(target_from_source, np.float64),
            (shape[1], shape[0]),
            flags=cv2.INTER_LINEAR,
            borderMode=mode,
            borderValue=0.0 if outside is None else outside,
        ),
        np.float32,
    )


def render(view: View, target_from_full: Matrix, shape: tuple[int, ...]) -> tuple[Float, Float]:
    """Return the view's luminance and piece as seen in a frame of ``shape`` reached by `target_from_full`.

    The level is chosen so that it is not sampled more coarsely than it is stored (no aliasing).
    """
    wanted = local_scale(target_from_full, view.centre)
    level = view.levels[0]
    for candidate in view.levels[1:]:
        if candidate.scale >= 0.9 * wanted:
            level = candidate
    target_from_level = target_from_full @ inverse(level.level_from_full)
    return (
        warp(level.luminance, target_from_level, shape, outside=None),
        warp(level.inside, target_from_level, shape),
    )


def _box(piece: Piece, width: int, height: int) -> tuple[int, int, int, int]:
    """Bounding box of the piece with a margin, full-resolution px (left, top, right, bottom), clipped to the frame."""
    rows, cols = np.nonzero(piece.inside)
    if len(rows) == 0 or piece.fills_frame:
        return 0, 0, width, height
    corners = np.array([[cols.min() - 0.5, rows.min() - 0.5], [cols.max() + 0.5, rows.max() + 0.5]])
    (left, top), (right, bottom) = apply_homography(inverse(scale_matrix(piece.scale)), corners)
    margin = MARGIN * max(right - left, bottom - top)
    return (
        max(0, int(left - margin)),
        max(0, int(top - margin)),
        min(width, int(right + margin) + 1),
        min(height, int(bottom + margin) + 1),
    )


def _halved(level: Level) -> Level:
    """The level at half its size."""
    height, width = level.luminance.shape
    shape = (max(4, width // 2), max(4, height // 2))
    by = np.diag([shape[0] / width, shape[1] / height, 1.0])
    by[:2, 2] = 0.5 * np.diag(by)[:2] - 0.5
    return Level(
        np.asarray(cv2.resize(level.luminance, shape, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(level.inside, shape, interpolation=cv2.INTER_AREA), np.float32),
        by @ level.level_from_full,
    )


def _moments(piece: Piece) -> tuple[NDArray[np.float64], float]:
    """Centroid and root mean square radius of the piece, full-resolution px."""
    rows, cols = np.nonzero(piece.inside)
    xy = np.column_stack([cols, rows]).astype(np.float64)
    centre = xy.mean(axis=0)
    radius = float(np.sqrt(((xy - centre) ** 2).sum(axis=1).mean()))
    return (centre + 0.5) / piece.scale - 0.5, max(radius, 1.0) / piece.scale
