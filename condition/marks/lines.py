"""Oriented line evidence of two aligned pictures: what one shows and the other does not, free of polarity.

1. Log luminance, high-passed, divided by its local rms: the same surface in another light looks about the same.
2. Second derivative of a Gaussian across each of `ORIENTATIONS` directions, summed along the direction.
3. Each response is divided by its own local rms *for that direction, scale and length*: brushed grain, guilloche
   and noise then set their own threshold, and only what stands out of them remains [1]_.
4. What one picture shows more strongly than the other, within the search radius and any polarity, is excess.

The doubling sums cost a fixed number of additions for any length; no kernel is ever rotated.

References
----------
.. [1] The idea of a contrario detection: an event is meaningful if the background model seldom makes it.
   Desolneux, Moisan, Morel: From Gestalt Theory to Image Analysis, Springer 2008. doi:10.1007/978-0-387-74378-3
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.parallel import in_threads

Image = NDArray[np.float32]
Steps = NDArray[np.uint8]

#: Evidence is kept in 8 bits: a twentieth of the local rms a step, 12.75 at most. Five stacks of twelve directions in
#: float32 took 450 MB at 1.9 MP, and numpy computes float16 in software.
STEP_SIGMA = 0.05

#: Directions looked at, evenly over 180 degrees; 15 degrees is the half-width of the shortest kernel.
ORIENTATIONS = 12
#: Widths of lines looked for: sigma across, px.
SIGMAS_PX = (0.9, 1.8)
#: Doubling steps along the direction: sums over about 2, 4, 8 and 16 px; the last `LENGTHS` are used.
STEPS_PX = (1.0, 2.0, 4.0, 7.0)
LENGTHS = 2
#: Rim that the doubling may use up: half the sum of the steps, rounded up at each.
MARGIN_PX = 10
#: Responses are divided by their rms over this window, px (side of the box).
WINDOW_PX = 61
#: Wide means are taken on a picture reduced by this factor.
REDUCED = 4
#: Pixels worked on at once: the buffers of such a strip fit a processor's own cache; the whole picture would wait for memory.
STRIP_PX2 = 250_000
#: High-pass radius and window of the normalisation, px (sigma).
HIGH_PASS_PX, RMS_PX = 10.0, 24.0
#: Sensor floor of the normalisation, in units of log luminance at mid grey (2.5 grey levels).
FLOOR = 2.5 / 128
#: A line of the other picture counts within this distance, px: what registration leaves over.
SEARCH_PX = 3
NEAR = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * SEARCH_PX + 1, 2 * SEARCH_PX + 1))
#: How far beside a line a parallel one is looked for, px beyond the search radius (a square window).
BESIDE = np.ones((17, 17), np.uint8)
#: Share of the other picture's evidence that is taken off.
EXPLAINED = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class LineEvidence:
    """Line evidence by direction, each uint8 ``(ORIENTATIONS, h, w)`` in steps of `STEP_SIGMA` times the local rms.

    Attributes
    ----------
    appeared, vanished : ndarray
        Excess of the after over the before picture, and the reverse; negative values are cut to 0.
    kept : ndarray
        What both show: the smaller of the two.
    beside_before, beside_after : ndarray
        Strongest line of the before and of the after picture in the same direction within about 11 px: a highlight
        that moved along a rim lies beside the rim.
    """

    appeared: Steps
    vanished: Steps
    kept: Steps
    beside_before: Steps
    beside_after: Steps


def line_evidence(
    before: NDArray[np.uint8], after: NDArray[np.uint8], inside: NDArray[np.bool_]
) -> LineEvidence:
    """Return the line evidence of two aligned pictures.

    Parameters
    ----------
    before, after : ndarray
        uint8 ``(h, w, 3)`` RGB sRGB on one grid.
    inside : ndarray
        bool ``(h, w)``; statistics are taken there.

    Returns
    -------
    LineEvidence
        Direction k runs k * 180 / ORIENTATIONS degrees from +x towards +y.
    """
    shown_before, shown_after = (_responses(picture, inside) for picture in (before, after))
    shape = (ORIENTATIONS, *inside.shape)
    out = LineEvidence(*(np.empty(shape, np.uint8) for _ in range(5)))

    def one(k: int) -> None:
        near_before, near_after = cv2.dilate(shown_before[k], NEAR), cv2.dilate(shown_after[k], NEAR)
        # saturating arithmetic: what is explained ends at 0
        cv2.addWeighted(shown_after[k], 1, near_before, -EXPLAINED, 0, dst=out.appeared[k])
        cv2.addWeighted(shown_before[k], 1, near_after, -EXPLAINED, 0, dst=out.vanished[k])
        cv2.min(shown_after[k], near_before, dst=out.kept[k])
        cv2.dilate(near_before, BESIDE, dst=out.beside_before[k])
        cv2.dilate(near_after, BESIDE, dst=out.beside_after[k])

    in_threads(one, range(ORIENTATIONS))
    return out


def normalised(picture: NDArray[np.uint8], inside: NDArray[np.bool_]) -> Image:
    """Return log luminance, high-passed and divided by its local rms on the piece, float32 ``(h, w)``."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    level = np.log(grey + 8)
    on = inside.astype(np.float32)
    # means over the piece only, so that its outline does not shade into it
    share = _blur(on, HIGH_PASS_PX) + 1e-3
    high = (level - _blur(level * on, HIGH_PASS_PX) / share) * on
    rms = np.sqrt(_blur(high * high, RMS_PX) / (_blur(on, RMS_PX) + 1e-3))
    return np.asarray(high / (rms + FLOOR), np.float32)


def _hessian(picture: Image, sigma: float) -> tuple[Image, Image, Image]:
    """Second derivatives xx, xy, yy at a scale, times sigma squared (scale-normalised), with a rim of `MARGIN_PX`."""
    padded = cv2.copyMakeBorder(picture, *(MARGIN_PX,) * 4, cv2.BORDER_REPLICATE)
    smooth = cv2.GaussianBlur(padded, (0, 0), sigma)
    gain = sigma * sigma
    return (
        gain * cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=3, scale=0.25),
        gain * cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3, scale=0.25),
        gain * cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3, scale=0.25),
    )


class _Desk(threading.local):
    """Buffers of one thread for one strip: fresh memory of this size costs more than the arithmetic in it."""

    def __init__(self, height: int, width: int) -> None:
        with_rim = (height + 2 * MARGIN_PX, width + 2 * MARGIN_PX)
        self.lines = [np.empty(with_rim, np.float32) for _ in range(2)]
        self.best, self.square = (np.empty((height, width), np.float32) for _ in range(2))
        self.wide = np.empty((height + 2 * REDUCED, width), np.float32)


def _responses(picture: NDArray[np.uint8], inside: NDArray[np.bool_]) -> Steps:
    """Strongest line response by direction over scales and lengths, over its local rms, ``(ORIENTATIONS, h, w)``.

    In strips that fit a processor's cache, twice: once for the local rms, once for the response in units of it. Keeping the
    sums from the first time would be slower than summing again.
    """
    height, width = inside.shape
    whole = (0, -height % REDUCED, 0, -width % REDUCED)
    picture = cv2.copyMakeBorder(picture, *whole, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    inside = np.pad(inside, (whole[:2], whole[2:]))
    on = inside.astype(np.float32)
    hessians = [_hessian(normalised(picture, inside), sigma) for sigma in SIGMAS_PX]
    rows, cols = (side // REDUCED for side in on.shape)
    energy = np.empty((ORIENTATIONS, len(SIGMAS_PX) * LENGTHS, rows, cols), np.float32)
    out = np.empty((ORIENTATIONS, *on.shape), np.uint8)
    strips = _strips(*on.shape)
    desk = _Desk(strips[0].stop, on.shape[1])

    def reduce(strip: slice) -> None:
        for k in range(ORIENTATIONS):
            for square, into in zip(_squares(hessians, k, strip, desk), energy[k], strict=True):
                cv2.multiply(square, on[strip], dst=square)
                into[strip.start // REDUCED : strip.stop // REDUCED] = _reduced(square)

    def finish(strip: slice) -> None:
        best = desk.best[: strip.stop - strip.start]
        for k in range(ORIENTATIONS):
            best.fill(0)
            # squares are compared, so that one root is taken in place of four
            for square, local in zip(_squares(hessians, k, strip, desk), energy[k], strict=True):
                cv2.divide(square, _widened(local, strip, desk.wide), dst=square)
                cv2.max(best, square, dst=best)
            cv2.multiply(cv2.sqrt(best, dst=best), on[strip], dst=best)
            cv2.convertScaleAbs(best, dst=out[k, strip], alpha=1 / STEP_SIGMA)

    in_threads(reduce, strips)
    share = _smeared(_reduced(on)) + np.float32(1e-3)
    for one in energy.reshape(-1, rows, cols):
        one[:] = _smeared(one) / share + np.float32(1e-4)
    in_threads(finish, strips)
    return out[:, :height, :width]


def _strips(height: int, width: int) -> list[slice]:
    """Rows of each strip, whole multiples of `REDUCED`; only the last may be lower than the first."""
    step = max(1, STRIP_PX2 // (width * REDUCED)) * REDUCED
    return [slice(top, min(top + step, height)) for top in range(0, height, step)]


def _squares(
    hessians: list[tuple[Image, Image, Image]], k: int, strip: slice, desk: _Desk
) -> Iterator[Image]:
    """Squared line response of a strip in direction k for each scale and length; each until the next is asked for."""
    angle = np.pi * k / ORIENTATIONS
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    height = strip.stop - strip.start
    square = desk.square[:height]
    for hessian in hessians:
        xx, xy, yy = (part[strip.start : strip.stop + 2 * MARGIN_PX] for part in hessian)
        spare, line = (buffer[: len(xx)] for buffer in desk.lines)
        cv2.addWeighted(xx, sin * sin, yy, cos * cos, 0, dst=spare)
        cv2.scaleAdd(xy, -2 * sin * cos, spare, dst=line)
        for i, step in enumerate(STEPS_PX):
            line = _doubled(line, step * cos, step * sin, desk.lines[i % 2])
            if i >= len(STEPS_PX) - LENGTHS:
                rim = (line.shape[0] - height) // 2
                cv2.multiply(*(line[rim : rim + height, rim : rim + square.shape[1]],) * 2, dst=square)
                yield square


def _doubled(line: Image, dx: float, dy: float, into: Image) -> Image:
    """Mean of the picture moved half-way in both directions (whole pixels): a sum along a line, doubled.

    The result lies in the corner of `into` and is smaller by the same rim on all sides.
    """
    x, y = round(dx / 2 + 1e-6), round(dy / 2 + 1e-6)
    u, v = round(dx) - x, round(dy) - y
    rim = max(abs(x), abs(y), abs(u), abs(v))
    height, width = line.shape[0] - 2 * rim, line.shape[1] - 2 * rim
    ahead = line[rim + y : rim + y + height, rim + x : rim + x + width]
    behind = line[rim - v : rim - v + height, rim - u : rim - u + width]
    mean = into[:height, :width]
    cv2.addWeighted(ahead, 0.5, behind, 0.5, 0, dst=mean)
    return mean


def _reduced(picture: Image) -> Image:
    """Mean over squares of `REDUCED` px; sides are multiples of it."""
    size = (picture.shape[1] // REDUCED, picture.shape[0] // REDUCED)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _widened(reduced: Image, strip: slice, into: Image) -> Image:
    """The rows of a strip, interpolated from a picture that `_reduced` made."""
    first, last = strip.start // REDUCED, strip.stop // REDUCED
    above = min(1, first)
    rows = reduced[first - above : last + 1]
    wide = into[: len(rows) * REDUCED]
    cv2.resize(rows, wide.shape[::-1], dst=wide, interpolation=cv2.INTER_LINEAR)
    return wide[above * REDUCED :][: strip.stop - strip.start]


def _smeared(reduced: Image) -> Image:
    """Mean over about `WINDOW_PX` of a picture that `_reduced` made."""
    side = WINDOW_PX // REDUCED | 1
    # box sums of float32 can end a hair below 0
    return np.maximum(cv2.blur(reduced, (side, side)), 0)


def _blur(picture: Image, sigma: float) -> Image:
    """Wide Gaussian blur on a quarter of the resolution."""
    height, width = picture.shape
    small = cv2.resize(picture, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
