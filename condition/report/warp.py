"""The before photo carried onto the after photo's grid, whole or a part of it, at any scale.

Takes pixels and an `Alignment`, returns pixels and where the before photo had any. Judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import apply_homography, as_points, local_scale
from condition.photo import Photo
from condition.registration import Alignment

Pixels = NDArray[np.uint8]

#: Pixels of the picture between two exactly mapped points. The map is interpolated linearly in between: over 8 px
#: a homography of a hand-held photo departs from its chord by less than 0.01 px.
STEP_PX = 8
#: Pixels of the before photo kept around the part that a view needs: cubic interpolation reads two pixels beyond a
#: point, averaging to a smaller size reads more.
MARGIN_PX = 32


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the after photo, shown at a scale.

    Attributes
    ----------
    left, top : float
        After-photo px of the centre of the view's first pixel at scale 1.
    width, height : int
        Size of the view in its own px.
    scale : float
        View px per after-photo px.
    """

    left: float
    top: float
    width: int
    height: int
    scale: float

    def to_view(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Carry ``(N, 2)`` after-photo px into the view, keeping pixel centres."""
        return np.asarray((as_points(points) - (self.left, self.top) + 0.5) * self.scale - 0.5)

    def to_after(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Carry ``(N, 2)`` view px into the after photo, keeping pixel centres."""
        return np.asarray((as_points(points) + 0.5) / self.scale - 0.5 + (self.left, self.top))


def whole_view(photo: Photo, max_side_px: int) -> View:
    """Return the view of a whole photo, its long side at most `max_side_px`; never enlarged."""
    scale = min(1.0, max_side_px / max(photo.width, photo.height))
    return View(0.0, 0.0, max(1, round(photo.width * scale)), max(1, round(photo.height * scale)), scale)


def resize_to(pixels: Pixels, view: View) -> Pixels:
    """Return a whole photo at the size of its `whole_view`; averages pixels, so that thin lines fade evenly."""
    if (view.height, view.width) == pixels.shape[:2]:
        return pixels
    return np.asarray(cv2.resize(pixels, (view.width, view.height), interpolation=cv2.INTER_AREA), np.uint8)


def warp_before(before: Photo, alignment: Alignment, view: View) -> tuple[Pixels, NDArray[np.bool_]]:
    """Return the before photo as it lies under a view of the after photo, and where it was seen at all.

    Parameters
    ----------
    before : Photo
        The before photo.
    alignment : Alignment
        Mapping in full-resolution px.
    view : View
        What to show.

    Returns
    -------
    pixels : ndarray
        uint8 ``(height, width, 3)`` sRGB; grey 128 where the before photo does not reach.
    seen : ndarray
        bool ``(height, width)``; True where the before photo has pixels.
    """
    at = _before_map(alignment, view)
    x, y = at[..., 0], at[..., 1]
    seen = (x >= -0.5) & (x <= before.width - 0.5) & (y >= -0.5) & (y <= before.height - 0.5)
    if not seen.any():
        return np.full((view.height, view.width, 3), 128, np.uint8), seen
    part, origin = _part(before, x[seen], y[seen])
    part, factor = _reduced(part, _reduction(alignment, view))
    source = ((at - origin + 0.5) * factor - 0.5).astype(np.float32)
    smooth = cv2.INTER_LINEAR if view.scale < 1 else cv2.INTER_CUBIC
    warped = cv2.remap(part, source[..., 0], source[..., 1], smooth, borderMode=cv2.BORDER_REPLICATE)
    warped[~seen] = 128
    return np.asarray(warped, np.uint8), seen


def _before_map(alignment: Alignment, view: View) -> NDArray[np.float32]:
    """Return before-photo px ``(height, width, 2)`` of every pixel of the view, exact at every `STEP_PX`-th."""
    cols = (np.arange(-1, -(-view.width // STEP_PX) + 1) + 0.5) * STEP_PX - 0.5
    rows = (np.arange(-1, -(-view.height // STEP_PX) + 1) + 0.5) * STEP_PX - 0.5
    nodes = np.stack(np.meshgrid(cols, rows), axis=-1).reshape(-1, 2)
    mapped = alignment.to_before(view.to_after(nodes)).reshape(len(rows), len(cols), 2)
    # far outside any photo, where the homography has its horizon
    mapped = np.nan_to_num(mapped, nan=-1e6, posinf=-1e6, neginf=-1e6).clip(-1e6, 1e6).astype(np.float32)
    # cv2.resize has float weights for float32, cv2.remap rounds them to 1/32 of a cell (0.25 px here)
    fine = cv2.resize(mapped, (len(cols) * STEP_PX, len(rows) * STEP_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine[STEP_PX : STEP_PX + view.height, STEP_PX : STEP_PX + view.width], np.float32)


def _part(
    before: Photo, x: NDArray[np.float32], y: NDArray[np.float32]
) -> tuple[Pixels, NDArray[np.float64]]:
    """Return the part of the before photo that holds these points, and its top-left corner (x, y)."""
    left, top = (max(0, int(np.floor(values.min())) - MARGIN_PX) for values in (x, y))
    right, bottom = (int(np.ceil(values.max())) + MARGIN_PX for values in (x, y))
    return before.pixels[top:bottom, left:right], np.array([left, top], np.float64)


def _reduction(alignment: Alignment, view: View) -> float:
    """Return by how much the before photo is averaged down first, to about the view's sampling; 1 for not at all."""
    middle = view.to_after(np.array([[view.width / 2, view.height / 2]]))[0]
    before_from_after = np.asarray(np.linalg.inv(alignment.after_from_before), np.float64)
    if not np.isfinite(apply_homography(before_from_after, middle[None])).all():
        return 1.0
    wanted = view.scale / max(local_scale(before_from_after, middle), 1e-6)
    return wanted if wanted < 0.75 else 1.0


def _reduced(pixels: Pixels, factor: float) -> tuple[Pixels, NDArray[np.float64]]:
    """Return a picture averaged down by a factor, and the exact factors in x and y."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    exact = np.array([size[0] / width, size[1] / height])
    if size == (width, height):
        return np.ascontiguousarray(pixels), exact
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), exact
