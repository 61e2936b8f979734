"""A limit on new marks, and what photos give -> met, not met or cannot tell; and what is known of marks, in a sentence.

One pair of photos is one part of the piece, with its findings. Several photos are one part or more, each with its joined
marks. What counts against the piece is the most that one part shows for certain, because marks of two parts may be one; what
keeps a clause open is all that any part leaves open, and every after photo that was compared with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from condition.language import joined, plural, sentence
from condition.novelty import Verdict
from condition.phrases import MOST_NAMES, counted, percent
from condition.policy.model import Evidence, Judged, MarkLimit, Outcome
from condition.timeline import ONE_PICTURE, ORDER_CHECK, Severity


def judge_marks(limit: MarkLimit, evidence: Evidence) -> tuple[Outcome, str]:
    """Return whether no more marks are new than a clause allows, and the sentence that says so."""
    doubt = doubt_of(evidence)
    if doubt or not evidence.parts:
        untold = sentence("The photos could not be compared, so nothing is known about new marks.")
        return Outcome.CANNOT_TELL, doubt or untold
    new, undecided = _counted(evidence)
    sure = [sum(_is_new(mark, limit.chance_at_least) for mark in part.marks) for part in evidence.parts]
    named = {"chance": percent(limit.chance_at_least), "allowed": limit.new_marks}
    maybe_one = ""
    if sum(sure) > max(sure):
        maybe_one = sentence("Marks on different parts may be one mark, seen twice.")
    if max(sure) > limit.new_marks:
        text = sentence(
            "{marks} new with a chance of at least {chance}; {allowed} allowed.",
            marks=counted(max(sure), "mark"),
            **named,
        )
        return Outcome.NOT_MET, joined((text, maybe_one))
    if len(new) + undecided > limit.new_marks:
        text = sentence(
            "New with a chance of at least {chance}, as the clause asks: {sure}; {allowed} allowed.",
            sure=sum(sure),
            **named,
        )
        return Outcome.CANNOT_TELL, joined((marks_of(evidence), text, maybe_one))
    lacking = _lacking(limit, evidence)
    if lacking:
        return Outcome.CANNOT_TELL, joined((marks_of(evidence), lacking))
    return Outcome.MET, marks_of(evidence)


def doubt_of(evidence: Evidence) -> str:
    """Return why "new" says nothing about the time between the photos; empty where it does."""
    checks = evidence.checks or ()
    if any(check.code in ONE_PICTURE for check in checks):
        return sentence("Both photos are one and the same picture, so nothing is known about new marks.")
    if not any(check.code == ORDER_CHECK and check.severity is Severity.CONTRADICTION for check in checks):
        return ""
    if evidence.several:
        return sentence(
            "By the times in the files not every before photo was taken before the after photos it was compared with, so new "
            "and old marks may change places."
        )
    return sentence(
        "By the times in the files the before photo was not taken first, so new and gone marks may change places."
    )


def marks_of(evidence: Evidence) -> str:
    """Return what the photos show, in a sentence or two."""
    if not evidence.parts:
        return sentence("The photos could not be compared.")
    new, undecided = _counted(evidence)
    chances = joined((percent(mark.score) for mark in new), ", ")
    found = sentence("No new mark")
    if new:
        found = sentence("{marks} (chance {chances})", marks=counted(len(new), "new mark"), chances=chances)
    if undecided:
        found = sentence("{found}, {undecided} undecided", found=found, undecided=undecided)
    shares = [percent(part.compared) for part in evidence.parts]
    text = sentence(
        "{found} on the {share} of the piece that could be compared.", found=found, share=shares[0]
    )
    if len(shares) > 1:
        text = sentence(
            "{found}. The photos show {number} parts of the piece that do not connect; of each could be compared: {shares}.",
            found=found, number=len(shares), shares=joined(shares, ", "),
        )  # fmt: skip
    if not evidence.unseen:
        return text
    unseen = plural(
        "One after photo could not be compared with any before photo ({names}).",
        "{number} after photos could not be compared with any before photo ({names}).",
        len(evidence.unseen), names=names_of(evidence.unseen),
    )  # fmt: skip
    return joined((text, unseen))


def names_of(photos: Sequence[str]) -> str:
    """Return the names of photos, the first few of many."""
    return ", ".join(photos[:MOST_NAMES]) + (", …" if len(photos) > MOST_NAMES else "")


def _lacking(limit: MarkLimit, evidence: Evidence) -> str:
    """Return what has to be compared before a limit is met; empty where enough was."""
    if min(part.compared for part in evidence.parts) < limit.compared_at_least:
        needed = percent(limit.compared_at_least)
        return sentence("At least {share} has to be compared before this is met.", share=needed)
    if evidence.unseen and limit.compared_at_least > 0:
        return sentence("Each after photo has to be compared before this is met.")
    return ""


def _counted(evidence: Evidence) -> tuple[list[Judged], int]:
    """The new marks, and how many are undecided."""
    marks = [mark for part in evidence.parts for mark in part.marks]
    new = [mark for mark in marks if mark.verdict is Verdict.NEW]
    return new, sum(mark.verdict is Verdict.CANNOT_TELL for mark in marks)


def _is_new(mark: Judged, chance: float) -> bool:
    return mark.verdict is Verdict.NEW and mark.score >= chance
