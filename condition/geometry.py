"""Points, homographies, polygons: pure functions, and the only home of (x, y) <-> [row, col].

Conventions (ARCHITECTURE.md): x right, y down, (0, 0) is the *centre* of the top-left pixel of the EXIF-upright
photo; points are float64 ``(N, 2)`` in (x, y) order; arrays are indexed ``[row, col]``; transforms are named
target-from-source (``after_from_before``). Nothing here reads pixels' values except `sample` and
`halved_towards`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]


def as_points(points: ArrayLike) -> Points:
    """Return `points` as float64 ``(N, 2)``; an empty input gives ``(0, 2)``.

    Raises
    ------
    ValueError
        If the input cannot be read as pairs of x and y.
    """
    array = np.asarray(points, np.float64)
    if array.size == 0:
        return np.zeros((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"points must have shape (N, 2) as (x, y); got {array.shape}")
    return array


def apply_homography(target_from_source: Matrix, points: ArrayLike) -> Points:
    """Carry ``(N, 2)`` points through a 3 x 3 homography; points at infinity become nan."""
    xy = as_points(points)
    homogeneous = np.column_stack([xy, np.ones(len(xy))]) @ np.asarray(target_from_source, np.float64).T
    depth = homogeneous[:, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.abs(depth) > 1e-12, homogeneous[:, :2] / depth, np.nan))


def scale_matrix(scale: float) -> Matrix:
    """Return the 3 x 3 matrix of a resize that keeps pixel centres: ``x' = (x + 0.5) s - 0.5``."""
    shift = 0.5 * scale - 0.5
    return np.array([[scale, 0.0, shift], [0.0, scale, shift], [0.0, 0.0, 1.0]])


def scale_points(points: ArrayLike, scale: float) -> Points:
    """Carry points into an image resized by `scale`, keeping pixel centres."""
    return np.asarray((as_points(points) + 0.5) * scale - 0.5)


def halved_towards(picture: NDArray[np.uint8], scale: float) -> tuple[NDArray[np.uint8], float]:
    """Halve a picture by exact area averages while at least a factor of 0.8 is left to `scale`; the picture and what is left.

    A reduction by an odd factor costs ten times what halving costs, and after halving most of its pixels are gone. Sides
    that are not even are not halved: that would move the pixels.

    Parameters
    ----------
    picture : ndarray
        uint8 ``(H, W, ...)``.
    scale : float
        What the picture is to be reduced to, at most 1.

    Returns
    -------
    (ndarray, float)
        The picture, and the scale that leads from it to the wanted one.
    """
    while scale <= 0.4 and picture.shape[0] % 2 == 0 and picture.shape[1] % 2 == 0:
        size = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        scale *= 2
    return picture, scale


def grid(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the (x, y) of every pixel of an image of ``(H, W)`` as float32 ``(H, W, 2)``."""
    rows, cols = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    return np.stack([cols, rows], axis=-1)


def sample(image: NDArray[np.float32], points: ArrayLike, outside: float = np.nan) -> NDArray[np.float64]:
    """Read ``(H, W)`` or ``(H, W, C)`` float32 values at ``(N, 2)`` points, bilinear; `outside` beyond the frame."""
    xy = as_points(points).astype(np.float32)
    if len(xy) == 0:
        return np.zeros((0, *image.shape[2:]))
    maps = xy.reshape(-1, 1, 2)
    # remap takes at most 32767 rows at once
    parts = [
        cv2.remap(
            image,
            maps[i : i + 30000, :, 0],
            maps[i : i + 30000, :, 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).reshape(-1, *image.shape[2:])
        for i in range(0, len(maps), 30000)
    ]
    values = np.concatenate(parts).astype(np.float64)
    height, width = image.shape[:2]
    with np.errstate(invalid="ignore"):
        inside = (
            (xy[:, 0] >= -0.5) & (xy[:, 0] <= width - 0.5) & (xy[:, 1] >= -0.5) & (xy[:, 1] <= height - 0.5)
        )
    values[~inside] = outside
    return values


def polyline_length(path: ArrayLike) -> float:
    """Return the length of an open polyline ``(M, 2)`` in px."""
    xy = as_points(path)
    return float(np.linalg.norm(np.diff(xy, axis=0), axis=1).sum()) if len(xy) > 1 else 0.0


def polygon_area(polygon: ArrayLike) -> float:
    """Return the area of a simple closed polygon ``(M, 2)`` in px^2 (shoelace formula)."""
    xy = as_points(polygon)
    if len(xy) < 3:
        return 0.0
    x, y = xy.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def ribbon(path: ArrayLike, width_px: float) -> Points:
    """Return the polygon ``(2 M, 2)`` around an open polyline, `width_px` wide."""
    xy = as_points(path)
    if len(xy) < 2:
        centre = xy[0] if len(xy) else np.zeros(2)
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * width_px / 2
        return np.asarray(centre + corners)
    tangent = np.gradient(xy, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) * width_px / 2
    return np.concatenate([xy + normal, (xy - normal)[::-1]])


def clip_to_frame(points: ArrayLike, shape: tuple[int, int]) -> Points:
    """Move points that lie outside an ``(H, W)`` frame onto its border."""
    xy = as_points(points)
    return np.column_stack([np.clip(xy[:, 0], 0, shape[1] - 1), np.clip(xy[:, 1], 0, shape[0] - 1)])


def bounding_box(points: ArrayLike) -> tuple[float, float, float, float]:
    """Return (left, top, right, bottom) of ``(N, 2)`` points in px."""
    xy = as_points(points)
    left, top = xy.min(axis=0)
    right, bottom = xy.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def rotation_deg(target_from_source: Matrix, at: ArrayLike) -> float:
    """Return how far the homography turns the picture at the point `at`, in degrees from +x towards +y, (-180, 180]."""
    here = np.asarray(at, np.float64).reshape(2)
    moved = apply_homography(target_from_source, here + np.array([[0.0, 0.0], [1.0, 0.0]]))
    dx, dy = moved[1] - moved[0]
    return float(np.degrees(np.arctan2(dy, dx)))


def local_scale(target_from_source: Matrix, at: ArrayLike) -> float:
    """Return the length in the target of 1 px of the source at the point `at` (root of the Jacobian's determinant)."""
    here = np.asarray(at, np.float64).reshape(2)
    moved = apply_homography(target_from_source, here + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    jacobian = np.column_stack([moved[1] - moved[0], moved[2] - moved[0]])
    return float(np.sqrt(abs(np.linalg.det(jacobian))))


def is_mirroring(target_from_source: Matrix, at: ArrayLike) -> bool:
    """Return whether the homography turns left into right at the point `at` (negative Jacobian determinant)."""
    here = np.asarray(at, np.float64).reshape(2)
    moved = apply_homography(target_from_source, here + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return bool(np.linalg.det(np.column_stack([moved[1] - moved[0], moved[2] - moved[0]])) < 0)
