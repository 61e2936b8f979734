"""Outlines beside marks: closed curves that go around a mark at a distance and never over its pixels.

Takes polygons in the px of a picture, returns contours in the same px, and the pixels that must stay visible.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, as_points, bounding_box

#: Sub-pixel bits of cv2's integer coordinates.
_SHIFT = 4


def outlines_around(polygon: Points, gap_px: float, tolerance_px: float = 0.4) -> tuple[Points, ...]:
    """Return closed contours that keep `gap_px` away from a polygon.

    Parameters
    ----------
    polygon : ndarray
        float64 ``(K, 2)`` x, y in picture px.
    gap_px : float
        Distance between the polygon and the contour, picture px.
    tolerance_px : float
        How far the contour may leave out detail, picture px.

    Returns
    -------
    tuple of ndarray
        float64 ``(M, 2)`` each; one contour, as the polygon is in one piece.
    """
    polygon = as_points(polygon)
    if len(polygon) == 0:
        return ()
    left, top, right, bottom = bounding_box(polygon)
    margin = int(gap_px) + 3
    origin = np.floor([left, top]) - margin
    shape = (int(bottom - origin[1]) + margin + 2, int(right - origin[0]) + margin + 2)
    free = np.where(pixels_of([polygon - origin], shape), 0, 255).astype(np.uint8)
    near = cv2.distanceTransform(free, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= gap_px
    found, _ = cv2.findContours(near.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    smooth = (cv2.approxPolyDP(contour, tolerance_px, True) for contour in found)
    return tuple(contour.reshape(-1, 2).astype(np.float64) + origin for contour in smooth)


def pixels_of(polygons: Iterable[Points], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return bool ``(H, W)``, True on every pixel that a polygon touches, however thin it is."""
    touched = np.zeros(shape, np.uint8)
    for polygon in polygons:
        at = np.round(as_points(polygon) * 2**_SHIFT).astype(np.int32)
        if len(at):
            cv2.fillPoly(touched, [at], 1, cv2.LINE_8, _SHIFT)
            # a polygon thinner than a pixel has no inside, its border does
            cv2.polylines(touched, [at], True, 1, 1, cv2.LINE_8, _SHIFT)
    return touched.astype(np.bool_)
