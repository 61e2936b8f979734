"""A region of evidence -> a mark: centre line, outline, width, polarity, strength.

The line evidence says where; everything measured here is measured on the picture's own pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, polyline_length, sample
from condition.marks.model import Mark, Polarity, Shape
from condition.marks.thin import longest_path, skeleton
from condition.registration import AlignedView

#: A region longer than this many times its mean width is a curve.
CURVE_ELONGATION = 3.5
#: Profiles across the path reach this far, px of the view.
REACH_PX = 9.0
#: Contrast below this is within the rounding of 8-bit pixels, grey levels.
NOISE_FLOOR = 1.0


def trace(
    region: NDArray[np.bool_],
    corner: tuple[int, int],
    grey: NDArray[np.float32],
    view: AlignedView,
    min_length_px: float,
) -> Mark | None:
    """Measure one connected region.

    Parameters
    ----------
    region : ndarray
        bool ``(h, w)``; the region inside its bounding box.
    corner : tuple of int
        (x, y) of the box's top-left pixel in the view.
    grey : ndarray
        float32 luminance of the photo that shows the mark, 0..255, on the view's grid.
    view : AlignedView
        Carries view px to px of the full after photo.
    min_length_px : float
        Shorter regions are noise, px of the view.

    Returns
    -------
    Mark or None
        In px of the full after photo; None for a region that is too short.
    """
    spine = centre_line(region)
    length = polyline_length(spine)
    rows, cols = np.nonzero(region)
    extent = float(max(np.ptp(rows), np.ptp(cols))) + 1
    if max(length, extent) < min_length_px:
        return None
    elongation = length * length / max(1.0, float(region.sum()))
    shape = Shape.CURVE if elongation >= CURVE_ELONGATION and length >= 0.6 * extent else Shape.PATCH
    offset = np.asarray(corner, np.float64)
    if shape is Shape.PATCH:
        spine = _long_axis(region)
    width, contrast, noise = _profile(grey, spine + offset)
    if shape is Shape.PATCH:
        width = float(region.sum()) / max(1.0, polyline_length(spine))
    return Mark(
        shape=shape,
        path=view.to_full(spine + offset),
        polygon=view.to_full(_outline(region) + offset),
        width_px=width / view.scale,
        polarity=_polarity(contrast, noise),
        strength_sigma=abs(contrast) / noise,
    )


def centre_line(region: NDArray[np.bool_]) -> Points:
    """Return the longest path ``(M, 2)`` of x, y along the region's skeleton, smoothed, px of the box."""
    lines = skeleton(region)
    if np.count_nonzero(lines) < 3:
        return _long_axis(region)
    return _smoothed(np.array(longest_path(lines), np.float64))


def _smoothed(path: Points, spacing_px: float = 4.0) -> Points:
    """Running mean over 7 points with fixed ends, thinned to about one point every `spacing_px`."""
    if len(path) < 4:
        return path
    half = 3
    padded = np.concatenate([np.repeat(path[:1], half, 0), path, np.repeat(path[-1:], half, 0)])
    mean = np.column_stack([np.convolve(padded[:, k], np.ones(7) / 7, "valid") for k in (0, 1)])
    mean[0], mean[-1] = path[0], path[-1]
    keep = np.unique(
        np.round(np.linspace(0, len(mean) - 1, max(2, int(len(mean) / spacing_px) + 1))).astype(int)
    )
    return np.asarray(mean[keep])


def _long_axis(region: NDArray[np.bool_]) -> Points:
    """The two ends ``(2, 2)`` of the region's long axis (principal component), px of the box."""
    rows, cols = np.nonzero(region)
    xy = np.column_stack([cols, rows]).astype(np.float64)
    centre = xy.mean(axis=0)
    if len(xy) < 3:
        return np.array([xy[0], xy[-1]])
    axis = np.linalg.svd(xy - centre, full_matrices=False)[2][0]
    along = (xy - centre) @ axis
    return np.array([centre + axis * along.min(), centre + axis * along.max()])


def _outline(region: NDArray[np.bool_]) -> Points:
    """The outer contour ``(K, 2)`` of x, y, simplified to within 0.7 px, px of the box."""
    contours, _ = cv2.findContours(
        np.pad(region, 1).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    longest = max(contours, key=len)
    simple = cv2.approxPolyDP(longest, 0.7, True).reshape(-1, 2).astype(np.float64) - 1
    if len(simple) < 3:
        left, top = simple.min(axis=0) - 0.5
        right, bottom = simple.max(axis=0) + 0.5
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    return simple


def _profile(grey: NDArray[np.float32], path: Points) -> tuple[float, float, float]:
    """Width (px of the view), signed contrast and noise (grey levels) of the mean profile across a path.

    The contrast at every point of the path is the centre against both flanks; the mean of its absolute value keeps a
    mark that turns from bright to dark. The width is the full width at half maximum of the mean absolute profile.
    """
    tangent = np.gradient(path, axis=0) if len(path) > 2 else np.repeat(path[-1:] - path[:1], len(path), 0)
    tangent = tangent / np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    across = np.arange(-REACH_PX, REACH_PX + 0.25, 0.5)
    points = path[:, None] + normal[:, None] * across[None, :, None]
    strip = sample(grey, np.clip(points.reshape(-1, 2), 0, np.array(grey.shape)[::-1] - 1)).reshape(
        len(path), -1
    )
    flank = np.abs(across) > 5.0
    level = np.median(strip[:, flank], axis=1, keepdims=True)
    change = strip - level
    core = np.abs(across) <= 1.5
    each = change[:, core][np.arange(len(path)), np.argmax(np.abs(change[:, core]), axis=1)]
    contrast = float(np.sign(np.sum(each)) * np.mean(np.abs(each)))
    noise = max(NOISE_FLOOR, float(1.4826 * np.median(np.abs(change[:, flank]))))
    mean = np.abs(change * np.sign(each)[:, None]).mean(axis=0) - np.abs(change[:, flank]).mean()
    top = mean[core].max()
    wide = _run_around(mean >= top / 2, int(np.argmax(np.where(core, mean, -np.inf)))) if top > 0 else 2
    return max(1, wide - 1) * 0.5, contrast, noise


def _run_around(above: NDArray[np.bool_], at: int) -> int:
    """Length of the run of True around an index."""
    left = right = at
    while left > 0 and above[left - 1]:
        left -= 1
    while right < len(above) - 1 and above[right + 1]:
        right += 1
    return right - left + 1


def _polarity(contrast: float, noise: float) -> Polarity:
    """Bright or dark where the mean contrast is clear of the noise, else mixed."""
    if abs(contrast) < noise / 2:
        return Polarity.MIXED
    return Polarity.BRIGHT if contrast > 0 else Polarity.DARK
