"""A record of a comparison -> what `words` reads of a comparison, so that a case says years later what the report said.

A case keeps the record (`as_json`), not the comparison: pixels and masks are gone. What a record does not hold cannot be told
from it, so only those words are asked that need nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from condition.comparison import Comparison
from condition.measurement import Finding, Grade
from condition.novelty import Blind, Kind, Verdict
from condition.timeline import Check, Severity

Record = Mapping[str, Any]


def told(record: Record) -> Comparison:
    """Return what a record tells, for `words.headline`, `words.second_line` and those that count and sum up."""
    findings = [
        SimpleNamespace(verdict=Verdict(each["verdict"]), score=each["score"])
        for each in record["findings"] or ()
    ]
    coverage = record["coverage"]
    fractions = {
        why: coverage[why.name.lower()] for why in Blind if coverage and why is not Blind.NOT_THE_PIECE
    }
    comparison = SimpleNamespace(
        status=record["status"], version=record["version"], checks=checks_of(record), all_findings=findings,
        coverage=SimpleNamespace(fractions=fractions) if coverage else None,
        smallest_mark_px=record["smallest_mark_px"],
        before_quality=SimpleNamespace(**_quality(record["before"])),
        after_quality=SimpleNamespace(**_quality(record["after"])),
    )  # fmt: skip
    return cast(Comparison, comparison)


def told_mark(finding: Record) -> Finding:
    """Return what the record of one mark tells, for the words about its look and size."""
    mark = SimpleNamespace(
        verdict=Verdict(finding["verdict"]), kind=Kind(finding["kind"]), grade=Grade[finding["grade"].upper()],
        length_px=finding["length_px"], width_px=finding["width_px"],
    )  # fmt: skip
    return cast(Finding, mark)


def _quality(photo: Record) -> dict[str, float]:
    return {"smallest_mark_px": photo["quality"]["smallest_mark_px"]}


def checks_of(record: Record) -> tuple[Check, ...]:
    """Return the checks of a record."""
    return tuple(
        Check(each["code"], Severity(each["severity"]), tuple(each["tags"]), each["text"], each.get("photo"))
        for each in record["checks"]
    )
