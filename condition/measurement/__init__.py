"""Judgements -> findings: lengths, widths, areas, grades."""

from condition.measurement.measure import GRADE_TABLE, length_in_mm, measure, width_in_mm
from condition.measurement.model import Finding, Grade, Measured, Sight
from condition.measurement.within import findings_within

__all__ = [
    "GRADE_TABLE",
    "Finding",
    "Grade",
    "Measured",
    "Sight",
    "findings_within",
    "length_in_mm",
    "measure",
    "width_in_mm",
]
