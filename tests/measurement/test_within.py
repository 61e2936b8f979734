"""A finding lies in a region with half of its outline or more; a region elsewhere, or one that only touches it, takes nothing out."""

from __future__ import annotations

import pytest

from condition.measurement import findings_within
from tests.builders import make_comparison


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


@pytest.mark.parametrize(("share", "is_within"), [(1.1, True), (0.6, True), (0.3, False), (-0.1, False)])
def test_half_of_a_mark_has_to_lie_inside(share: float, is_within: bool) -> None:
    finding = make_comparison().all_findings[0]
    along = sorted(x for x, _ in finding.polygon)
    cut = along[min(int(share * len(along)), len(along) - 1)] if share > 0 else along[0] - 1
    region = box(along[0] - 10, -1e4, cut + (10 if share > 1 else 0), 1e4)
    assert (finding.number in findings_within([finding], [region])) == is_within


def test_no_region_leaves_nothing_out() -> None:
    findings = make_comparison().all_findings
    assert findings_within(findings, []) == frozenset()
    everywhere = box(-1e4, -1e4, 1e4, 1e4)
    assert findings_within(findings, [box(0, 0, 1, 1), everywhere]) == {each.number for each in findings}
