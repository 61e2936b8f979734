"""A mark's numbers -> what else it could be: each other explanation, ruled out or not, with its number and limit.

A mark is called new by excluding what looks like one: a chance pattern of the surface, a highlight that moved, an old
mark in another light, photos that do not lie on each other here, a place that the before photo could not show. These are
the mistakes of change detection between photos of one object [1]_. Each is held against one measured number; what no
number here can exclude, a hair above all, is said to be open. The limits follow from what the numbers mean:

- Lines are measured in units of the surface's own grain, so that two of them compare: a highlight that moved, or an old
  mark in another light, has left a line in the before photo that is at least as strong as the mark.
- Where more of the lines around differ than agree, the photos may not lie on each other.
- Dust and drops are small and about as long as broad, and no number of one photo tells them from a chip: such a spot
  is never called new. Nor is a line that differs from the metal in colour more than in light: it has a dye, as a fibre has.
  Any other line may still be a hair.
- How sure a mark has to be, and how much of it may lie in a blind place, are settings, the same that give the verdict.

References
----------
.. [1] Radke, Andra, Al-Kofahi, Roysam: Image change detection algorithms: a systematic survey. IEEE Transactions on
   Image Processing 14(3), 2005. doi:10.1109/TIP.2004.838698
"""

from __future__ import annotations

from collections.abc import Mapping

from condition.language import Sentence, plural, sentence
from condition.novelty.alternatives import Alternative, AlternativeCode
from condition.novelty.model import Blind
from condition.phrases import percent

#: Share of the line structure around a mark that both photos have to show: half, so that more agrees than differs.
MIN_AGREEMENT = 0.5
#: A spot is less than so many times as long as broad, and longer than so much of the piece it is none: dust is up to half a
#: millimetre long, a drop up to two, a piece 20 to 70. Of what is held for a spot or a fibre with a chance of 0.25 and more, on the 58
#: compared pairs of both sets, 14 are none and 3 are marks, the surest of these with 0.41 (`benchmarks/README.md`).
SPOT_ASPECT, SPOT_SHARE = 1.5, 0.04
#: A line has a colour of its own from this step of colour (CIELAB, a*b*), and where it is so many times its step of lightness.
#: So measured 1 of 71 drawn scratches of contrast 20 and more, none of 40 on photographs, and the dyed fibres among the false marks.
OWN_COLOUR, OWN_COLOUR_RATIO = 8.0, 1.5

_HIDDEN: dict[Blind, Sentence] = {
    Blind.GLARE: sentence("{share} of it lies in a highlight in one of the photos."),
    Blind.BLURRED: sentence("{share} of it lies where the before photo is blurred."),
    Blind.OUT_OF_VIEW: sentence("{share} of it lies outside the before photo."),
    Blind.NOT_ALIGNED: sentence("{share} of it lies where the two photos could not be aligned."),
    Blind.NOT_THE_PIECE: sentence("{share} of it lies at the rim of the piece."),
}


def weigh_alternatives(
    numbers: Mapping[str, float],
    score: float,
    others: int,
    hidden: float,
    why: Blind,
    piece_px: float,
    min_new: float,
    max_hidden: float,
) -> tuple[Alternative, ...]:
    """Return what else a mark of the after photo could be.

    Parameters
    ----------
    numbers : mapping
        The mark's numbers, `condition.marks.NUMBERS`, and its `condition.marks.colour_steps`.
    score, min_new : float
        Chance that it is new, and the chance from which a mark is called new, [0, 1].
    others : int
        How many other differences of the pair are about as strong.
    hidden, max_hidden : float
        Share of the mark that could not be compared, and how much of it may, [0, 1].
    why : Blind
        The commonest reason.
    piece_px : float
        Long side of the piece, px of the view.
    """
    own = numbers["mean_sigma"]
    return (
        _surface(own, score, others, min_new),
        _reflection(own, numbers["beside_sigma"]),
        _old_mark(own, numbers["kept_sigma"]),
        _misalignment(numbers["agreement"]),
        _hidden_before(hidden, why, numbers["detail_ratio"], max_hidden),
        _foreign_body(numbers, numbers["extent_px"] / piece_px),
    )


def _surface(own: float, score: float, others: int, limit: float) -> Alternative:
    if others == 0:
        text = sentence(
            "It stands {own:.1f} times above the grain; nothing else that differs is as strong.", own=own
        )
    else:
        text = plural(
            "It stands {own:.1f} times above the grain; one other difference is about as strong.",
            "It stands {own:.1f} times above the grain; {number} other differences are about as strong.",
            others, own=own,
        )  # fmt: skip
    return Alternative(AlternativeCode.SURFACE, score >= limit, text, score, limit)


def _reflection(own: float, beside: float) -> Alternative:
    if beside < own:
        text = sentence(
            "Close beside it the before photo shows no line as strong in its direction: {beside:.1f} times the grain, the mark "
            "{own:.1f}.", beside=beside, own=own,
        )  # fmt: skip
    else:
        text = sentence(
            "Close beside it the before photo shows a line as strong in its direction: {beside:.1f} times the grain, the mark "
            "{own:.1f}.", beside=beside, own=own,
        )  # fmt: skip
    return Alternative(AlternativeCode.REFLECTION, beside < own, text, beside, own)


def _old_mark(own: float, kept: float) -> Alternative:
    text = sentence(
        "What both photos show at its place comes to {kept:.1f} times the grain, what only the after photo shows to {own:.1f}.",
        kept=kept, own=own,
    )  # fmt: skip
    return Alternative(AlternativeCode.OLD_MARK, kept < own, text, kept, own)


def _misalignment(agreement: float) -> Alternative:
    text = sentence(
        "Around it, {share} of the lines lie at the same place in both photos.", share=percent(agreement)
    )
    return Alternative(
        AlternativeCode.MISALIGNMENT, agreement >= MIN_AGREEMENT, text, agreement, MIN_AGREEMENT
    )


def _foreign_body(numbers: Mapping[str, float], share: float) -> Alternative:
    aspect, light, colour = numbers["aspect"], numbers["light_step"], numbers["colour_step"]
    if share <= SPOT_SHARE and aspect < SPOT_ASPECT:
        text = sentence(
            "It is a small spot, {aspect:.1f} times as long as broad: that is how dust and drops look.",
            aspect=aspect,
        )
        return Alternative(AlternativeCode.FOREIGN_BODY, False, text)
    if colour >= OWN_COLOUR and colour >= OWN_COLOUR_RATIO * light:
        ratio = colour / max(light, 1.0)
        text = sentence(
            "It differs from the metal {ratio:.1f} times as much in colour as in brightness: that is how a fibre looks.",
            ratio=ratio,
        )  # fmt: skip
        return Alternative(AlternativeCode.FOREIGN_BODY, False, text)
    text = sentence("In one photo, what lies on the metal looks like a mark in it.")
    return Alternative(AlternativeCode.FOREIGN_BODY, None, text)


def _hidden_before(hidden: float, why: Blind, detail_ratio: float, limit: float) -> Alternative:
    if hidden > 0:
        text = sentence(_HIDDEN[why].template, share=percent(hidden))
    elif detail_ratio >= 1:
        text = sentence(
            "The before photo shows all of its place, with as much fine detail as the after photo has there."
        )
    else:
        text = sentence(
            "The before photo shows all of its place, with {share} of the fine detail that the after photo has there.",
            share=percent(detail_ratio),
        )
    return Alternative(AlternativeCode.HIDDEN_BEFORE, hidden <= limit, text, hidden, limit)
