"""Two photos and their pieces -> `Alignment` or `Refusal`.

1. Both pieces become views (`views`).
2. Mappings are proposed by keypoints and by shape (`keypoints`, `shape`).
3. Every proposal is refined at small size and checked by one a-contrario test (`refine`, `verify`).
4. The best ones are refined and checked at larger sizes.
5. The best one is judged: alignment, or refusal with reasons (`judge`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography
from condition.photo.model import Photo
from condition.quality.model import Piece
from condition.reasons import Reason, ReasonCode
from condition.registration.dense import grid_scale, piece_on_grid, ring_on_grid, seen_by_both
from condition.registration.field import Complex
from condition.registration.keypoints import detect_keypoints, fit_homographies, match_keypoints
from condition.registration.model import Alignment, Refusal
from condition.registration.refine import Round, after_field, before_field, refine
from condition.registration.ring_pair import RingPair, propose_rings, refine_ring, ring_fields, ring_homography
from condition.registration.shape import Hypothesis, ShapeSearch, propose_shapes
from condition.registration.verify import Check, Verdict, verify
from condition.registration.views import Level, View, view_of


@dataclass(frozen=True, slots=True)
class RegistrationSettings:
    """How hard to search for an alignment and how much evidence to demand.

    Attributes
    ----------
    piece_side_px : int
        Largest size at which a piece is registered (its long side).
    keypoint_side_px, keypoint_count : int
        Size of the photo for keypoints, and how many at most.
    ratio : float
        Ratio test of keypoint matches.
    keypoint_tolerance : float
        Inlier threshold, fraction of the after photo's diagonal.
    min_inliers : int
        Fewest keypoint inliers of a proposal.
    shapes : int
        Number of proposals by shape.
    search : ShapeSearch
        Poses searched by shape.
    rings : int
        Number of proposals under the ring model; 0 leaves it out.
    ring_below : float
        Evidence of the best homography under which the ring model is tried.
    check : Check
        The a-contrario test.
    min_evidence : float
        -log10 of the number of false alarms an alignment needs. 28 pairs of different pieces of one family stayed
        at 3 or less but for two.
    seed : int
        Seed of the random samples inside MAGSAC++.
    """

    piece_side_px: int = 1024
    keypoint_side_px: int = 1000
    keypoint_count: int = 3000
    ratio: float = 0.85
    keypoint_tolerance: float = 0.003
    min_inliers: int = 10
    shapes: int = 8
    search: ShapeSearch = field(default_factory=ShapeSearch)
    rings: int = 6
    ring_below: float = 25.0
    check: Check = field(default_factory=Check)
    min_evidence: float = 3.0
    seed: int = 7


DEFAULT = RegistrationSettings()

#: Sizes of the after photo's piece for the three stages of the search, px.
SMALL_PX, MIDDLE_PX, FINE_PX = 192, 384, 768
#: Coarse rounds for every proposal, then finer ones for the best.
COARSE = (Round(28, 10, False), Round(24, 7, False))
MIDDLE = (Round(40, 12, True), Round(32, 7, True))
FINE = (Round(48, 10, True), Round(40, 6, True))


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A proposal after refinement, with its verdict."""

    after_from_before: Matrix
    source: str
    verdict: Verdict
    ring: RingPair | None = None


def register(
    before: Photo,
    after: Photo,
    before_piece: Piece,
    after_piece: Piece,
    settings: RegistrationSettings = DEFAULT,
) -> Alignment | Refusal:
    """Return the mapping of the piece in the before photo onto the piece in the after photo, or why there is none.

    Parameters
    ----------
    before, after : Photo
        Upright photos; sizes may differ.
    before_piece, after_piece : Piece
        Where the piece lies in each.
    settings : RegistrationSettings
        Effort and demands.

    Returns
    -------
    Alignment or Refusal
        Never None, never a guessed identity.

    Notes
    -----
    Deterministic. The background plays no part unless the piece fills the frame.
    """
    before_view = view_of(before, before_piece, settings.piece_side_px)
    after_view = view_of(after, after_piece, settings.piece_side_px)
    proposals = propose(before, after, before_piece, after_piece, before_view, after_view, settings)
    candidates = search(before_view, after_view, proposals, settings)
    if not candidates or candidates[0].verdict.evidence < settings.min_evidence:
        measured = candidates[0].verdict.evidence if candidates else 0.0
        text = f"No alignment of the two photos is better than chance (evidence {measured:.1f}, needs {settings.min_evidence:.1f})."
        return Refusal((Reason(ReasonCode.NO_COMMON_STRUCTURE, text, measured, settings.min_evidence),))
    return _alignment(before_view, after_view, candidates[0])


def propose(
    before: Photo,
    after: Photo,
    before_piece: Piece,
    after_piece: Piece,
    before_view: View,
    after_view: View,
    settings: RegistrationSettings,
) -> list[Hypothesis]:
    """Return proposals of all sources."""
    keys = [
        detect_keypoints(photo, piece, settings.keypoint_side_px, settings.keypoint_count)
        for photo, piece in ((before, before_piece), (after, after_piece))
    ]
    tolerance = settings.keypoint_tolerance * float(np.hypot(after.width, after.height))
    proposals = []
    matches = match_keypoints(keys[0], keys[1], settings.ratio)
    for found, inlier in fit_homographies(matches, tolerance, 2, settings.min_inliers, settings.seed):
        proposals.append(Hypothesis(found, "keypoints", float(inlier.sum())))
    proposals += propose_shapes(before_view, after_view, settings.shapes, settings.search)
    return proposals


def search(
    before: View, after: View, proposals: list[Hypothesis], settings: RegistrationSettings
) -> list[Candidate]:
    """Refine and check proposals from coarse to fine; best first."""
    small = after_field(after, SMALL_PX)
    first = []
    for proposal in proposals:
        matrix = proposal.after_from_before
        if proposal.source != "keypoints":
            for step in COARSE:
                matrix, _ = refine(before, small, matrix, step)
        first.append(_judged(before, small, matrix, proposal.source, settings))
    first.sort(key=lambda c: -c.verdict.evidence)
    middle = after_field(after, MIDDLE_PX)
    second = []
    keep = first[:3] + [c for c in first[3:] if c.source == "keypoints"]
    for candidate in keep:
        matrix = candidate.after_from_before
        for step in MIDDLE:
            matrix, _ = refine(before, middle, matrix, step)
        second.append(_judged(before, middle, matrix, candidate.source, settings))
    second.sort(key=lambda c: -c.verdict.evidence)
    if settings.rings and not after.whole_frame and (not second or second[0].verdict.evidence < settings.ring_below):
        second += search_rings(before, after, settings)
        second.sort(key=lambda c: -c.verdict.evidence)
    fine = after_field(after, FINE_PX)
    third = []
    for candidate in second[:1]:
        if candidate.ring is not None:
            third.append(candidate)
            continue
        matrix = candidate.after_from_before
        for step in FINE:
            matrix, _ = refine(before, fine, matrix, step)
        third.append(_judged(before, middle, matrix, candidate.source, settings))
    return third + second[1:]


def _judged(
    before: View, fixed: tuple[Level, Complex], matrix: Matrix, source: str, settings: RegistrationSettings
) -> Candidate:
    """A mapping with its verdict."""
    moving = before_field(before, fixed[0], matrix)
    return Candidate(matrix, source, verify(fixed[1], moving, settings.check))


def search_rings(before: View, after: View, settings: RegistrationSettings) -> list[Candidate]:
    """Candidates under the ring model, refined and checked; empty where the pieces are no rings."""
    first = []
    small, middle = after.sized(SMALL_PX), after.sized(MIDDLE_PX)
    for pair in propose_rings(before, after, settings.rings):
        refined, _ = refine_ring(pair, before, after, SMALL_PX, 28, 10)
        first.append((verify(*ring_fields(refined, before, small), settings.check).evidence, refined))
    first.sort(key=lambda item: -item[0])
    second = []
    for _, pair in first[:2]:
        for side, block, reach in ((SMALL_PX, 24, 7), (MIDDLE_PX, 36, 9), (MIDDLE_PX, 32, 6)):
            pair, _ = refine_ring(pair, before, after, side, block, reach)
        verdict = verify(*ring_fields(pair, before, middle), settings.check)
        second.append(Candidate(ring_homography(pair, after), "ring", verdict, pair))
    return second


def _alignment(before: View, after: View, best: Candidate) -> Alignment:
    """Put the winning mapping into the type that is handed on."""
    level = after.sized(MIDDLE_PX)
    blocks, agrees = best.verdict.blocks, best.verdict.agrees
    displacement: NDArray[np.float32] | None = None
    if best.ring is not None:
        displacement, valid = ring_on_grid(best.ring, before, after, best.after_from_before)
    else:
        valid = seen_by_both(before, after, best.after_from_before)
    inside = piece_on_grid(after)
    residual = np.hypot(*blocks.shift.T)[agrees] / level.scale
    plain = Alignment(
        after_from_before=best.after_from_before,
        displacement=displacement,
        valid=valid,
        scale=grid_scale(after),
        matches=np.zeros((0, 4)),
        inlier=np.zeros(0, np.bool_),
        residual_px=float(np.median(residual)) if len(residual) else 0.0,
        overlap=float(valid.sum() / max(inside.sum(), 1)),
        evidence=best.verdict.evidence,
    )
    from_level = np.linalg.inv(level.level_from_full)
    seen = apply_homography(from_level, blocks.centre)
    partner = plain.to_before(apply_homography(from_level, blocks.centre + blocks.shift))
    return replace(plain, matches=np.column_stack([partner, seen]), inlier=agrees)
