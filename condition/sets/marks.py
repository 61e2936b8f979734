"""Compared pairs -> views (groups of photos with what they cover) and the joined marks of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from condition.geometry import polyline_length, scale_points
from condition.language import plural, sentence
from condition.novelty import NoveltySettings, Verdict
from condition.sets.deciding import Court, Decision, decide, hear, joined_mark
from condition.sets.frames import Frames, Group, group
from condition.sets.joining import FRESH, TOLERANCE, Placed, join, place, runs_along
from condition.sets.model import ComparedPair, JoinedMark, Link, Says, SetView, Testimony
from condition.sets.places import compared_at

#: Points of the piece at which it is asked whether any pair compared them.
PIECE_POINTS = 4000
_ORDER = (Verdict.NEW, Verdict.CANNOT_TELL, Verdict.ALREADY_THERE, Verdict.GONE)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Views of a set, its marks in the order of the report, and what was refuted."""

    views: tuple[SetView, ...]
    marks: tuple[JoinedMark, ...]
    refuted: tuple[JoinedMark, ...]


def join_marks(
    pairs: Sequence[ComparedPair], settings: NoveltySettings, links: Sequence[Link] = ()
) -> Joined:
    """Join the findings of all pairs.

    Parameters
    ----------
    pairs : sequence of ComparedPair
        None of them refused.
    settings : NoveltySettings
        The limits that a single pair's verdicts have; joined chances are cut by the same.
    links : sequence of Link
        Close-ups in overviews of their own side.
    """
    frames = Frames(pairs, links)
    views: list[SetView] = []
    told: list[JoinedMark] = []
    refuted: list[JoinedMark] = []
    for number, found in enumerate(group(pairs, frames, links)):
        views.append(_view(found, pairs, frames))
        for mark, is_told in _marks(found, pairs, frames, number, settings):
            (told if is_told else refuted).append(mark)
    return Joined(tuple(views), _numbered(told), _numbered(refuted))


def _marks(
    found: Group, pairs: Sequence[ComparedPair], frames: Frames, view: int, settings: NoveltySettings
) -> list[tuple[JoinedMark, bool]]:
    """Every joined mark of a group, and whether it is told or refuted."""
    placed = place(found, pairs, frames)
    fresh = [one for one in placed if one.finding.verdict in FRESH]
    old = tuple(one for one in placed if one.finding.verdict is Verdict.ALREADY_THERE)
    gone = tuple(one for one in placed if one.finding.verdict is Verdict.GONE)
    photo = found.reference.photo
    tolerance_px = TOLERANCE * float(np.hypot(photo.width, photo.height))
    court = Court(pairs, found, frames, old, gone, tolerance_px, settings)
    marks = []
    taken: list[Placed] = []
    for cluster in join(fresh, tolerance_px):
        testimonies = hear(cluster, court)
        decision = decide(testimonies, court)
        marks.append((joined_mark(cluster, testimonies, decision, view, 0, court), decision.told))
        taken += cluster
    for verdict, findings in ((Verdict.ALREADY_THERE, old), (Verdict.GONE, gone)):
        for cluster in join(_apart(findings, taken, tolerance_px), tolerance_px):
            testimonies = tuple(_bare(one, verdict) for one in cluster)
            decision = Decision(
                verdict, 0.0, _seen_by(verdict, len({one.pair for one in cluster}), len(found.pairs))
            )
            marks.append((joined_mark(cluster, testimonies, decision, view, 0, court), True))
            taken += cluster
    return marks


def _apart(findings: Sequence[Placed], taken: Sequence[Placed], tolerance_px: float) -> list[Placed]:
    """The findings that do not lie on a mark which is told already."""
    return [
        one for one in findings if not any(runs_along(one.path, other.path, tolerance_px) for other in taken)
    ]


def _bare(one: Placed, verdict: Verdict) -> Testimony:
    return Testimony(one.pair, Says.GONE if verdict is Verdict.GONE else Says.OLD_LINE, one.finding)


def _seen_by(verdict: Verdict, pairs: int, of: int) -> str:
    if verdict is Verdict.GONE:
        return sentence(
            "In {pairs} of {of} pairs only the before photo shows it: it was wiped off, polished out, or only the light showed it.",
            pairs=pairs, of=of,
        )  # fmt: skip
    return plural(
        "One of {of} pairs shows this line in both its photos: engraving, a seam, or an old mark.",
        "{number} of {of} pairs show this line in both their photos: engraving, a seam, or an old mark.",
        pairs, of=of,
    )  # fmt: skip


def _view(found: Group, pairs: Sequence[ComparedPair], frames: Frames) -> SetView:
    """A group with the share of the piece that its pairs compared, alone and together."""
    piece = found.reference.piece
    rows, cols = np.nonzero(piece.inside if piece.inside.any() else ~piece.inside)
    every = max(1, len(rows) // PIECE_POINTS)
    points = scale_points(np.column_stack([cols, rows])[::every], 1 / piece.scale)
    seen = [
        compared_at(pairs[number], frames.carry(points, found.reference, pairs[number].after))
        for number in found.pairs
    ]
    return SetView(
        reference=found.reference,
        before=tuple(photo.name for photo in found.before),
        after=tuple(photo.name for photo in found.after),
        compared=float(np.any(seen, axis=0).mean()),
        by_pair=tuple(float(own.mean()) for own in seen),
    )


def _numbered(marks: Sequence[JoinedMark]) -> tuple[JoinedMark, ...]:
    ordered = sorted(
        marks, key=lambda m: (_ORDER.index(m.verdict), m.view, -m.score, -polyline_length(m.path))
    )
    return tuple(replace(mark, number=number) for number, mark in enumerate(ordered, 1))
