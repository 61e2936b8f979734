"""Judgements -> findings: lengths, widths, areas, grades."""

from condition.measurement.measure import GRADE_TABLE, measure
from condition.measurement.model import Finding, Grade, Measured, Sight

__all__ = ["GRADE_TABLE", "Finding", "Grade", "Measured", "Sight", "measure"]
