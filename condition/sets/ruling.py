"""A set and a policy -> rulings: what several photos say together, as `condition.policy` asks for it.

Windows read the times of every photo of a side. Limits on marks read the joined marks, part by part; an after photo that was
compared with nothing keeps "met" from being said. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from condition.language import Sentence, sentence
from condition.phrases import MOST_NAMES
from condition.policy import Evidence, Fact, Part, Policy, Ruling, check_policy
from condition.sets.model import ComparedPair, ComparisonSet, Side, Why
from condition.timeline import Check


def rule(policy: Policy, made: ComparisonSet, facts: tuple[Fact, ...]) -> tuple[Ruling, ...]:
    """Return what each clause of a policy gives, from all that the set holds."""
    evidence = Evidence(
        events=made.events,
        facts=facts,
        photos={
            side.value: tuple(photo.photo for photo in photos)
            for side, photos in ((Side.BEFORE, made.before), (Side.AFTER, made.after))
        },
        checks=_named(made.pairs) if made.pairs else None,
        parts=tuple(
            Part(tuple(mark for mark in made.all_marks if mark.view == number), view.compared)
            for number, view in enumerate(made.views)
        ),
        unseen=tuple(
            photo.name
            for photo in made.left_out
            if photo.side is Side.AFTER and photo.why is not Why.DUPLICATE
        ),
    )
    return check_policy(policy, evidence)


def checks_of(pairs: Sequence[ComparedPair]) -> list[tuple[Check, list[str]]]:
    """Return every check of the pairs once, with the photos it is about, or the pairs where it is about both photos."""
    found: dict[str, tuple[Check, dict[str, None]]] = {}
    for pair in pairs:
        names = {"before": pair.before.name, "after": pair.after.name, None: pair.name}
        for check in pair.comparison.checks:
            found.setdefault(f"{check.code} {check.text}", (check, {}))[1][names[check.photo]] = None
    return [(check, list(names)) for check, names in found.values()]


def together(names: Sequence[str]) -> str | Sentence:
    """Return names of photos or pairs, the first few of them; what is about the events alone comes up in every pair."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    first = ", ".join(names[:MOST_NAMES])
    return sentence("{names} and {number} more", names=first, number=len(names) - MOST_NAMES)


def _named(pairs: Sequence[ComparedPair]) -> tuple[Check, ...]:
    """Checks of all pairs, each with the photos it is about in its words."""
    if len(pairs) == 1:
        return pairs[0].comparison.checks
    return tuple(
        replace(check, text=sentence("{photo}: {why}", photo=together(names), why=check.text))
        for check, names in checks_of(pairs)
    )
