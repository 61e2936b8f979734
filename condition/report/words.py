"""Every sentence that all forms of the report share, so that text, HTML and notebook say the same.

Comparison in, strings out. Two rules for the words: the program says what the photos show, not who did it; and
what could not be seen is said as plainly as what was found.
"""

from __future__ import annotations

import numpy as np

from condition.comparison import COMPARED, Comparison
from condition.geometry import Points
from condition.measurement import Finding, Measured
from condition.novelty import Alternative, Blind, Kind, Verdict
from condition.phrases import counted as counted  # the same words for all who import this module
from condition.phrases import percent as percent
from condition.policy import Outcome
from condition.quality import Piece
from condition.reasons import REGISTRY, Reason
from condition.timeline import ONE_PICTURE, ORDER_CHECK, Check, Severity

VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.NEW: "New",
    Verdict.CANNOT_TELL: "Cannot tell",
    Verdict.ALREADY_THERE: "Already there",
    Verdict.GONE: "Gone",
}
VERDICT_MEANINGS: dict[Verdict, str] = {
    Verdict.NEW: (
        "In the after photo, and the before photo shows the same place without it. Dust and hairs look the same: wipe the "
        "piece to be sure."
    ),
    Verdict.CANNOT_TELL: "In the after photo, but these photos do not settle whether it was there before.",
    Verdict.ALREADY_THERE: "In both photos.",
    Verdict.GONE: "In the before photo only; dirt that was wiped off or a polished mark.",
}
KIND_NAMES: dict[Kind, str] = {
    Kind.SCRATCH: "scratch",
    Kind.SCUFF: "scuff",
    Kind.DENT: "dent",
    Kind.CHIP: "chip",
    Kind.MISSING: "missing part",
    Kind.FOREIGN: "dust, hair or a drop",
    Kind.LINE: "line",
}
BLIND_NAMES: dict[Blind, str] = {
    Blind.OUT_OF_VIEW: "Out of view",
    Blind.GLARE: "Highlight",
    Blind.BLURRED: "Blurred",
    Blind.NOT_ALIGNED: "Not aligned",
}
BLIND_MEANINGS: dict[Blind, str] = {
    Blind.OUT_OF_VIEW: "is not in the before photo, or is hidden there",
    Blind.GLARE: "lies under a highlight in at least one photo",
    Blind.BLURRED: "is blurred in the before photo",
    Blind.NOT_ALIGNED: "could not be brought into line exactly enough",
}
SEVERITY_NAMES: dict[Severity, str] = {
    Severity.OK: "Fits",
    Severity.UNKNOWN: "Unknown",
    Severity.CAUTION: "Caution",
    Severity.CONTRADICTION: "Contradiction",
}
OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.MET: "Met",
    Outcome.NOT_MET: "Not met",
    Outcome.CANNOT_TELL: "Cannot tell",
    Outcome.FOR_A_PERSON: "For a person to decide",
}
#: By `Alternative.ruled_out`, in the order of the report: what is open and was looked at comes first.
ALTERNATIVE_STATES: dict[bool | None, str] = {
    False: "Not ruled out",
    True: "Ruled out",
    None: "Not checked",
}
NO_VERDICT = "Each clause is checked for itself. What follows from them is for a person to say."
_ORDER_SENTENCES: dict[Severity, str] = {
    Severity.OK: "By the times in the files, the before photo was taken first.",
    Severity.UNKNOWN: "The files do not say enough to show which photo was taken first.",
    Severity.CAUTION: "The times in the files leave some doubt about which photo was taken first.",
    Severity.CONTRADICTION: "By the times in the files, the before photo was not taken first.",
}
#: From harmless to grave.
GRAVITY = (Severity.OK, Severity.UNKNOWN, Severity.CAUTION, Severity.CONTRADICTION)
NO_BLAME = (
    "“New” means: since the before photo was taken. The photos cannot say when in between, how, or by whom. "
    "A time in a file is what the camera's clock said, and can be changed."
)


def count_of(comparison: Comparison, verdict: Verdict) -> int:
    """Return how many marks have this verdict; 0 where the photos were not compared."""
    return sum(finding.verdict is verdict for finding in comparison.all_findings)


def compared_share(comparison: Comparison) -> float | None:
    """Return the share of the piece that was compared; None where nothing was."""
    return None if comparison.coverage is None else comparison.coverage.fractions[Blind.COMPARED]


def headline(comparison: Comparison) -> str:
    """Return the answer in one sentence."""
    if comparison.status != COMPARED:
        return "These two photos cannot be compared."
    if any(check.code in ONE_PICTURE for check in comparison.checks):
        return "Both photos are one and the same picture, so they cannot show whether a mark is new."
    new, unclear = count_of(comparison, Verdict.NEW), count_of(comparison, Verdict.CANNOT_TELL)
    if new:
        return f"{counted(new, 'mark')} {'is' if new == 1 else 'are'} new since the before photo was taken."
    share = compared_share(comparison)
    where = "" if share is None or share >= 1 else f" on {_the(share)} of the piece that could be compared"
    more = f", but {counted(unclear, 'mark')} cannot be decided" if unclear else ""
    return f"No new mark was found{where}{more}."


def _the(share: float) -> str:
    """Return "the 80 %", or "the part (more than 99 %)" where a bound stands for the number."""
    words = percent(share)
    return f"the {words}" if words[0].isdigit() else f"the part ({words})"


def second_line(comparison: Comparison) -> str:
    """Return what has to be known together with the headline."""
    if comparison.status != COMPARED:
        return (
            "This says nothing about the piece: not that it is unmarked, and not that it is marked. Below is what "
            "stood in the way and which photo to take again."
        )
    parts = [_surest(comparison), _undecided(comparison), _not_compared(comparison), _order(comparison)]
    return " ".join(part for part in parts if part)


def _surest(comparison: Comparison) -> str:
    scores = [finding.score for finding in comparison.all_findings if finding.verdict is Verdict.NEW]
    if not scores:
        return ""
    if len(scores) == 1:
        return f"The chance that it is new is {percent(scores[0])}."
    return f"The chance that a mark is new is between {percent(min(scores))} and {percent(max(scores))}."


def _undecided(comparison: Comparison) -> str:
    unclear = count_of(comparison, Verdict.CANNOT_TELL)
    if not unclear:
        return ""
    subject = "For one more mark" if unclear == 1 else f"For {unclear} more marks"
    return f"{subject} these photos cannot tell." if count_of(comparison, Verdict.NEW) else ""


def _not_compared(comparison: Comparison) -> str:
    share = compared_share(comparison)
    if share is None:
        return ""
    if share >= 1:
        return "The whole visible side was compared."
    if count_of(comparison, Verdict.NEW):
        return (
            f"{sentence_case(percent(share))} of the piece was compared; about the rest nothing can be said."
        )
    return "About the rest nothing can be said."


def _order(comparison: Comparison) -> str:
    """Return the doubt about the order of the photos, on which the word "new" rests; empty where there is none."""
    if order_severity(comparison.checks) is Severity.CONTRADICTION:
        return (
            "But by the times in the files, the before photo was not taken first; if that is so, “new” and “gone” "
            "change places."
        )
    if worst_severity(comparison.checks) is Severity.CONTRADICTION:
        return (
            "Some times or tags in the files contradict each other; read “Times” before relying on the order."
        )
    return ""


def worst_severity(checks: tuple[Check, ...]) -> Severity:
    """Return the gravest severity; unknown where nothing was checked."""
    return max((check.severity for check in checks), key=GRAVITY.index, default=Severity.UNKNOWN)


def order_severity(checks: tuple[Check, ...]) -> Severity:
    """Return what the times say about the order of the photos; unknown where they were not compared."""
    return next((check.severity for check in checks if check.code == ORDER_CHECK), Severity.UNKNOWN)


def times_severity(checks: tuple[Check, ...]) -> Severity:
    """Return the severity of all checks together: doubts wherever they are, else what is known about the order.

    A single photo's missing tag is normal and does not outweigh a known order.
    """
    worst = worst_severity(checks)
    return worst if worst in (Severity.CAUTION, Severity.CONTRADICTION) else order_severity(checks)


def times_sentence(checks: tuple[Check, ...]) -> str:
    """Return what the times say, all in all."""
    order, worst = order_severity(checks), worst_severity(checks)
    sentence = _ORDER_SENTENCES[order]
    if worst is Severity.CONTRADICTION and order is not worst:
        return f"{sentence} But some times or tags contradict each other."
    if worst is Severity.CAUTION and order is not worst:
        return f"{sentence} Some tags call for caution."
    return sentence


def telling_checks(checks: tuple[Check, ...]) -> tuple[list[Check], list[Check]]:
    """Return the checks to read first (both photos together, and whatever does not fit), and the rest; gravest first."""
    ordered = sorted(checks, key=lambda check: (check.code != ORDER_CHECK, -GRAVITY.index(check.severity)))
    first = [check for check in ordered if check.severity is not Severity.OK or check.photo is None]
    return first, [check for check in ordered if check not in first]


def smallest_mark(comparison: Comparison) -> str:
    """Return how thin a mark may be before it escapes."""
    before, after = (
        pixels(quality.smallest_mark_px) for quality in (comparison.before_quality, comparison.after_quality)
    )
    if before == after:
        each = f"Marks thinner than {before} could not have been seen in either photo."
    else:
        each = (
            f"Marks thinner than {before} could not have been seen in the before photo, and thinner than {after} not in "
            "the after photo."
        )
    pair = None if comparison.smallest_mark_px is None else pixels(comparison.smallest_mark_px)
    if pair in (None, after):
        return each
    return f"{each} Both together could have shown a new mark that is {pair} wide in the after photo."


def coverage_sentences(comparison: Comparison) -> list[str]:
    """Return one sentence for each reason why a part of the piece could not be compared, the largest part first."""
    if comparison.coverage is None:
        return []
    fractions = comparison.coverage.fractions
    blind = sorted((why for why in BLIND_MEANINGS if fractions[why] > 0), key=lambda why: -fractions[why])
    return [f"{sentence_case(percent(fractions[why]))} of the piece {BLIND_MEANINGS[why]}." for why in blind]


def sentence_case(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def pixels(value: float) -> str:
    """Return a length in px, with one decimal below 10."""
    return f"{value:.1f} px" if value < 10 else f"{value:.0f} px"


def millimetres(value: Measured) -> str:
    """Return a length in mm with its 95 % error."""
    return (
        f"{value.value:.2f} ± {value.error:.2f} mm"
        if value.value < 1
        else f"{value.value:.1f} ± {value.error:.1f} mm"
    )


def size_text(comparison: Comparison, finding: Finding) -> str:
    """Return length and width of a mark, in mm too where a scale is known."""
    text = f"{pixels(finding.length_px)} long, {width_text(comparison, finding)} wide"
    if finding.length_mm is None:
        return text
    wide = "" if finding.width_mm is None else f", {millimetres(finding.width_mm)} wide"
    return f"{text} ({millimetres(finding.length_mm)} long{wide})"


def width_text(comparison: Comparison, finding: Finding) -> str:
    """Return the width of a mark; of one thinner than the after photo can show, only a bound is known."""
    least = comparison.after_quality.smallest_mark_px
    return f"under {pixels(least)}" if finding.width_px < least else pixels(finding.width_px)


def looks_like(finding: Finding) -> str:
    """Return what a mark looks like; claims no more than that where nobody can tell."""
    name = KIND_NAMES[finding.kind]
    return (
        f"looks like a {name}"
        if finding.verdict is Verdict.CANNOT_TELL and finding.kind is not Kind.FOREIGN
        else name
    )


def grade_name(finding: Finding) -> str:
    """Return the severity grade in a word; a line that both photos show has none."""
    if finding.kind is Kind.LINE:
        return "not graded"
    return finding.grade.name.lower()


def place(finding: Finding, piece: Piece | None, width: int, height: int) -> str:
    """Return where on the piece a mark lies, in ninths ("upper left"), of the frame where the piece is unknown."""
    left, top, right, bottom = _extent(piece, width, height)
    x, y = _middle(finding.path)
    across = _third((x - left) / max(right - left, 1.0), ("left", "middle", "right"))
    down = _third((y - top) / max(bottom - top, 1.0), ("upper", "middle", "lower"))
    return {"middle middle": "centre", "middle left": "left", "middle right": "right"}.get(
        f"{down} {across}", f"{down} {across}"
    )


def _third(fraction: float, names: tuple[str, str, str]) -> str:
    return names[min(2, max(0, int(fraction * 3)))]


def _middle(path: Points) -> tuple[float, float]:
    x, y = path.mean(axis=0)
    return float(x), float(y)


def _extent(piece: Piece | None, width: int, height: int) -> tuple[float, float, float, float]:
    if piece is None or not piece.inside.any():
        return 0.0, 0.0, float(width), float(height)
    rows, cols = (np.flatnonzero(piece.inside.any(axis=axis)) for axis in (1, 0))
    box = (cols[0], rows[0], cols[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (float(edge) / piece.scale for edge in box)
    return left, top, right, bottom


def reason_numbers(reason: Reason) -> str:
    """Return measured and required value with the unit of the reason's entry; empty where it has no number."""
    numbers = (("measured", reason.measured), ("required", reason.required))
    return ", ".join(f"{name} {reason_value(reason, value)}" for name, value in numbers if value is not None)


def reason_value(reason: Reason, value: float | None) -> str:
    """Return one number of a reason without its unit; fractions as percent; a dash where it has none."""
    if value is None:
        return "–"
    unit = REGISTRY[reason.code].unit
    if unit.startswith("fraction"):
        return percent(value)
    return pixels(value) if unit.startswith("px") else f"{value:.3g}"


def reason_unit(reason: Reason) -> str:
    """Return what the numbers of a reason measure."""
    unit = REGISTRY[reason.code].unit
    words = unit.replace("fraction of", "share of").removeprefix("px ")
    return words.strip("()") if words.startswith("(") else words


def weighed(finding: Finding) -> list[tuple[str, list[Alternative]]]:
    """Return what else a mark could be by its state, in the order of `ALTERNATIVE_STATES`; states of none are left out."""
    groups = [
        (name, [alternative for alternative in finding.alternatives if alternative.ruled_out is state])
        for state, name in ALTERNATIVE_STATES.items()
    ]
    return [group for group in groups if group[1]]


def held_against(alternative: Alternative) -> str:
    """Return the number of an alternative with its limit; empty where nothing is measured."""
    if alternative.measured is None or alternative.limit is None:
        return ""
    entry = alternative.entry
    fraction = not entry.unit.startswith("times")
    numbers = [percent(v) if fraction else f"{v:.1f}" for v in (alternative.measured, alternative.limit)]
    if numbers[0] == numbers[1] and alternative.measured != alternative.limit:
        numbers = [f"{v:.1%}" if fraction else f"{v:.2f}" for v in (alternative.measured, alternative.limit)]
    measured, limit = (number.replace("%", " %").replace("  ", " ") for number in numbers)
    return f"Measured {measured}, ruled out {entry.ruled_out} {limit} {entry.unit.removeprefix('fraction ')}."


def evidence_label(name: str) -> str:
    """Return a name such as ``contrast_after_sigma`` as words with its unit."""
    for suffix, unit in (("_sigma", " (times the noise)"), ("_px", " (px)"), ("_deg", " (degrees)")):
        if name.endswith(suffix):
            return sentence_case(name.removesuffix(suffix).replace("_", " ")) + unit
    return sentence_case(name.replace("_", " "))


def photo_name(reason_photo: str | None) -> str:
    """Return which photo a reason or check is about."""
    return {"before": "Before photo", "after": "After photo"}.get(reason_photo or "", "Both photos")
