"""Checks whether the after photo is the before photo: the same bytes, or the same picture saved again.

A copy carries the noise of its original, whatever it was saved as; two exposures from a tripod show the same scene
with different noise. Steps of proof:

1. The proportions agree, and so do coarse copies of both pictures to a grey level: the same scene in the same light.
2. The larger picture is put through what a copy goes through: resized to the smaller (by each usual filter), and, where
   the other is a JPEG, compressed with the tables of that very file. Saving again with the same tables is almost
   lossless, so a true copy comes out almost equal, also at low quality.
3. In blocks without structure what is left is noise. It must correlate, and the difference must be as small as
   rounding and resampling explain.

4. WebP, AVIF and hard JPEG compression take the noise away. What is left is the picture itself: where small copies of
   both agree in every part to a grey level and a tenth of a pixel, they are copies of one photo, or were taken moments
   apart from a tripod. Which of the two is not claimed, and nothing is said where both have noise and it differs.

A copy that was toned, cropped or turned is not found.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from condition.language import sentence
from condition.photo import Photo
from condition.timeline.jpeg_tables import ZIGZAG
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, answer

Grey = NDArray[np.float32]
#: Long side of the coarse copies, px, and their largest mean difference (grey levels, rms). Re-saving moves them by up
#: to 0.4; another exposure in real light by more than 1.
COARSE_SIDE, COARSE_RMS = 64, 1.5
ASPECT_TOLERANCE = 0.01
#: Blocks in which noise is looked at, px; grey levels between which they are neither black nor burnt out.
BLOCK, DARKEST, BRIGHTEST = 16, 12.0, 243.0
#: Standard deviation of the blur that separates noise from the scene, px.
NOISE_SCALE_PX = 1.5
#: Share of the calmest blocks that is used, and the fewest that suffice.
CALM_SHARE, FEWEST_BLOCKS = 0.33, 24
#: Noise below this (grey levels, rms) is rounding: nothing can be concluded from it.
LEAST_NOISE = 0.3
#: Correlation of the noise of a copy. Of 150 simulated pairs of exposures from a tripod none reached 0.8 with so small a
#: difference; of 390 copies (quality 40 to 92, scale 0.5 to 1, six ways of resizing) 389 came out above 0.95.
SAME_NOISE = 0.85
#: Largest difference (grey levels, rms) in calm blocks that rounding and resampling leave.
LARGEST_DIFFERENCE = 0.75
#: Largest square looked at, px; a multiple of 16, so that JPEG blocks keep their places.
CROP = 1536
#: What programs resize with: Pillow's filters widen on shrinking (as browsers and phones do), OpenCV's do not.
FILTERS = (Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BILINEAR)
OPENCV_FILTERS = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


#: Long side of the small copies of step 4, px, and the least one.
SMALL_SIDE, LEAST_SIDE = 256, 128
#: Largest differences of two small copies: grey levels (rms of all, and of the worst hundredth of the parts), and px at that
#: size. Of the pairs of different photos in `shared/bench/real` none comes near: the nearest, from a fixed camera under almost
#: the same lamps, differs by 1.8 levels, 3.8 levels and 0.40 px. Of 21 photos each, these copies are found: WebP at quality 80, 50,
#: AVIF at 50, JPEG at 30, PNG: 20 each; half the size as WebP: 19; 0.37 of the size as JPEG: 17. None of 63 that were moved
#: by three pixels, turned by 0.3 degrees or made brighter by two levels.
SMALL_RMS, SMALL_PART_RMS, SMALL_SHIFT_PX = 1.0, 1.5, 0.16
#: Mean gradient (grey levels a px) below which a picture has nothing to be compared by; part of a small copy, px.
LEAST_GRADIENT, PART_PX = 1.0, 16
#: Single pixels at 96 x 96 places may differ by this (grey levels, rms) before small copies are made: saves 0.1 s at 12 MP.
PLACES, PLACES_RMS = 96, 30.0
#: Noise of two exposures: not the same (correlation), about as strong in both (ratio), and more than coding leaves (grey levels).
OTHER_NOISE, NOISE_RATIO, OTHER_DIFFERENCE = 0.2, 0.75, 1.0


@dataclass(frozen=True, slots=True)
class NoiseMatch:
    """How well the noise of two pictures agrees in calm blocks.

    Attributes
    ----------
    correlation : float
        Normalised, -1..1.
    difference : float
        Grey levels, rms.
    ratio : float
        Of the weaker noise to the stronger, 0..1.
    """

    correlation: float
    difference: float
    ratio: float

    @property
    def is_copy(self) -> bool:
        """Whether only a copy explains the agreement."""
        return self.correlation >= SAME_NOISE and self.difference <= LARGEST_DIFFERENCE

    @property
    def is_other(self) -> bool:
        """Whether both have noise of their own: two exposures."""
        return (
            self.correlation <= OTHER_NOISE
            and self.ratio >= NOISE_RATIO
            and self.difference >= OTHER_DIFFERENCE
        )


def check_same(before: Photo, after: Photo) -> list[Check]:
    """Return SAME_FILE or SAME_PICTURE where the two photos are one; nothing otherwise."""
    if before.sha256 == after.sha256:
        text = sentence(
            "Both photos are the same file. The same file twice says nothing about what happened in between."
        )
        return [answer("SAME_FILE", CAUTION, ("SHA-256",), text)]
    match = match_noise(before, after)
    if match is not None and match.is_copy:
        text = sentence(
            "The after photo is the before photo saved again: even the noise is the same (correlation {measured:.2f}, "
            "required {required}). It says nothing about what happened in between.",
            measured=match.correlation, required=SAME_NOISE,
        )  # fmt: skip
        return [answer("SAME_PICTURE", CAUTION, ("pixels",), text)]
    if (match is not None and match.is_other) or not agree_everywhere(before.pixels, after.pixels):
        return []
    text = sentence(
        "The two photos agree in every part to a grey level and a fraction of a pixel: they are copies of one photo, or were "
        "taken moments apart from a fixed camera with the piece untouched. A piece that was sent away does not come back to "
        "the same place in the same light."
    )
    return [answer("SAME_PICTURE", CAUTION, ("pixels",), text)]


def agree_everywhere(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> bool:
    """Return whether small copies of two pictures ``(H, W, 3)`` agree in every part, in brightness and place."""
    # at most half the size, so that the noise of compression averages out
    long_side = min(max(one.shape[:2]) // 2, max(two.shape[:2]) // 2, SMALL_SIDE)
    if long_side < LEAST_SIDE or not _same_proportions(one, two) or not _alike_at_places(one, two):
        return False
    scale = long_side / max(one.shape[:2])
    size = (round(one.shape[1] * scale), round(one.shape[0] * scale))
    first, second = (_small(pixels, size) for pixels in (one, two))
    squared = (first - second) ** 2
    down, across = np.gradient((first + second) / 2)
    gradient = float(np.sqrt(np.mean(down**2 + across**2)))
    rms = float(np.sqrt(squared.mean()))
    parts = cv2.resize(
        squared, (max(1, size[0] // PART_PX), max(1, size[1] // PART_PX)), interpolation=cv2.INTER_AREA
    )
    part_rms = float(np.sqrt(np.percentile(parts, 99)))
    close = rms <= SMALL_RMS and part_rms <= SMALL_PART_RMS
    return close and gradient >= LEAST_GRADIENT and rms <= SMALL_SHIFT_PX * gradient


def _alike_at_places(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> bool:
    """Return whether single pixels at the same places of both pictures are about equal."""
    first, second = (
        pixels[
            np.ix_(*(((np.arange(PLACES) + 0.5) * side / PLACES).astype(int) for side in pixels.shape[:2]))
        ].astype(np.float32)
        for pixels in (one, two)
    )
    return bool(np.sqrt(np.mean((first - second) ** 2)) <= PLACES_RMS)


def _small(pixels: NDArray[np.uint8], size: tuple[int, int]) -> Grey:
    """Return a small grey copy, blurred by a pixel so that filters of different programs look alike."""
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.GaussianBlur(_luma(small), (0, 0), 1.0), np.float32)


def _same_proportions(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> bool:
    ratio = (one.shape[1] / one.shape[0]) / (two.shape[1] / two.shape[0])
    return bool(abs(ratio - 1) <= ASPECT_TOLERANCE)


def match_noise(before: Photo, after: Photo) -> NoiseMatch | None:
    """Return the best agreement of the noise; None where the pictures differ anyway, or show no noise."""
    if not _same_scene(before.pixels, after.pixels):
        return None
    larger, smaller = (before, after) if before.pixels.size >= after.pixels.size else (after, before)
    matches = list(_matches(larger, smaller))
    if larger.pixels.shape == smaller.pixels.shape:
        matches += _matches(smaller, larger)
    return max(matches, key=lambda match: (match.is_copy, match.correlation), default=None)


def _same_scene(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> bool:
    if (
        not _same_proportions(one, two)
        or not _alike_at_places(one, two)
        or min(*one.shape[:2], *two.shape[:2]) < COARSE_SIDE
    ):
        return False
    scale = COARSE_SIDE / max(one.shape[:2])
    size = (max(1, round(one.shape[1] * scale)), max(1, round(one.shape[0] * scale)))
    first, second = (
        cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) for pixels in (one, two)
    )
    return bool(np.sqrt(np.mean((first - second) ** 2)) <= COARSE_RMS)


def _matches(source: Photo, target: Photo) -> Iterator[NoiseMatch]:
    """Yield the agreement of `target` with every way in which it could have been made from `source`."""
    rows, cols = _crop(target.pixels.shape[0]), _crop(target.pixels.shape[1])
    wanted = _luma(target.pixels[rows, cols])
    for resized in _resized(source.pixels, (target.width, target.height)):
        part = np.ascontiguousarray(resized[rows, cols])
        for candidate in _saved_again(part, target.metadata.jpeg_tables):
            match = compare_noise(_luma(candidate), wanted)
            if match is not None:
                yield match


def _crop(length: int) -> slice:
    """Return the middle of a side, beginning at a multiple of 16 px."""
    start = max(0, (length - CROP) // 2) // 16 * 16
    return slice(start, min(length, start + CROP))


def _resized(pixels: NDArray[np.uint8], size: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    if (pixels.shape[1], pixels.shape[0]) == size:
        yield pixels
        return
    image = Image.fromarray(pixels)
    for kernel in FILTERS:
        yield np.asarray(image.resize(size, kernel))
    for flag in OPENCV_FILTERS:
        yield np.asarray(cv2.resize(pixels, size, interpolation=flag), np.uint8)


def _saved_again(
    pixels: NDArray[np.uint8], tables: tuple[tuple[int, ...], ...]
) -> Iterator[NDArray[np.uint8]]:
    """Yield the pixels, and the pixels after a JPEG with these quantisation tables."""
    yield pixels
    usable = [[table[ZIGZAG.index(at)] for at in range(64)] for table in tables if len(table) == 64]
    if not usable or max(max(table) for table in usable) > 255:
        return
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", qtables=usable[:2], subsampling=2)
    with Image.open(buffer) as image:
        yield np.asarray(image.convert("RGB"))


def _luma(pixels: NDArray[np.uint8]) -> Grey:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)


def compare_noise(one: Grey, two: Grey) -> NoiseMatch | None:
    """Return how the noise of two equally large grey pictures agrees; None where there is too little of it.

    Parameters
    ----------
    one, two : ndarray
        float32 ``(H, W)``, grey levels 0..255.
    """
    noise_one, noise_two = _noise_blocks(one), _noise_blocks(two)
    level = _blocks(np.asarray((one + two) / 2, np.float32)).mean(axis=1)
    lit = (level > DARKEST) & (level < BRIGHTEST)
    energy = (noise_one**2).mean(axis=1) + (noise_two**2).mean(axis=1)
    usable = np.flatnonzero(lit & (energy > 2 * LEAST_NOISE**2))
    calm = usable[np.argsort(energy[usable])][: max(FEWEST_BLOCKS, int(CALM_SHARE * len(usable)))]
    if len(calm) < FEWEST_BLOCKS:
        return None
    first, second = noise_one[calm], noise_two[calm]
    amounts = sorted((float(np.sqrt((first**2).sum())), float(np.sqrt((second**2).sum()))))
    difference = float(np.sqrt(np.mean((first - second) ** 2)))
    correlation = float((first * second).sum()) / max(amounts[0] * amounts[1], 1e-9)
    return NoiseMatch(correlation, difference, amounts[0] / max(amounts[1], 1e-9))


def _noise_blocks(grey: Grey) -> Grey:
    return _blocks(grey - cv2.GaussianBlur(grey, (0, 0), NOISE_SCALE_PX))


def _blocks(grey: Grey) -> Grey:
    """Return the whole blocks of a picture as rows, ``(number, BLOCK * BLOCK)``."""
    height, width = grey.shape[0] // BLOCK, grey.shape[1] // BLOCK
    cut = grey[: height * BLOCK, : width * BLOCK].reshape(height, BLOCK, width, BLOCK)
    return np.asarray(cut.transpose(0, 2, 1, 3).reshape(height * width, BLOCK * BLOCK), np.float32)
