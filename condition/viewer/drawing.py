"""What a person drew on the canvas: missed marks, regions to leave out, distances, in px of the after photo.

It comes from a browser, so nothing of it is believed: what is not a short list of points in the photo is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: More than anybody draws by hand, and little enough to keep and send back.
MAX_SHAPES, MAX_POINTS = 200, 2000


class ShapeKind(StrEnum):
    """What a drawn shape stands for."""

    MARK = "mark"
    LEAVE_OUT = "leave_out"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape a person drew.

    Attributes
    ----------
    kind : ShapeKind
        A mark the program missed (a line along it), a region to leave out (its outline), or a distance (its two ends).
    points : tuple of (float, float)
        x, y in full-resolution px of the after photo.
    """

    kind: ShapeKind
    points: tuple[tuple[float, float], ...]

    def as_record(self) -> dict[str, Any]:
        """Return the shape as plain data, as the canvas takes and gives it."""
        return {"kind": self.kind.value, "points": [list(point) for point in self.points]}


def parse_shapes(value: Any, pair: str, width: int, height: int) -> tuple[Shape, ...] | None:
    """Return the shapes a canvas sent for a pair; None where it sent none, or those of another pair."""
    if not isinstance(value, dict) or value.get("of") != pair or not isinstance(value.get("shapes"), list):
        return None
    parsed = (_shape(shape, width, height) for shape in value["shapes"][:MAX_SHAPES])
    return tuple(shape for shape in parsed if shape is not None)


def _shape(value: Any, width: int, height: int) -> Shape | None:
    if not isinstance(value, dict) or value.get("kind") not in list(ShapeKind):
        return None
    points = value.get("points")
    if not isinstance(points, list) or not 2 <= len(points) <= MAX_POINTS or not all(map(_is_point, points)):
        return None
    return Shape(ShapeKind(value["kind"]), tuple(_inside(points, width, height)))


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(axis, int | float) and math.isfinite(axis) for axis in value)
    )


def _inside(points: Iterable[list[float]], width: int, height: int) -> Iterable[tuple[float, float]]:
    """Move points beyond the photo onto its border: a line may be drawn over the edge."""
    for x, y in points:
        yield min(max(float(x), 0.0), width - 1.0), min(max(float(y), 0.0), height - 1.0)
