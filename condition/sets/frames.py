"""Compared pairs -> groups of photos that show one part of the piece, and the way from any of them to their reference photo.

Two after photos that were compared with the same before photo lie in one frame: through it. So no two photos of one side
have to be registered, and every position is traced through alignments that a report shows. The shortest way is taken, of
equal ones the one over the smaller residuals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from condition.geometry import Points, as_points
from condition.sets.model import ComparedPair, SetPhoto

#: A pair is a pair of photos; a step goes through it from before to after, or back.
Step = tuple[ComparedPair, bool]


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
    """

    def __init__(self, pairs: Sequence[ComparedPair]) -> None:
        self._ways: dict[int, dict[int, tuple[Step, ...]]] = {}
        self._steps: dict[int, list[tuple[int, Step]]] = {}
        for pair in sorted(pairs, key=_residual):
            self._steps.setdefault(id(pair.before), []).append((id(pair.after), (pair, True)))
            self._steps.setdefault(id(pair.after), []).append((id(pair.before), (pair, False)))

    def carry(self, points: ArrayLike, source: SetPhoto, target: SetPhoto) -> Points:
        """Carry ``(N, 2)`` points of one whole photo into another one of the same group.

        Raises
        ------
        KeyError
            If no way leads there.
        """
        here = as_points(points)
        for pair, forward in self._from(source)[id(target)]:
            here = pair.to_after(here) if forward else pair.to_before(here)
        return here

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


def group(pairs: Sequence[ComparedPair], frames: Frames) -> tuple[Group, ...]:
    """Return the groups of photos, the one with the most pairs first."""
    groups: list[Group] = []
    placed: set[int] = set()
    for pair in pairs:
        if id(pair.after) in placed:
            continue
        reached = frames.reach(pair.after)
        placed |= reached
        own = tuple(k for k, other in enumerate(pairs) if id(other.after) in reached)
        groups.append(_group(own, [pairs[k] for k in own]))
    return tuple(sorted(groups, key=lambda found: -len(found.pairs)))


def _group(numbers: tuple[int, ...], pairs: Sequence[ComparedPair]) -> Group:
    before, after = (
        {id(photo): photo for photo in photos}
        for photos in zip(*((p.before, p.after) for p in pairs), strict=True)
    )

    def standing(photo: SetPhoto) -> tuple[bool, int, float]:
        own = [pair for pair in pairs if pair.after is photo]
        overlap = float(
            np.mean([pair.comparison.alignment.overlap for pair in own if pair.comparison.alignment])
        )
        return all(pair.before_part is None for pair in own), len(own), overlap

    return Group(numbers, tuple(before.values()), tuple(after.values()), max(after.values(), key=standing))


def _residual(pair: ComparedPair) -> float:
    """Median residual of a pair as a share of its after photo."""
    alignment = pair.comparison.alignment
    return (
        np.inf
        if alignment is None
        else alignment.residual_px / max(pair.after.photo.width, pair.after.photo.height)
    )
