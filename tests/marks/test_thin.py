"""Thinning and the longest path, against scikit-image and against paths that are known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from skimage.morphology import thin

from condition.geometry import polyline_length
from condition.marks.thin import longest_path, skeleton

REGIONS = arrays(
    np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=24), elements=st.booleans()
)


@given(REGIONS)
def test_the_skeleton_is_that_of_scikit_image(region: np.ndarray) -> None:
    expected = thin(np.pad(region, 1))[1:-1, 1:-1]  # type: ignore[no-untyped-call]  # no stubs
    assert np.array_equal(skeleton(region), expected)


def test_a_diagonal_two_pixels_thick_keeps_its_length() -> None:
    region = np.zeros((40, 40), np.bool_)
    for step in range(30):
        region[5 + step, 5 + step : 7 + step] = True
    path = np.array(longest_path(skeleton(region)), np.float64)
    assert polyline_length(path) > 0.9 * 30 * np.sqrt(2)


def test_the_longest_path_leaves_a_side_branch_out() -> None:
    lines = np.zeros((20, 40), np.bool_)
    lines[10, 3:36] = True
    lines[5:10, 20] = True
    path = longest_path(lines)
    assert {path[0], path[-1]} == {(3, 10), (35, 10)}
    assert all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) == 1 for a, b in pairwise(path))


def test_nothing_has_no_path() -> None:
    assert longest_path(np.zeros((5, 5), np.bool_)) == []
