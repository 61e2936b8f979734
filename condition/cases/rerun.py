"""A recorded comparison, made again from the originals with the recorded settings; and what is different."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from condition.cases.custody import Problem, canonical
from condition.cases.evidence import events_of, facts_of
from condition.cases.model import Case, CaseComparison
from condition.cases.settings_record import parse_settings
from condition.comparison import Comparison
from condition.photo import read_photo
from condition.pipeline import compare
from condition.policy import parse_policy
from condition.report import comparison_record

#: What a repeated comparison has to find again; times of the stages differ from run to run.
SAME = ("status", "reasons", "alignment", "coverage", "smallest_mark_px", "findings")


def repeat(
    case: Case,
    item: CaseComparison,
    photos: Mapping[int, bytes],
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Return a comparison of the case, made again.

    Parameters
    ----------
    case : Case
        With its events and facts.
    item : CaseComparison
        Which comparison.
    photos : mapping
        Number of a photo -> bytes of its original.
    progress : callable, optional
        Called with the name of each stage as it begins.
    """
    names = {photo.number: photo.name for photo in case.photos}
    pair = [read_photo(photos[number], names[number]) for number in (item.before, item.after)]
    return compare(
        *pair, events=events_of(case), facts=facts_of(case),
        policy=None if item.policy is None else parse_policy(item.policy),
        settings=parse_settings(json.loads(item.settings)), progress=progress,
    )  # fmt: skip


def differences(item: CaseComparison, again: Comparison) -> Iterator[Problem]:
    """Yield every part of the result that the repeated comparison gives otherwise."""
    then, now = json.loads(item.record), comparison_record(again)
    for name in SAME:
        if canonical(then.get(name)) != canonical(now.get(name)):
            by = (
                ""
                if item.version == again.version
                else f" (made by version {item.version}, repeated by {again.version})"
            )
            where = f"comparison {item.number}, {name}"
            yield Problem("RERUN_DIFFERS", where, f"The repeated comparison gives another value{by}.")
