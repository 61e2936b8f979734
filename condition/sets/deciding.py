"""A cluster of findings + what every pair says at its place -> one joined mark with a verdict, a chance and a sentence.

1. Every pair of the group is asked about the place, also those that found nothing there (`places`).
2. A before photo that shows the mark ends the question: it was there already. It shows it where a pair found the line in both
   its photos, or only in its before photo. Where a pair found nothing, and the excess that another one with the same after
   photo saw is not there, its before photo may show the mark: then it is not called new, and not called old either.
3. A pair that could not see the place is resolved by one that could.
4. What is left is weighed (`weighing`), and cut by the limits of one pair. What falls below the lowest is refuted, and told.
5. An explanation that forbids "new" (`condition.novelty`) has to be ruled out by at least one pair that saw the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from condition.language import Sentence, plural, sentence
from condition.measurement import Finding
from condition.novelty import FORBIDDING, NoveltySettings, Verdict
from condition.sets.frames import Frames, Group
from condition.sets.joining import FRESH, Placed, runs_along
from condition.sets.model import ComparedPair, JoinedMark, Says, Testimony
from condition.sets.places import OTHER_REACH_PX, SAME_REACH_PX, SAMPLES, look, resample
from condition.sets.weighing import combine, pool

#: Share of a mark that a pair has to have compared to be asked about it.
MIN_COMPARED = 0.5
#: Excess at the place, as a share of the strongest with the same after photo, up to which the before photo shows the mark.
SHOWN = 0.35
#: The same between two after photos: up to this share the other one shows nothing.
NOTHING = 0.35
#: Excess above the places around it from which a mark can be missed elsewhere; below, nothing follows from not seeing it.
FAINTEST = 0.05
#: After photos without it that refute a mark which only one shows, at a place that no before photo shows.
ENOUGH = 2
#: How much coarser another after photo may show the place before it is not asked, px of it per px of the one that shows it.
COARSEST = 0.6


#: What a pair says that saw the place and found nothing there worth telling.
UNREMARKABLE = frozenset({Says.DIFFERS, Says.SHOWN_BEFORE})


@dataclass(frozen=True, slots=True, eq=False)
class Court:
    """Everything that a decision needs of one group.

    Attributes
    ----------
    pairs : sequence of ComparedPair
        All pairs of the set.
    group : Group
        The group at hand.
    frames : Frames
        The ways between its photos.
    old, gone : tuple of Placed
        Findings that a pair shows in both photos, or only in its before photo.
    tolerance_px : float
        Distance within which findings lie on each other, px of the reference photo.
    settings : NoveltySettings
        The limits of one pair.
    """

    pairs: Sequence[ComparedPair]
    group: Group
    frames: Frames
    old: tuple[Placed, ...]
    gone: tuple[Placed, ...]
    tolerance_px: float
    settings: NoveltySettings


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said of a mark; `told` is False where it is refuted."""

    verdict: Verdict
    score: float
    text: str
    told: bool = True


def hear(cluster: Sequence[Placed], court: Court) -> tuple[Testimony, ...]:
    """Return what each pair of the group says about the place of a cluster, in the order of the pairs."""
    own = {
        number: _strongest([p for p in cluster if p.pair == number]) for number in {p.pair for p in cluster}
    }
    longest = max(cluster, key=lambda placed: placed.finding.length_px)
    # the level of each after photo: what its strongest pair sees there
    level: dict[int, float] = {}
    for number, placed in own.items():
        seen = look(court.pairs[number], placed.finding.path, SAME_REACH_PX).excess
        key = id(court.pairs[number].after)
        level[key] = max(level.get(key, 0.0), seen)
    return tuple(
        _testimony(number, own.get(number), longest, own, level, court) for number in court.group.pairs
    )


def decide(testimonies: Sequence[Testimony], court: Court) -> Decision:
    """Return the verdict on a mark from what all pairs say about it."""
    if len(testimonies) == 1 and testimonies[0].finding is not None:
        # one pair has said all there is to say
        only = testimonies[0].finding
        return Decision(only.verdict, only.score, only.explanation)
    before = _names({t.pair for t in testimonies if t.says in (Says.OLD_LINE, Says.GONE)}, court)
    if before:
        text = sentence("It shows in a before photo ({names}), so it was there already.", names=before)
        return Decision(Verdict.ALREADY_THERE, 0.0, text)
    shown = _weights(testimonies, court)
    seeing = _after_photos(testimonies, court, {Says.NEW, Says.FAINT, Says.HIDDEN, Says.DIFFERS})
    missing = _after_photos(testimonies, court, {Says.NOTHING}) - seeing
    if not shown:
        return _hidden(testimonies, len(missing), court)
    score = combine(shown, len(missing))
    if score < court.settings.min_doubt:
        return Decision(Verdict.CANNOT_TELL, score, _refuted(len(missing)), told=False)
    maybe = _names({t.pair for t in testimonies if t.says is Says.SHOWN_BEFORE}, court)
    if maybe:
        text = sentence(
            "One before photo ({names}) may show it: beside that photo, little is left that only the after photo has.",
            names=maybe,
        )
        return Decision(Verdict.CANNOT_TELL, score, text)
    if score < court.settings.min_new or not any(t.says is Says.NEW or _free(t, court) for t in testimonies):
        return Decision(Verdict.CANNOT_TELL, score, _unsure(len(shown), len(missing)))
    return Decision(Verdict.NEW, score, _new(testimonies, len(seeing), len(missing), court))


def joined_mark(
    cluster: Sequence[Placed],
    testimonies: tuple[Testimony, ...],
    decision: Decision,
    view: int,
    number: int,
    court: Court,
) -> JoinedMark:
    """Put a decided cluster into the type that is handed on."""
    best = max((t for t in testimonies if t.finding is not None), key=_shows_best)
    assert best.finding is not None
    after = court.pairs[best.pair].after
    path, polygon = (
        court.frames.carry(points, after, court.group.reference)
        for points in (best.finding.path, best.finding.polygon)
    )
    frame = court.group.reference.photo
    middle = path.mean(axis=0)
    return JoinedMark(
        number=number,
        verdict=decision.verdict,
        kind=best.finding.kind,
        score=decision.score,
        grade=best.finding.grade,
        explanation=decision.text,
        best=best,
        testimonies=testimonies,
        view=view,
        path=path,
        polygon=polygon,
        in_reference=bool((middle >= 0).all() and middle[0] < frame.width and middle[1] < frame.height),
    )


def _testimony(
    number: int,
    own: Placed | None,
    longest: Placed,
    others: dict[int, Placed],
    level: dict[int, float],
    court: Court,
) -> Testimony:
    """What one pair says: by its own finding, else by what it shows at the place."""
    pair = court.pairs[number]
    if own is not None and own.finding.verdict in FRESH:
        return Testimony(number, _said(own.finding, pair, court), own.finding, own.finding.score)
    for says, findings in ((Says.OLD_LINE, court.old), (Says.GONE, court.gone)):
        for placed in findings:
            if placed.pair == number and runs_along(longest.path, placed.path, court.tolerance_px):
                return Testimony(number, says, placed.finding)
    # the finding to look for: one of the same after photo where there is one, else the longest
    same = [placed for k, placed in others.items() if court.pairs[k].after is pair.after]
    wanted = same[0] if same else longest
    return _look(number, wanted, bool(same), level, court)


def _look(number: int, wanted: Placed, same: bool, level: dict[int, float], court: Court) -> Testimony:
    """What a pair without a finding of its own shows at a place."""
    pair, source = court.pairs[number], court.pairs[wanted.pair].after
    if not court.frames.exact(source, pair.after):
        return Testimony(number, Says.NOT_SEEN)
    path = (
        wanted.finding.path
        if same
        else court.frames.carry(resample(wanted.finding.path, SAMPLES), source, pair.after)
    )
    seen = look(pair, path, SAME_REACH_PX if same else OTHER_REACH_PX)
    if seen.compared < MIN_COMPARED or _extent(path) < COARSEST * _extent(wanted.finding.path):
        return Testimony(number, Says.NOT_SEEN)
    strongest = level.get(id(pair.after if same else source), 0.0)
    excess = min(1.0, seen.excess / strongest) if strongest > FAINTEST else 1.0
    if same:
        return Testimony(number, Says.SHOWN_BEFORE if excess <= SHOWN else Says.DIFFERS, excess=excess)
    return Testimony(number, Says.NOTHING if excess <= NOTHING else Says.DIFFERS, excess=excess)


def _said(finding: Finding, pair: ComparedPair, court: Court) -> Says:
    """New, faint, or hidden: a place that the before photo could not show."""
    share = finding.evidence.get("not_comparable_share", 0.0)
    too_fine = finding.smallest_mark_px is not None and finding.width_px < finding.smallest_mark_px
    if share > court.settings.max_blind or (pair.loupe and too_fine):
        return Says.HIDDEN
    return Says.NEW if finding.verdict is Verdict.NEW else Says.FAINT


def _weights(testimonies: Sequence[Testimony], court: Court) -> list[float]:
    """Weight of evidence of each after photo that shows the mark, pooled over the before photos that saw the place."""
    by_after: dict[int, list[Testimony]] = {}
    for testimony in testimonies:
        by_after.setdefault(id(court.pairs[testimony.pair].after), []).append(testimony)
    unremarkable = court.settings.min_doubt / 2
    weights = []
    for heard in by_after.values():
        told = [t.chance for t in heard if t.says in (Says.NEW, Says.FAINT) and t.chance is not None]
        if told:
            weights.append(pool([*told, *(unremarkable for t in heard if t.says in UNREMARKABLE)]))
    return weights


def _after_photos(testimonies: Sequence[Testimony], court: Court, says: set[Says]) -> set[int]:
    return {id(court.pairs[t.pair].after) for t in testimonies if t.says in says}


def _free(testimony: Testimony, court: Court) -> bool:
    """Whether a pair that saw the place rules out every explanation that forbids "new"."""
    if testimony.finding is None or testimony.says is not Says.FAINT:
        return False
    return not any(a.code in FORBIDDING and a.ruled_out is False for a in testimony.finding.alternatives)


def _names(pairs: set[int], court: Court) -> str:
    return ", ".join(dict.fromkeys(court.pairs[number].before.name for number in sorted(pairs)))


def _hidden(testimonies: Sequence[Testimony], missing: int, court: Court) -> Decision:
    """Cannot tell, unless another before photo shows the place and nothing is worth telling, or enough after photos do not."""
    score = max((t.chance or 0.0 for t in testimonies), default=0.0)
    hidden = _after_photos(testimonies, court, {Says.HIDDEN})
    if hidden <= _after_photos(testimonies, court, set(UNREMARKABLE)):
        text = sentence(
            "One before photo could not show this place. Another one shows it, and what differs there is no stronger than much else."
        )
        return Decision(Verdict.CANNOT_TELL, min(score, court.settings.min_doubt / 2), text, told=False)
    if missing >= ENOUGH:
        refuted = min(score, court.settings.min_doubt / 2)
        return Decision(Verdict.CANNOT_TELL, refuted, _refuted(missing), told=False)
    text = sentence(
        "No before photo shows this place well enough to say whether the mark was there; only one from before that does can tell."
    )
    return Decision(Verdict.CANNOT_TELL, score, text)


def _unsure(shown: int, missing: int) -> Sentence:
    if missing:
        return sentence(
            "Of the after photos that could show it, {shown} seem to and {missing} do not, and no before photo shows it.",
            shown=shown, missing=missing,
        )  # fmt: skip
    return plural(
        "One after photo seems to show it and no before photo does, but it is too faint to be sure.",
        "{number} after photos seem to show it and no before photo does, but it is too faint to be sure.",
        shown,
    )


def _refuted(missing: int) -> Sentence:
    if not missing:
        return sentence("One pair flagged it; weighed with the others it is no surer than a chance pattern.")
    return plural(
        "One pair flagged it, but one other after photo that could show the place does not: a reflection moves, a mark stays.",
        "One pair flagged it, but {number} other after photos that could show the place do not: a reflection moves, a mark stays.",
        missing,
    )


def _new(testimonies: Sequence[Testimony], seeing: int, missing: int, court: Court) -> Sentence:
    before = len({id(court.pairs[t.pair].before) for t in testimonies if t.says in (Says.NEW, Says.FAINT)})
    parts = (
        plural("One after photo shows it", "{number} after photos show it", seeing),
        plural(
            "one before photo shows the same place without it",
            "{number} before photos show the same place without it",
            before,
        ),
    )
    if missing:
        return sentence(
            "{after}, {missing} that could show it do not; {before}.",
            after=parts[0],
            missing=missing,
            before=parts[1],
        )
    return sentence("{after}; {before}.", after=parts[0], before=parts[1])


def _strongest(placed: Sequence[Placed]) -> Placed:
    return max(
        placed, key=lambda one: (one.finding.verdict is Verdict.NEW, one.finding.score, one.finding.length_px)
    )


def _shows_best(testimony: Testimony) -> tuple[bool, float, float]:
    assert testimony.finding is not None
    return testimony.says is Says.NEW, testimony.chance or 0.0, testimony.finding.length_px


def _extent(path: np.ndarray) -> float:
    return float(np.ptp(path, axis=0).max())
