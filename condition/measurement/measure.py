"""Judgements -> findings: lengths, widths, areas and grades, numbered in the order of the report.

New marks come first, the surest and longest before the others; then what cannot be told, what was there already,
and what is gone. Millimetres appear only where a scale is given, with its uncertainty propagated [1]_.

References
----------
.. [1] JCGM 100:2008, Guide to the expression of uncertainty in measurement, 5.1 (errors in quadrature).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from condition.geometry import polygon_area, polyline_length
from condition.language import sentence
from condition.measurement.model import Finding, Grade, Measured, Sight
from condition.novelty import Judgement, Kind, Verdict

#: Order of verdicts in the report.
_ORDER = (Verdict.NEW, Verdict.CANNOT_TELL, Verdict.ALREADY_THERE, Verdict.GONE)

#: Grade, longest side as a share of the piece's long side, width in units of the smallest visible mark, plain words.
#: A mark gets the highest grade of which it reaches either limit.
GRADE_TABLE: tuple[tuple[Grade, float, float, str], ...] = (
    (Grade.TRACE, 0.0, 0.0, sentence("visible only when looked for, under the right light")),
    (Grade.LIGHT, 0.04, 2.0, sentence("visible at reading distance when the piece is turned in the light")),
    (Grade.MODERATE, 0.12, 4.0, sentence("visible at first glance")),
    (Grade.SEVERE, 0.30, 8.0, sentence("changes the look of the piece")),
)
#: How far two people differ when they click the ends of a line and its flanks, px (95 %).
_END_ERROR_PX, _WIDTH_ERROR_PX = 3.0, 0.7


def measure(
    judgements: Iterable[Judgement],
    piece_px: float,
    sight: Sight,
    mm_per_px: Measured | None = None,
) -> tuple[Finding, ...]:
    """Measure and number judged marks.

    Parameters
    ----------
    judgements : iterable of Judgement
        Marks in full-resolution px of the after photo.
    piece_px : float
        Long side of the piece in the after photo, px.
    sight : Sight
        How thin a mark the two photos could have shown.
    mm_per_px : Measured, optional
        Scale at the piece; without it the millimetre fields stay None.

    Returns
    -------
    tuple of Finding
        Numbered from 1 in the order of the report; empty for no marks.
    """
    ordered = sorted(
        judgements, key=lambda j: (_ORDER.index(j.verdict), -j.score, -polyline_length(j.mark.path))
    )
    return tuple(
        _finding(number, judgement, piece_px, sight, mm_per_px)
        for number, judgement in enumerate(ordered, start=1)
    )


def _finding(
    number: int, judgement: Judgement, piece_px: float, sight: Sight, mm_per_px: Measured | None
) -> Finding:
    """One finding."""
    mark = judgement.mark
    length = polyline_length(mark.path)
    return Finding(
        number=number,
        verdict=judgement.verdict,
        kind=judgement.kind,
        score=judgement.score,
        shape=mark.shape,
        polarity=mark.polarity,
        path=mark.path,
        polygon=mark.polygon,
        length_px=length,
        width_px=mark.width_px,
        area_px2=polygon_area(mark.polygon),
        length_mm=length_in_mm(length, mm_per_px),
        width_mm=width_in_mm(mark.width_px, mm_per_px),
        strength_sigma=mark.strength_sigma,
        grade=grade(length, mark.width_px, judgement.kind, piece_px, sight.after_px),
        explanation=judgement.explanation,
        evidence=judgement.evidence,
        alternatives=judgement.alternatives,
        smallest_mark_px=sight.at(mark.path.mean(axis=0)),
    )


def grade(length_px: float, width_px: float, kind: Kind, piece_px: float, smallest_mark_px: float) -> Grade:
    """Return the severity by `GRADE_TABLE`; a chip or a missing part is at least moderate.

    A line of both photos, and what may lie on the piece rather than be in it, has none and gets the lowest.
    """
    if kind in (Kind.LINE, Kind.FOREIGN):
        return Grade.TRACE
    reached = [
        level
        for level, length, width, _ in GRADE_TABLE
        if length_px >= length * piece_px or width_px >= width * smallest_mark_px
    ]
    floor = Grade.MODERATE if kind in (Kind.CHIP, Kind.MISSING) else Grade.TRACE
    return max([floor, *reached])


def length_in_mm(length_px: float, mm_per_px: Measured | None) -> Measured | None:
    """Return the length of a mark in millimetres with its error; None where no scale is known."""
    return _to_mm(length_px, 2 * _END_ERROR_PX, mm_per_px)


def width_in_mm(width_px: float, mm_per_px: Measured | None) -> Measured | None:
    """Return the width of a mark in millimetres with its error; None where no scale is known."""
    return _to_mm(width_px, _WIDTH_ERROR_PX, mm_per_px)


def _to_mm(value_px: float, error_px: float, mm_per_px: Measured | None) -> Measured | None:
    """Convert to millimetres; relative errors of the length and of the scale add in quadrature."""
    if mm_per_px is None:
        return None
    value = value_px * mm_per_px.value
    relative = np.hypot(error_px / max(value_px, 1e-9), mm_per_px.error / mm_per_px.value)
    return Measured(float(value), float(value * relative))
