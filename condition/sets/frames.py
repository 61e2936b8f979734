"""Compared pairs -> groups of photos that show one part of the piece, and the way from any of them to their reference photo.

Two after photos that were compared with the same before photo lie in one frame: through it. So no two photos of one side
have to be registered, and every position is traced through alignments that a report shows. The shortest way is taken, of
equal ones the one over the smaller residuals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from condition.geometry import Matrix, Points, apply_homography, as_points
from condition.sets.model import ComparedPair, Link, SetPhoto


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The way from one photo to the next: through a compared pair, or by a link, which is only roughly true."""

    carry: Callable[[Points], Points]
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Photos that hang together by compared pairs.

    Attributes
    ----------
    pairs : tuple of int
        Positions in the list of all pairs.
    before, after : tuple of SetPhoto
        The photos, in the order of the set.
    reference : SetPhoto
        The after photo in which marks are shown: an overview rather than a close-up, with the most pairs.
    """

    pairs: tuple[int, ...]
    before: tuple[SetPhoto, ...]
    after: tuple[SetPhoto, ...]
    reference: SetPhoto


class Frames:
    """The ways between the photos of a set.

    Parameters
    ----------
    pairs : sequence of ComparedPair
        All of them.
    links : sequence of Link
        Close-ups in overviews of their own side.
    """

    def __init__(self, pairs: Sequence[ComparedPair], links: Sequence[Link] = ()) -> None:
        self._ways: dict[int, dict[int, tuple[Step, ...]]] = {}
        self._steps: dict[int, list[tuple[int, Step]]] = {}
        for pair in sorted(pairs, key=_residual):
            self._connect(pair.before, pair.after, Step(pair.to_after), Step(pair.to_before))
        for link in links:
            there, back = link.closeup_from_overview, np.asarray(np.linalg.inv(link.closeup_from_overview))
            self._connect(link.overview, link.closeup, _roughly(there), _roughly(back))

    def _connect(self, one: SetPhoto, other: SetPhoto, there: Step, back: Step) -> None:
        self._steps.setdefault(id(one), []).append((id(other), there))
        self._steps.setdefault(id(other), []).append((id(one), back))

    def carry(self, points: ArrayLike, source: SetPhoto, target: SetPhoto) -> Points:
        """Carry ``(N, 2)`` points of one whole photo into another one of the same group.

        Raises
        ------
        KeyError
            If no way leads there.
        """
        here = as_points(points)
        for step in self._from(source)[id(target)]:
            here = step.carry(here)
        return here

    def exact(self, source: SetPhoto, target: SetPhoto) -> bool:
        """Return whether the way between two photos leads through compared pairs alone."""
        return all(step.exact for step in self._from(source)[id(target)])

    def reach(self, source: SetPhoto) -> set[int]:
        """Return the `id` of every photo that a way leads to, itself included."""
        return set(self._from(source))

    def _from(self, source: SetPhoto) -> dict[int, tuple[Step, ...]]:
        """The shortest way to every photo, breadth first."""
        if id(source) not in self._ways:
            ways: dict[int, tuple[Step, ...]] = {id(source): ()}
            front = [id(source)]
            while front:
                reached = []
                for here in front:
                    for there, step in self._steps.get(here, []):
                        if there not in ways:
                            ways[there] = (*ways[here], step)
                            reached.append(there)
                front = reached
            self._ways[id(source)] = ways
        return self._ways[id(source)]


def _roughly(matrix: Matrix) -> Step:
    return Step(lambda points: apply_homography(matrix, points), exact=False)


def group(pairs: Sequence[ComparedPair], frames: Frames, links: Sequence[Link] = ()) -> tuple[Group, ...]:
    """Return the groups of photos, the one with the most pairs first."""
    groups: list[Group] = []
    placed: set[int] = set()
    for pair in pairs:
        if id(pair.after) in placed:
            continue
        reached = frames.reach(pair.after)
        placed |= reached
        own = tuple(k for k, other in enumerate(pairs) if id(other.after) in reached)
        groups.append(_group(own, [pairs[k] for k in own], {id(link.closeup) for link in links}))
    return tuple(sorted(groups, key=lambda found: -len(found.pairs)))


def _group(numbers: tuple[int, ...], pairs: Sequence[ComparedPair], closeups: set[int]) -> Group:
    before, after = (
        {id(photo): photo for photo in photos}
        for photos in zip(*((p.before, p.after) for p in pairs), strict=True)
    )

    def standing(photo: SetPhoto) -> tuple[bool, int, float]:
        own = [pair for pair in pairs if pair.after is photo]
        overlap = float(
            np.mean([pair.comparison.alignment.overlap for pair in own if pair.comparison.alignment])
        )
        whole = id(photo) not in closeups and all(pair.before_part is None for pair in own)
        return whole, len(own), overlap

    return Group(numbers, tuple(before.values()), tuple(after.values()), max(after.values(), key=standing))


def _residual(pair: ComparedPair) -> float:
    """Median residual of a pair as a share of its after photo."""
    alignment = pair.comparison.alignment
    return (
        np.inf
        if alignment is None
        else alignment.residual_px / max(pair.after.photo.width, pair.after.photo.height)
    )
