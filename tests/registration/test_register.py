"""Known homographies come back; what misled simpler methods is refused or solved."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from condition.geometry import apply_homography
from condition.reasons import ReasonCode
from condition.registration import Alignment, Refusal
from tests.registration.made import (
    Matrix,
    engraving,
    on_plate,
    ornament,
    photo,
    photo_of,
    pose,
    registered,
)

BEFORE = pose(8, 1.2, (430, 360))


def error_px(result: Alignment | Refusal, before: Matrix, after: Matrix) -> float:
    """Median distance of the plate's points from the truth, px of the after photo."""
    assert isinstance(result, Alignment), result
    plate = on_plate()
    found = result.to_after(apply_homography(before, plate))
    return float(np.median(np.linalg.norm(found - apply_homography(after, plate), axis=1)))


@pytest.mark.parametrize(
    ("turn", "scale", "tilt", "bright"),
    [
        (-12, 1.0, 2.0, False),
        (15, 1.1, 1.0, True),  # the engraving returns with reversed contrast, on another cloth
        (98, 1.15, 0.0, False),  # the camera was turned by 90 degrees
        (188, 0.8, 1.0, True),
    ],
)
def test_a_known_homography_comes_back(turn: float, scale: float, tilt: float, bright: bool) -> None:
    after = pose(turn, scale, (470, 340), tilt)
    result = registered(
        photo_of(engraving(3), BEFORE, cloth=0), photo_of(engraving(3), after, cloth=1, bright=bright, seed=5)
    )
    assert error_px(result, BEFORE, after) < 1.0


def test_another_piece_on_the_same_cloth_is_refused() -> None:
    # the cloth matches itself everywhere; 1,084 keypoints once agreed on it
    before = photo_of(engraving(3), BEFORE, cloth=0, seed=1)
    after = photo_of(engraving(8), BEFORE, cloth=0, seed=1, shot=1)
    result = registered(before, after)
    assert isinstance(result, Refusal)
    assert result.reasons[0].code is ReasonCode.NO_COMMON_STRUCTURE
    assert result.reasons[0].measured is not None
    assert result.reasons[0].required is not None


def test_a_mirrored_photo_is_refused_as_mirrored() -> None:
    before = photo_of(engraving(3), BEFORE, cloth=0)
    mirror = photo(photo_of(engraving(3), pose(4, 1.1, (460, 350)), cloth=1, seed=2).pixels[:, ::-1])
    result = registered(before, mirror)
    assert isinstance(result, Refusal)
    assert result.reasons[0].code is ReasonCode.MIRRORED


def test_a_repeated_ornament_is_never_aligned_wrongly() -> None:
    # half a turn fits as well as none: only a refusal is honest, or the mapping without a turn
    after = pose(10, 1.1, (450, 350))
    result = registered(photo_of(ornament(), BEFORE, cloth=0), photo_of(ornament(), after, cloth=1, seed=4))
    if isinstance(result, Refusal):
        assert result.reasons[0].code in {ReasonCode.AMBIGUOUS, ReasonCode.NO_COMMON_STRUCTURE}
    else:
        assert error_px(result, BEFORE, after) < 2.0


def test_a_blank_photo_is_refused() -> None:
    blank = photo(np.full((700, 900, 3), 128, np.uint8))
    for pair in ((photo_of(engraving(3), BEFORE, cloth=0), blank), (blank, blank)):
        assert isinstance(registered(*pair), Refusal)


def test_a_piece_that_fills_the_frame_is_aligned() -> None:
    rng = np.random.default_rng(0)
    wall = cv2.GaussianBlur(rng.normal(0, 1, (900, 1100)).astype(np.float32), (0, 0), 3)
    surface = np.clip(128 + 60 * wall / wall.std(), 0, 255).astype(np.uint8)
    shift = np.array([[1.0, 0.02, -60.0], [-0.02, 1.0, -40.0], [0, 0, 1.0]])
    after = cv2.warpPerspective(surface, shift, (900, 700))
    before = surface[:700, :900]
    result = registered(*(photo(np.repeat(grey[..., None], 3, axis=2)) for grey in (before, after)))
    assert isinstance(result, Alignment)
    points = np.array([[200.0, 200], [600, 300], [500, 600]])
    assert np.abs(result.to_after(points) - apply_homography(shift, points)).max() < 1.0


def test_there_and_back_is_where_one_started() -> None:
    after = pose(-12, 1.0, (470, 340), 2.0)
    result = registered(
        photo_of(engraving(5), BEFORE, cloth=0), photo_of(engraving(5), after, cloth=2, seed=9)
    )
    assert isinstance(result, Alignment)
    points = apply_homography(BEFORE, on_plate())
    assert np.abs(result.to_before(result.to_after(points)) - points).max() < 0.05


def test_threads_do_not_change_the_answer() -> None:
    pair = (
        photo_of(engraving(3), BEFORE, cloth=0),
        photo_of(engraving(3), pose(15, 1.1, (470, 340)), cloth=1, seed=5),
    )
    threads = cv2.getNumThreads()
    results = []
    try:
        for count in (1, 2):
            cv2.setNumThreads(count)
            results.append(registered(*pair))
    finally:
        cv2.setNumThreads(threads)
    first, second = results
    assert isinstance(first, Alignment)
    assert isinstance(second, Alignment)
    np.testing.assert_allclose(first.after_from_before, second.after_from_before, rtol=1e-6)
