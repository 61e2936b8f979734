"""Detection + view -> judgements: each mark gets new / already there / gone / cannot tell, a score and a sentence.

1. Where could the before photo have shown a mark at all? (`coverage`)
2. How sure is each mark that appeared? The score is calibrated on held-out pieces (`calibration`).
3. A mark whose place the before photo could not show is "cannot tell", however strong it is.
4. A mark below the reporting threshold, but not by much, is "cannot tell" as well; weaker ones are noise.
5. What both photos show is "already there"; what only the before photo shows is "gone".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from condition.marks import Candidate, Detection, Mark, Shape
from condition.novelty.calibration import chances_of_new
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

    min_new: float = 0.45
    min_doubt: float = 0.25
    min_gone: float = 0.45
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
    judged: list[Judgement | None] = []
    for candidate, score, blind, why in _scored(detection.appeared, coverage, settings):
        judged.append(_judge_appeared(candidate, score, blind, why, settings))
    for candidate, score, blind, _ in _scored(detection.vanished, coverage, settings):
        judged.append(_judge_vanished(candidate, score, blind, settings))
    judged += [_judge_kept(candidate) for candidate in detection.kept]
    return tuple(judgement for judgement in judged if judgement is not None), coverage


def _scored(
    candidates: tuple[Candidate, ...], coverage: Coverage, settings: NoveltySettings
) -> Iterator[tuple[Candidate, float, float, Blind]]:
    """Each candidate with its chance, the share of it that could not be compared, and why.

    Candidates are judged against each other, the comparable among the comparable and the others among themselves.
    """
    blindness = [_blindness(candidate, coverage) for candidate in candidates]
    for blind in (False, True):
        group = [i for i, (share, _) in enumerate(blindness) if (share > settings.max_blind) is blind]
        scores = chances_of_new([candidates[i].numbers for i in group])
        for i, score in zip(group, scores, strict=True):
            yield candidates[i], float(score), *blindness[i]


def _judge_appeared(
    candidate: Candidate, score: float, blind: float, why: Blind, settings: NoveltySettings
) -> Judgement | None:
    """New, cannot tell, or noise (None)."""
    if score < settings.min_doubt:
        return None
    verdict = Verdict.CANNOT_TELL
    if blind > settings.max_blind:
        text = (
            f"Only the after photo shows this mark, but {_BLIND_TEXT[why]}, so it may have been there before."
        )
    elif score < settings.min_new:
        text = "Only the after photo seems to show this mark, but it is too faint to be sure; a closer photo would tell."
    else:
        verdict = Verdict.NEW
        text = (
            f"The after photo shows this mark {candidate.mark.strength_sigma:.1f} times above the noise around it, and it "
            "stands out from everything else that differs; the before photo shows the same place, and no mark there."
        )
    return _judgement(candidate, verdict, score, blind, text)


def _judge_vanished(
    candidate: Candidate, score: float, blind: float, settings: NoveltySettings
) -> Judgement | None:
    """Gone, or nothing: what the after photo could not show is not gone."""
    if score < settings.min_gone or blind > settings.max_blind:
        return None
    text = (
        "Only the before photo shows this mark: it was wiped off, polished out, or only the light showed it."
    )
    return _judgement(candidate, Verdict.GONE, 0.0, blind, text)


def _judge_kept(candidate: Candidate) -> Judgement:
    """Already there."""
    text = "Both photos show this line at the same place: engraving, a seam, or an old mark; it is not new."
    evidence = dict(candidate.numbers)
    return Judgement(candidate.mark, Verdict.ALREADY_THERE, Kind.LINE, 0.0, text, evidence)


def _judgement(candidate: Candidate, verdict: Verdict, score: float, blind: float, text: str) -> Judgement:
    evidence = {**candidate.numbers, "not_comparable_share": blind}
    return Judgement(candidate.mark, verdict, kind_of(candidate.mark), score, text, evidence)


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
