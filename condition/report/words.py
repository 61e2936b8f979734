"""Every sentence that all forms of the report share, so that text, HTML and notebook say the same.

Comparison in, strings out. Two rules for the words: the program says what the photos show, not who did it; and
what could not be seen is said as plainly as what was found.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from condition import phrases
from condition.comparison import COMPARED, Comparison
from condition.geometry import Points
from condition.language import Words, _, ngettext, sentence, shown
from condition.measurement import Finding, Measured
from condition.novelty import Alternative, Blind, Kind, Verdict
from condition.policy import SURE
from condition.quality import Piece
from condition.reasons import REGISTRY, Reason
from condition.report.names import (
    ALTERNATIVE_STATES as ALTERNATIVE_STATES,
)
from condition.report.names import (
    BLIND_MEANINGS as BLIND_MEANINGS,
)
from condition.report.names import (
    BLIND_NAMES as BLIND_NAMES,
)
from condition.report.names import (
    EVIDENCE_NAMES as EVIDENCE_NAMES,
)
from condition.report.names import (
    GRADE_NAMES as GRADE_NAMES,
)
from condition.report.names import (
    HELD_AGAINST as HELD_AGAINST,
)
from condition.report.names import (
    HELD_UNITS as HELD_UNITS,
)
from condition.report.names import (
    KIND_NAMES as KIND_NAMES,
)
from condition.report.names import (
    OUTCOME_NAMES as OUTCOME_NAMES,
)
from condition.report.names import (
    PLACES as PLACES,
)
from condition.report.names import (
    REASON_UNITS as REASON_UNITS,
)
from condition.report.names import (
    SEVERITY_NAMES as SEVERITY_NAMES,
)
from condition.report.names import (
    VERDICT_MEANINGS as VERDICT_MEANINGS,
)
from condition.report.names import (
    VERDICT_NAMES as VERDICT_NAMES,
)
from condition.timeline import ONE_PICTURE, ORDER_CHECK, Check, Severity

NO_VERDICT = sentence("Each clause is checked for itself. What follows from them is for a person to say.")
_ORDER_SENTENCES: Words[Severity] = Words(
    {
        Severity.OK: sentence("By the times in the files, the before photo was taken first."),
        Severity.UNKNOWN: sentence("The files do not say enough to show which photo was taken first."),
        Severity.CAUTION: sentence(
            "The times in the files leave some doubt about which photo was taken first."
        ),
        Severity.CONTRADICTION: sentence("By the times in the files, the before photo was not taken first."),
    }
)
#: From harmless to grave.
GRAVITY = (Severity.OK, Severity.UNKNOWN, Severity.CAUTION, Severity.CONTRADICTION)
NO_BLAME = sentence(
    "“New” means: since the before photo was taken. The photos cannot say when in between, how, or by whom. "
    "A time in a file is what the camera's clock said, and can be changed."
)


def counted(number: int, noun: str) -> str:
    """Return "1 mark", "2 marks" in the active language."""
    return shown(phrases.counted(number, noun))


def percent(fraction: float) -> str:
    """Return a fraction as whole percent in the active language, never rounded to a false 0 % or 100 %."""
    return shown(phrases.percent(fraction))


def count_of(comparison: Comparison, verdict: Verdict) -> int:
    """Return how many marks have this verdict; 0 where the photos were not compared."""
    return sum(finding.verdict is verdict for finding in comparison.all_findings)


def compared_share(comparison: Comparison) -> float | None:
    """Return the share of the piece that was compared; None where nothing was."""
    return None if comparison.coverage is None else comparison.coverage.fractions[Blind.COMPARED]


def is_sure(chances: Iterable[float]) -> bool:
    """Return whether marks with these chances are said to be new, and not only to appear so."""
    return min(chances, default=0.0) >= SURE


def headline(comparison: Comparison) -> str:
    """Return the answer in one sentence."""
    if comparison.status != COMPARED:
        return _("These two photos cannot be compared.")
    if any(check.code in ONE_PICTURE for check in comparison.checks):
        return _("Both photos are one and the same picture, so they cannot show whether a mark is new.")
    new, unclear = count_of(comparison, Verdict.NEW), count_of(comparison, Verdict.CANNOT_TELL)
    if is_sure(_chances(comparison)):
        return ngettext(
            "{number} mark is new since the before photo was taken.",
            "{number} marks are new since the before photo was taken.",
            new,
        )
    if new:
        return ngettext(
            "{number} mark appears to be new since the before photo was taken.",
            "{number} marks appear to be new since the before photo was taken.",
            new,
        )
    share = compared_share(comparison)
    if share is None or share >= 1:
        found = sentence("No new mark was found")
    elif 0.01 <= share <= 0.99:
        found = sentence(
            "No new mark was found on the {share} of the piece that could be compared", share=percent(share)
        )
    else:
        found = sentence(
            "No new mark was found on the part ({share}) of the piece that could be compared",
            share=percent(share),
        )
    if not unclear:
        return _("{found}.", found=found)
    return ngettext(
        "{found}, but {number} mark cannot be decided.",
        "{found}, but {number} marks cannot be decided.",
        unclear,
        found=found,
    )


def second_line(comparison: Comparison) -> str:
    """Return what has to be known together with the headline."""
    if comparison.status != COMPARED:
        return _(
            "This says nothing about the piece: not that it is unmarked, and not that it is marked. Below is what "
            "stood in the way and which photo to take again."
        )
    parts = [_surest(comparison), _undecided(comparison), _not_compared(comparison), _order(comparison)]
    return " ".join(part for part in parts if part)


def _surest(comparison: Comparison) -> str:
    scores = _chances(comparison)
    if not scores:
        return ""
    if len(scores) == 1:
        return _("The chance that it is new is {share}.", share=percent(scores[0]))
    return _(
        "The chance that a mark is new is between {least} and {most}.",
        least=percent(min(scores)), most=percent(max(scores)),
    )  # fmt: skip


def _chances(comparison: Comparison) -> list[float]:
    return [finding.score for finding in comparison.all_findings if finding.verdict is Verdict.NEW]


def _undecided(comparison: Comparison) -> str:
    unclear = count_of(comparison, Verdict.CANNOT_TELL)
    if not unclear or not count_of(comparison, Verdict.NEW):
        return ""
    return ngettext(
        "For one more mark these photos cannot tell.",
        "For {number} more marks these photos cannot tell.",
        unclear,
    )


def _not_compared(comparison: Comparison) -> str:
    share = compared_share(comparison)
    if share is None:
        return ""
    if share >= 1:
        return _("The whole visible side was compared.")
    if count_of(comparison, Verdict.NEW):
        return sentence_case(
            _("{share} of the piece was compared; about the rest nothing can be said.", share=percent(share))
        )
    return _("About the rest nothing can be said.")


def _order(comparison: Comparison) -> str:
    """Return the doubt about the order of the photos, on which the word "new" rests; empty where there is none."""
    if order_severity(comparison.checks) is Severity.CONTRADICTION:
        return _(
            "But by the times in the files, the before photo was not taken first; if that is so, “new” and “gone” "
            "change places."
        )
    if worst_severity(comparison.checks) is Severity.CONTRADICTION:
        return _(
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
    said = _ORDER_SENTENCES[order]
    if worst is Severity.CONTRADICTION and order is not worst:
        return f"{said} {_('But some times or tags contradict each other.')}"
    if worst is Severity.CAUTION and order is not worst:
        return f"{said} {_('Some tags call for caution.')}"
    return said


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
        each = _("Marks thinner than {width} could not have been seen in either photo.", width=before)
    else:
        each = _(
            "Marks thinner than {before} could not have been seen in the before photo, and thinner than {after} not in the "
            "after photo.", before=before, after=after,
        )  # fmt: skip
    pair = None if comparison.smallest_mark_px is None else pixels(comparison.smallest_mark_px)
    if pair in (None, after):
        return each
    together = _(
        "Both together could have shown a new mark that is {width} wide in the after photo.", width=pair
    )
    return f"{each} {together}"


def coverage_sentences(comparison: Comparison) -> list[str]:
    """Return one sentence for each reason why a part of the piece could not be compared, the largest part first."""
    if comparison.coverage is None:
        return []
    fractions = comparison.coverage.fractions
    blind = sorted((why for why in BLIND_MEANINGS if fractions[why] > 0), key=lambda why: -fractions[why])
    return [
        sentence_case(
            _("{share} of the piece {why}.", share=percent(fractions[why]), why=BLIND_MEANINGS[why])
        )
        for why in blind
    ]


def sentence_case(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def pixels(value: float) -> str:
    """Return a length in px, with one decimal below 10."""
    return _("{pixels:.1f} px", pixels=value) if value < 10 else _("{pixels:.0f} px", pixels=value)


def millimetres(value: Measured) -> str:
    """Return a length in mm with its 95 % error."""
    if value.value < 1:
        return _("{value:.2f} ± {error:.2f} mm", value=value.value, error=value.error)
    return _("{value:.1f} ± {error:.1f} mm", value=value.value, error=value.error)


def size_text(comparison: Comparison, finding: Finding) -> str:
    """Return length and width of a mark, in mm too where a scale is known."""
    text = _(
        "{length} long, {width} wide", length=pixels(finding.length_px), width=width_text(comparison, finding)
    )
    if finding.length_mm is None:
        return text
    long = millimetres(finding.length_mm)
    if finding.width_mm is None:
        return f"{text} ({_('{length} long', length=long)})"
    return f"{text} ({_('{length} long, {width} wide', length=long, width=millimetres(finding.width_mm))})"


def width_text(comparison: Comparison, finding: Finding) -> str:
    """Return the width of a mark; of one thinner than the after photo can show, only a bound is known."""
    least = comparison.after_quality.smallest_mark_px
    return _("under {width}", width=pixels(least)) if finding.width_px < least else pixels(finding.width_px)


def looks_like(finding: Finding) -> str:
    """Return what a mark looks like; claims no more than that where nobody can tell."""
    name = KIND_NAMES[finding.kind]
    unsure = finding.verdict is Verdict.CANNOT_TELL and finding.kind is not Kind.FOREIGN
    return _("looks like a {kind}", kind=name) if unsure else name


def grade_name(finding: Finding) -> str:
    """Return the severity grade in a word; a line that both photos show, and what may be dust, has none."""
    if finding.kind in (Kind.LINE, Kind.FOREIGN):
        return _("not graded")
    return GRADE_NAMES[finding.grade]


def place(finding: Finding, piece: Piece | None, width: int, height: int) -> str:
    """Return where on the piece a mark lies, in ninths ("upper left"), of the frame where the piece is unknown."""
    left, top, right, bottom = _extent(piece, width, height)
    x, y = _middle(finding.path)
    return PLACES[_third((y - top) / max(bottom - top, 1.0)), _third((x - left) / max(right - left, 1.0))]


def _third(fraction: float) -> int:
    return min(2, max(0, int(fraction * 3)))


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
    numbers = ((_("measured"), reason.measured), (_("required"), reason.required))
    return ", ".join(f"{name} {reason_value(reason, value)}" for name, value in numbers if value is not None)


def reason_value(reason: Reason, value: float | None) -> str:
    """Return one number of a reason without its unit; fractions as percent; a dash where it has none."""
    if value is None:
        return "–"
    unit = REGISTRY[reason.code].unit
    if unit.startswith("fraction"):
        return percent(value)
    return pixels(value) if unit.startswith("px") else _("{number:.3g}", number=value)


def reason_unit(reason: Reason) -> str:
    """Return what the numbers of a reason measure."""
    return REASON_UNITS[str(REGISTRY[reason.code].unit)]


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
    pair = (alternative.measured, alternative.limit)
    measured, limit = (percent(v) if fraction else _("{number:.1f}", number=v) for v in pair)
    if measured == limit and alternative.measured != alternative.limit:
        measured, limit = (
            _("{percent:.1f} %", percent=100 * v) if fraction else _("{number:.2f}", number=v) for v in pair
        )
    return _(
        HELD_AGAINST[entry.ruled_out].template,
        measured=measured,
        limit=limit,
        unit=HELD_UNITS[str(entry.unit)],
    )


def evidence_label(name: str) -> str:
    """Return a name such as ``contrast_after_sigma`` as words with its unit."""
    units = (("_sigma", _(" (times the noise)")), ("_px", _(" (px)")), ("_deg", _(" (degrees)")))
    for suffix, unit in units:
        if name.endswith(suffix):
            return evidence_name(name.removesuffix(suffix)) + unit
    return evidence_name(name)


def evidence_name(name: str) -> str:
    """Return the name of a number without its unit; one that has no words here is shown as it is written."""
    plain = name.replace("_", " ")
    return sentence_case(EVIDENCE_NAMES.get(plain, plain))


def photo_name(reason_photo: str | None) -> str:
    """Return which photo a reason or check is about."""
    return {"before": _("Before photo"), "after": _("After photo")}.get(reason_photo or "", _("Both photos"))
