"""Numbered badges: where they go, so that they hide no mark, and how they are drawn.

Takes outlines and polygons in picture px; returns places, or draws them into a picture. The same places serve the
drawn pictures and the vector layer of the HTML report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points
from condition.report.legend import Colour, VerdictStyle
from condition.report.outline import pixels_of

Pixels = NDArray[np.uint8]

#: Background and digits of a badge, sRGB.
PLATE: Colour = (22, 24, 28)
DIGITS: Colour = (255, 255, 255)
#: Width of one digit and of the letter's field, in badge heights.
DIGIT_WIDTH, GLYPH_WIDTH, PADDING = 0.46, 1.0, 0.24
#: Long side of the grid on which free places are looked for, px; finer is slower and places no better.
SEARCH_SIDE_PX = 400
DIRECTIONS = np.array([(np.cos(a), np.sin(a)) for a in np.radians(np.arange(-60, 300, 22.5))])
#: Distances tried between outline and badge, in badge heights.
DISTANCES = (0.45, 1.1, 2.0, 3.2, 5.0)
#: Costs in units of one distance step: of touching a mark at all, and of lying wholly on marks, on another badge,
#: outside the picture.
TOUCHING, ON_MARK, ON_BADGE, OUTSIDE = 20.0, 200.0, 80.0, 400.0


@dataclass(frozen=True, slots=True)
class Badge:
    """Place of one badge, in picture px.

    Attributes
    ----------
    number : int
        The finding's number.
    left, top, width, height : float
        Its rectangle.
    tip : tuple of float
        (x, y) on the outline, where the leader line ends.
    """

    number: int
    left: float
    top: float
    width: float
    height: float
    tip: tuple[float, float]

    @property
    def centre(self) -> tuple[float, float]:
        """(x, y) of the middle."""
        return self.left + self.width / 2, self.top + self.height / 2


def badge_width(number: int, height_px: float) -> float:
    """Return the width of a badge with this number."""
    return height_px * (GLYPH_WIDTH + PADDING + DIGIT_WIDTH * len(str(number)))


def place_badges(
    numbers: Sequence[int],
    outlines: Sequence[Sequence[Points]],
    polygons: Sequence[Points],
    height_px: float,
    shape: tuple[int, int],
) -> tuple[Badge, ...]:
    """Return one place for each mark, beside its outline, off every mark, off other badges, inside the picture.

    Parameters
    ----------
    numbers : sequence of int
        The findings' numbers, most important first: it gets the best place.
    outlines : sequence of sequence of ndarray
        Contours of each mark from `outlines_around`, picture px.
    polygons : sequence of ndarray
        The marks that must stay visible, picture px.
    height_px : float
        Height of a badge.
    shape : tuple of int
        (height, width) of the picture.
    """
    scale = min(1.0, SEARCH_SIDE_PX / max(shape))
    small = (max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale)))
    marked = pixels_of([polygon * scale for polygon in polygons], small)
    taken = np.asarray(cv2.integral(marked.astype(np.uint8)), np.int32)
    placed: list[Badge] = []
    for number, contours in zip(numbers, outlines, strict=True):
        if contours:
            placed.append(_place(number, np.concatenate(contours), placed, taken, scale, height_px, shape))
    return tuple(placed)


def _place(
    number: int,
    outline: Points,
    placed: Sequence[Badge],
    taken: NDArray[np.int32],
    scale: float,
    height_px: float,
    shape: tuple[int, int],
) -> Badge:
    width = badge_width(number, height_px)
    tips = outline[np.argmax(outline @ DIRECTIONS.T, axis=0)]
    reach = np.abs(DIRECTIONS) @ np.array([width, height_px]) / 2
    steps = np.repeat(np.arange(len(DISTANCES)), len(DIRECTIONS))
    away = reach[None, :, None] + height_px * np.array(DISTANCES)[:, None, None]
    corners = (tips[None] + DIRECTIONS[None] * away).reshape(-1, 2) - np.array([width, height_px]) / 2
    rectangles = np.column_stack([corners, corners + np.array([width, height_px])])
    on_marks = _share_on_marks(rectangles, taken, scale)
    cost = (
        steps
        + TOUCHING * (on_marks > 0)
        + ON_MARK * on_marks
        + OUTSIDE * (1 - _overlap(rectangles, np.array([0.0, 0.0, shape[1], shape[0]])))
    )
    for other in placed:
        box = np.array([other.left, other.top, other.left + other.width, other.top + other.height])
        cost = cost + ON_BADGE * _overlap(rectangles, box)
    best = int(np.argmin(cost))
    tip = tips[best % len(DIRECTIONS)]
    left, top = corners[best]
    return Badge(number, float(left), float(top), width, height_px, (float(tip[0]), float(tip[1])))


def _overlap(rectangles: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each rectangle (left, top, right, bottom) that lies in the box."""
    sides = np.minimum(rectangles[:, 2:], box[2:]) - np.maximum(rectangles[:, :2], box[:2])
    area = np.prod(rectangles[:, 2:] - rectangles[:, :2], axis=1)
    return np.asarray(np.prod(sides.clip(0), axis=1) / area)


def _share_on_marks(
    rectangles: NDArray[np.float64], taken: NDArray[np.int32], scale: float
) -> NDArray[np.float64]:
    """Return the share of each rectangle that lies on marks, from the integral image."""
    height, width = taken.shape
    left, top = np.floor(rectangles[:, :2] * scale).astype(int).T
    right, bottom = np.ceil(rectangles[:, 2:] * scale).astype(int).T
    left, right = left.clip(0, width - 1), right.clip(0, width - 1)
    top, bottom = top.clip(0, height - 1), bottom.clip(0, height - 1)
    marked = taken[bottom, right] - taken[top, right] - taken[bottom, left] + taken[top, left]
    return np.asarray(marked / np.maximum(1, (right - left) * (bottom - top)))


def draw_badge(picture: Pixels, badge: Badge, style: VerdictStyle) -> None:
    """Draw a badge and its leader line into a picture, in place."""
    line = max(1, round(badge.height / 14))
    centre = tuple(round(v) for v in badge.centre)
    tip = tuple(round(v) for v in badge.tip)
    cv2.line(picture, centre, tip, PLATE, line + 2, cv2.LINE_AA)
    cv2.line(picture, centre, tip, style.colour, line, cv2.LINE_AA)
    _draw_plate(picture, badge)
    draw_glyph(
        picture, (badge.left + badge.height / 2, badge.top + badge.height / 2), badge.height * 0.78, style
    )
    at = (badge.left + badge.height * (GLYPH_WIDTH + 0.02), badge.top + badge.height * 0.745)
    draw_text(picture, str(badge.number), at, badge.height * 0.68, DIGITS, weight=600)


def _draw_plate(picture: Pixels, badge: Badge) -> None:
    radius = round(badge.height / 2)
    y = round(badge.top + badge.height / 2)
    ends = round(badge.left) + radius, round(badge.left + badge.width) - radius
    cv2.line(picture, (ends[0], y), (ends[1], y), (255, 255, 255), 2 * radius + 2, cv2.LINE_AA)
    cv2.line(picture, (ends[0], y), (ends[1], y), PLATE, 2 * radius, cv2.LINE_AA)


def glyph_polygon(shape: str) -> NDArray[np.float64]:
    """Return the corners ``(K, 2)`` of a badge's shape in a unit box centred on (0, 0)."""
    if shape == "square":
        return np.array([[-0.42, -0.42], [0.42, -0.42], [0.42, 0.42], [-0.42, 0.42]])
    if shape == "diamond":
        return np.array([[0, -0.56], [0.56, 0], [0, 0.56], [-0.56, 0]])
    if shape == "triangle":
        return np.array([[0, -0.54], [0.58, 0.46], [-0.58, 0.46]])
    angle = np.radians(np.arange(0, 360, 15))
    return np.column_stack([np.cos(angle), np.sin(angle)]) * 0.49


def draw_glyph(picture: Pixels, centre: tuple[float, float], size_px: float, style: VerdictStyle) -> None:
    """Draw a verdict's shape with its letter into a picture, in place."""
    corners = (glyph_polygon(style.shape) * size_px + centre) * 16
    cv2.fillPoly(picture, [np.round(corners).astype(np.int32)], style.colour, cv2.LINE_AA, 4)
    low = 0.32 if style.shape == "triangle" else 0.23
    height = size_px * (0.56 if style.shape == "triangle" else 0.62)
    at = (centre[0] - 0.30 * height, centre[1] + low * size_px)
    draw_text(picture, style.letter, at, height, style.ink, weight=700)


def draw_text(
    picture: Pixels, text: str, at: tuple[float, float], size_px: float, colour: Colour, weight: int = 500
) -> None:
    """Draw a line of text with its baseline starting at (x, y), in place."""
    cv2.putText(
        picture,
        text,
        (round(at[0]), round(at[1])),
        colour,
        cv2.FontFace("sans"),
        max(7, round(size_px)),
        weight,
    )
