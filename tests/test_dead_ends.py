"""Ways to a wrong answer that were walked once, each from photos to answer: none may come back.

Simple methods fall for all of these with confidence: a guilloche matches itself one period on (400 agreeing keypoints,
130/1000 off), the cloth under another piece matches itself (1,084), a selfie camera mirrors, polished metal comes back with
reversed contrast, and a phone is turned by 90 degrees. Then come the places that the before photo could not show.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import condition
from condition import Comparison
from condition.geometry import Points, apply_homography
from condition.novelty import AlternativeCode, Blind, Verdict
from condition.reasons import ReasonCode
from condition.report import render_text
from tests.builders import Pair, make_pair
from tests.registration.made import FRAME, Matrix, engraving, on_plate, ornament, photo, photo_of, pose

Pixels = NDArray[np.uint8]

BEFORE = pose(8, 1.2, (430, 360))
#: Benchmark's bound on the alignment: 5/1000 of the diagonal, px.
ALIGNED_PX = 0.005 * float(np.hypot(*FRAME))


def error_px(c: Comparison, before: Matrix, after: Matrix) -> float:
    """Median distance of the plate's points from the truth, px of the after photo."""
    assert c.alignment is not None, [reason.text for reason in c.reasons]
    plate = on_plate()
    found = c.alignment.to_after(apply_homography(before, plate))
    return float(np.median(np.linalg.norm(found - apply_homography(after, plate), axis=1)))


def codes(c: Comparison) -> set[ReasonCode]:
    return {reason.code for reason in c.reasons}


@pytest.mark.parametrize("turn", [10, 98], ids=["as it was", "a quarter turn"])
def test_a_repeated_ornament_is_refused_or_aligned_right_and_never_accused(turn: float) -> None:
    after = pose(turn, 1.1, (450, 350))

    c = condition.compare(photo_of(ornament(), BEFORE, cloth=0), photo_of(ornament(), after, cloth=1, seed=4))

    if c.status == "not_comparable":
        assert codes(c) & {ReasonCode.AMBIGUOUS, ReasonCode.NO_COMMON_STRUCTURE}
    else:
        assert error_px(c, BEFORE, after) < ALIGNED_PX
        assert c.new == ()


def test_another_piece_on_the_same_cloth_is_not_compared() -> None:
    c = condition.compare(
        photo_of(engraving(3), BEFORE, cloth=0, seed=1),
        photo_of(engraving(8), BEFORE, cloth=0, seed=1, shot=1),
    )

    assert c.status == "not_comparable"
    assert ReasonCode.NO_COMMON_STRUCTURE in codes(c)


def test_a_mirrored_photo_is_not_compared_and_told_to_be_mirrored() -> None:
    after = photo_of(engraving(3), pose(4, 1.1, (460, 350)), cloth=1, seed=2)

    c = condition.compare(photo_of(engraving(3), BEFORE, cloth=0), photo(after.pixels[:, ::-1]))

    assert c.status == "not_comparable"
    assert ReasonCode.MIRRORED in codes(c)


@pytest.mark.parametrize(
    ("turn", "bright"),
    [(15, True), (98, False), (98, True)],
    ids=["reversed contrast", "a quarter turn", "both"],
)
def test_a_turn_and_reversed_contrast_change_nothing(turn: float, bright: bool) -> None:
    # every line of the engraving is dark in one photo and bright in the other: all of it is old
    after = pose(turn, 1.1, (470, 340))

    c = condition.compare(
        photo_of(engraving(3), BEFORE, cloth=0), photo_of(engraving(3), after, cloth=1, bright=bright, seed=5)
    )

    assert error_px(c, BEFORE, after) < ALIGNED_PX
    assert c.new == ()


# The places that the before photo could not show: the same plate with one new scratch, each time hidden before.

WIDTH = 1200


@lru_cache
def plate() -> Pair:
    return make_pair(width=WIDTH)


def hide(how: Blind) -> Pixels:
    """Return the before photo with the place of the new scratch blurred, burnt out, or outside the frame."""
    before = plate().before
    if how is Blind.OUT_OF_VIEW:
        return np.ascontiguousarray(before[420:])
    out = before.copy()
    y, x = np.mgrid[0 : before.shape[0], 0:WIDTH]
    place = np.hypot(x - 0.445 * WIDTH, y - 0.30 * WIDTH) < 0.125 * WIDTH
    out[place] = 255 if how is Blind.GLARE else cv2.GaussianBlur(before, (0, 0), 4.0)[place]
    return out


@lru_cache
def hidden(how: Blind) -> Comparison:
    return condition.compare(hide(how), plate().after)


def place() -> Points:
    """Points along the new scratch, px of the after photo."""
    path = plate().path("new")
    at = np.linspace(0, 1, 30)[:, None, None]
    return np.concatenate([path[:-1] + t * (path[1:] - path[:-1]) for t in at])


def share_on(c: Comparison, verdict: Verdict) -> float:
    """Share of the scratch that lies on marks of a verdict, within 6 px."""
    drawn = np.zeros((c.after.height, c.after.width), np.uint8)
    for finding in c.findings:
        if finding.verdict is verdict:
            corners = [np.round(finding.polygon).astype(np.int32)]
            cv2.fillPoly(drawn, corners, 1)
            cv2.polylines(drawn, corners, True, 1, 12)
    x, y = np.round(place()).astype(int).T
    return float(drawn[y, x].mean())


def test_the_scratch_is_new_where_the_before_photo_shows_its_place() -> None:
    c = condition.compare(plate().before, plate().after)

    assert share_on(c, Verdict.NEW) > 0.5


@pytest.mark.parametrize("how", [Blind.BLURRED, Blind.GLARE])
def test_a_mark_whose_place_was_blurred_or_burnt_out_is_cannot_tell_and_says_why(how: Blind) -> None:
    c = hidden(how)

    assert share_on(c, Verdict.NEW) == 0
    assert share_on(c, Verdict.CANNOT_TELL) > 0.5
    doubted = [
        alternative
        for finding in c.findings
        for alternative in finding.alternatives
        if finding.verdict is Verdict.CANNOT_TELL and alternative.code is AlternativeCode.HIDDEN_BEFORE
    ]
    why = {Blind.BLURRED: "before photo is blurred", Blind.GLARE: "highlight"}[how]
    assert any(item.ruled_out is False and why in item.text for item in doubted)
    assert "Only another photo from before" in " ".join(render_text(c).split())


def test_a_place_out_of_view_before_is_said_not_to_be_compared() -> None:
    # nothing there is called anything: every line of the after photo would be one
    c = hidden(Blind.OUT_OF_VIEW)

    assert share_on(c, Verdict.NEW) == 0
    assert c.coverage is not None
    at = np.round((place() + 0.5) * c.coverage.scale - 0.5 - np.array(c.coverage.origin)).astype(int)
    assert (c.coverage.blind[at[:, 1], at[:, 0]] == Blind.OUT_OF_VIEW).mean() > 0.9
    assert "of the piece is not in the before photo" in " ".join(render_text(c).split())
