"""Detection + view -> judgements: each mark gets new / already there / gone / cannot tell, a score and a sentence.

1. Where could the before photo have shown a mark at all? (`coverage`)
2. How sure is each mark that appeared? The score is calibrated on held-out pieces (`calibration`).
3. A mark whose place the before photo could not show is "cannot tell", however strong it is.
4. A mark below the reporting threshold, but not by much, is "cannot tell" as well; weaker ones are noise.
5. What both photos show is "already there"; what only the before photo shows is "gone".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from condition.marks import Candidate, Detection, Mark, Shape
from condition.novelty.calibration import chance_of_new
from condition.novelty.coverage import map_coverage
from condition.novelty.model import Blind, Coverage, Judgement, Kind, Verdict
from condition.registration import AlignedView


@dataclass(frozen=True, slots=True)
class NoveltySettings:
    """When a mark counts as new, and when nobody can tell.

    Attributes
    ----------
    min_new : float
        Calibrated chance from which a mark is called new, [0, 1]; chosen for at least nine of ten clean pairs clean.
    min_doubt : float
        Chance from which a weaker mark is shown as "cannot tell", [0, 1].
    min_gone : float
        Chance from which a mark that only the before photo shows is called gone, [0, 1].
    max_blind : float
        Share of a mark's pixels that may lie where the before photo could not show it, [0, 1].
    blur_ratio : float
        Share of the after photo's fine detail below which the before photo counts as blurred at a place.
    """

    min_new: float = 0.5
    min_doubt: float = 0.25
    min_gone: float = 0.5
    max_blind: float = 0.5
    blur_ratio: float = 0.3


DEFAULT = NoveltySettings()

_BLIND_TEXT = {
    Blind.GLARE: "the place lies in a highlight in one of the photos",
    Blind.BLURRED: "the before photo is blurred there",
    Blind.OUT_OF_VIEW: "the place is outside the before photo",
    Blind.NOT_ALIGNED: "the two photos could not be aligned there",
    Blind.NOT_THE_PIECE: "the place is at the rim of the piece",
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
    coverage = map_coverage(view, settings.blur_ratio)
    judged = [_judge_appeared(candidate, coverage, settings) for candidate in detection.appeared]
    judged += [_judge_vanished(candidate, coverage, settings) for candidate in detection.vanished]
    judged += [_judge_kept(candidate) for candidate in detection.kept]
    return tuple(judgement for judgement in judged if judgement is not None), coverage


def _judge_appeared(candidate: Candidate, coverage: Coverage, settings: NoveltySettings) -> Judgement | None:
    """New, cannot tell, or noise (None)."""
    score = chance_of_new(candidate.numbers)
    blind, why = _blindness(candidate, coverage)
    evidence = {**candidate.numbers, "not_comparable_share": blind}
    if score < settings.min_doubt:
        return None
    if blind > settings.max_blind:
        text = (
            f"Only the after photo shows this mark, but {_BLIND_TEXT[why]}, so it may have been there before."
        )
        return Judgement(candidate.mark, Verdict.CANNOT_TELL, kind_of(candidate.mark), score, text, evidence)
    if score < settings.min_new:
        text = "Only the after photo seems to show this mark, but it is too faint to be sure; a closer photo would tell."
        return Judgement(candidate.mark, Verdict.CANNOT_TELL, kind_of(candidate.mark), score, text, evidence)
    text = (
        f"The after photo shows this mark {candidate.mark.strength_sigma:.1f} times above the noise of its "
        "surroundings; the before photo shows the same place sharply enough, and shows no mark there."
    )
    return Judgement(candidate.mark, Verdict.NEW, kind_of(candidate.mark), score, text, evidence)


def _judge_vanished(candidate: Candidate, coverage: Coverage, settings: NoveltySettings) -> Judgement | None:
    """Gone, or nothing: what the after photo could not show is not gone."""
    score = chance_of_new(candidate.numbers)
    blind, _ = _blindness(candidate, coverage)
    if score < settings.min_gone or blind > settings.max_blind:
        return None
    text = (
        "Only the before photo shows this mark: it was wiped off, polished out, or only the light showed it."
    )
    evidence = {**candidate.numbers, "not_comparable_share": blind}
    return Judgement(candidate.mark, Verdict.GONE, kind_of(candidate.mark), 0.0, text, evidence)


def _judge_kept(candidate: Candidate) -> Judgement:
    """Already there."""
    text = "Both photos show this mark at the same place: it is not new."
    return Judgement(
        candidate.mark, Verdict.ALREADY_THERE, kind_of(candidate.mark), 0.0, text, dict(candidate.numbers)
    )


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
