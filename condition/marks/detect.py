"""Aligned view -> marks: what appeared, what vanished, and what both photos show.

Oriented line filters (`lines`) see what stands out from the grain of the surface in one photo and not in the other;
connected evidence becomes regions (`link`), regions become marks (`trace`), and every mark is described by numbers
(`describe`) that the novelty room weighs.

Symmetric in the two photos: exchanging them exchanges `appeared` and `vanished`. Whether a mark that appeared is
*new* is not decided here (the before photo may have been unable to show it): see the novelty room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import polyline_length
from condition.marks.describe import Maps, describe, maps_of
from condition.marks.lines import line_evidence
from condition.marks.link import Region, link
from condition.marks.model import Mark, Shape
from condition.marks.trace import trace
from condition.parallel import in_threads
from condition.registration import AlignedView


@dataclass(frozen=True, slots=True)
class MarkSettings:
    """Scale and thresholds of detection.

    Attributes
    ----------
    view_side_px : int
        Long side of the view in which marks are looked for, px; the photos are reduced to it, never enlarged.
    seed_sigma, grow_sigma : float
        Line evidence that starts a mark and over which it grows, in units of the local rms of its direction.
    kept_sigma : float
        Line evidence that starts a mark that both photos show; high, because ornament is no mark.
    kept_length_px : float
        Shortest line reported as kept, px of the view; only lines are, because a spot that both photos show is ornament.
    rim_px : int
        Nothing is looked for this close to the outline of the piece, px of the view: outlines move with the light.
    min_length_px : float
        Shortest mark, px of the view.
    most : int
        At most so many candidates of each sort.
    """

    view_side_px: int = 1600
    seed_sigma: float = 2.0
    grow_sigma: float = 1.1
    kept_sigma: float = 7.0
    kept_length_px: float = 30.0
    rim_px: int = 4
    min_length_px: float = 7.0
    most: int = 60


DEFAULT = MarkSettings()

#: Line evidence drawn as full in pictures, sigma.
FULL_SIGMA = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mark with its numbers.

    Attributes
    ----------
    mark : Mark
        In px of the full after photo.
    pixels : ndarray
        int ``(n, 2)`` of [row, col] on the view's grid.
    numbers : mapping
        Described in `describe`.
    """

    mark: Mark
    pixels: NDArray[np.intp]
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """All marks of one view.

    Attributes
    ----------
    appeared, vanished, kept : tuple of Candidate
        Marks that only the after photo, only the before photo, or both show.
    evidence : ndarray
        float32 ``(h, w)`` in [0, 1] on the view's grid: how strongly the after photo shows something that the before
        photo does not; for pictures.
    """

    appeared: tuple[Candidate, ...]
    vanished: tuple[Candidate, ...]
    kept: tuple[Candidate, ...]
    evidence: NDArray[np.float32]


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
    usable = view.valid & _inner(view.inside, settings.rim_px)
    lines = line_evidence(view.before, view.after, view.inside & view.valid)
    appeared, vanished = in_threads(
        lambda way: maps_of(*way, usable),
        (
            (view.after, view.before, lines.appeared, lines.kept, lines.beside_before),
            (view.before, view.after, lines.vanished, lines.kept, lines.beside_after),
        ),
    )
    differing = (settings.seed_sigma, settings.grow_sigma, settings.most)
    alike = (settings.kept_sigma, settings.kept_sigma / 2, settings.most // 4)
    found = in_threads(
        lambda sort: _candidates(link(sort[0], *sort[1]), sort[2], view, settings),
        (
            (appeared.excess_by_direction, differing, appeared),
            (vanished.excess_by_direction, differing, vanished),
            (lines.kept * usable, alike, appeared),
        ),
    )
    return Detection(
        appeared=found[0],
        vanished=found[1],
        kept=tuple(c for c in found[2] if _is_line(c.mark, view, settings)),
        evidence=np.clip(appeared.excess / FULL_SIGMA, 0, 1),
    )


def _candidates(
    regions: tuple[Region, ...], maps: Maps, view: AlignedView, settings: MarkSettings
) -> tuple[Candidate, ...]:
    """Measure and describe regions; those too short are dropped."""
    found = []
    for region in regions:
        mask, corner = region.as_mask()
        mark = trace(mask, corner, maps.grey, view, settings.min_length_px)
        if mark is not None:
            numbers = describe(region, mark, maps, view.scale)
            found.append(Candidate(mark, np.column_stack([region.rows, region.cols]), numbers))
    return tuple(found)


def _is_line(mark: Mark, view: AlignedView, settings: MarkSettings) -> bool:
    """Whether a mark that both photos show is worth telling."""
    return mark.shape is Shape.CURVE and polyline_length(mark.path) * view.scale >= settings.kept_length_px


def _inner(inside: NDArray[np.bool_], rim_px: int) -> NDArray[np.bool_]:
    """The piece without its rim; the frame of the photo is no rim."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim_px + 1, 2 * rim_px + 1))
    return np.asarray(cv2.erode(inside.astype(np.uint8), kernel, borderValue=1) > 0)
