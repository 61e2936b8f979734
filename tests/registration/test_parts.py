"""Each part of registration against a truth of its own."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.registration.blocks import match_blocks
from condition.registration.field import orientation_field
from condition.registration.local import estimate_displacement
from condition.registration.refine import fit_update
from condition.registration.ring import RingPose, RingShape, cast, project, visible, wall_point
from condition.registration.verify import BlockTest, log10_tail, verify


def noise(seed: int, shape: tuple[int, int] = (260, 300)) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return np.asarray(cv2.GaussianBlur(rng.normal(0, 3, shape).astype(np.float32), (0, 0), 2), np.float32)


def moved(image: NDArray[np.float32], x: float, y: float) -> NDArray[np.float32]:
    by = np.array([[1, 0, x], [0, 1, y]])
    return np.asarray(cv2.warpAffine(image, by, image.shape[::-1], borderMode=cv2.BORDER_REFLECT), np.float32)


def test_the_field_does_not_see_polarity() -> None:
    image = noise(1)
    np.testing.assert_allclose(orientation_field(image), orientation_field(-image), atol=1e-5)


def test_blocks_find_a_known_shift_in_reversed_contrast() -> None:
    image = noise(2)
    blocks = match_blocks(orientation_field(image), orientation_field(-moved(image, 3.3, -2.0)), 32, 24, 8)
    assert len(blocks) > 30
    assert np.median(blocks.shift, axis=0) == pytest.approx([3.3, -2.0], abs=0.15)


def test_a_fit_ignores_a_third_of_wrong_blocks() -> None:
    image = noise(3)
    field = orientation_field(image)
    blocks = match_blocks(field, orientation_field(moved(image, 2.0, 1.0)), 32, 24, 8)
    rng = np.random.default_rng(0)
    wrong = rng.random(len(blocks)) < 0.33
    blocks.shift[wrong] = rng.uniform(-8, 8, (int(wrong.sum()), 2))
    update = fit_update(blocks, 8, perspective=True)
    assert update[:2, 2] == pytest.approx([-2.0, -1.0], abs=0.5)


def test_unrelated_pictures_have_no_evidence() -> None:
    fields = [orientation_field(noise(seed)) for seed in range(20)]
    evidence = [verify(a, b, BlockTest()).evidence for a, b in itertools.pairwise(fields)]
    assert max(evidence) < 1.0
    assert verify(fields[0], orientation_field(-noise(0)), BlockTest()).evidence > 20


def test_the_bound_on_the_tail_is_a_bound() -> None:
    # 12 of 40 at 0.066: the exact binomial tail is 10^-5.3
    exact = -5.3
    assert exact <= log10_tail(40, 12, 0.066) < -3.5
    assert log10_tail(40, 2, 0.066) == 0.0
    assert log10_tail(0, 0, 0.066) == 0.0


def test_a_smooth_displacement_is_found_where_it_helps() -> None:
    image = noise(4, (400, 400))
    ys, xs = np.mgrid[0:400, 0:400].astype(np.float32)
    bend = 3 * np.exp(-((xs - 200) ** 2 + (ys - 200) ** 2) / (2 * 70**2))
    moving = cv2.remap(image, xs - bend, ys, cv2.INTER_LINEAR)
    found = estimate_displacement(orientation_field(image), orientation_field(np.asarray(moving, np.float32)))
    assert found is not None
    assert found[200, 200] == pytest.approx([3.0, 0.0], abs=0.9)
    assert np.abs(found[20:60, 20:60]).max() < 0.5


def test_what_is_exact_already_stays() -> None:
    field = orientation_field(noise(5, (400, 400)))
    found = estimate_displacement(field, field)
    assert found is None or np.abs(found).max() < 0.1


POSE = RingPose(
    np.asarray(cv2.Rodrigues(np.array([2.2, 0.1, 0.0]))[0], np.float64),
    np.array([0.05, -0.03, 6.0]),
    1700.0,
    np.array([799.5, 599.5]),
)
SHAPE = RingShape(0.9, 0.25, 0.12, 0.05)


def test_a_ring_pixel_and_its_surface_point_are_one() -> None:
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    for inner in (False, True):
        surface = wall_point(SHAPE, angle, np.full(60, 0.3), inner)
        surface = surface[visible(SHAPE, POSE, surface, slack=1e-6)]
        assert len(surface) > 10
        pixels, depth = project(POSE, surface)
        again, seen_depth = cast(SHAPE, POSE, pixels)
        np.testing.assert_allclose(again, surface, atol=1e-6)
        np.testing.assert_allclose(seen_depth, depth, atol=1e-6)


def test_the_far_wall_hides_behind_the_near_one() -> None:
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    outside = visible(SHAPE, POSE, wall_point(SHAPE, angle, np.zeros(90), False))
    assert 0.2 < outside.mean() < 0.6


def test_a_pixel_beside_the_ring_shows_nothing() -> None:
    _, depth = cast(SHAPE, POSE, np.array([[5.0, 5.0]]))
    assert np.isinf(depth[0])
