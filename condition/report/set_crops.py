"""The same place in every photo of a view: what lets a person see that a mark stays while the light moves.

Each photo is carried onto the crop of the photo that shows the mark best, through the same alignments as the marks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.measurement import Finding
from condition.novelty import Verdict
from condition.report import overlay
from condition.report.crops import CropPair, crop_pair, crop_view
from condition.report.warp import View, resize_to, whole_view
from condition.sets import ComparedPair, ComparisonSet, Frames, JoinedMark, SetPhoto

Pixels = NDArray[np.uint8]

#: Side of a picture in the row, px, and pixels between two exactly mapped points.
SIDE_PX, STEP_PX = 240, 8


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """The place of a mark in one photo.

    Attributes
    ----------
    photo : SetPhoto
        Which photo.
    pixels : ndarray or None
        uint8 ``(h, w, 3)`` sRGB; None where the photo does not show the place.
    """

    photo: SetPhoto
    pixels: Pixels | None


def best_crop(made: ComparisonSet, mark: JoinedMark) -> CropPair:
    """Return the crop pair of the comparison that shows a mark best, under the mark's own number and verdict."""
    pair = made.pairs[mark.best.pair]
    return crop_pair(pair.comparison, as_part(pair, mark))


def as_part(pair: ComparedPair, mark: JoinedMark) -> Finding:
    """Return a mark as a finding of the comparison that shows it best, in px of what was compared there."""
    corner = pair.after_corner
    finding = mark.finding
    return replace(
        finding,
        number=mark.number,
        verdict=mark.verdict,
        score=mark.score,
        path=finding.path - corner,
        polygon=finding.polygon - corner,
    )


def as_reference(mark: JoinedMark) -> Finding:
    """Return a mark as a finding in px of its view's reference photo, for drawing."""
    return replace(
        mark.finding,
        number=mark.number,
        verdict=mark.verdict,
        score=mark.score,
        path=mark.path,
        polygon=mark.polygon,
    )


def view_picture(
    made: ComparisonSet, number: int, side_px: int, verdicts: Collection[Verdict] = tuple(Verdict)
) -> Pixels:
    """Return the reference photo of a view with its numbered marks of these verdicts, its long side at most `side_px`."""
    photo = made.views[number].reference.photo
    view = whole_view(photo, side_px)
    marks = [m for m in made.all_marks if m.view == number and m.in_reference and m.verdict in verdicts]
    findings = overlay.in_order([as_reference(mark) for mark in marks])
    polygons = [view.to_view(finding.polygon) for finding in findings]
    return overlay.annotate(resize_to(photo.pixels, view), findings, polygons)


def glimpses(made: ComparisonSet, mark: JoinedMark, frames: Frames) -> tuple[Glimpse, ...]:
    """Return the place of a mark in every photo of its view, before photos first."""
    pair = made.pairs[mark.best.pair]
    view = crop_view(pair.comparison, as_part(pair, mark))
    scale = SIDE_PX / max(view.width, view.height) * view.scale
    corner = pair.after_corner
    wide = View(
        view.left + corner[0],
        view.top + corner[1],
        max(8, round(view.width / view.scale * scale)),
        max(8, round(view.height / view.scale * scale)),
        scale,
    )
    reached = frames.reach(pair.after)
    photos = [photo for photo in (*made.before, *made.after) if id(photo) in reached]
    return tuple(Glimpse(photo, _seen_from(pair.after, photo, wide, frames)) for photo in photos)


def _seen_from(home: SetPhoto, photo: SetPhoto, view: View, frames: Frames) -> Pixels | None:
    """A photo on the grid of a view of another one; None where it does not show most of it."""
    rows = np.unique(np.r_[np.arange(0, view.height, STEP_PX), view.height - 1])
    cols = np.unique(np.r_[np.arange(0, view.width, STEP_PX), view.width - 1])
    lattice = np.dstack(np.meshgrid(cols, rows)).reshape(-1, 2).astype(np.float64)
    at = frames.carry(view.to_after(lattice), home, photo)
    inside = (at >= 0).all(axis=1) & (at < (photo.photo.width, photo.photo.height)).all(axis=1)
    if not np.isfinite(at).all() or inside.mean() < 0.5:
        return None
    coarse = at.reshape(len(rows), len(cols), 2).astype(np.float32)
    places = np.dstack(
        np.meshgrid(
            np.interp(np.arange(view.width), cols, np.arange(len(cols))),
            np.interp(np.arange(view.height), rows, np.arange(len(rows))),
        )
    ).astype(np.float32)
    source = np.asarray(cv2.remap(coarse, places[..., 0], places[..., 1], cv2.INTER_LINEAR), np.float32)
    pixels, source = _reduced(photo.photo.pixels, source)
    return np.asarray(cv2.remap(pixels, source[..., 0], source[..., 1], cv2.INTER_CUBIC), np.uint8)


def _reduced(pixels: Pixels, source: NDArray[np.float32]) -> tuple[Pixels, NDArray[np.float32]]:
    """The part of a photo that a view needs, reduced where the view shows it smaller; with the places in it."""
    low = np.floor(source.min(axis=(0, 1))).astype(int) - 4
    high = np.ceil(source.max(axis=(0, 1))).astype(int) + 5
    low = np.clip(low, 0, np.array(pixels.shape[1::-1]) - 1)
    high = np.clip(high, low + 1, np.array(pixels.shape[1::-1]))
    part = pixels[low[1] : high[1], low[0] : high[0]]
    step = float(np.linalg.norm(source[0, -1] - source[0, 0])) / max(source.shape[1] - 1, 1)
    scale = min(1.0, 1 / max(step, 1e-6))
    if scale < 1:
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    else:
        scale = 1.0
    return np.ascontiguousarray(part), ((source - low + 0.5) * scale - 0.5).astype(np.float32)
