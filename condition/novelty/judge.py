"""Detection + view -> judgements: each mark gets new / already there / gone / cannot tell, a score and a sentence.

1. Where could the before photo have shown a mark at all? (`coverage`)
2. How sure is each mark that appeared? The score is calibrated on held-out pieces (`calibration`).
3. A mark whose place the before photo could not show is "cannot tell", however strong it is; it is told where it would
   be called new, were its place visible.
4. A mark below the reporting threshold, but not by much, is "cannot tell" as well; weaker ones are noise.
5. What both photos show is "already there"; what only the before photo shows is "gone".
6. Every other explanation of a mark is held against its own number, and said to be ruled out or not (`weigh`). Some of them
   forbid "new" as long as they stand, a reflection asks for more.

Nothing testifies about a place it could not see, and nothing is called new before everything that looks like it was
weighed: the errors of change detection that [1]_ lists are the alternatives here.

References
----------
.. [1] Radke, Andra, Al-Kofahi, Roysam: Image change detection algorithms: a systematic survey. IEEE Transactions on
   Image Processing 14(3), 2005. doi:10.1109/TIP.2004.838698
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from condition.language import joined, sentence
from condition.marks import Candidate, Detection, Mark, Shape, colour_steps
from condition.novelty.alternatives import Alternative, AlternativeCode
from condition.novelty.calibration import chances_of_new, standing
from condition.novelty.coverage import map_coverage
from condition.novelty.model import Blind, Coverage, Judgement, Kind, Verdict
from condition.novelty.weigh import weigh_alternatives
from condition.phrases import percent
from condition.registration import AlignedView


@dataclass(frozen=True, slots=True)
class NoveltySettings:
    """When a mark counts as new, and when nobody can tell.

    Attributes
    ----------
    min_new : float
        Calibrated chance from which a mark is called new, [0, 1]; chosen for at least nine of ten clean pairs clean.
    min_new_open : float
        The same where another explanation, a reflection, is not ruled out, [0, 1]: at least even odds.
    min_doubt : float
        Chance from which a weaker mark is shown as "cannot tell", [0, 1].
    min_gone : float
        Chance from which a mark that only the before photo shows is called gone, [0, 1].
    max_blind : float
        Share of a mark's pixels that may lie where the before photo could not show it, [0, 1].
    blur_ratio : float
        Share of the after photo's fine detail below which the before photo counts as blurred at a place.
    """

    min_new: float = 0.42
    min_new_open: float = 0.5
    min_doubt: float = 0.25
    min_gone: float = 0.45
    max_blind: float = 0.5
    blur_ratio: float = 0.3


DEFAULT = NoveltySettings()


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """A candidate with its chance, the share of it that could not be compared and why, and how many rivals it has.

    `seen` is the chance it would have, were its place in the before photo as visible as the rest.
    """

    candidate: Candidate
    score: float
    seen: float
    blind: float
    why: Blind
    others: int


#: Explanations that forbid "new" as long as they stand. Of the candidates of both sets with a chance of 0.25 and more, none of 41
#: true ones left one of them open, and 5 of 40 false ones did (`benchmarks/README.md`); a reflection stood with 12 true ones.
#: A spot that may be dust forbids it as well: see `weigh.SPOT_ASPECT`.
FORBIDDING = frozenset({AlternativeCode.OLD_MARK, AlternativeCode.MISALIGNMENT, AlternativeCode.FOREIGN_BODY})

_BLIND_TEXT = {
    Blind.GLARE: sentence("the place lies in a highlight in one of the photos"),
    Blind.BLURRED: sentence("the before photo is blurred there"),
    Blind.OUT_OF_VIEW: sentence("the place is outside the before photo"),
    Blind.NOT_ALIGNED: sentence("the two photos could not be aligned there"),
    Blind.NOT_THE_PIECE: sentence("the place is at the rim of the piece"),
}


def judge(
    detection: Detection, view: AlignedView, settings: NoveltySettings = DEFAULT
) -> tuple[tuple[Judgement, ...], Coverage]:
    """Give every mark its verdict.

    Parameters
    ----------
    detection : Detection
        Marks of the view.
    view : AlignedView
        Both photos on one grid.
    settings : NoveltySettings
        Thresholds on calibrated chances.

    Returns
    -------
    judgements : tuple of Judgement
        In px of the full after photo.
    coverage : Coverage
        Which part of the piece was compared.
    """
    coverage = replace(
        map_coverage(view, settings.blur_ratio), evidence=np.round(255 * detection.evidence).astype(np.uint8)
    )
    piece_px = _long_side(view.inside)
    judged: list[Judgement | None] = [
        *(
            _judge_appeared(weighed, view.after, piece_px, settings)
            for weighed in _weighed(detection.appeared, coverage, settings)
        ),
        *(_judge_vanished(weighed, settings) for weighed in _weighed(detection.vanished, coverage, settings)),
        *(_judge_kept(candidate) for candidate in detection.kept),
    ]
    return tuple(judgement for judgement in judged if judgement is not None), coverage


def _long_side(inside: NDArray[np.bool_]) -> float:
    """Long side of the piece, px of the view."""
    rows, cols = np.nonzero(inside)
    return float(max(np.ptp(rows), np.ptp(cols)) + 1) if len(rows) else float(max(inside.shape))


def _weighed(
    candidates: tuple[Candidate, ...], coverage: Coverage, settings: NoveltySettings
) -> Iterator[_Weighed]:
    """Weigh candidates against each other, the comparable among the comparable and the others among themselves."""
    blindness = [_blindness(candidate, coverage) for candidate in candidates]
    visible = [i for i, (share, _) in enumerate(blindness) if share <= settings.max_blind]
    hidden = [i for i, (share, _) in enumerate(blindness) if share > settings.max_blind]
    for group, agreement in ((visible, 0.0), (hidden, 1.0)):
        numbers = [candidates[i].numbers for i in group]
        # where the before photo shows nothing, nothing agrees: no reason to doubt that the after photo shows a mark
        seen = chances_of_new([{**own, "agreement": max(agreement, own["agreement"])} for own in numbers])
        scores = chances_of_new(numbers)
        for i, score, chance, others in zip(group, scores, seen, _rivals(numbers), strict=True):
            yield _Weighed(candidates[i], float(score), float(chance), *blindness[i], others)


def _rivals(numbers: Sequence[Mapping[str, float]]) -> list[int]:
    """How many others are about as strong as each: what its standing loses to them, turned back into a count."""
    lost = [float(standing([own])[0]) for own in numbers] - standing(numbers)
    return [int(others) for others in np.round(np.expm1(lost))]


def _judge_appeared(
    weighed: _Weighed, shown: NDArray[np.uint8], piece_px: float, settings: NoveltySettings
) -> Judgement | None:
    """New, cannot tell, or noise (None)."""
    hidden = weighed.blind > settings.max_blind
    if weighed.seen < (settings.min_new if hidden else settings.min_doubt):
        return None
    numbers = {
        **weighed.candidate.numbers, **colour_steps(weighed.candidate.pixels, shown),
        "not_comparable_share": weighed.blind,
    }  # fmt: skip
    alternatives = weigh_alternatives(
        numbers, weighed.score, weighed.others, weighed.blind, weighed.why,
        piece_px, settings.min_new, settings.max_blind,
    )  # fmt: skip
    left = [alternative for alternative in alternatives if alternative.ruled_out is False]
    verdict, text = _answer(weighed, hidden, left, settings)
    mark = weighed.candidate.mark
    foreign = AlternativeCode.FOREIGN_BODY in {alternative.code for alternative in left}
    kind = Kind.FOREIGN if foreign else kind_of(mark)
    return Judgement(mark, verdict, kind, weighed.score, text, numbers, alternatives)


def _answer(
    weighed: _Weighed, hidden: bool, left: Sequence[Alternative], settings: NoveltySettings
) -> tuple[Verdict, str]:
    """The verdict on a mark of the after photo and its reason, by what is `left` of the other explanations."""
    named = joined([alternative.entry.name for alternative in left], ", ")
    forbidding = joined([each.entry.name for each in left if each.code in FORBIDDING], ", ")
    if hidden:
        return Verdict.CANNOT_TELL, sentence(
            "Only the after photo shows this mark, but {why}, so it may have been there before.",
            why=_BLIND_TEXT[weighed.why],
        )
    if weighed.score < settings.min_new:
        return Verdict.CANNOT_TELL, sentence(
            "Only the after photo seems to show this mark, but it is too faint to be sure; a closer photo would tell."
        )
    if forbidding:
        return Verdict.CANNOT_TELL, sentence(
            "The after photo shows this mark, but this is not ruled out: {named}.", named=forbidding
        )
    if left and weighed.score < settings.min_new_open:
        return Verdict.CANNOT_TELL, sentence(
            "The after photo shows this mark with a chance of {chance} of being new; {required} are needed as long as this is "
            "not ruled out: {named}.",
            chance=percent(weighed.score), required=percent(settings.min_new_open), named=named,
        )  # fmt: skip
    text = sentence(
        "The after photo shows a mark that stands out from the surface and from everything else that differs; the "
        "before photo shows the same place, and no mark there."
    )
    return Verdict.NEW, joined((text, sentence("Not ruled out: {named}.", named=named))) if left else text


def _judge_vanished(weighed: _Weighed, settings: NoveltySettings) -> Judgement | None:
    """Gone, or nothing: what the after photo could not show is not gone."""
    if weighed.score < settings.min_gone or weighed.blind > settings.max_blind:
        return None
    text = sentence(
        "Only the before photo shows this mark: it was wiped off, polished out, or only the light showed it."
    )
    mark = weighed.candidate.mark
    evidence = {**weighed.candidate.numbers, "not_comparable_share": weighed.blind}
    return Judgement(mark, Verdict.GONE, kind_of(mark), 0.0, text, evidence)


def _judge_kept(candidate: Candidate) -> Judgement:
    """Already there."""
    text = sentence(
        "Both photos show this line at the same place: engraving, a seam, or an old mark; it is not new."
    )
    evidence = dict(candidate.numbers)
    return Judgement(candidate.mark, Verdict.ALREADY_THERE, Kind.LINE, 0.0, text, evidence)


def _blindness(candidate: Candidate, coverage: Coverage) -> tuple[float, Blind]:
    """Share of the mark's pixels that could not be compared, and the commonest reason."""
    why = coverage.blind[candidate.pixels[:, 0], candidate.pixels[:, 1]]
    blind = why[why != Blind.COMPARED]
    if len(blind) == 0:
        return 0.0, Blind.COMPARED
    return len(blind) / len(why), Blind(int(np.bincount(blind).argmax()))


def kind_of(mark: Mark) -> Kind:
    """What a mark most likely is, by its shape alone: a line is a scratch, a wide patch a scuff, a spot a dent."""
    if mark.shape is Shape.CURVE:
        return Kind.SCRATCH
    long_side = float(np.ptp(mark.polygon, axis=0).max())
    return Kind.SCUFF if long_side > 6 * mark.width_px or long_side > 40 else Kind.DENT
