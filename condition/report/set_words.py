"""The sentences of a set's report, the same in text and HTML. What the report of one pair says already is in `words`."""

from __future__ import annotations

import numpy as np

from condition.comparison import COMPARED
from condition.language import Words, _, ngettext, sentence, shown
from condition.novelty import Verdict
from condition.report import words
from condition.sets import ComparisonSet, JoinedMark, Says, Side, Testimony, Why, checks_of, together
from condition.timeline import Severity

SAYS: Words[Says] = Words(
    {
        Says.NEW: sentence("shows it new"),
        Says.FAINT: sentence("seems to show it new"),
        Says.HIDDEN: sentence("after photo shows it; before photo cannot show this place"),
        Says.OLD_LINE: sentence("both photos show it"),
        Says.SHOWN_BEFORE: sentence("before photo may show it"),
        Says.DIFFERS: sentence("differs here, no more than much else"),
        Says.NOTHING: sentence("after photo shows nothing here"),
        Says.NOT_SEEN: sentence("cannot see this place"),
        Says.GONE: sentence("only the before photo shows it"),
    }
)
WHY: Words[Why] = Words(
    {
        Why.UNREADABLE: sentence("Unreadable"),
        Why.DUPLICATE: sentence("Given twice"),
        Why.ON_BOTH_SIDES: sentence("On both sides"),
        Why.UNUSABLE: sentence("Too poor"),
        Why.UNPAIRED: sentence("No partner"),
    }
)
SIDES: Words[Side] = Words({Side.BEFORE: sentence("Before photo"), Side.AFTER: sentence("After photo")})
NO_BLAME = sentence(
    "“New” means: since the before photos were taken. The photos cannot say when in between, how, or by whom. "
    "Sides of the piece that no pair shows were not compared at all."
)


def count_of(made: ComparisonSet, verdict: Verdict) -> int:
    """Return how many joined marks have this verdict."""
    return sum(mark.verdict is verdict for mark in made.all_marks)


def tone(made: ComparisonSet) -> str:
    """Return what colours the answer: ``refused``, ``new``, ``unclear`` or ``clean``."""
    if made.status != COMPARED:
        return "refused"
    if made.new:
        return "new"
    return "unclear" if count_of(made, Verdict.CANNOT_TELL) else "clean"


def set_headline(made: ComparisonSet) -> str:
    """Return the answer in one sentence."""
    if made.status != COMPARED:
        return _("None of these photos can be compared.")
    new, unclear = count_of(made, Verdict.NEW), count_of(made, Verdict.CANNOT_TELL)
    if words.is_sure(mark.score for mark in made.new):
        return ngettext(
            "{number} mark is new since the before photos were taken.",
            "{number} marks are new since the before photos were taken.",
            new,
        )
    if new:
        return ngettext(
            "{number} mark appears to be new since the before photos were taken.",
            "{number} marks appear to be new since the before photos were taken.",
            new,
        )
    if not unclear:
        return _("No new mark was found on what these photos show.")
    return ngettext(
        "No new mark was found on what these photos show, but {number} mark cannot be decided.",
        "No new mark was found on what these photos show, but {number} marks cannot be decided.",
        unclear,
    )


def set_second_line(made: ComparisonSet) -> str:
    """Return what has to be known together with the headline."""
    if made.status != COMPARED:
        return _(
            "This says nothing about the piece: not that it is unmarked, and not that it is marked. Below is what "
            "stood in the way of each photo."
        )
    parts = [_rests_on(made), _coverage(made), _undecided(made), _left_out(made)]
    return " ".join(part for part in parts if part)


def _rests_on(made: ComparisonSet) -> str:
    before = len({id(pair.before) for pair in made.pairs})
    after = len({id(pair.after) for pair in made.pairs})
    return ngettext(
        "The answer rests on {number} pair of {before} before and {after} after photos.",
        "The answer rests on {number} pairs of {before} before and {after} after photos.",
        len(made.pairs),
        before=before,
        after=after,
    )


def _coverage(made: ComparisonSet) -> str:
    view = made.views[0]
    together, one = words.percent(view.compared), words.percent(float(np.median(view.by_pair)))
    if together == one:
        return _(
            "{share} of the piece in {photo} was compared.",
            share=together,
            photo=view.reference.name,
        )
    return _(
        "Together they compared {share} of the piece in {photo}, one pair alone {one} on average.",
        share=together,
        photo=view.reference.name,
        one=one,
    )


def _undecided(made: ComparisonSet) -> str:
    unclear = count_of(made, Verdict.CANNOT_TELL)
    if not unclear or not count_of(made, Verdict.NEW):
        return ""
    return ngettext("{number} mark cannot be decided.", "{number} marks cannot be decided.", unclear)


def _left_out(made: ComparisonSet) -> str:
    if not made.left_out:
        return ""
    return ngettext("{number} photo was left out.", "{number} photos were left out.", len(made.left_out))


def says(testimony: Testimony) -> str:
    """Return what a pair says about a mark, with its chance where it has one."""
    told = SAYS[testimony.says]
    if testimony.chance is None:
        return told
    return _("{said} (chance {share})", said=told, share=words.percent(testimony.chance))


def shown_in(mark: JoinedMark, made: ComparisonSet) -> str:
    """Return the photo whose crop shows a mark, and the one it was compared with."""
    pair = made.pairs[mark.best.pair]
    return _("{after}, against {before}", after=pair.after.name, before=pair.before.name)


def doubtful_times(made: ComparisonSet) -> list[tuple[Severity, str, str]]:
    """Return what times and tags say against the order of the sides, each once: severity, photo, sentence; gravest first."""
    doubtful = [
        (check.severity, shown(together(names)), check.text)
        for check, names in checks_of(made.pairs)
        if check.severity in (Severity.CAUTION, Severity.CONTRADICTION)
    ]
    return sorted(doubtful, key=lambda item: -words.GRAVITY.index(item[0]))


def orders(made: ComparisonSet) -> dict[Severity, int]:
    """Return how many pairs were taken in the order given, by what their times say."""
    counted: dict[Severity, int] = {}
    for pair in made.pairs:
        severity = words.order_severity(pair.comparison.checks)
        counted[severity] = counted.get(severity, 0) + 1
    return counted


def partners(made: ComparisonSet) -> dict[tuple[Side, str], list[str]]:
    """Return by side and name of a photo the photos it was compared with."""
    found: dict[tuple[Side, str], list[str]] = {}
    for pair in made.pairs:
        closeup = f" {_('(close-up)')}" if pair.loupe else ""
        found.setdefault((Side.BEFORE, pair.before.name), []).append(pair.after.name + closeup)
        found.setdefault((Side.AFTER, pair.after.name), []).append(pair.before.name + closeup)
    for link in made.links:
        inside = _("found inside {overview}", overview=link.overview.name)
        found.setdefault((link.closeup.side, link.closeup.name), []).append(inside)
    return found


def method() -> tuple[str, ...]:
    """Return how several photos are weighed together, step by step."""
    return (
        _(
            "Every before photo is held against every after photo. Each after photo is compared in full with "
            "up to three before photos that show the same part; a close-up is first looked for inside an "
            "overview."
        ),
        _(
            "What pairs find at one place is one mark. Every pair is asked about it, also those that found "
            "nothing there."
        ),
        _(
            "A mark that any before photo shows is not new. Several before photos are several opinions on one "
            "after photo: their chances are averaged (as log odds), and never added."
        ),
        _(
            "A mark stays when the light moves: each further after photo that shows it adds to its chance, at "
            "half weight because photos of one piece are not independent; one that could show it and does not "
            "takes away."
        ),
        _(
            "A place under a highlight, in blur or out of view in one pair is decided by another pair that "
            "shows it."
        ),
    )
