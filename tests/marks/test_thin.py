"""Thinning, the longest path and joined regions: the answers of scikit-image and SciPy, and paths that are known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from skimage.morphology import thin

from condition.geometry import polyline_length
from condition.marks.link import _joined
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


@given(REGIONS)
def test_a_path_from_its_start_is_as_long_as_dijkstra_says(region: np.ndarray) -> None:
    lines = skeleton(region)
    path = longest_path(lines)
    if len(path) < 2:
        return
    pixels = [tuple(map(int, pixel)) for pixel in np.argwhere(lines)]
    apart = np.linalg.norm(np.array(pixels)[:, None] - np.array(pixels)[None], axis=2)
    reach = dijkstra(np.where(apart < 1.5, apart, 0.0), indices=pixels.index(path[0][::-1]), directed=False)
    assert polyline_length(np.array(path, np.float64)) == pytest.approx(reach[np.isfinite(reach)].max())


@given(st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_regions_are_joined_as_connected_components(pairs: list[tuple[int, int]]) -> None:
    edges = np.array(pairs, np.int32).reshape(-1, 2)
    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(40, 40))
    assert np.array_equal(_joined(edges, 40), connected_components(graph, directed=False)[1])


def test_nothing_has_no_path() -> None:
    assert longest_path(np.zeros((5, 5), np.bool_)) == []
