"""`Mark`: a curve or a patch on the piece that stands out from its surroundings, in one photo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Shape(StrEnum):
    """What a mark looks like, before anybody asks what it is."""

    CURVE = "curve"
    PATCH = "patch"


class Polarity(StrEnum):
    """Whether a mark is brighter or darker than its surroundings; depends on the light."""

    BRIGHT = "bright"
    DARK = "dark"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One mark.

    Attributes
    ----------
    shape : Shape
        Curve or patch.
    path : ndarray
        float64 ``(M, 2)`` x, y: centre line of a curve, or the long axis of a patch, full-resolution px.
    polygon : ndarray
        float64 ``(K, 2)`` x, y: outline, full-resolution px.
    width_px : float
        Width across the path, px of the full photo.
    polarity : Polarity
        Bright, dark, or mixed.
    strength_sigma : float
        Contrast over the local noise of the same orientation and scale.
    """

    shape: Shape
    path: NDArray[np.float64]
    polygon: NDArray[np.float64]
    width_px: float
    polarity: Polarity
    strength_sigma: float
