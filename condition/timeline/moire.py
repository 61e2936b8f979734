"""Check whether a photo shows a screen: a fine grid all over it, as the pixels of a display leave.

The grid of a display, sampled by the grid of a sensor, gives sharp peaks in the spectrum in two directions about at right
angles, with the same period everywhere [1]_. Steps of proof:

1. Up to sixteen squares, spread over the whole frame, are transformed; what stands out of the neighbouring frequencies
   by `PEAK` is a peak. Long periods (objects) and the directions of the pixel rows (JPEG blocks) are left out.
2. A square has the grid where its strongest peak, and the strongest across it, are those of the clearest square.
3. A caution needs the grid in nearly all squares: a cloth under the piece has a grid too, but not where the piece lies.

Silence means nothing: a screen photographed from afar, unsharply, or made smaller afterwards leaves no grid.

Measured: none of 227 pictures (photos of `shared/bench`, renderings with woven cloth, brushed and engraved metal, samples of
this repository) has the grid in more than 0.81 of its squares, none of the photos in more than 0.4. Of 68 simulated photos of
a screen, sharp and with 3.7 to 4.3 camera pixels a pixel of the screen, 35 are found; of 34 blurred ones, 12.

References
----------
.. [1] Garcia & de Queiroz, Face-spoofing 2D-detection based on Moire-pattern analysis, IEEE TIFS 10(4), 2015.
   doi:10.1109/TIFS.2015.2411394
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.language import sentence
from condition.photo import Photo
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, answer

Real = NDArray[np.float32]
#: Side of a square, px, squares along each side of the frame, and the fewest that are neither black nor white.
SIDE, SQUARES, FEWEST = 256, 4, 8
#: Mean grey levels between which a square can show a grid.
DARKEST, BRIGHTEST = 12.0, 250.0
#: Frequencies looked at, cycles a px: periods of 2.1 to 10 px; and the rows and columns left out around the axes.
LOWEST, HIGHEST, AXIS_ROWS = 0.1, 0.47, 2.5
#: Height of a peak over its neighbourhood, natural logarithm of power, and side of that neighbourhood (frequencies). Of 85
#: ordinary photos the typical square reaches 3.1 in its second direction at most.
PEAK, NEIGHBOURHOOD = 4.0, 15
#: Most by which one direction may exceed the other (the same logarithm). A screen's differ by up to 1.5; lines in one direction,
#: such as brushing, that JPEG blocks mirror into another differ by 5 and more.
MOST_APART = 2.5
#: Least angle between the two directions, degrees: a display's are at right angles but for perspective.
LEAST_ANGLE_DEG = 60.0
#: Difference of a peak from that of the clearest square, as a share of its frequency: perspective over the frame.
SPREAD = 0.2
#: Share of the squares that must have the grid.
LEAST_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Peaks:
    """The strongest peak of a square and the strongest across it.

    Attributes
    ----------
    height : float
        Of the lower one, natural logarithm of power over the neighbourhood.
    excess : float
        Of the higher one over it.
    first, second : ndarray
        (x, y) in cycles a px; a vector and its opposite are the same wave.
    """

    height: float
    excess: float
    first: Real
    second: Real

    @property
    def is_grid(self) -> bool:
        """Whether both stand out, and about as high."""
        return self.height >= PEAK and self.excess <= MOST_APART

    def resembles(self, other: Peaks) -> bool:
        """Return whether both peaks are, to the spread of perspective, among those of another square."""
        return all(
            min(_apart(wave, known) for known in (other.first, other.second)) <= SPREAD
            for wave in (self.first, self.second)
        )


def check_moire(photo: Photo) -> list[Check]:
    """Return a caution where a fine grid covers nearly the whole photo; nothing otherwise."""
    share = measure_grid(photo.pixels)
    if share is None or share < LEAST_SHARE:
        return []
    text = sentence(
        "A fine regular grid covers the photo ({measured:.0%} of the squares looked at, required {required:.0%}), as the pixels of "
        "a screen leave it: it may be a photo of a photo.", measured=share, required=LEAST_SHARE,
    )  # fmt: skip
    return [answer("SCREEN_PATTERN", CAUTION, ("pixels",), text)]


def measure_grid(pixels: NDArray[np.uint8]) -> float | None:
    """Return the share of squares with the same fine grid; None where too few can be judged.

    Parameters
    ----------
    pixels : ndarray
        uint8 ``(H, W, 3)``.
    """
    found = [_peaks(square) for square in _squares(pixels)]
    if len(found) < FEWEST:
        return None
    clearest = max(found, key=lambda peaks: peaks.height)
    return sum(peaks.is_grid and peaks.resembles(clearest) for peaks in found) / len(found)


def _squares(pixels: NDArray[np.uint8]) -> Iterator[Real]:
    """Yield grey squares spread over the frame, float32, that are neither black nor white."""
    starts = [
        np.linspace(0, length - SIDE, min(SQUARES, length // SIDE)).astype(int) for length in pixels.shape[:2]
    ]
    for top in starts[0]:
        for left in starts[1]:
            grey = cv2.cvtColor(pixels[top : top + SIDE, left : left + SIDE], cv2.COLOR_RGB2GRAY)
            if DARKEST <= grey.mean() <= BRIGHTEST:
                yield grey.astype(np.float32)


def _peaks(square: Real) -> Peaks:
    across, down, usable, angle = _frequencies()
    spectrum = np.abs(np.fft.rfft2((square - square.mean()) * _window())) ** 2
    power = np.fft.fftshift(np.log(spectrum + SIDE), axes=0).astype(np.float32)
    height = np.where(usable, power - cv2.blur(power, (NEIGHBOURHOOD, NEIGHBOURHOOD)), -np.inf)
    first = np.unravel_index(int(height.argmax()), height.shape)
    turned = np.abs((angle - angle[first] + 90) % 180 - 90)
    crossing = np.where(turned >= LEAST_ANGLE_DEG, height, -np.inf)
    second = np.unravel_index(int(crossing.argmax()), crossing.shape)
    waves = (np.array([across[0, at[1]], down[at[0], 0]], np.float32) for at in (first, second))
    return Peaks(float(crossing[second]), float(height[first] - crossing[second]), *waves)


def _apart(wave: Real, known: Real) -> float:
    nearest = min(float(np.hypot(*(wave - known))), float(np.hypot(*(wave + known))))
    return nearest / float(np.hypot(*known))


@lru_cache(maxsize=1)
def _window() -> Real:
    return np.outer(np.hanning(SIDE), np.hanning(SIDE)).astype(np.float32)


@lru_cache(maxsize=1)
def _frequencies() -> tuple[Real, Real, NDArray[np.bool_], Real]:
    """Return (x, y, usable, direction in degrees) of the shifted half spectrum."""
    across = np.fft.rfftfreq(SIDE)[None, :].astype(np.float32)
    down = np.fft.fftshift(np.fft.fftfreq(SIDE))[:, None].astype(np.float32)
    radius = np.hypot(across, down)
    off_axes = (np.abs(across) > AXIS_ROWS / SIDE) & (np.abs(down) > AXIS_ROWS / SIDE)
    usable = (radius >= LOWEST) & (radius <= HIGHEST) & off_axes
    return across, down, usable, np.degrees(np.arctan2(down, across))
