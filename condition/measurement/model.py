"""`Finding`: one judged and measured mark, the row of the catalogue that people argue over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from condition.marks import Polarity, Shape
from condition.novelty import Kind, Verdict


class Grade(IntEnum):
    """How severe a mark is; the table is `condition.measurement.GRADE_TABLE`."""

    TRACE = 1
    LIGHT = 2
    MODERATE = 3
    SEVERE = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with the half-width of its 95 % interval, both in the unit of the field's name."""

    value: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One mark with verdict, size and grade; all positions in full-resolution px of the upright after photo.

    Attributes
    ----------
    number : int
        1, 2, ... in the order of the report; the number drawn on the pictures.
    verdict : Verdict
        New, already there, gone (then its place is mapped into the after photo), or cannot tell.
    kind : Kind
        Scratch, scuff, dent, chip, missing part, or foreign (dust, hair, a drop).
    score : float
        Calibrated chance in [0, 1] that "new" is right.
    shape, polarity : Shape, Polarity
        Curve or patch; bright, dark or mixed.
    path : ndarray
        float64 ``(M, 2)`` x, y: centre line.
    polygon : ndarray
        float64 ``(K, 2)`` x, y: outline.
    length_px, width_px : float
        Along and across the path.
    area_px2 : float
        Area of the outline.
    length_mm, width_mm : Measured or None
        None where no scale is known.
    strength_sigma : float
        Contrast over the local noise.
    grade : Grade
        Severity.
    explanation : str
        One sentence: why this verdict.
    evidence : mapping
        Named numbers behind the score.
    """

    number: int
    verdict: Verdict
    kind: Kind
    score: float
    shape: Shape
    polarity: Polarity
    path: NDArray[np.float64]
    polygon: NDArray[np.float64]
    length_px: float
    width_px: float
    area_px2: float
    length_mm: Measured | None
    width_mm: Measured | None
    strength_sigma: float
    grade: Grade
    explanation: str
    evidence: Mapping[str, float] = field(default_factory=dict)
