"""`check_policy`: every clause of a policy against what a case holds. Each stands for itself; no claim is added up.

What a clause gives is met or not met only where nothing that could be otherwise would change it. What software cannot
see is left to a person, with the evidence there is.

Clauses are decided in a logic of three values [1]_: unknown stays unknown, unless either of its values gives the same.

References
----------
.. [1] Kleene: Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import assert_never

from condition.language import Sentence, joined, plural, sentence
from condition.policy.marks import doubt_of, judge_marks, marks_of, names_of
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
from condition.policy.window import judge_window, moments_of, undated
from condition.timeline import KINDS, Severity, zone_of

Answer = tuple[Outcome, str, tuple[str, ...]]
#: Contradictions of times that a clause repeats; several photos can have dozens.
MOST_TOLD = 3


def check_policy(policy: Policy, evidence: Evidence) -> tuple[Ruling, ...]:
    """Return what each clause gives, in the order of the policy."""
    return tuple(Ruling(clause, *_answer(clause, policy, evidence)) for clause in policy.clauses)


def _answer(clause: Clause, policy: Policy, evidence: Evidence) -> Answer:
    match clause.rule:
        case Window():
            return _window(clause.rule, policy, evidence)
        case MarkLimit():
            return (*judge_marks(clause.rule, evidence), ("marks",))
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
    found: dict[Outcome, str] = {}  # with the first times that give it: each photo of a side is one
    for event, start in product(events, starts):
        found.setdefault(*judge_window(event, start, window, zone))
    rests_on = tuple(dict.fromkeys(_tag(moment.time.source) for moment in (*events, *starts)))
    unknown = list(dict.fromkeys((*undated(window.event, evidence), *undated(window.of, evidence))))
    if unknown:
        return Outcome.CANNOT_TELL, joined((_undated(unknown), *found.values())), rests_on
    return (*_agreed(found, len(events) + len(starts) - 2), rests_on)


def _agreed(found: Mapping[Outcome, str], others: int) -> tuple[Outcome, str]:
    """Claim what all times say; `others` is how many there are beside the two of the sentence."""
    if len(found) > 1:
        texts = joined(found.values())
        return Outcome.CANNOT_TELL, sentence(
            "The case names more than one such time, and they do not agree: {found}", found=texts
        )
    ((outcome, text),) = found.items()
    if not others:
        return outcome, text
    same = plural("One other such time gives the same.", "{number} other such times give the same.", others)
    return outcome, joined((text, same))


def _undated(photos: Sequence[str]) -> str:
    return plural(
        "One of the photos states no time and may have been taken at any time ({names}).",
        "{number} of the photos state no time and may have been taken at any time ({names}).",
        len(photos), names=names_of(photos),
    )  # fmt: skip


def _name(name: str) -> str:
    taken = {"before_photo": sentence("before photo"), "after_photo": sentence("after photo")}
    return KINDS.get(name) or taken.get(name) or name.replace("_", " ")


def _tag(source: str) -> str:
    return "events" if source.startswith("event:") else source


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
        parts.append(doubt_of(evidence) or marks_of(evidence))
    if "times" in rule.look_at:
        parts.append(_times(evidence))
    text = sentence("No photo can settle this.")
    if parts:
        text = joined((text, sentence("What there is: {parts}", parts=joined(parts))))
    rests_on = tuple({"marks": "marks", "times": "events"}[each] for each in rule.look_at)
    return Outcome.FOR_A_PERSON, text, rests_on


def _times(evidence: Evidence) -> str:
    if evidence.checks is None:
        return sentence("No two photos could be compared, so their times were not held against each other.")
    wrong = [check.text for check in evidence.checks if check.severity is Severity.CONTRADICTION]
    if wrong:
        rest = len(wrong) - MOST_TOLD
        more = plural(
            "One more contradiction is told with the times.",
            "{number} more contradictions are told with the times.",
            rest,
        )
        return joined((*wrong[:MOST_TOLD], more if rest > 0 else ""))
    if evidence.several:
        return sentence("No times or tags of the photos that were compared contradict each other.")
    return sentence("No times or tags contradict each other.")
