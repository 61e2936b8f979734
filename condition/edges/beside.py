"""Strip along an edge -> blur across it, whitening beside it, lines that run from it, glare.

The photo is read along the normals of the line itself, every px: rows of the strip are distances from the edge, columns
places along it. In the strip an edge is straight however jagged it is, so that what is left to see lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.edges.model import Side
from condition.edges.roughness import Arm
from condition.geometry import clip_to_frame, sample

Strip = NDArray[np.float64]

#: Distances from the edge that are read, px: as far as a band of stress and the surface beyond it.
REACH_PX = 40
#: The band next to the edge, and the surface it is compared with; px beyond the blurred zone.
NEAR_PX, FAR_PX = (0.0, 8.0), (16.0, 32.0)
#: Blurred zone of an edge, in units of its blur.
ZONE = 2.5
#: Band of the strip in which glare counts, px.
GLARE_REACH_PX = 10
BURNT_LEVEL = 250.0
#: A side that is burnt out along nearly all of it is a white support, no highlight.
WHITE_SUPPORT = 0.95
#: Whitening: brighter than the surface by so many times its own unevenness, and by so many levels.
WHITE_SIGMA, WHITE_LEVELS = 3.0, 8.0
#: Lines from the edge: their mean over so many px away from it, so many times above what the surface shows.
LINE_PX, LINE_SIGMA = 14.0, 6.0
#: Rows that a band has at least; a very blurred edge leaves none beside it.
LEAST_ROWS = 4
#: Widths of the two smoothings whose difference shows a thin line, px.
THIN_PX, BROAD_PX = 1.2, 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A photo read along an edge.

    Attributes
    ----------
    signal, light : ndarray
        float64 ``(2 REACH + 1, K)``: what separates the sides, and the brightness; row `REACH_PX` is the edge.
    """

    signal: Strip
    light: Strip

    def rows(self, side: int, blur_px: float, band: tuple[float, float]) -> Strip:
        """Brightness of one side (-1 or 1) in a band of distances beyond the blurred zone, ``(n, K)``."""
        first, last = (round(ZONE * blur_px + each) for each in band)
        away = np.arange(first, min(last, REACH_PX) + 1)
        return self.light[REACH_PX + side * away]


def read_along(arms: list[Arm], signal: NDArray[np.float32], light: NDArray[np.float32]) -> Read:
    """Read two pictures along the normals of all arms, from the line itself."""
    away = np.arange(-REACH_PX, REACH_PX + 1)
    places = np.concatenate([arm.at + arm.deviation[:, None] * arm.normal for arm in arms])
    normal = np.concatenate([arm.normal for arm in arms])
    # beyond the photo its last pixels go on: a band that ends there is no band
    points = clip_to_frame((places[None] + away[:, None, None] * normal[None]).reshape(-1, 2), signal.shape)
    shape = (len(away), len(places))
    return Read(sample(signal, points).reshape(shape), sample(light, points).reshape(shape))


def blur_across(read: Read) -> float:
    """Return the blur of the edge (standard deviation, px): its step over its steepest slope, as for a Gaussian edge."""
    profile = np.median(read.signal, axis=1)
    middle = profile[REACH_PX - 4 : REACH_PX + 5]
    slope = float(np.abs(np.diff(middle)).max())
    step = abs(float(np.median(profile[-12:]) - np.median(profile[:12])))
    # a difference over one px is blurred by that px itself: variance 1/12
    return float(np.sqrt(max(0.05, (step / max(slope, 1e-6)) ** 2 / (2 * np.pi) - 1 / 12)))


def glare_beside(read: Read, blur_px: float) -> float:
    """Return the share of the strip that is burnt out in patches; a white support on one side does not count, [0, 1]."""
    shares = []
    for side in (-1, 1):
        rows = read.rows(side, blur_px, (0.0, GLARE_REACH_PX))
        burnt = float((rows >= BURNT_LEVEL).mean())
        shares.append(0.0 if burnt >= WHITE_SUPPORT else burnt)
    return max(shares)


def look_beside(read: Read, blur_px: float) -> tuple[Side, Side]:
    """Return what lies left and right of the edge."""
    middles = [
        float(np.median(read.light[REACH_PX + side * np.arange(12, REACH_PX + 1)])) for side in (-1, 1)
    ]
    left, right = (_side(read, side, blur_px) for side in (-1, 1))
    return (
        Side(middles[0] > middles[1], *left),
        Side(middles[1] >= middles[0], *right),
    )


def _side(read: Read, side: int, blur_px: float) -> tuple[float, float, int]:
    near, far = read.rows(side, blur_px, NEAR_PX), read.rows(side, blur_px, FAR_PX)
    if min(len(near), len(far)) < LEAST_ROWS:
        return 0.0, 0.0, 0
    brighter = _smooth(np.mean(near, axis=0) - np.mean(far, axis=0), 4.0)
    half = len(far) // 2
    uneven = _spread(_smooth(np.mean(far[:half], axis=0) - np.mean(far[half:], axis=0), 4.0))
    white = brighter > max(WHITE_SIGMA * uneven, WHITE_LEVELS)
    levels = float(brighter[white].mean()) if white.any() else 0.0
    return float(white.mean()), levels, _count_lines(near, far, read, side, blur_px)


def _count_lines(near: Strip, far: Strip, read: Read, side: int, blur_px: float) -> int:
    """Count places along the edge from which a thin line runs away from it, darker or brighter."""
    band = read.rows(side, blur_px, (0.0, LINE_PX))
    response = np.abs(_thin(np.mean(band, axis=0)))
    ground = _spread(_thin(np.mean(far, axis=0))) * np.sqrt(len(far) / max(1, len(band)))
    at = np.flatnonzero(response > max(LINE_SIGMA * ground, 2.0))
    # a line shows as a ridge with a trough on both sides: one place
    return int(1 + (np.diff(at) > 2 * BROAD_PX).sum()) if len(at) else 0


def _thin(values: Strip) -> Strip:
    return _smooth(values, THIN_PX) - _smooth(values, BROAD_PX)


def _smooth(values: Strip, width_px: float) -> Strip:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, width_px))


def _spread(values: Strip) -> float:
    """Standard deviation by the median, so that few strong places do not count."""
    return float(np.median(np.abs(values - np.median(values))) / 0.6745)
