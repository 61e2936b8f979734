"""`check_policy`: every clause of a policy against what a case holds. Each stands for itself; no claim is added up.

What a clause gives is met or not met only where nothing that could be otherwise would change it. What software cannot
see is left to a person, with the evidence there is.

Clauses are decided in a logic of three values [1]_: unknown stays unknown, unless either of its values gives the same.

References
----------
.. [1] Kleene: Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

from typing import assert_never

from condition.language import Sentence, joined, sentence
from condition.novelty import Verdict
from condition.phrases import counted, percent
from condition.policy.model import (
    Clause,
    Evidence,
    Fact,
    FactRule,
    Judgement,
    MarkLimit,
    Outcome,
    Policy,
    Ruling,
    Value,
    Window,
)
from condition.policy.window import judge_window, moments_of
from condition.timeline import KINDS, ONE_PICTURE, ORDER_CHECK, Severity, zone_of

Answer = tuple[Outcome, str, tuple[str, ...]]


def check_policy(policy: Policy, evidence: Evidence) -> tuple[Ruling, ...]:
    """Return what each clause gives, in the order of the policy."""
    return tuple(Ruling(clause, *_answer(clause, policy, evidence)) for clause in policy.clauses)


def _answer(clause: Clause, policy: Policy, evidence: Evidence) -> Answer:
    match clause.rule:
        case Window():
            return _window(clause.rule, policy, evidence)
        case MarkLimit():
            return (*_mark_limit(clause.rule, evidence), ("marks",))
        case FactRule():
            return (*_fact(clause.rule, evidence), ("facts",))
        case Judgement():
            return _judgement(clause.rule, evidence)
        case _:
            assert_never(clause.rule)


def _window(window: Window, policy: Policy, evidence: Evidence) -> Answer:
    """Judge every pair of moments; where a name stands for several and they disagree, nothing is claimed."""
    events, starts = moments_of(window.event, evidence), moments_of(window.of, evidence)
    missing = [name for name, found in ((window.event, events), (window.of, starts)) if not found]
    if missing:
        names = joined((sentence("“{name}”", name=_name(each)) for each in dict.fromkeys(missing)), ", ")
        return Outcome.CANNOT_TELL, sentence("No time is known of {names}.", names=names), ("events",)
    zone = None if policy.zone is None else zone_of(policy.zone)
    found = [judge_window(event, start, window, zone) for event in events for start in starts]
    rests_on = dict.fromkeys(_tag(moment.time.source) for moment in (*events, *starts))
    if len({outcome for outcome, _ in found}) > 1:
        text = sentence(
            "The case names more than one such time, and they do not agree: {found}",
            found=joined(text for _, text in found),
        )
        return Outcome.CANNOT_TELL, text, tuple(rests_on)
    return (*found[0], tuple(rests_on))


def _name(name: str) -> str:
    taken = {"before_photo": sentence("before photo"), "after_photo": sentence("after photo")}
    return KINDS.get(name) or taken.get(name) or name.replace("_", " ")


def _tag(source: str) -> str:
    return "events" if source.startswith("event:") else source


def _mark_limit(limit: MarkLimit, evidence: Evidence) -> tuple[Outcome, str]:
    findings = evidence.findings
    doubt = _doubt(evidence)
    if findings is None or doubt:
        return (
            Outcome.CANNOT_TELL,
            doubt or sentence("The photos could not be compared, so nothing is known about new marks."),
        )
    new = [finding for finding in findings if finding.verdict is Verdict.NEW]
    sure = sum(finding.score >= limit.chance_at_least for finding in new)
    undecided = sum(finding.verdict is Verdict.CANNOT_TELL for finding in findings)
    named = {"sure": sure, "chance": percent(limit.chance_at_least), "allowed": limit.new_marks}
    if sure > limit.new_marks:
        text = sentence(
            "{marks} new with a chance of at least {chance}; {allowed} allowed.",
            marks=counted(sure, "mark"),
            **named,
        )
        return Outcome.NOT_MET, text
    if len(new) + undecided > limit.new_marks:
        text = sentence(
            "New with a chance of at least {chance}, as the clause asks: {sure}; {allowed} allowed.", **named
        )
        return Outcome.CANNOT_TELL, joined((_marks(evidence), text))
    share = evidence.compared or 0.0
    if share < limit.compared_at_least:
        needed = percent(limit.compared_at_least)
        text = sentence("At least {share} has to be compared before this is met.", share=needed)
        return Outcome.CANNOT_TELL, joined((_marks(evidence), text))
    return Outcome.MET, _marks(evidence)


def _doubt(evidence: Evidence) -> str:
    """Return why "new" says nothing about the time between the photos; empty where it does."""
    if any(check.code in ONE_PICTURE for check in evidence.checks):
        return sentence("Both photos are one and the same picture, so nothing is known about new marks.")
    if any(
        check.code == ORDER_CHECK and check.severity is Severity.CONTRADICTION for check in evidence.checks
    ):
        return sentence(
            "By the times in the files the before photo was not taken first, so new and gone marks may change places."
        )
    return ""


def _marks(evidence: Evidence) -> str:
    """Return what the photos show, in a sentence."""
    if evidence.findings is None or evidence.compared is None:
        return sentence("The photos could not be compared.")
    new = [finding for finding in evidence.findings if finding.verdict is Verdict.NEW]
    undecided = sum(finding.verdict is Verdict.CANNOT_TELL for finding in evidence.findings)
    chances = joined((percent(finding.score) for finding in new), ", ")
    found = sentence("No new mark")
    if new:
        found = sentence("{marks} (chance {chances})", marks=counted(len(new), "new mark"), chances=chances)
    if undecided:
        found = sentence("{found}, {undecided} undecided", found=found, undecided=undecided)
    return sentence(
        "{found} on the {share} of the piece that could be compared.",
        found=found,
        share=percent(evidence.compared),
    )


def _fact(rule: FactRule, evidence: Evidence) -> tuple[Outcome, str]:
    stated = [fact for fact in evidence.facts if fact.name == rule.fact]
    if not stated:
        wanted = _said(rule.must_be)
        text = sentence(
            "The clause asks that “{fact}” is {wanted}; no photo shows it, and the case does not state it.",
            fact=rule.fact, wanted=wanted,
        )  # fmt: skip
        return Outcome.FOR_A_PERSON, text
    told = joined((_told(fact) for fact in stated), "; ")
    fitting = {_same(fact.value, rule.must_be) for fact in stated}
    if len(fitting) > 1:
        return Outcome.CANNOT_TELL, sentence("The statements do not agree: {told}.", told=told)
    outcome = Outcome.MET if fitting == {True} else Outcome.NOT_MET
    wanted = _said(rule.must_be)
    return outcome, sentence("As stated, {told}; the clause asks for {wanted}.", told=told, wanted=wanted)


def _told(fact: Fact) -> Sentence:
    value = _said(fact.value)
    return sentence("“{fact}” is {value} ({source})", fact=fact.name, value=value, source=fact.source)


def _same(one: Value, two: Value) -> bool:
    return isinstance(one, bool) is isinstance(two, bool) and one == two


def _said(value: Value) -> str:
    return {True: sentence("yes"), False: sentence("no")}[value] if isinstance(value, bool) else str(value)


def _judgement(rule: Judgement, evidence: Evidence) -> Answer:
    parts = []
    if "marks" in rule.look_at:
        parts.append(_doubt(evidence) or _marks(evidence))
    if "times" in rule.look_at:
        wrong = [check.text for check in evidence.checks if check.severity is Severity.CONTRADICTION]
        parts.append(joined(wrong) or sentence("No times or tags contradict each other."))
    text = sentence("No photo can settle this.")
    if parts:
        text = joined((text, sentence("What there is: {parts}", parts=joined(parts))))
    rests_on = tuple({"marks": "marks", "times": "events"}[each] for each in rule.look_at)
    return Outcome.FOR_A_PERSON, text, rests_on
