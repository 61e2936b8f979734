"""Photos of edges whose roughness is known: a line with given RMS and power law, turned, blurred, with noise."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Line = NDArray[np.float64]

#: Side of a photo, and half the length of an edge in it, px.
SIDE, HALF = 760, 300
#: Pixels are made this many times finer, and averaged.
FINER = 2


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A photo of an edge, and the truth.

    Attributes
    ----------
    pixels : ndarray
        uint8 ``(SIDE, SIDE, 3)``.
    region : tuple of float
        x, y, width, height around the edge.
    corners : ndarray
        float64 ``(4, 2)``: a region that is turned with the edge.
    rms_px : float
        Root mean square of what was added to the smooth curve, px.
    """

    pixels: Pixels
    corners: Line
    rms_px: float


def rough_line(
    rms_px: float, exponent: float, seed: int, longest_px: float = 160.0, shortest_px: float = 4.0
) -> Line:
    """Return heights every px along an edge of 2 HALF px: power ~ frequency^-exponent between two waves, none beyond."""
    rng = np.random.default_rng(seed)
    length = 4 * HALF
    frequency = np.fft.rfftfreq(length)
    inside = (frequency >= 1 / longest_px) & (frequency <= 1 / shortest_px)
    size = np.zeros(len(frequency))
    size[inside] = frequency[inside] ** (-exponent / 2)
    # heights of waves are Rayleigh distributed, as those of a random line are
    amplitude = size * rng.rayleigh(size=len(size)) * np.exp(2j * np.pi * rng.random(len(size)))
    line = np.fft.irfft(amplitude, length)[HALF : 3 * HALF + 1]
    line = line - line.mean()
    own = float(np.sqrt(np.mean(line**2)))
    return np.asarray(line * (rms_px / own if own else 0.0))


def sawtooth(teeth: int, height_px: float) -> Line:
    """Return a line of even teeth."""
    at = np.linspace(0, teeth, 2 * HALF + 1)
    return np.asarray(height_px * (np.abs((at % 1) - 0.5) * 2 - 0.5))


def make_edge(
    line: Line,
    turn_deg: float = 0.0,
    bend_px: float = 14.0,
    blur_px: float = 0.7,
    noise: float = 2.0,
    levels: tuple[float, float] = (70.0, 180.0),
    seed: int = 5,
) -> Made:
    """Return a photo of an edge: one side dark, the other bright, the line between them as given.

    Parameters
    ----------
    line : ndarray
        float64 ``(2 HALF + 1,)``: heights over the smooth curve.
    turn_deg : float
        Direction of the edge.
    bend_px : float
        How far its smooth curve bows.
    blur_px, noise : float
        Blur of the lens (standard deviation, px), and noise (levels).
    levels : tuple of float
        Of the two sides.
    """
    turn = np.radians(turn_deg)
    chord = np.array([np.cos(turn), np.sin(turn)])
    right = np.array([-chord[1], chord[0]])
    steps = (np.arange(SIDE * FINER) + 0.5) / FINER - 0.5 - (SIDE - 1) / 2
    x, y = np.meshgrid(steps, steps)
    u, v = x * chord[0] + y * chord[1], x * right[0] + y * right[1]
    at = np.linspace(-HALF, HALF, len(line))
    height = bend_px * (1 - (u / HALF) ** 2) + np.interp(u, at, line)
    bright = (v > height).astype(np.float32)
    share = cv2.resize(bright, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    share = cv2.GaussianBlur(share, (0, 0), blur_px)
    grey = levels[0] + (levels[1] - levels[0]) * share
    grey = grey + np.random.default_rng(seed).normal(0, noise, grey.shape)
    box = np.array([[-HALF + 10, -70], [HALF - 10, -70], [HALF - 10, 90], [-HALF + 10, 90]])
    corners = (SIDE - 1) / 2 + box[:, :1] * chord + box[:, 1:] * right
    pixels = np.repeat(np.clip(grey, 0, 255).round().astype(np.uint8)[..., None], 3, axis=2)
    own = line[10:-10] - np.polynomial.Polynomial.fit(at[10:-10], line[10:-10], 3)(at[10:-10])
    return Made(pixels, corners, float(np.sqrt(np.mean(own**2))))
