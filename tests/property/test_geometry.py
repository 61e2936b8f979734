"""The conventions of ARCHITECTURE.md as laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.geometry import (
    apply_homography,
    as_points,
    bounding_box,
    clip_to_frame,
    grid,
    local_scale,
    polygon_area,
    polyline_length,
    ribbon,
    rotation_deg,
    sample,
    scale_matrix,
    scale_points,
)
from tests.property.strategies import Array, homographies, points, scales, shapes


class TestTransforms:
    """Transforms are named target-from-source: ``after_from_before @ p_before``."""

    @given(homographies(), points(1))
    def test_the_inverse_brings_every_point_back(self, after_from_before: Array, before: Array) -> None:
        after = apply_homography(after_from_before, before)
        back = apply_homography(np.linalg.inv(after_from_before).astype(np.float64), after)
        assert np.allclose(back, before, rtol=1e-6, atol=1e-4)

    @given(homographies(), homographies(), points(1))
    def test_a_chain_reads_from_right_to_left(
        self, third_from_second: Array, second_from_first: Array, first: Array
    ) -> None:
        at_once = apply_homography(third_from_second @ second_from_first, first)
        step_by_step = apply_homography(third_from_second, apply_homography(second_from_first, first))
        assert np.allclose(at_once, step_by_step, rtol=1e-6, atol=1e-3)

    def test_a_point_at_infinity_is_nan(self) -> None:
        assert np.isnan(apply_homography(np.array([[1, 0, 0], [0, 1, 0], [1.0, 0, 0]]), [[0.0, 5.0]])).all()

    @given(st.floats(-179, 179), scales)
    def test_angles_turn_from_x_towards_y(self, angle: float, scale: float) -> None:
        cos, sin = scale * np.cos(np.radians(angle)), scale * np.sin(np.radians(angle))
        turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
        assert rotation_deg(turned, [100.0, 50.0]) == pytest.approx(angle, abs=1e-6)
        assert local_scale(turned, [100.0, 50.0]) == pytest.approx(scale, rel=1e-6)


class TestResampling:
    """Resampling keeps centres: ``x' = (x + 0.5) s - 0.5``."""

    @given(points(), scales)
    def test_the_matrix_and_the_formula_agree(self, source: Array, scale: float) -> None:
        assert np.allclose(
            apply_homography(scale_matrix(scale), source), scale_points(source, scale), atol=1e-6
        )

    @given(points(), scales)
    def test_there_and_back_is_nothing(self, source: Array, scale: float) -> None:
        assert np.allclose(scale_points(scale_points(source, scale), 1 / scale), source, atol=1e-6)

    @given(scales)
    def test_the_outer_edge_of_the_frame_stays_its_edge(self, scale: float) -> None:
        assert np.allclose(scale_points([[-0.5, -0.5]], scale), -0.5)


class TestPixels:
    """(0, 0) is the centre of the top-left pixel; points are (x, y), arrays are [row, col]."""

    def test_a_grid_says_x_then_y(self) -> None:
        assert grid((3, 5))[2, 4].tolist() == [4.0, 2.0]

    @given(st.integers(1, 40), st.integers(1, 40), st.data())
    def test_a_sample_at_a_centre_is_that_pixel(self, height: int, width: int, data: st.DataObject) -> None:
        image = np.arange(height * width, dtype=np.float32).reshape(height, width)
        row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
        assert sample(image, [[col, row]])[0] == image[row, col]

    def test_a_sample_outside_the_frame_is_unknown(self) -> None:
        image = np.ones((4, 6), np.float32)
        values = sample(image, [[-0.6, 0], [5.6, 0], [0, 3.6], [np.nan, 0], [5.5, 3.5]])
        assert np.isnan(values[:4]).all()
        assert values[4] == 1

    def test_many_points_are_read_in_parts(self) -> None:
        image = np.arange(100, dtype=np.float32).reshape(10, 10)
        many = np.tile([[3.0, 4.0]], (70_000, 1))
        assert (sample(image, many) == 43).all()

    @given(points(1), shapes)
    def test_clipped_points_lie_in_the_frame(self, source: Array, shape: tuple[int, int]) -> None:
        left, top, right, bottom = bounding_box(clip_to_frame(source, shape))
        assert left >= 0
        assert top >= 0
        assert right <= shape[1] - 1
        assert bottom <= shape[0] - 1


class TestMeasures:
    """Lengths and areas follow the size of the picture."""

    @given(points(2), scales)
    def test_length_grows_with_the_scale_and_area_with_its_square(self, path: Array, scale: float) -> None:
        larger = scale_points(path, scale)
        assert polyline_length(larger) == pytest.approx(scale * polyline_length(path), rel=1e-6, abs=1e-6)
        assert polygon_area(larger) == pytest.approx(scale**2 * polygon_area(path), rel=1e-4, abs=scale**2)

    @given(points(3), st.integers(0, 11))
    def test_area_does_not_depend_on_where_the_outline_begins(self, polygon: Array, first: int) -> None:
        assert polygon_area(np.roll(polygon, first, axis=0)) == pytest.approx(
            polygon_area(polygon), rel=1e-6, abs=1
        )

    @given(st.floats(1, 500), st.floats(0.5, 20), st.floats(0, 180))
    def test_a_straight_ribbon_has_length_times_width(
        self, length: float, width: float, angle: float
    ) -> None:
        along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        path = np.linspace(0, length, 5)[:, None] * along + 300
        assert polygon_area(ribbon(path, width)) == pytest.approx(length * width, rel=1e-6)

    def test_a_ribbon_around_one_point_is_a_square(self) -> None:
        assert polygon_area(ribbon([[5.0, 5.0]], 4)) == 16

    def test_too_few_points_have_neither_length_nor_area(self) -> None:
        assert polyline_length([]) == 0
        assert polygon_area([[1, 2], [3, 4]]) == 0

    def test_points_of_another_shape_are_refused(self) -> None:
        with pytest.raises(ValueError, match=r"\(N, 2\)"):
            as_points([1.0, 2.0, 3.0])
