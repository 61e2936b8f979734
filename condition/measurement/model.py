"""`Finding`: one judged and measured mark, the row of the catalogue that people argue over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, local_scale
from condition.marks import Polarity, Shape
from condition.novelty import Alternative, Kind, Verdict


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
class Sight:
    """How thin a mark both photos of a pair could have shown.

    Attributes
    ----------
    before_px, after_px : float
        Width of the thinnest mark each photo could show, px of that photo (`condition.quality.Quality`).
    after_from_before : ndarray
        float64 ``(3, 3)``: how large a pixel of the before photo is in the after photo, place by place.
    """

    before_px: float
    after_px: float
    after_from_before: Matrix

    def at(self, place: NDArray[np.float64]) -> float:
        """Return the width at a place (x, y) of the after photo, in px of the after photo."""
        before_per_after = local_scale(np.asarray(np.linalg.inv(self.after_from_before), np.float64), place)
        return max(self.after_px, self.before_px / max(before_per_after, 1e-9))


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
    alternatives : tuple of Alternative
        What else the mark could be, each ruled out or not; empty where nothing is claimed to be new.
    smallest_mark_px : float or None
        Width of the thinnest mark that both photos could have shown at this place, px of the after photo.
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
    alternatives: tuple[Alternative, ...] = ()
    smallest_mark_px: float | None = None
