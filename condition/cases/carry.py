"""What became of earlier decisions when the same two photos were compared again.

A decision stays with the comparison it was made on, and is never copied in somebody's name. A later comparison of the same
photos may find the mark again, under another number or with another verdict; then the decision stands there, too, until
somebody decides otherwise. Where the mark is not found again, that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.spatial import cKDTree

from condition.cases.model import Case, CaseComparison, Decision
from condition.cases.recorded import recorded_findings
from condition.cases.standing import same_pair
from condition.measurement import Finding

#: Two marks are one where so much of the shorter line lies on the other one, and so much of the longer one on it.
SHORTER_SHARE, LONGER_SHARE = 0.6, 0.3
#: How far beside each other lines may lie and still be one, px; or half the wider mark.
BESIDE_PX = 4.0


class Outcome(StrEnum):
    """What became of a decision."""

    AGAIN = "again"
    SAYS_OTHERWISE = "says_otherwise"
    DECIDED_AGAIN = "decided_again"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Carried:
    """An earlier decision and what became of it.

    Attributes
    ----------
    decision : Decision
        As it was made, on an earlier comparison.
    outcome : Outcome
        Found again with the same verdict of the program, with another one, decided anew since, or not found.
    mark : int or None
        Number of the mark in the later comparison; None where it was not found.
    """

    decision: Decision
    outcome: Outcome
    mark: int | None


def carried(case: Case, comparison: CaseComparison) -> tuple[Carried, ...]:
    """Return every decision on earlier comparisons of the same photos, the last about each mark, and what became of it.

    Parameters
    ----------
    case : Case
        With its decisions.
    comparison : CaseComparison
        The later comparison.
    """
    earlier = [each for each in same_pair(case, comparison) if each.number < comparison.number]
    now = {finding.number: finding for finding in recorded_findings(comparison)}
    taken: dict[int, Carried] = {}
    lost: list[Carried] = []
    for old in reversed(earlier):  # the latest word about a mark counts
        then = {finding.number: finding for finding in recorded_findings(old)}
        same = matched(list(then.values()), list(now.values()))
        for number in sorted(then):
            decision = case.decision_on(old.number, number)
            if decision is None:
                continue
            mark = same.get(number)
            if mark is None:
                lost.append(Carried(decision, Outcome.NOT_FOUND, None))
            elif mark not in taken or taken[mark].decision.entry < decision.entry:
                taken[mark] = Carried(decision, _outcome(case, comparison, then[number], now[mark]), mark)
    return (*(taken[mark] for mark in sorted(taken)), *lost)


def decision_for(case: Case, comparison: CaseComparison, mark: int) -> Decision | None:
    """Return the decision that stands about a mark: on this comparison, or else carried from an earlier one."""
    own = case.decision_on(comparison.number, mark)
    if own is not None or not case.decisions:
        return own
    return decisions_on(case, comparison).get(mark)


def decisions_on(case: Case, comparison: CaseComparison) -> dict[int, Decision]:
    """Return number of a mark -> the decision that stands about it, its own or one carried from an earlier comparison."""
    found = {each.mark: each.decision for each in carried(case, comparison) if each.mark is not None}
    for decision in case.decisions:
        if decision.comparison == comparison.number:
            found[decision.mark] = decision
    return found


def _outcome(case: Case, comparison: CaseComparison, then: Finding, now: Finding) -> Outcome:
    if case.decision_on(comparison.number, now.number) is not None:
        return Outcome.DECIDED_AGAIN
    return Outcome.AGAIN if then.verdict is now.verdict else Outcome.SAYS_OTHERWISE


def matched(then: list[Finding], now: list[Finding]) -> dict[int, int]:
    """Return number of an earlier mark -> number of the later mark that is the same; each at most once, the surest first."""
    pairs = [
        (likeness, old.number, new.number)
        for old in then
        for new in now
        if (likeness := _likeness(old, new)) is not None
    ]
    found: dict[int, int] = {}
    for _, old_number, new_number in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if old_number not in found and new_number not in found.values():
            found[old_number] = new_number
    return found


def _likeness(first: Finding, second: Finding) -> float | None:
    """How much two marks of one photo lie on each other; None where they are not the same."""
    reach = max(BESIDE_PX, 0.5 * first.width_px, 0.5 * second.width_px)
    if any(
        np.abs(first.path.mean(axis=0) - second.path.mean(axis=0))
        > first.length_px + second.length_px + reach
    ):
        return None
    shares = sorted((_share_on(first, second, reach), _share_on(second, first, reach)))
    return sum(shares) if shares[1] >= SHORTER_SHARE and shares[0] >= LONGER_SHARE else None


def _share_on(line: Finding, other: Finding, reach: float) -> float:
    """Share of a mark's line that lies within reach of another's."""
    distances, _ = cKDTree(_dense(other.path)).query(_dense(line.path))
    return float(np.mean(distances <= reach))


def _dense(
    path: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Points along a line, about a pixel apart."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0.0, along[-1], max(2, int(along[-1]) + 1))
    return np.column_stack([np.interp(at, along, path[:, axis]) for axis in (0, 1)])
