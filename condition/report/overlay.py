"""Annotated pictures: numbered marks, coverage, evidence of the alignment. Comparison in, RGB arrays out.

Outlines run beside the marks, and whatever is drawn, the pixels of the marks themselves are put back afterwards:
a picture that argues about a pixel has to show it. Nothing here decides or writes files.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import Comparison
from condition.geometry import Points
from condition.measurement import Finding
from condition.novelty import Blind, Coverage
from condition.report.badges import draw_badge, draw_text, place_badges
from condition.report.legend import BLIND_STYLES, ORDER, STYLES, hatch
from condition.report.outline import outlines_around, pixels_of
from condition.report.warp import View, resize_to, warp_before, whole_view

Pixels = NDArray[np.uint8]

#: Long side of an annotated picture, px: fills a wide screen, and 12 MP shrink by less than 3.
PICTURE_SIDE_PX = 1600
#: Badge height and distance of outlines, as fractions of the picture's long side.
BADGE_HEIGHT, OUTLINE_GAP = 0.022, 0.005
MIN_BADGE_PX, MIN_GAP_PX = 20.0, 4.0
#: Squares of the checkerboard along the long side.
SQUARES = 12


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with what matters most first: by verdict, then by number."""
    return sorted(findings, key=lambda finding: (ORDER.index(finding.verdict), finding.number))


def annotated_after(comparison: Comparison, max_side_px: int = PICTURE_SIDE_PX) -> Pixels:
    """Return the after photo with every mark outlined and numbered, uint8 ``(h, w, 3)`` sRGB."""
    view = whole_view(comparison.after, max_side_px)
    findings = in_order(comparison.all_findings)
    polygons = [view.to_view(finding.polygon) for finding in findings]
    return annotate(resize_to(comparison.after.pixels, view), findings, polygons)


def annotated_before(comparison: Comparison, max_side_px: int = PICTURE_SIDE_PX) -> Pixels:
    """Return the before photo as taken, with every mark outlined at its place, uint8 ``(h, w, 3)`` sRGB."""
    view = whole_view(comparison.before, max_side_px)
    findings = in_order(comparison.all_findings)
    polygons = before_polygons(comparison, findings, view)
    return annotate(resize_to(comparison.before.pixels, view), findings, polygons)


def before_polygons(comparison: Comparison, findings: Sequence[Finding], view: View) -> list[Points]:
    """Return the findings' outlines carried into a view of the before photo; empty where they fall outside."""
    if comparison.alignment is None:
        return [np.zeros((0, 2)) for _ in findings]
    carried = [view.to_view(comparison.alignment.to_before(finding.polygon)) for finding in findings]
    return [polygon if _in_frame(polygon, view) else np.zeros((0, 2)) for polygon in carried]


def _in_frame(polygon: Points, view: View) -> bool:
    if len(polygon) == 0 or not np.isfinite(polygon).all():
        return False
    return bool((polygon >= 0).all() and (polygon <= (view.width - 1, view.height - 1)).all())


def aligned_before(comparison: Comparison, max_side_px: int = PICTURE_SIDE_PX) -> Pixels:
    """Return the before photo warped onto the after photo's grid, uint8 ``(h, w, 3)`` sRGB.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    if comparison.alignment is None:
        comparison.findings  # noqa: B018  # raises NotComparable with the reasons
        raise AssertionError("a compared pair has an alignment")
    view = whole_view(comparison.after, max_side_px)
    return warp_before(comparison.before, comparison.alignment, view)[0]


def annotate(picture: Pixels, findings: Sequence[Finding], polygons: Sequence[Points]) -> Pixels:
    """Return a copy of a picture with outlines and badges; the pixels of the marks are left as they were.

    Parameters
    ----------
    picture : ndarray
        uint8 ``(h, w, 3)`` sRGB.
    findings : sequence of Finding
        Most important first.
    polygons : sequence of ndarray
        Their outlines in picture px; an empty one is not drawn.
    """
    out = np.array(picture)
    shape = (picture.shape[0], picture.shape[1])
    gap_px = max(MIN_GAP_PX, OUTLINE_GAP * max(shape))
    outlines = [outlines_around(polygon, gap_px) for polygon in polygons]
    height_px = max(MIN_BADGE_PX, BADGE_HEIGHT * max(shape))
    badges = place_badges([f.number for f in findings], outlines, polygons, height_px, shape)
    styles = {finding.number: STYLES[finding.verdict] for finding in findings}
    for finding, contours in zip(reversed(findings), reversed(outlines), strict=True):
        draw_outline(out, contours, STYLES[finding.verdict].colour)
    for badge in reversed(badges):
        draw_badge(out, badge, styles[badge.number])
    visible = pixels_of(polygons, shape)
    out[visible] = picture[visible]
    return out


def draw_outline(picture: Pixels, contours: Sequence[Points], colour: tuple[int, int, int]) -> None:
    """Draw closed contours with a dark rim, visible on bright and on dark metal, in place."""
    line = max(2, round(max(picture.shape[:2]) / 900))
    for contour in contours:
        at = [np.round(contour * 16).astype(np.int32)]
        cv2.polylines(picture, at, True, (16, 16, 16), line + 2, cv2.LINE_AA, 4)
        cv2.polylines(picture, at, True, colour, line, cv2.LINE_AA, 4)


def coverage_picture(comparison: Comparison, max_side_px: int = 1000) -> Pixels:
    """Return the after photo with everything that could not be compared tinted and hatched by reason.

    The support is dimmed; the compared part of the piece is left as it is. Without a coverage (the photos were not
    compared) the whole picture is dimmed.
    """
    view = whole_view(comparison.after, max_side_px)
    picture = resize_to(comparison.after.pixels, view)
    if comparison.coverage is None:
        return dimmed(picture)
    blind = coverage_under(comparison.coverage.blind, comparison.coverage, view, Blind.NOT_THE_PIECE)
    return shade(picture, blind)


def coverage_under(
    values: NDArray[np.uint8], coverage: Coverage, view: View, beyond: int = 0
) -> NDArray[np.uint8]:
    """Return a map on a coverage's grid, read at every pixel of a view ``(h, w)``; `beyond` outside its rectangle."""
    step = coverage.scale / view.scale
    # from view px to coverage px, keeping pixel centres
    half = 0.5 * step - 0.5
    dx, dy = (view.left * coverage.scale - coverage.origin[0], view.top * coverage.scale - coverage.origin[1])
    there = np.array([[step, 0.0, dx + half], [0.0, step, dy + half]])
    how = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(values, there, (view.width, view.height), flags=how, borderValue=int(beyond)), np.uint8
    )


def dimmed(picture: Pixels) -> Pixels:
    """Return a picture without colour, at a third of its brightness."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.repeat((grey * 0.33).astype(np.uint8)[..., None], 3, axis=2)


def shade(picture: Pixels, blind: NDArray[np.uint8]) -> Pixels:
    """Return a picture shaded by `Blind` values ``(h, w)`` of its own size."""
    out = np.array(picture)
    support = blind == Blind.NOT_THE_PIECE
    out[support] = dimmed(picture)[support]
    for why, style in BLIND_STYLES.items():
        area = blind == why
        if area.any():
            out[area] = (0.55 * out[area] + 0.45 * np.array(style.colour)).astype(np.uint8)
            out[area & hatch(style.hatch, area.shape)] = style.colour
            _rim(out, area, style.colour)
    return out


def _rim(picture: Pixels, area: NDArray[np.bool_], colour: tuple[int, int, int]) -> None:
    contours, _ = cv2.findContours(area.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(picture, contours, -1, (16, 16, 16), 3, cv2.LINE_AA)
    cv2.drawContours(picture, contours, -1, colour, 1, cv2.LINE_AA)


def evidence_picture(comparison: Comparison, max_side_px: int = 1000) -> Pixels:
    """Return a checkerboard of the after photo and the aligned before photo, with the points the alignment rests on.

    Where the alignment is right, edges run on from square to square. A ring is a point that agrees with the
    alignment, a cross one that does not.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    before = aligned_before(comparison, max_side_px)
    view = whole_view(comparison.after, max_side_px)
    after = resize_to(comparison.after.pixels, view)
    side = max(8, max(before.shape) // SQUARES)
    row, col = np.ogrid[0 : before.shape[0], 0 : before.shape[1]]
    mixed = np.where(((row // side + col // side) % 2 == 1)[..., None], before, after)
    assert comparison.alignment is not None
    at = view.to_view(comparison.alignment.matches[:, 2:])
    for (x, y), inlier in zip(at, comparison.alignment.inlier, strict=True):
        if np.isfinite([x, y]).all():
            draw_match(mixed, (round(x), round(y)), bool(inlier))
    return mixed


def draw_match(picture: Pixels, at: tuple[int, int], inlier: bool) -> None:
    """Draw a ring (inlier) or a cross (outlier) into a picture, in place."""
    for colour, line in (((16, 16, 16), 3), ((120, 230, 255) if inlier else (255, 150, 60), 1)):
        if inlier:
            cv2.circle(picture, at, 4, colour, line, cv2.LINE_AA)
        else:
            cv2.drawMarker(picture, at, colour, cv2.MARKER_TILTED_CROSS, 8, line, cv2.LINE_AA)


def pair_picture(comparison: Comparison, max_side_px: int = 1400) -> Pixels:
    """Return both photos side by side with numbered marks and captions, for a single `.png`."""
    before = annotated_before(comparison, max_side_px)
    after = annotated_after(comparison, max_side_px)
    height = max(before.shape[0], after.shape[0])
    sides = [_captioned(side, caption, height) for side, caption in ((before, "before"), (after, "after"))]
    gap = np.full((sides[0].shape[0], 12, 3), 22, np.uint8)
    return np.hstack([sides[0], gap, sides[1]])


def _captioned(picture: Pixels, caption: str, height: int) -> Pixels:
    band = max(28, height // 24)
    out = np.full((height + band, picture.shape[1], 3), 22, np.uint8)
    out[band : band + picture.shape[0]] = picture
    draw_text(out, caption, (band * 0.4, band * 0.7), band * 0.6, (235, 235, 235))
    return out


def thumbnail(pixels: Pixels, max_side_px: int) -> Pixels:
    """Return a smaller copy, its long side at most `max_side_px`."""
    scale = min(1.0, max_side_px / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
