"""Crop pairs: the same place of the piece in both photos, at native resolution, one pair a mark.

Comparison and finding in, pixels out. A mark too large for the screen is shown reduced, and the pair says by how
much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import Comparison
from condition.geometry import Points, bounding_box
from condition.measurement import Finding
from condition.registration import Alignment
from condition.report.badges import draw_text
from condition.report.legend import STYLES
from condition.report.outline import outlines_around, pixels_of
from condition.report.overlay import aligned_before, coverage_under, dimmed, draw_outline
from condition.report.warp import View, warp_before

Pixels = NDArray[np.uint8]

#: Metal shown around a mark, as a share of its longer side, and at least this many px.
CONTEXT, MIN_CONTEXT_PX = 0.30, 24
#: Smallest and largest side of a crop, px of the after photo before anything is reduced.
MIN_SIDE_PX, MAX_SIDE_PX = 96, 640
#: Side that a small crop is enlarged to, px; by whole factors only, so that a pixel stays a pixel.
SHOWN_SIDE_PX = 420
#: Distance of the outline from the mark: px of the crop, and share of the crop's side (it is shown at any size).
GAP_PX, GAP = 3.0, 0.018


@dataclass(frozen=True, slots=True, eq=False)
class CropPair:
    """One mark in both photos.

    Attributes
    ----------
    finding : Finding
        The mark.
    before, after : ndarray
        uint8 ``(h, w, 3)`` sRGB, the same place at the same scale; nothing is drawn on them.
    view : View
        Where the crop lies in the after photo; its scale is 1 at native resolution, less for a large mark.
    seen : float
        Share of the crop that lies inside the before photo.
    """

    finding: Finding
    before: Pixels
    after: Pixels
    view: View
    seen: float

    @property
    def zoom(self) -> int:
        """Whole factor by which the crop is enlarged for viewing."""
        return max(1, SHOWN_SIDE_PX // max(self.view.width, self.view.height))

    @property
    def outlines(self) -> tuple[Points, ...]:
        """Contours beside the mark, in crop px."""
        zoom = self.zoom
        gap_px = max(GAP_PX, GAP * self.view.width) * zoom
        # made at the enlarged size, so that the curve is smooth there
        around = outlines_around((self.view.to_view(self.finding.polygon) + 0.5) * zoom - 0.5, gap_px)
        return tuple((contour + 0.5) / zoom - 0.5 for contour in around)

    @property
    def bar_px(self) -> int:
        """Length of the scale bar, px of the after photo: a round number of about a quarter of the crop."""
        target = self.view.width / self.view.scale / 4
        rounded = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
        return max(n for n in rounded if n <= max(1, target))


@dataclass(frozen=True, slots=True, eq=False)
class ShapeCrops:
    """The place of a shape drawn by hand in both photos, as `CropPair`; `points` are the shape in crop px."""

    before: Pixels
    after: Pixels
    view: View
    points: Points


def crop_shape(comparison: Comparison, points: Sequence[Sequence[float]]) -> ShapeCrops:
    """Return the crops of a shape that somebody drew.

    Parameters
    ----------
    comparison : Comparison
        A compared pair.
    points : sequence of (x, y)
        In full-resolution px of the after photo.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    shape = np.array(points, np.float64)
    view = _view_around(comparison, shape)
    before, _ = warp_before(comparison.before, _alignment(comparison), view)
    return ShapeCrops(before, _cut(comparison.after.pixels, view), view, view.to_view(shape))


def crop_pair(comparison: Comparison, finding: Finding) -> CropPair:
    """Return the crops of one mark from both photos.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    view = crop_view(comparison, finding)
    before, seen = warp_before(comparison.before, _alignment(comparison), view)
    return CropPair(finding, before, _cut(comparison.after.pixels, view), view, float(seen.mean()))


def crop_view(comparison: Comparison, finding: Finding) -> View:
    """Return the rectangle of the after photo to show for a mark: the mark, centred, with some metal around it."""
    return _view_around(comparison, finding.polygon)


def _alignment(comparison: Comparison) -> Alignment:
    if comparison.alignment is None:
        aligned_before(comparison)  # raises NotComparable with the reasons
        raise AssertionError("a compared pair has an alignment")
    return comparison.alignment


def _view_around(comparison: Comparison, points: Points) -> View:
    left, top, right, bottom = bounding_box(points)
    longest = max(right - left, bottom - top) + 1
    context = max(MIN_CONTEXT_PX, CONTEXT * longest)
    side = max(MIN_SIDE_PX, longest + 2 * context)
    photo = comparison.after
    width, height = min(round(side), photo.width), min(round(side), photo.height)
    x = round(min(max((left + right - width) / 2, 0), photo.width - width))
    y = round(min(max((top + bottom - height) / 2, 0), photo.height - height))
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    return View(x, y, max(1, round(width * scale)), max(1, round(height * scale)), scale)


def evidence_crop(comparison: Comparison, view: View) -> Pixels | None:
    """Return what only the after photo shows, as light on the darkened after photo; uint8 ``(h, w, 3)`` sRGB.

    None where the comparison holds no evidence. Black to yellow by growing lightness, so that it reads without colour.
    """
    coverage = comparison.coverage
    if coverage is None or coverage.evidence is None:
        return None
    strength = coverage_under(coverage.evidence, coverage, view)
    glow = cv2.cvtColor(cv2.applyColorMap(strength, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    return np.asarray(np.maximum(glow, dimmed(_cut(comparison.after.pixels, view))), np.uint8)


def _cut(pixels: Pixels, view: View) -> Pixels:
    width, height = round(view.width / view.scale), round(view.height / view.scale)
    x, y = int(view.left), int(view.top)
    part = pixels[y : y + height, x : x + width]
    if view.scale < 1:
        return np.asarray(cv2.resize(part, (view.width, view.height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(part)


def crop_picture(pair: CropPair) -> Pixels:
    """Return before | after of one mark, enlarged by `CropPair.zoom`, outlined, with a scale bar in px."""
    sides = [_enlarged(side, pair) for side in (pair.before, pair.after)]
    gap = np.full((sides[0].shape[0], 8, 3), 255, np.uint8)
    picture = np.hstack([sides[0], gap, sides[1]])
    band = np.full((34, picture.shape[1], 3), 255, np.uint8)
    for text, x in (("before", 6), ("after", sides[0].shape[1] + 14)):
        draw_text(band, text, (x, 23), 17, (40, 40, 40))
    _draw_bar(band, pair)
    return np.vstack([picture, band])


def _enlarged(side: Pixels, pair: CropPair) -> Pixels:
    zoom = pair.zoom
    big = np.repeat(np.repeat(side, zoom, axis=0), zoom, axis=1)
    out = np.array(big)
    draw_outline(out, [(c + 0.5) * zoom - 0.5 for c in pair.outlines], STYLES[pair.finding.verdict].colour)
    polygon = (pair.view.to_view(pair.finding.polygon) + 0.5) * zoom - 0.5
    visible = pixels_of([polygon], (out.shape[0], out.shape[1]))
    out[visible] = big[visible]
    return out


def _draw_bar(band: Pixels, pair: CropPair) -> None:
    length = round(pair.bar_px * pair.view.scale * pair.zoom)
    text = f"{pair.bar_px} px"
    right = band.shape[1] - 14 - 9 * len(text)
    cv2.line(band, (right - length, 17), (right, 17), (40, 40, 40), 3)
    draw_text(band, text, (right + 8, 23), 15, (40, 40, 40))
