"""`break_edge`: a photo and a region with one broken edge in it -> `BreakEdge`.

1. The line of the edge (`trace`). 2. Its smooth curve and the deviation (`roughness`). 3. A strip along it: blur, glare,
whitening, lines beside it (`beside`). 4. Anything that could hide or feign roughness ends it here (`judge`). 5. Roughness,
exponent, changes of direction. 6. The verdict.

Nothing here knows how things break: a clean edge may be cut or cleaved, a jagged one torn or broken by fatigue. That is
for a person with a microscope; what is measured is how rough the line is, as far as the photo shows it.

References
----------
.. [1] Bonamy, Bouchaud, Failure of heterogeneous materials: a dynamic phase transition?, Physics Reports 498, 2011.
   doi:10.1016/j.physrep.2010.07.006
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from condition.edges import beside, roughness
from condition.edges.judge import judge, stopping_doubts
from condition.edges.model import BreakEdge, Doubt, EdgeSettings, EdgeVerdict, as_scale
from condition.edges.roughness import Arm
from condition.edges.trace import SMOOTHING_PX, Traced, trace
from condition.errors import SettingsError
from condition.geometry import Points, as_points, bounding_box
from condition.language import joined, sentence
from condition.measurement import Measured
from condition.photo import Photo, read_photo

DEFAULT = EdgeSettings()
#: Pixels around the region that are read beside the edge.
MARGIN_PX = beside.REACH_PX + 2
#: Smallest side of a region, px.
MIN_SIDE_PX = 24


def break_edge(
    photo: Any,
    region: ArrayLike | Sequence[float],
    *,
    mm_per_px: float | Measured | None = None,
    settings: EdgeSettings = DEFAULT,
) -> BreakEdge:
    """Measure a broken edge: how rough it is, how it changes its direction, and what lies beside it.

    Parameters
    ----------
    photo : Photo, path, bytes, or ndarray
        As for `condition.compare`; a close-up of the hinge or clasp.
    region : four numbers, or array-like
        x, y, width, height of a rectangle, or float ``(N, 2)`` corners of a polygon; px of the upright photo. One edge has to
        cross it from rim to rim.
    mm_per_px : float or Measured, optional
        Scale at the edge; without it roughness is in px, and the verdict holds at this magnification only.
    settings : EdgeSettings
        Limits with their units and sources.

    Returns
    -------
    BreakEdge
        "clean", "jagged" or "cannot tell" (blur, glare, too few px, no edge, more than one), with the numbers.

    Raises
    ------
    SettingsError
        Where the region does not lie in the photo, or the scale is no positive number.
    PhotoError
        Where the photo cannot be read.
    """
    scale = as_scale(mm_per_px)
    shot = photo if isinstance(photo, Photo) else read_photo(photo)
    corners = as_region(region, shot)
    crop, inside, origin = _cut(shot, corners)
    traced = trace(crop, inside)
    arms = [] if traced is None else roughness.fit_arms(traced.path)
    if traced is None or not arms:
        return _nothing(shot, corners, scale, settings)
    return _measured(shot, corners, crop, origin, traced, arms, scale, settings)


def as_region(region: ArrayLike | Sequence[float], photo: Photo) -> Points:
    """Return the corners of a region, clipped to the photo."""
    array = np.asarray(region, np.float64)
    if array.shape == (4,):
        x, y, width, height = array
        array = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    try:
        corners = as_points(array)
    except ValueError as exc:
        raise SettingsError(
            f"region: expected x, y, width, height or corners (N, 2); got {array.shape}"
        ) from exc
    if len(corners) < 3 or not np.isfinite(corners).all():
        raise SettingsError("region: expected at least three corners, all of them numbers")
    clipped = np.clip(corners, 0, (photo.width - 1, photo.height - 1))
    left, top, right, bottom = bounding_box(clipped)
    if min(right - left, bottom - top) < MIN_SIDE_PX:
        raise SettingsError(
            f"region: {right - left:.0f} x {bottom - top:.0f} px of it lie in {photo.name} ({photo.width} x {photo.height} px); "
            f"at least {MIN_SIDE_PX} px on each side are needed"
        )
    return clipped


def _cut(photo: Photo, corners: Points) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.float64]]:
    """The region with some pixels around it, where in it the region lies, and where it lies in the photo."""
    left, top, right, bottom = bounding_box(corners)
    first = np.maximum(0, np.floor([left, top]).astype(int) - MARGIN_PX)
    last = np.minimum((photo.width, photo.height), np.ceil([right, bottom]).astype(int) + MARGIN_PX + 1)
    crop = photo.pixels[first[1] : last[1], first[0] : last[0]]
    inside = np.zeros(crop.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(corners - first).astype(np.int32)], 1)
    return crop, inside > 0, first.astype(np.float64)


def _measured(
    photo: Photo,
    corners: Points,
    crop: NDArray[np.uint8],
    origin: NDArray[np.float64],
    traced: Traced,
    arms: list[Arm],
    scale: Measured | None,
    settings: EdgeSettings,
) -> BreakEdge:
    """Steps 3 to 6."""
    light = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
    read = beside.read_along(arms, traced.signal, light)
    blur_px = beside.blur_across(read)
    length_px = sum(arm.length_px for arm in arms)
    longest = max(arms, key=lambda arm: arm.length_px)
    # the line is blurred by the photo and by the smoothing before it was drawn
    line_blur = float(np.hypot(blur_px, SMOOTHING_PX))
    band = (settings.shortest_wave * line_blur, longest.length_px / 4)
    noise_px = _noise_of_line(traced, line_blur)
    doubts = stopping_doubts(
        length_px,
        blur_px,
        band[0],
        traced.step,
        traced.noise,
        beside.glare_beside(read, blur_px),
        traced.rival,
        traced.parted,
        settings,
    )
    rms = roughness.roughness(arms, noise_px)
    # what may as well be the grid of pixels has no law
    smooth = rms.value < 2 * rms.error
    tolerance = max(1.0, 3 * noise_px, 1.5 * blur_px)
    turns = sum(roughness.count_turns(arm.path, tolerance, settings.corner_deg) for arm in arms)
    made = BreakEdge(
        verdict=EdgeVerdict.CANNOT_TELL,
        text=joined([doubt.text for doubt in doubts]),
        doubts=doubts,
        path=np.concatenate([arm.path for arm in arms]) + origin,
        smooth=np.concatenate([arm.smooth for arm in arms]) + origin,
        deviation_px=np.concatenate([arm.deviation for arm in arms]),
        length_px=length_px,
        blur_px=blur_px,
        band_px=band,
        rms_px=None if doubts else rms,
        exponent=None if doubts or smooth else roughness.exponent(longest, band, line_blur, noise_px),
        turns=turns,
        sides=beside.look_beside(read, blur_px),
        mm_per_px=scale,
        photo=photo,
        region=corners,
        settings=settings,
    )
    if doubts:
        return made
    return _judged(made)


def _judged(made: BreakEdge) -> BreakEdge:
    from dataclasses import replace

    assert made.rms_px is not None, "an edge without a doubt has its roughness"
    verdict, text, doubts = judge(made.rms_px, made.rms_mm, made.length_px, made.turns, made.settings)
    return replace(made, verdict=verdict, text=text, doubts=doubts)


def _noise_of_line(traced: Traced, line_blur: float) -> float:
    """What pixel noise alone moves the line: noise after smoothing over the slope of a Gaussian edge, px."""
    smoothed = traced.noise / (2 * SMOOTHING_PX * np.sqrt(np.pi))
    slope = traced.step / (line_blur * np.sqrt(2 * np.pi))
    return float(smoothed / max(slope, 1e-6))


def _nothing(photo: Photo, corners: Points, scale: Measured | None, settings: EdgeSettings) -> BreakEdge:
    """No edge crosses the region."""
    text = sentence(
        "No edge crosses the region from rim to rim. Draw it so that the edge enters on one side and leaves on another."
    )
    empty = np.zeros((0, 2))
    return BreakEdge(
        EdgeVerdict.CANNOT_TELL, text, (Doubt("NO_EDGE", text),), empty, empty, np.zeros(0), 0.0, None, None, None, None,
        0, (), scale, photo, corners, settings,
    )  # fmt: skip
