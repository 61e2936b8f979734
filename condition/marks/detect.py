"""Aligned view -> marks: what appeared, what vanished, and what both photos show.

Symmetric in the two photos: exchanging them exchanges `appeared` and `vanished`. Whether a mark that appeared is
*new* is not decided here (the before photo may have been unable to show it): see the novelty room.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.marks.model import Mark
from condition.marks.network import Evidence, read_evidence
from condition.marks.trace import trace
from condition.registration import AlignedView


@dataclass(frozen=True, slots=True)
class MarkSettings:
    """Scale and thresholds of detection.

    Attributes
    ----------
    view_side_px : int
        Long side of the view in which marks are looked for, px; the photos are reduced to it, never enlarged.
    seed_evidence : float
        A mark holds at least one pixel of this evidence, [0, 1].
    grow_evidence : float
        A mark grows over its neighbours down to this evidence, [0, 1] (hysteresis as in Canny's edge detector).
    kept_evidence : float
        Seed for marks that both photos show; higher, because nobody is accused by them and ornament is no mark.
    min_length_px : float
        Shortest mark, px of the view.
    max_marks : int
        The strongest so many of each sort are kept.
    """

    view_side_px: int = 1600
    seed_evidence: float = 0.25
    grow_evidence: float = 0.12
    kept_evidence: float = 0.6
    min_length_px: float = 6.0
    max_marks: int = 60


DEFAULT = MarkSettings()


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mark with what the network said about it.

    Attributes
    ----------
    mark : Mark
        In px of the full after photo.
    pixels : ndarray
        int ``(n, 2)`` of [row, col] on the view's grid.
    evidence : float
        Mean of the stronger half of its pixels' evidence, [0, 1].
    peak : float
        Strongest evidence, [0, 1].
    """

    mark: Mark
    pixels: NDArray[np.intp]
    evidence: float
    peak: float


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """All marks of one view, strongest first, and the evidence they came from."""

    appeared: tuple[Candidate, ...]
    vanished: tuple[Candidate, ...]
    kept: tuple[Candidate, ...]
    evidence: Evidence


def detect(view: AlignedView, settings: MarkSettings = DEFAULT) -> Detection:
    """Find marks that differ between the two photos, and marks that both show.

    Parameters
    ----------
    view : AlignedView
        Both photos on one grid.
    settings : MarkSettings
        Thresholds.

    Returns
    -------
    Detection
        Marks inside the piece; empty tuples where there are none.
    """
    evidence = read_evidence(view.before, view.after)
    usable = view.inside & view.valid
    return Detection(
        appeared=_candidates(evidence.appeared, usable, view, view.after, settings.seed_evidence, settings),
        vanished=_candidates(evidence.vanished, usable, view, view.before, settings.seed_evidence, settings),
        kept=_candidates(evidence.kept, usable, view, view.after, settings.kept_evidence, settings),
        evidence=evidence,
    )


def _candidates(
    chance: NDArray[np.float32],
    usable: NDArray[np.bool_],
    view: AlignedView,
    picture: NDArray[np.uint8],
    seed: float,
    settings: MarkSettings,
) -> tuple[Candidate, ...]:
    """Connected regions of evidence, as marks, strongest first."""
    chance = np.where(usable, chance, 0.0).astype(np.float32)
    grown = (chance >= min(seed, settings.grow_evidence)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    peaks = np.zeros(count, np.float32)
    np.maximum.at(peaks, labels.ravel(), chance.ravel())
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    found = []
    for index in np.argsort(-peaks)[: 2 * settings.max_marks]:
        if index == 0 or peaks[index] < seed:
            continue
        left, top, width, height, _ = stats[index]
        box = (slice(top, top + height), slice(left, left + width))
        region = labels[box] == index
        mark = trace(region, (left, top), grey, view, settings.min_length_px)
        if mark is None:
            continue
        values = np.sort(chance[box][region])
        rows, cols = np.nonzero(region)
        found.append(
            Candidate(
                mark=mark,
                pixels=np.column_stack([rows + top, cols + left]),
                evidence=float(values[len(values) // 2 :].mean()),
                peak=float(peaks[index]),
            )
        )
    return tuple(sorted(found, key=lambda c: -c.evidence)[: settings.max_marks])
