"""Comparison -> terminal summary, in the order a person asks.

Comparable? Are the dates plausible? What is new, where, how sure? What could not be seen? Colour is the caller's
choice; whatever came from a file is made printable first.
"""

from __future__ import annotations

from collections.abc import Sequence

from condition.comparison import COMPARED, Comparison
from condition.language import _, shown, wrap
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.policy import Outcome, Policy, Ruling
from condition.reasons import Reason
from condition.report import words
from condition.report.legend import ORDER
from condition.report.line_text import render_line
from condition.report.paint import INDENT, VERDICT_COLOURS, WIDTH, Paint, painter, titled, wrapped
from condition.report.times import line_of
from condition.report.untrusted import printable
from condition.timeline import Severity

#: Old and vanished marks listed one by one; the rest is counted.
MAX_LISTED = 12
_SEVERITY_COLOURS = {
    Severity.OK: "green",
    Severity.UNKNOWN: "dim",
    Severity.CAUTION: "yellow",
    Severity.CONTRADICTION: "red",
}

_OUTCOME_COLOURS = {
    Outcome.MET: "green",
    Outcome.NOT_MET: "red",
    Outcome.CANNOT_TELL: "dim",
    Outcome.FOR_A_PERSON: "cyan",
}


def render_text(comparison: Comparison, colour: bool = False) -> str:
    """Return the summary of a comparison for a terminal, without a line break at its end.

    Parameters
    ----------
    comparison : Comparison
        Compared or refused.
    colour : bool
        Whether to use ANSI colours; the caller knows whether a terminal is there.
    """
    paint = painter(colour)
    compared = comparison.status == COMPARED
    blocks = [_answer(comparison, paint)]
    blocks += _marks(comparison, paint) if compared else [_refusal(comparison, paint)]
    blocks.append(_times(comparison, paint))
    # without events, the checks say all that the two photos' times do
    blocks.append(render_line(line_of(comparison), colour) if comparison.events else "")
    blocks.append(policy_block(comparison.policy, comparison.rulings, paint))
    blocks.append(_limits(comparison, paint) if compared else "")
    blocks.append(_advice(comparison, paint))
    return "\n\n".join(block for block in blocks if block)


def _answer(comparison: Comparison, paint: Paint) -> str:
    refused = comparison.status != COMPARED
    style = "yellow" if refused else "red" if comparison.new else "green"
    names = f"{printable(comparison.before.name, 60)} → {printable(comparison.after.name, 60)}"
    lines = wrap(words.headline(comparison), WIDTH)
    detail = "\n".join(wrap(words.second_line(comparison), WIDTH))
    return "\n".join([paint(names, "dim"), *(paint(line, style) for line in lines), detail])


def _refusal(comparison: Comparison, paint: Paint) -> str:
    return titled(_("Why not"), (_reason(reason) for reason in comparison.reasons), paint)


def _reason(reason: Reason) -> str:
    # the text holds the numbers already
    return "\n".join([wrapped(reason.text, "  - "), wrapped(_("What to do: {fix}", fix=reason.fix), "    ")])


def _marks(comparison: Comparison, paint: Paint) -> list[str]:
    return [_verdict_block(comparison, verdict, paint) for verdict in ORDER]


def _verdict_block(comparison: Comparison, verdict: Verdict, paint: Paint) -> str:
    findings = [finding for finding in comparison.all_findings if finding.verdict is verdict]
    if not findings:
        return ""
    # what matters is never cut short; marks that were always there may be many
    listed = findings if verdict in (Verdict.NEW, Verdict.CANNOT_TELL) else findings[:MAX_LISTED]
    lines = [_mark(comparison, finding, paint) for finding in listed]
    if len(listed) < len(findings):
        lines.append(
            INDENT + _("and {number} more, listed in the report", number=len(findings) - len(listed))
        )
    title = f"{words.VERDICT_NAMES[verdict]}: {words.counted(len(findings), 'mark')}"
    return titled(title, lines, paint)


def _mark(comparison: Comparison, finding: Finding, paint: Paint) -> str:
    where = words.place(finding, comparison.after_piece, comparison.after.width, comparison.after.height)
    number = paint(f"{finding.number:>4}", VERDICT_COLOURS[finding.verdict])
    what = f"{words.looks_like(finding)}, {words.grade_name(finding)}, {where}: {words.size_text(comparison, finding)}"
    line = wrapped(what, " " * 6)[4:]
    chance = " " * 6 + _("chance of being new {share}", share=words.percent(finding.score))
    if finding.verdict in (Verdict.ALREADY_THERE, Verdict.GONE):
        return f"{number}{line}"
    return "\n".join(
        [f"{number}{line}", chance, wrapped(finding.explanation, " " * 6), *_alternatives(finding)]
    )


def _alternatives(finding: Finding) -> list[str]:
    """What else it could be, by state; how it would be settled where nobody can tell."""
    lines = [
        wrapped(f"{state}: {'; '.join(shown(item.entry.name) for item in items)}.", " " * 6, 8)
        for state, items in words.weighed(finding)
    ]
    if finding.verdict is Verdict.CANNOT_TELL:
        steps = [shown(item.entry.settles) for item in finding.alternatives if item.ruled_out is False]
        lines.append(wrapped(_("To settle it: {steps}", steps=" ".join(steps)), " " * 6, 8))
    return lines


def _times(comparison: Comparison, paint: Paint) -> str:
    first, rest = words.telling_checks(comparison.checks)
    severity = words.times_severity(comparison.checks)
    lines = [wrapped(words.times_sentence(comparison.checks))]
    for check in first:
        label = f"  {words.SEVERITY_NAMES[check.severity]}: "
        about = "" if check.photo is None else f"{words.photo_name(check.photo)}: "
        text = wrapped(about + shown(check.text), label)
        lines.append(paint(label, _SEVERITY_COLOURS[check.severity]) + text[len(label) :])
    if rest:
        lines.append(f"  {words.SEVERITY_NAMES[Severity.OK]}: {words.counted(len(rest), 'more check')}")
    title = _("Times: {severity}", severity=words.SEVERITY_NAMES[severity].lower())
    return titled(title, lines, paint)


def policy_block(policy: Policy | None, rulings: Sequence[Ruling], paint: Paint) -> str:
    """Return what each clause of a policy gives, for a terminal; empty without one."""
    if policy is None:
        return ""
    lines = [wrapped(words.NO_VERDICT)]
    for ruling in rulings:
        label = f"  {words.OUTCOME_NAMES[ruling.outcome]}: "
        said = wrapped(f"{ruling.clause.text} ({ruling.clause.source})", label, 4)
        lines += [
            paint(label, _OUTCOME_COLOURS[ruling.outcome]) + said[len(label) :],
            wrapped(ruling.text, " " * 4),
        ]
    return titled(_("Policy: {name}", name=printable(policy.name, 60)), lines, paint)


def _limits(comparison: Comparison, paint: Paint) -> str:
    sentences = [*words.coverage_sentences(comparison), words.smallest_mark(comparison)]
    lines = [wrapped(sentence, "  - ") for sentence in sentences]
    lines += [_reason(reason) for reason in comparison.reasons]
    return titled(_("What could not be seen"), lines, paint)


def _advice(comparison: Comparison, paint: Paint) -> str:
    """Advice on the photos that was not already given as a reason."""
    advice = [*comparison.before_quality.advice, *comparison.after_quality.advice]
    given = {reason.text for reason in comparison.reasons}
    fresh = [reason for reason in advice if reason.text not in given]
    return titled(_("Better photos"), (_reason(reason) for reason in fresh), paint) if fresh else ""
