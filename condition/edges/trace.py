"""Region of a photo -> the line of its one edge, to a fraction of a pixel.

The two sides of an edge differ in brightness or in colour; the direction in colour space that separates them best (the
first principal component) is the signal. The edge is where it crosses the middle between the two sides, taken locally, so
that uneven light does not bend the line: a level line of the difference [1]_, which follows every spur and overhang, and
does not depend on how the photo is turned.

References
----------
.. [1] Lorensen, Cline: Marching cubes, SIGGRAPH 1987 (in the plane: marching squares). doi:10.1145/37401.37422
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, polyline_length

Field = NDArray[np.float32]

#: Smoothing before the level line is drawn (standard deviation, px): pixel noise would make islands.
SMOOTHING_PX = 0.8
#: The middle between the sides is taken over this share of the region's shorter side, at least so many px.
LOCAL_SHARE, MIN_LOCAL_PX = 0.25, 12.0
#: How near the rim of the region the ends of an edge have to lie, px.
RIM_PX = 2.5
#: Smoothing before it is asked how uneven the sides are, px, and the least unevenness that counts, levels.
EVEN_PX, LEAST_UNEVEN = 2.0, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """An edge in a crop.

    Attributes
    ----------
    path : ndarray
        float64 ``(M, 2)`` x, y in px of the crop.
    signal : ndarray
        float32 ``(h, w)``: what separates the two sides, 8-bit levels.
    step : float
        Difference between the two sides, levels.
    noise : float
        Noise of the signal in flat places (standard deviation), levels.
    rival : float
        Length of the next longest edge across the region, as a share of this one's.
    parted : float
        Difference between the two sides in units of how uneven each is (standard deviation). A surface without any edge,
        split where it splits best, has 2.7 where its brightness is normally distributed and 3.5 where it rises evenly.
    """

    path: Points
    signal: Field
    step: float
    noise: float
    rival: float
    parted: float


def trace(crop: NDArray[np.uint8], inside: NDArray[np.bool_]) -> Traced | None:
    """Return the longest edge that crosses the region; None where there is none.

    Parameters
    ----------
    crop : ndarray
        uint8 ``(h, w, 3)`` RGB.
    inside : ndarray
        bool ``(h, w)``: the region.
    """
    signal = separate(crop, inside)
    bright = signal > _otsu(signal[inside])
    if not (bright & inside).any() or not (~bright & inside).any():
        return None
    reach = max(MIN_LOCAL_PX, LOCAL_SHARE * min(crop.shape[:2]))
    # the means of both sides without the blurred zone between them, which would pull them together
    high, low = (_local_mean(signal, _core(side & inside), reach) for side in (bright, ~bright))
    smoothed = np.asarray(cv2.GaussianBlur(signal, (0, 0), SMOOTHING_PX), np.float32)
    lines = sorted(
        _across(np.asarray(smoothed - (high + low) / 2, np.float32), inside),
        key=polyline_length,
        reverse=True,
    )
    if not lines:
        return None
    lengths = [polyline_length(line) for line in lines]
    step = float(np.median((high - low)[inside]))
    rival = lengths[1] / lengths[0] if len(lengths) > 1 else 0.0
    return Traced(lines[0], signal, step, _noise(signal, inside), rival, _parted(signal, inside))


def separate(crop: NDArray[np.uint8], inside: NDArray[np.bool_]) -> Field:
    """Return the direction of colour that varies most in the region, as levels; brighter is larger."""
    pixels = cv2.GaussianBlur(crop, (0, 0), 2.0)[inside].astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(pixels.T))
    direction = vectors[:, int(values.argmax())]
    direction = direction if direction.sum() >= 0 else -direction
    # levels: the same step in all three channels stays that step
    direction = direction / max(np.abs(direction).sum(), 1e-9)
    return np.asarray(crop.astype(np.float32) @ direction.astype(np.float32))


def _otsu(values: Field) -> float:
    """Threshold that separates two groups best (Otsu 1979)."""
    low, high = (float(value) for value in np.percentile(values, (0.5, 99.5)))
    scaled = np.clip((values - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(scaled.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return float(low + (level + 0.5) / 255 * (high - low))


def _core(side: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A side without its rim; the whole of it where nothing would be left."""
    core = cv2.erode(side.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    return core if core.any() else side


def _local_mean(signal: Field, where: NDArray[np.bool_], reach: float) -> Field:
    """Mean of the signal over some pixels, carried everywhere by normalised convolution."""
    weight = where.astype(np.float32)
    # a wide blur is as good on fewer pixels, and its cost no longer grows with the region
    scale = min(1.0, MIN_LOCAL_PX / reach)
    small = (max(1, round(signal.shape[1] * scale)), max(1, round(signal.shape[0] * scale)))
    total, mass = (
        cv2.GaussianBlur(cv2.resize(field, small, interpolation=cv2.INTER_AREA), (0, 0), reach * scale)
        for field in (signal * weight, weight)
    )
    mean = float(signal[where].mean())
    # far from the side its own mean takes over
    local = (total + 1e-3 * mean) / (mass + 1e-3)
    return np.asarray(cv2.resize(local, signal.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _across(level: Field, inside: NDArray[np.bool_]) -> list[Points]:
    """Level lines whose two ends lie at the rim of the region; islands and closed lines are not edges across it."""
    from skimage.measure import find_contours

    found = []
    for line in find_contours(level.astype(np.float64), 0.0, mask=inside):  # type: ignore[no-untyped-call]  # no stubs
        points = np.asarray(line[:, ::-1], np.float64)
        if len(points) < 8 or np.allclose(points[0], points[-1]):
            continue
        if _at_rim(points[0], inside) and _at_rim(points[-1], inside):
            found.append(points)
    return found


def _at_rim(point: NDArray[np.float64], inside: NDArray[np.bool_]) -> bool:
    """Whether a point lies at the end of the region."""
    x, y = np.round(point).astype(int)
    reach = int(np.ceil(RIM_PX))
    rows, cols = inside.shape
    if x < reach or y < reach or x >= cols - reach or y >= rows - reach:
        return True
    return not inside[y - reach : y + reach + 1, x - reach : x + reach + 1].all()


def _parted(signal: Field, inside: NDArray[np.bool_]) -> float:
    """How far apart the two sides are, in units of what a step on evenly falling light does not explain of both.

    Grain finer than the smoothing does not count; light that falls off evenly is no step and no unevenness.
    """
    smoothed = np.asarray(cv2.GaussianBlur(signal, (0, 0), EVEN_PX), np.float32)
    bright = smoothed > _otsu(smoothed[inside])
    high, low = (_core(side & inside) for side in (bright, ~bright))
    rows, cols = np.nonzero(high | low)
    values = smoothed[rows, cols].astype(np.float64)
    terms = np.column_stack([np.ones(len(rows)), rows, cols, high[rows, cols]]).astype(np.float64)
    fitted, _, rank, _ = np.linalg.lstsq(terms, values, rcond=None)
    if rank < terms.shape[1]:
        return 0.0
    uneven = float(np.std(values - terms @ fitted))
    return float(fitted[3]) / max(uneven, LEAST_UNEVEN)


def _noise(signal: Field, inside: NDArray[np.bool_]) -> float:
    """Noise by the Laplacian of Immerkaer (1996), as a median, so that edges and texture do not count."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(signal, cv2.CV_32F, kernel))[inside]
    # the kernel's norm is 6; 0.6745 is the median of |normal|
    return float(np.median(response) / 6.0 / 0.6745)
