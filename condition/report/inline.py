"""Pictures and marks in the form an HTML page holds them: data URIs and vector paths.

Takes RGB arrays and points, returns strings and plain records for the templates. No markup is made here.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points
from condition.measurement import Finding
from condition.novelty import Blind
from condition.report.badges import Badge, glyph_polygon, place_badges
from condition.report.legend import BLIND_STYLES, hatch
from condition.report.outline import outlines_around

Pixels = NDArray[np.uint8]

#: JPEG quality of overviews, and of crops, where single pixels are argued about.
OVERVIEW_QUALITY, CROP_QUALITY = 84, 93
#: Width of both pictures side by side on a wide screen, and of one on a narrow screen, CSS px; badges are placed for
#: both.
WIDE_CSS_PX, NARROW_CSS_PX = 1060.0, 350.0
#: Height of a badge, and distance between a mark and the middle of its outline, on the screen, CSS px.
BADGE_CSS_PX, GAP_CSS_PX = 21.0, 4.5


def jpeg_uri(pixels: Pixels, quality: int = OVERVIEW_QUALITY) -> str:
    """Return a picture as a ``data:image/jpeg`` URI."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    done, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done, "JPEG holds any uint8 RGB array up to 65,535 px a side"
    return "data:image/jpeg;base64," + base64.b64encode(encoded.tobytes()).decode("ascii")


def png_uri(pixels: Pixels) -> str:
    """Return a small picture as a ``data:image/png`` URI."""
    done, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert done, "PNG holds any uint8 RGB array"
    return "data:image/png;base64," + base64.b64encode(encoded.tobytes()).decode("ascii")


def hatch_uri(why: Blind) -> str:
    """Return the swatch of a blind area for the legend, drawn as on the coverage picture."""
    style = BLIND_STYLES[why]
    swatch = np.empty((24, 36, 3), np.uint8)
    swatch[:] = np.array(style.colour) * 0.45 + 0.55 * 165
    swatch[hatch(style.hatch, (24, 36))] = style.colour
    return png_uri(swatch)


def path_data(contours: Sequence[Points]) -> str:
    """Return closed contours as the ``d`` of an SVG path, one decimal a coordinate."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in contour.round(1)) + "Z" for contour in contours)


def glyph_data(shape: str) -> str:
    """Return a verdict's shape as the ``d`` of an SVG path in a 24 x 24 box."""
    return path_data([glyph_polygon(shape) * 21 + 12])


@dataclass(frozen=True, slots=True)
class Drawing:
    """A mark as drawn for one size of screen: path data of its outline, and its badge, picture px."""

    outline: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """One mark of a vector layer, drawn for a wide and for a narrow screen."""

    finding: Finding
    wide: Drawing
    narrow: Drawing


@dataclass(frozen=True, slots=True)
class Layer:
    """The marks over one picture: its size in px, and the marks, least important first (as they are painted)."""

    width: int
    height: int
    marks: tuple[DrawnMark, ...]


def mark_layer(
    findings: Sequence[Finding], polygons: Sequence[Points], shape: tuple[int, int], share: float = 0.5
) -> Layer:
    """Return outlines and badges of marks over a picture of ``(h, w)``; marks with an empty polygon are left out.

    Parameters
    ----------
    findings : sequence of Finding
        Most important first.
    polygons : sequence of ndarray
        Their outlines in picture px.
    shape : tuple of int
        (height, width) of the picture.
    share : float
        Share of the row that the picture takes on a wide screen.
    """
    shown = [(finding, polygon) for finding, polygon in zip(findings, polygons, strict=True) if len(polygon)]
    numbers, placed = [finding.number for finding, _ in shown], [polygon for _, polygon in shown]
    wide, narrow = (
        _drawings(numbers, placed, shape, shape[1] / css) for css in (share * WIDE_CSS_PX, NARROW_CSS_PX)
    )
    drawn = [
        DrawnMark(finding, large, small)
        for (finding, _), large, small in zip(shown, wide, narrow, strict=True)
    ]
    return Layer(shape[1], shape[0], tuple(reversed(drawn)))


def _drawings(
    numbers: Sequence[int], polygons: Sequence[Points], shape: tuple[int, int], px_per_css_px: float
) -> list[Drawing]:
    outlines = [
        outlines_around(polygon, GAP_CSS_PX * px_per_css_px, 0.3 * px_per_css_px) for polygon in polygons
    ]
    badges = place_badges(numbers, outlines, polygons, BADGE_CSS_PX * px_per_css_px, shape)
    return [Drawing(path_data(contours), badge) for contours, badge in zip(outlines, badges, strict=True)]
