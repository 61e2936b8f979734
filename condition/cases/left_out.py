"""Marks of a recorded comparison that lie in a region somebody left out: they wait for nobody, and the record stays as it is."""

from __future__ import annotations

from condition.cases.model import Case, CaseComparison
from condition.cases.recorded import recorded_findings
from condition.cases.standing import drawings_on, points_of
from condition.measurement import findings_within


def left_out_on(case: Case, comparison: CaseComparison) -> frozenset[int]:
    """Return the numbers of the marks of a comparison that lie in a region left out by hand, as drawings stand now."""
    regions = [points_of(each) for each in drawings_on(case, comparison) if each.shape == "leave_out"]
    return findings_within(recorded_findings(comparison), regions) if regions else frozenset()
