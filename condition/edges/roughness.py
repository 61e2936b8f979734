"""Line of an edge -> fitted smooth curve, deviation from it, roughness and its exponent, changes of direction.

1. The line is cut where the piece itself has a corner; each arm gets a cubic over its chord. That takes up place, turn, bend
   and an uneven bend: what is left is roughness.
2. The deviation is read every pixel. Its root mean square is corrected for noise.
3. Its power over frequency is estimated with several tapers [1]_, corrected for the blur across the edge, and a power law is
   fitted where it stands above the noise. Cracks are self-affine over decades of length [2]_: the exponent says how
   roughness is shared between long and short waves, and does not depend on the scale of the photo.

References
----------
.. [1] Thomson, Spectrum estimation and harmonic analysis, Proc. IEEE 70(9), 1982. doi:10.1109/PROC.1982.12433
.. [2] Bonamy, Bouchaud, Failure of heterogeneous materials: a dynamic phase transition?, Physics Reports 498, 2011.
   doi:10.1016/j.physrep.2010.07.006
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points
from condition.measurement import Measured

Line = NDArray[np.float64]

#: Degree of the fitted curve.
DEGREE = 3
#: A corner of the piece: it leaves the straight line by this share of the length, turns by this much, between arms that long.
CORNER_SHARE, CORNER_DEG, ARM_SHARE = 0.04, 40.0, 0.2
#: Tapers and their half-width in frequencies: enough to be steady, narrow enough for a steep law.
TAPERS, HALF_WIDTH = 4, 2.5
#: Bins an octave in which the power is averaged before the law is fitted, and least number of them.
BINS_AN_OCTAVE, MIN_BINS = 3, 5
#: How far the power has to stand above the noise to be used.
ABOVE_NOISE = 3.0
#: Error of the level line beside noise, as a share of the roughness (95 %): from made edges (tests/edges).
SHAPE_ERROR = 0.07
#: How much worse than by chance a power law may fit, standard deviations of chi squared.
WORST_FIT = 4.0
#: What a made straight edge without noise measures at most, px: the grid of pixels itself.
GRID_PX = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """A part of the edge between corners of the piece.

    Attributes
    ----------
    along, deviation : ndarray
        float64 ``(K,)``: place along the fitted curve, every px, and distance from it, px.
    path, smooth : ndarray
        float64 ``(M, 2)``: the line, and the curve at the same places.
    at : ndarray
        float64 ``(K, 2)``: the curve every px.
    normal : ndarray
        float64 ``(K, 2)``: unit vectors across it, to the right of its direction.
    """

    along: Line
    deviation: Line
    path: Points
    smooth: Points
    at: Points
    normal: Points

    @property
    def length_px(self) -> float:
        """Length along the curve."""
        return float(self.along[-1]) if len(self.along) else 0.0


def fit_arms(path: Points) -> list[Arm]:
    """Return the arms of a line, each with its curve."""
    arms = [fit(part) for part in _parts(path) if len(part) > 4 * (DEGREE + 1)]
    return [arm for arm in arms if len(arm.along) > 4 * (DEGREE + 1)]


def _parts(path: Points) -> list[Points]:
    """Cut the line at corners of the piece."""
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    corners = simplified(path, CORNER_SHARE * length)
    cuts = [0]
    for before, here, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        one, two = path[here] - path[before], path[after] - path[here]
        long_arms = min(np.linalg.norm(one), np.linalg.norm(two)) >= ARM_SHARE * length
        if long_arms and abs(turn_deg(one, two)) >= CORNER_DEG:
            cuts.append(here)
    return [path[first : last + 1] for first, last in pairwise([*cuts, len(path) - 1])]


def fit(path: Points) -> Arm:
    """Fit a cubic over the chord and read the deviation every px along it."""
    start = path[0]
    chord = path[-1] - start
    chord = chord / max(float(np.linalg.norm(chord)), 1e-9)
    right = np.array([-chord[1], chord[0]])
    u, v = (path - start) @ chord, (path - start) @ right
    curve = np.polynomial.Polynomial.fit(u, v, DEGREE)
    grid = np.arange(float(u.min()), float(u.max()), 0.25)
    height, slope = curve(grid), curve.deriv()(grid)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(grid), np.diff(height)))])
    cosine = 1 / np.hypot(1.0, slope)
    steps = np.arange(0.0, along[-1], 1.0)
    places = np.interp(steps, along, grid)
    # where the line overhangs, a place has several heights: their mean
    raw = _binned(u, v - curve(u), grid) * cosine
    deviation = np.interp(steps, along, raw)
    tangent = np.column_stack([np.ones_like(places), curve.deriv()(places)])
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    back = np.vstack([chord, right])
    return Arm(
        along=steps,
        deviation=np.asarray(deviation - deviation.mean()),
        path=path,
        smooth=np.asarray(start + np.column_stack([u, curve(u)]) @ back),
        at=np.asarray(start + np.column_stack([places, curve(places)]) @ back),
        normal=np.asarray(np.column_stack([-tangent[:, 1], tangent[:, 0]]) @ back),
    )


def _binned(u: Line, height: Line, grid: Line) -> Line:
    """Mean height at every place of an even grid; gaps between points are bridged."""
    step = grid[1] - grid[0]
    number = np.clip(np.round((u - grid[0]) / step).astype(int), 0, len(grid) - 1)
    count = np.bincount(number, minlength=len(grid))
    total = np.bincount(number, height, minlength=len(grid))
    known = count > 0
    return np.interp(grid, grid[known], total[known] / count[known])


def turn_deg(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Return the change of direction from one vector to the next, degrees in (-180, 180]."""
    return float(np.degrees(np.arctan2(one[0] * two[1] - one[1] * two[0], one @ two)))


def simplified(path: Points, tolerance_px: float) -> list[int]:
    """Return the numbers of the points that a line keeps when it may move by a tolerance (Douglas, Peucker 1973)."""
    kept = cv2.approxPolyDP(path.astype(np.float32).reshape(-1, 1, 2), tolerance_px, False).reshape(-1, 2)
    found, start = [], 0
    for point in kept:
        start += int(np.argmin(np.abs(path[start:].astype(np.float32) - point).sum(axis=1)))
        found.append(start)
    return found


def count_turns(path: Points, tolerance_px: float, least_deg: float) -> int:
    """Return how often the line changes its direction by at least so much, smaller wiggles left out."""
    corners = path[simplified(path, tolerance_px)]
    legs = np.diff(corners, axis=0)
    return sum(abs(turn_deg(one, two)) >= least_deg for one, two in pairwise(legs))


def roughness(arms: list[Arm], noise_px: float) -> Measured:
    """Return the root mean square of the deviation over all arms, noise taken off in quadrature.

    Parameters
    ----------
    arms : list of Arm
        At least one.
    noise_px : float
        What pixel noise alone moves the line (standard deviation), px.
    """
    joined = np.concatenate([arm.deviation for arm in arms])
    seen = float(np.sqrt(np.mean(joined**2)))
    value = float(np.sqrt(max(0.0, seen**2 - noise_px**2)))
    return Measured(value, float(np.hypot(SHAPE_ERROR * value, GRID_PX + 2 * noise_px * _steadiness(joined))))


def _steadiness(joined: Line) -> float:
    """Share of the noise that can be left: less in a long line."""
    return float(1 / np.sqrt(max(1.0, len(joined) / 50.0)))


def spectrum(deviation: Line) -> tuple[Line, Line]:
    """Return frequencies (cycles a px) and the power of the deviation there (px^2 a cycle a px), by several tapers."""
    from scipy.signal.windows import dpss

    length = len(deviation)
    tapers = dpss(length, HALF_WIDTH, TAPERS)
    power = np.mean(np.abs(np.fft.rfft(tapers * deviation, axis=1)) ** 2, axis=0)
    return np.asarray(np.fft.rfftfreq(length), np.float64), np.asarray(power, np.float64)


def exponent(arm: Arm, band_px: tuple[float, float], blur_px: float, noise_px: float) -> Measured | None:
    """Return b of power ~ frequency^-b with the half-width of its 95 % interval; None where too little stands above the noise.

    Parameters
    ----------
    arm : Arm
        The longest.
    band_px : tuple of float
        Shortest and longest wave to use, px.
    blur_px : float
        Blur of the line (standard deviation, px), corrected for.
    noise_px : float
        What pixel noise alone moves the line, px.
    """
    frequency, power = spectrum(arm.deviation)
    shortest, longest = band_px
    used = (frequency >= 1 / longest) & (frequency <= 1 / shortest)
    passed = np.exp(-((2 * np.pi * frequency * blur_px) ** 2))
    # noise of the line is as blurred as the line, because both passed the same smoothing
    floor = ABOVE_NOISE * noise_px**2 * 2 * np.sqrt(np.pi) * max(blur_px, 0.5)
    used &= power > floor * passed
    if used.sum() < MIN_BINS:
        return None
    return _law(np.log(frequency[used]), np.log(power[used] / passed[used]))


def _law(x: Line, y: Line) -> Measured | None:
    """Slope of a straight line through averages of even width in log frequency, and its error; None where none fits."""
    number = np.floor((x - x[0]) / (np.log(2) / BINS_AN_OCTAVE)).astype(int)
    bins = [number == each for each in np.unique(number)]
    if len(bins) < MIN_BINS:
        return None
    at, height = (np.array([values[inside].mean() for inside in bins]) for values in (x, y))
    # neighbouring frequencies share their tapers: as many of them as the tapers are wide are one
    independent = np.array([max(1.0, inside.sum() / (2 * HALF_WIDTH / TAPERS) / TAPERS) for inside in bins])
    weight = independent
    centred = at - np.average(at, weights=weight)
    slope = float((weight * centred * height).sum() / (weight * centred**2).sum())
    # variance of the logarithm of a mean of TAPERS squares (trigamma function of TAPERS)
    variance = TRIGAMMA / (weight * centred**2).sum()
    left = height - np.average(height, weights=weight) - slope * centred
    freedom = len(bins) - 2
    if float((weight * left**2).sum()) / TRIGAMMA > freedom + WORST_FIT * np.sqrt(2 * freedom):
        return None  # no power law: even teeth, a shape
    return Measured(-slope, float(1.96 * np.sqrt(variance)))


#: Trigamma function at `TAPERS`: sum of 1 / n^2 from there on.
TRIGAMMA = float(np.pi**2 / 6 - sum(1 / n**2 for n in range(1, TAPERS)))
