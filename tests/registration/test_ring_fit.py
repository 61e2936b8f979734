"""A drawn ring -> its pose and proportions, found without a start."""

import dataclasses

import cv2
import numpy as np
import pytest

from condition.reasons import ReasonCode
from condition.registration.field import orientation_field
from condition.registration.judge import Demands, refuse
from condition.registration.ring import SHAPE_PROBE, RingPose, RingShape, cast, project
from condition.registration.ring_fit import fit_ring, fit_together, rim_curves
from condition.registration.search import Candidate
from condition.registration.verify import BlockTest, verify
from condition.registration.views import Float, Level, View

FRAME = (640, 480)


def pose_of(elevation_deg: float, roll_deg: float = 0.0, depth: float = 5.2) -> RingPose:
    """A ring that lies before a camera at that elevation over its plane."""
    tilt, roll = np.radians(90 - elevation_deg), np.radians(roll_deg)
    down, _ = cv2.Rodrigues(np.array([np.pi - tilt, 0.0, 0.0]))
    turn, _ = cv2.Rodrigues(np.array([0.0, 0.0, roll]))
    principal = (np.array(FRAME, np.float64) - 1) / 2
    return RingPose(
        np.asarray(turn @ down, np.float64), np.array([0.02, -0.03, depth]), 1.7 * FRAME[0], principal
    )


def photo_of(shape: RingShape, pose: RingPose) -> tuple[View, Level]:
    """A drawing: outer wall, inner wall and rim differ in tone, the support is darker and speckled."""
    xs, ys = np.meshgrid(np.arange(FRAME[0]), np.arange(FRAME[1]))
    surface, depth = cast(shape, pose, np.column_stack([xs.ravel(), ys.ravel()]).astype(np.float64))
    hit = np.isfinite(depth)
    rim = np.abs(np.abs(surface[:, 2]) - shape.half_height) < 1e-6
    radius = np.hypot(surface[:, 0], surface[:, 1] / shape.width)
    tone = np.where(rim, 5.2, np.where(radius > 1 - shape.thickness / 2, 4.9, 4.5))
    luminance = np.where(hit, tone, 4.1).reshape(FRAME[1], FRAME[0]).astype(np.float32)
    luminance += 0.02 * np.random.default_rng(3).standard_normal(luminance.shape, np.float32)
    inside = hit.reshape(FRAME[1], FRAME[0]).astype(np.float32)
    scale = 0.4
    level_from_full = np.array([[scale, 0, (scale - 1) / 2], [0, scale, (scale - 1) / 2], [0, 0, 1]])
    level = Level(reduced(luminance, scale), reduced(inside, scale), level_from_full)
    return View((level,), np.array([320.0, 240.0]), 150.0, False, FRAME), level


def reduced(image: Float, scale: float) -> Float:
    """The picture at that scale, without aliases."""
    smooth = cv2.GaussianBlur(image, (0, 0), 1.0)
    return np.asarray(cv2.resize(smooth, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)


def worst_px(shape: RingShape, pose: RingPose, fitted: RingShape, found: RingPose) -> float:
    """Largest distance from the near rim's outer edge to the fitted one, px."""
    true, _ = project(pose, rim_curves(shape)[96:144])
    near, _ = project(found, rim_curves(fitted)[96:144])
    return float(np.linalg.norm(true[:, None] - near[None], axis=2).min(axis=1).max())


@pytest.mark.parametrize(
    ("shape", "elevation_deg"),
    [
        (RingShape(1.0, 0.25, 0.16), 45.0),
        (RingShape(0.85, 0.10, 0.06), 35.0),
        (RingShape(1.0, 0.18, 0.15), 65.0),
    ],
    ids=["band", "oval bangle", "band from above"],
)
def test_a_ring_is_found_without_a_start(shape: RingShape, elevation_deg: float) -> None:
    pose = pose_of(elevation_deg, roll_deg=12.0)
    view, level = photo_of(shape, pose)
    best = fit_ring(view, level, orientation_field(level.luminance))[0]
    assert (
        worst_px(shape, pose, best.shape, best.pose) < 18
    )  # 9 % of the ring's radius: what the fit of two photos and then blocks mend
    assert best.shape.half_height == pytest.approx(shape.half_height, rel=0.25)


def test_the_same_ring_is_found_every_time() -> None:
    view, level = photo_of(RingShape(1.0, 0.2, 0.15), pose_of(50.0))
    edges = orientation_field(level.luminance)
    first, second = (fit_ring(view, level, edges)[0] for _ in range(2))
    assert first.score == second.score
    assert first.shape == second.shape


def test_a_round_start_can_become_oval() -> None:
    """A step beyond width 1 is cut to nothing: its derivative once was 0, and every bangle stayed round."""
    shape = RingShape(0.85, 0.10, 0.06)
    poses = pose_of(35.0), pose_of(55.0)
    levels = [(photo_of(shape, pose)[1]) for pose in poses]
    fields = tuple((level, orientation_field(level.luminance)) for level in levels)
    start = dataclasses.replace(shape, width=1.0)
    fitted, _ = fit_together(start, poses, (fields[0], fields[1]))
    assert fitted.shape.width < 0.93


def test_every_step_of_a_shape_moves_it_where_most_rings_lie() -> None:
    limit = RingShape(1.0, 0.2, 0.15, 0.0)
    for k, by in enumerate(SHAPE_PROBE):
        assert limit.moved(by * np.eye(4)[k]) != limit


def test_an_outline_is_no_rival_to_engraving() -> None:
    """A plain ring's outline fits at every turn; that must not make the one turn at which the engraving fits ambiguous."""
    view, level = photo_of(RingShape(1.0, 0.2, 0.15), pose_of(50.0))
    field = orientation_field(level.luminance, level.inside)
    itself = verify(field, field, BlockTest())
    right = dataclasses.replace(itself, evidence=9.0, texture_evidence=5.0)
    outline = dataclasses.replace(itself, evidence=8.2, texture_evidence=-1.8)
    engraved = dataclasses.replace(itself, evidence=8.2, texture_evidence=4.8)
    elsewhere = np.array([[1.0, 0, 90.0], [0, 1.0, 0], [0, 0, 1.0]])
    best = Candidate(np.eye(3), "shape", right)
    assert refuse([best, Candidate(elsewhere, "shape", outline)], view, view, Demands()) is None
    reason = refuse([best, Candidate(elsewhere, "shape", engraved)], view, view, Demands())
    assert reason is not None
    assert reason.code is ReasonCode.AMBIGUOUS
