"""What a person drew on the canvas: missed marks, regions to leave out, distances, in px of the after photo.

It comes from a browser, so nothing of it is believed: what is not a short list of points in the photo is dropped. The same
holds for what a person does on the canvas of a case.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: More than anybody draws by hand, and little enough to keep and send back.
MAX_SHAPES, MAX_POINTS = 200, 2000
#: The same for what was done since the page ran last, and for the name of a canvas.
MAX_ACTIONS, MAX_CLIENT = 500, 64


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
    parsed = (parse_shape(shape, width, height) for shape in value["shapes"][:MAX_SHAPES])
    return tuple(shape for shape in parsed if shape is not None)


def parse_shape(value: Any, width: int, height: int) -> Shape | None:
    """Return one shape a canvas sent; None where it is none."""
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


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person did on the canvas of a case: drew a shape, took one back, or decided a mark.

    Attributes
    ----------
    number : int
        Rising with every action of one canvas.
    shape : Shape or None
        What was drawn.
    takes_back : int or None
        Number of the stored drawing that was removed.
    mark : int or None
        The mark that was decided.
    verdict : str
        As what it was decided.
    seen : int or None
        Entry of the decision about it that was on the screen.
    """

    number: int
    shape: Shape | None = None
    takes_back: int | None = None
    mark: int | None = None
    verdict: str = ""
    seen: int | None = None


def parse_actions(value: Any, pair: str, width: int, height: int) -> tuple[str, tuple[Action, ...]] | None:
    """Return which canvas sent actions about a pair, and the actions; None where it sent none, or those of another pair."""
    if not isinstance(value, dict) or value.get("of") != pair or not isinstance(value.get("actions"), list):
        return None
    client = value.get("client")
    if not isinstance(client, str) or not 0 < len(client) <= MAX_CLIENT:
        return None
    parsed = (_action(action, width, height) for action in value["actions"][:MAX_ACTIONS])
    return client, tuple(action for action in parsed if action is not None)


def _action(value: Any, width: int, height: int) -> Action | None:
    if not isinstance(value, dict) or not _is_number(value.get("number")):
        return None
    number, what = value["number"], value.get("what")
    if what == "draw":
        shape = parse_shape(value, width, height)
        return None if shape is None else Action(number, shape=shape)
    if what == "take_back" and _is_number(value.get("drawing")):
        return Action(number, takes_back=value["drawing"])
    if what == "decide" and _is_number(value.get("mark")) and isinstance(value.get("verdict"), str):
        seen = value.get("seen")
        return Action(
            number, mark=value["mark"], verdict=value["verdict"], seen=seen if _is_number(seen) else None
        )
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
