"""Shared strategies: points, polygons and homographies as photos have them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Positions in a photo of any camera, and a little outside of it, px.
coordinates = st.floats(-2_000, 20_000, allow_nan=False)


def points(minimum: int = 0, maximum: int = 12) -> st.SearchStrategy[Array]:
    """Return arrays ``(N, 2)`` of x, y."""
    rows = st.lists(st.tuples(coordinates, coordinates), min_size=minimum, max_size=maximum)
    return rows.map(lambda found: np.array(found, np.float64).reshape(-1, 2))


@st.composite
def homographies(draw: st.DrawFn) -> Array:
    """Draw the mapping between two hand-held photos: turned, scaled, moved, a little tilted."""
    angle = np.radians(draw(st.floats(-180, 180)))
    scale = draw(st.floats(0.25, 4))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    moved = draw(st.tuples(st.floats(-3_000, 3_000), st.floats(-3_000, 3_000)))
    # so small that no point of a photo comes near infinity
    tilt = draw(st.tuples(st.floats(-2e-5, 2e-5), st.floats(-2e-5, 2e-5)))
    return np.array([[cos, -sin, moved[0]], [sin, cos, moved[1]], [*tilt, 1.0]])


shapes = st.tuples(st.integers(1, 4_000), st.integers(1, 6_000))
scales = st.floats(0.05, 8)
