"""A recorded comparison as the canvas needs it: made again from the originals, with the marks that people decided about.

Pixels and the mapping between the photos are not in the store, so they are made again, once a visit. The marks are those of
the record: numbers that people have decided about do not move because the program has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

import condition
from condition.cases import Case, CaseComparison, differences, mm_per_px, recorded_findings, repeat, scale_of
from condition.comparison import COMPARED, Comparison
from condition.errors import CaseError, SettingsError
from condition.measurement import Finding, Measured, length_in_mm, width_in_mm
from condition.viewer import case_desk

#: Comparisons kept in a session: that on the screen, and one to look back at.
KEPT = 2


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A comparison of the case.

    Attributes
    ----------
    comparison : Comparison or None
        With the recorded marks; None where the photos are not comparable, or not any more.
    findings : tuple of Finding
        The recorded marks, in millimetres where a scale is known.
    scale : Measured or None
        Millimetres per px of the after photo.
    differs : bool
        Whether this version of the program finds something else today.
    """

    comparison: Comparison | None
    findings: tuple[Finding, ...]
    scale: Measured | None
    differs: bool


def compared(case: Case, item: CaseComparison, progress: Callable[[str], None]) -> Compared:
    """Return a comparison of a case for the canvas.

    Parameters
    ----------
    case : Case
        With its photos, events and scales.
    item : CaseComparison
        Which comparison.
    progress : callable
        Called with the name of each stage, where it has to be made again.
    """
    scale = mm_per_px(scale_of(case, item.after))
    if item.new_marks is None:
        return Compared(None, (), scale, differs=False)
    again, differs = _again(case, item, progress)
    recorded = recorded_findings(item, scale)
    if again.status != COMPARED:
        return Compared(None, recorded, scale, differs=True)
    found = recorded if differs else tuple(_in_mm(finding, scale) for finding in again.all_findings)
    return Compared(replace(again, all_findings=found), found, scale, differs)


def keep_compared(case: Case, item: CaseComparison, comparison: Comparison) -> None:
    """Keep a comparison that was just made, so that it need not be made again."""
    _kept()[_key(case, item)] = (_named(case, item, comparison), False)


def _again(case: Case, item: CaseComparison, progress: Callable[[str], None]) -> tuple[Comparison, bool]:
    kept, key = _kept(), _key(case, item)
    if key not in kept:
        photos = {photo.number: photo.sha256 for photo in case.photos}
        pair = {number: case_desk.original(photos[number]) for number in (item.before, item.after)}
        try:
            made = repeat(case, item, pair, progress)
        except (SettingsError, CaseError):  # recorded by a version with other settings
            made = condition.compare(pair[item.before], pair[item.after], progress=progress)
        kept[key] = (_named(case, item, made), any(differences(item, made)))
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
    return kept[key]


def _kept() -> dict[tuple[str, int, str], tuple[Comparison, bool]]:
    kept: dict[tuple[str, int, str], tuple[Comparison, bool]] = st.session_state.setdefault(
        "case_compared", {}
    )
    return kept


def _key(case: Case, item: CaseComparison) -> tuple[str, int, str]:
    return case.name, item.number, item.after_sha256


def _named(case: Case, item: CaseComparison, made: Comparison) -> Comparison:
    """Name the photos after the case: what is made of a pair is kept by name, and another page may have other marks for it."""
    before, after = (
        replace(photo, name=f"{case.name}, comparison {item.number}, {photo.name}")
        for photo in (made.before, made.after)
    )
    return replace(made, before=before, after=after)


def _in_mm(finding: Finding, scale: Measured | None) -> Finding:
    length, width = length_in_mm(finding.length_px, scale), width_in_mm(finding.width_px, scale)
    return replace(finding, length_mm=length, width_mm=width)
