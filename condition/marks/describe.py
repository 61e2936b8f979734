"""A region and the maps of evidence -> the numbers by which its novelty is judged.

No absolute luminance, no position and no colour of the surface: those name the scene, not the mark, and a ranking that
uses them does not carry over to other pieces. How far a mark's colour is from that of the metal beside it is another matter
(`colour_steps`): a scratch is of the same metal and turns its light, a fibre has a dye.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import polyline_length
from condition.marks.lines import STEP_SIGMA
from condition.marks.link import Region
from condition.marks.model import Mark

Map = NDArray[np.float32]

#: Window over which the surroundings of a mark are described, px (side of the box).
AROUND_PX = 81
#: Blocks of which a median is taken, px.
BLOCK_PX = 4
#: The surface around a mark is looked at this far from it, px.
RING_PX = 6
#: Names of the numbers, in the order of the calibration's columns.
NUMBERS = (
    "peak_sigma", "mean_sigma", "log_length", "log_strength", "kept_sigma", "beside_sigma", "clutter", "agreement",
    "detail_ratio", "extent_px", "aspect",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """What is known about every pixel of the view, in one direction of time.

    Attributes
    ----------
    grey : ndarray
        float32 ``(h, w)``; luminance of the photo that shows the marks, 0..255.
    excess_by_direction : ndarray
        uint8 ``(k, h, w)``; line evidence of what the other photo does not show, in `STEP_SIGMA`.
    excess : ndarray
        float32 ``(h, w)``; its maximum over the directions.
    kept : ndarray
        float32 ``(h, w)``; line evidence of what both photos show, sigma.
    beside_by_direction : ndarray
        uint8 ``(k, h, w)``; strongest line of the other photo in the same direction nearby, in `STEP_SIGMA`.
    clutter : ndarray
        float32 ``(h, w)``; mean excess of the surroundings, sigma.
    agreement : ndarray
        float32 ``(h, w)``; how alike the line structure of both photos is around each pixel, 0 not at all, 1 fully.
    detail_ratio : ndarray
        float32 ``(h, w)``; fine detail of the other photo over that of this one, around each pixel.
    """

    grey: Map
    excess_by_direction: NDArray[np.uint8]
    excess: Map
    kept: Map
    beside_by_direction: NDArray[np.uint8]
    clutter: Map
    agreement: Map
    detail_ratio: Map


def maps_of(
    shown: NDArray[np.uint8],
    other: NDArray[np.uint8],
    excess: NDArray[np.uint8],
    kept: NDArray[np.uint8],
    beside: NDArray[np.uint8],
    usable: NDArray[np.bool_],
) -> Maps:
    """Gather the maps of one direction of time; evidence outside `usable` is set to 0.

    Parameters
    ----------
    shown, other : ndarray
        uint8 ``(h, w, 3)``; the photo that shows the marks, and the other one on its grid.
    excess, kept, beside : ndarray
        uint8 ``(k, h, w)``; line evidence by direction, in `STEP_SIGMA`.
    usable : ndarray
        bool ``(h, w)``; where marks may be.
    """
    grey, grey_other = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) for p in (shown, other))
    by_direction = excess * usable
    strongest = _strongest(by_direction)
    both = _strongest(kept) * usable
    share = _around(usable.astype(np.float32)) + 1e-3
    mean_excess, mean_both = _around(strongest) / share, _around(both) / share
    detail, detail_other = (_detail(g, usable) for g in (grey, grey_other))
    return Maps(
        grey=grey,
        excess_by_direction=by_direction,
        excess=strongest,
        kept=both,
        beside_by_direction=beside,
        clutter=mean_excess,
        agreement=np.asarray(mean_both / (mean_both + mean_excess + 1e-3), np.float32),
        detail_ratio=np.clip(detail_other / (detail + 0.5), 0, 4).astype(np.float32),
    )


def describe(region: Region, mark: Mark, maps: Maps, scale: float) -> dict[str, float]:
    """Return the numbers of one region under the names `NUMBERS`; natural logarithms, lengths in px of the view."""
    at = (region.rows, region.cols)
    length = max(1.0, polyline_length(mark.path) * scale)
    excess = np.sort(maps.excess[at])
    beside = maps.beside_by_direction[region.layers, region.rows, region.cols]
    longer, shorter = _sides(region)
    return {
        "peak_sigma": float(min(excess[-1], 12.0)),
        "mean_sigma": float(excess[len(excess) // 2 :].mean()),
        "log_length": float(np.log(length)),
        "log_strength": float(np.log(np.clip(mark.strength_sigma, 0.3, 30.0))),
        "kept_sigma": float(maps.kept[at].mean()),
        "beside_sigma": float(beside.mean()) * STEP_SIGMA,
        "clutter": float(maps.clutter[at].mean()),
        "agreement": float(maps.agreement[at].mean()),
        "detail_ratio": float(maps.detail_ratio[at].mean()),
        "extent_px": longer,
        "aspect": longer / shorter,
    }


def colour_steps(pixels: NDArray[np.intp], shown: NDArray[np.uint8]) -> dict[str, float]:
    """Return how far the core of a mark is from the surface around it in CIELAB: in lightness, and in colour.

    Parameters
    ----------
    pixels : ndarray
        int ``(n, 2)`` of [row, col]; the region's.
    shown : ndarray
        uint8 ``(h, w, 3)`` RGB; the photo that shows the mark, on the same grid.

    Returns
    -------
    dict
        ``light_step`` and ``colour_step``, the latter in the plane of a* and b*.
    """
    least = np.maximum(pixels.min(axis=0) - RING_PX, 0)
    most = np.minimum(pixels.max(axis=0) + RING_PX + 1, shown.shape[:2])
    part = shown[least[0] : most[0], least[1] : most[1]]
    mask = np.zeros(part.shape[:2], np.uint8)
    mask[tuple((pixels - least).T)] = 1
    lab = cv2.cvtColor(part.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    ring = cv2.dilate(mask, np.ones((2 * RING_PX + 1, 2 * RING_PX + 1), np.uint8)) > mask
    step = lab[mask > 0] - np.median(lab[ring], axis=0)
    away = np.linalg.norm(step, axis=1)
    # the region is wider than the mark: its core is the quarter that is furthest from the surface
    light, green_red, blue_yellow = np.median(step[away >= np.quantile(away, 0.75)], axis=0)
    return {"light_step": abs(float(light)), "colour_step": float(np.hypot(green_red, blue_yellow))}


def _sides(region: Region) -> tuple[float, float]:
    """Longer and shorter side of the smallest rectangle, in any direction, that holds the region's pixels, px of the view."""
    _, sides, _ = cv2.minAreaRect(np.column_stack([region.cols, region.rows]).astype(np.float32))
    return float(max(sides)) + 1, float(min(sides)) + 1


def _strongest(stack: NDArray[np.uint8]) -> Map:
    """Maximum over the directions, sigma."""
    return np.asarray(stack.max(axis=0) * np.float32(STEP_SIGMA), np.float32)


def _around(picture: Map) -> Map:
    """Mean over the surroundings."""
    return np.asarray(cv2.blur(picture, (AROUND_PX, AROUND_PX)), np.float32)


def _detail(grey: Map, usable: NDArray[np.bool_]) -> Map:
    """Local rms of the band in which marks live, grey levels; a median over blocks, so that one mark does not count."""
    band = cv2.GaussianBlur(grey, (0, 0), 0.8) - cv2.GaussianBlur(grey, (0, 0), 2.4)
    height, width = grey.shape
    small = (max(1, width // BLOCK_PX), max(1, height // BLOCK_PX))
    rms = np.sqrt(np.maximum(cv2.resize(band * band * usable, small, interpolation=cv2.INTER_AREA), 0))
    # medianBlur takes wide windows on 8 bits only: steps of an eighth of a grey level, up to 32
    median = cv2.medianBlur(np.clip(rms * 8, 0, 255).astype(np.uint8), AROUND_PX // BLOCK_PX | 1)
    return np.asarray(cv2.resize(median.astype(np.float32) / 8, (width, height)), np.float32)
