"""What a browser sends as drawn shapes: short lists of points in the photo come through, nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from condition.viewer.drawing import (
    MAX_POINTS,
    MAX_SHAPES,
    Action,
    Shape,
    ShapeKind,
    parse_actions,
    parse_shapes,
)

MARK = {"kind": "mark", "points": [[1, 2.5], [3, 4]]}


def parsed(*shapes: Any) -> tuple[Shape, ...] | None:
    return parse_shapes({"of": "pair", "shapes": list(shapes)}, "pair", 100, 50)


def test_a_shape_comes_through() -> None:
    assert parsed(MARK) == (Shape(ShapeKind.MARK, ((1.0, 2.5), (3.0, 4.0))),)
    assert parsed(MARK)[0].as_record() == MARK  # type: ignore[index]  # None fails here


def test_points_beyond_the_photo_move_to_its_border() -> None:
    (shape,) = parsed({"kind": "leave_out", "points": [[-5, 60], [1e9, 2], [3, 3]]}) or ()
    assert shape.points == ((0.0, 49.0), (99.0, 2.0), (3.0, 3.0))


@pytest.mark.parametrize(
    "shape",
    [
        None, "mark", {}, {"kind": "mark"}, {"kind": "mark", "points": [[1, 2]]}, {"kind": "other", "points": [[1, 2], [3, 4]]},
        {"kind": ["mark"], "points": [[1, 2], [3, 4]]}, {"kind": "mark", "points": [[1, float("nan")], [3, 4]]},
        {"kind": "mark", "points": [[1, 2, 3], [3, 4]]}, {"kind": "mark", "points": [["1", 2], [3, 4]]},
        {"kind": "mark", "points": [[1, 2]] * (MAX_POINTS + 1)},
    ],
)  # fmt: skip
def test_what_is_no_shape_is_dropped(shape: Any) -> None:
    assert parsed(shape, MARK) == parsed(MARK)


def test_no_more_shapes_than_a_person_draws() -> None:
    assert len(parsed(*[MARK] * (MAX_SHAPES + 5)) or ()) == MAX_SHAPES


@pytest.mark.parametrize(
    "value", [None, 3, [], {}, {"of": "another", "shapes": [MARK]}, {"of": "pair", "shapes": 3}]
)
def test_nothing_or_another_pair_is_no_answer(value: Any) -> None:
    assert parse_shapes(value, "pair", 100, 50) is None


def acted(*actions: Any, client: Any = "a") -> Any:
    return parse_actions({"of": "pair", "client": client, "actions": list(actions)}, "pair", 100, 50)


def test_actions_of_a_case_come_through_in_their_order() -> None:
    drawn = {"number": 1, "what": "draw", **MARK}
    decided = {"number": 2, "what": "decide", "mark": 3, "verdict": "new", "seen": None}
    taken_back = {"number": 3, "what": "take_back", "drawing": 7}
    assert acted(drawn, decided, taken_back) == (
        "a",
        (
            Action(1, shape=Shape(ShapeKind.MARK, ((1.0, 2.5), (3.0, 4.0)))),
            Action(2, mark=3, verdict="new"),
            Action(3, takes_back=7),
        ),
    )


@pytest.mark.parametrize(
    "action",
    [
        None, {}, {"number": "1", "what": "draw", **MARK}, {"number": True, "what": "draw", **MARK}, {"number": 0, "what": "draw", **MARK},
        {"number": 1, "what": "draw", "kind": "mark"}, {"number": 1, "what": "decide", "mark": -1, "verdict": "new"},
        {"number": 1, "what": "decide", "mark": 1, "verdict": ["new"]}, {"number": 1, "what": "take_back", "drawing": 10**12},
        {"number": 1, "what": "sign"},
    ],
)  # fmt: skip
def test_what_is_no_action_is_dropped(action: Any) -> None:
    assert acted(action) == ("a", ())


@pytest.mark.parametrize("client", ["", "x" * 65, 3, None])
def test_actions_of_nobody_are_no_answer(client: Any) -> None:
    assert acted(client=client) is None
