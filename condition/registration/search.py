"""Two views -> refined and verified candidates, best first: proposals of all sources, from coarse to fine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography
from condition.parallel import in_threads
from condition.photo import Photo
from condition.quality import Piece
from condition.registration.field import Complex
from condition.registration.keypoints import detect_keypoints, fit_homographies, match_keypoints
from condition.registration.refine import Round, after_field, before_field, refine
from condition.registration.ring_pair import (
    RingPair,
    propose_rings,
    refine_ring,
    ring_fields,
    ring_homography,
    turned_again,
    usual,
)
from condition.registration.shape import Hypothesis, ShapeSearch, propose_shapes
from condition.registration.verify import BlockTest, Support, log10_tail, verify
from condition.registration.views import Level, View, inverse

#: Sizes of the after photo's piece for the three stages of the search, px.
SMALL_PX, MIDDLE_PX, FINE_PX = 192, 384, 768
#: Coarse rounds for every proposal, then finer ones for the best.
COARSE = (Round(28, 10, False), Round(24, 7, False))
MIDDLE = (Round(40, 12, True), Round(32, 7, True))
FINE = (Round(48, 10, True), Round(40, 6, True))
#: Rank of a ring seen from the same side in both photos, in units of evidence: ten times likelier than any other turn.
HABIT = 1.0
#: The same for rings: size of the after photo's piece, block and reach, px.
RING_COARSE = (SMALL_PX, 28, 10)
RING_MIDDLE = ((SMALL_PX, 24, 7), (MIDDLE_PX, 36, 9), (MIDDLE_PX, 32, 6))
RING_FINE = (FINE_PX, 40, 9)
#: Ring pairs that are refined at middle size.
RINGS_TRIED = 5


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How hard to search.

    Attributes
    ----------
    keypoint_side_px, keypoint_count : int
        Size of the photo for keypoints, and how many at most.
    ratio : float
        Ratio test of keypoint matches.
    keypoint_tolerance : float
        Inlier threshold, fraction of the after photo's diagonal.
    min_inliers : int
        Fewest keypoint inliers of a proposal.
    scene_inliers : int
        Fewest inliers that count as evidence by themselves, and only where both photos are filled by what they show:
        on a support, its cloth would match. Different objects stayed below 24.
    scene_below : float
        Evidence of the best mapping under which keypoints count by themselves.
    shapes, rings : int
        Number of proposals by shape, and under the ring model (0 leaves it out).
    turns : int
        Turns about the axis that are tried again once a ring's pose is refined.
    ring_below, ring_below_texture : float
        Evidence and texture evidence of the best homography under which the ring model is tried: rings of one size share
        their outline, so that a homography may explain the outline of a ring, but not the structure on its walls.
    poses : ShapeSearch
        Poses searched by shape.
    test : BlockTest
        The a-contrario test.
    seed : int
        Seed of the random samples inside MAGSAC++.
    """

    keypoint_side_px: int = 800
    keypoint_count: int = 2000
    ratio: float = 0.85
    keypoint_tolerance: float = 0.003
    min_inliers: int = 10
    scene_inliers: int = 24
    scene_below: float = 6.0
    shapes: int = 8
    rings: int = 16
    turns: int = 3
    ring_below: float = 25.0
    ring_below_texture: float = 4.0
    poses: ShapeSearch = field(default_factory=ShapeSearch)
    test: BlockTest = field(default_factory=BlockTest)
    seed: int = 7


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mapping after refinement, and how well it holds.

    Attributes
    ----------
    after_from_before : ndarray
        float64 ``(3, 3)``, full-resolution px; for a ring the homography that comes closest.
    source : {"keypoints", "shape", "ring"}
        Who proposed it.
    support : Support
        How well it holds.
    ring : RingPair or None
        The mapping itself, where the piece is a ring.
    level : Level or None
        The level of the after view at which its blocks were measured; None for the middle one.
    """

    after_from_before: Matrix
    source: str
    support: Support
    ring: RingPair | None = None
    level: Level | None = None

    def to_before(self, after_points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Carry full-resolution after points to the before photo; nan off a ring."""
        if self.ring is not None:
            return self.ring.to_before(after_points)[0]
        return apply_homography(inverse(self.after_from_before), after_points)


def propose_keypoints(
    before: Photo, after: Photo, before_piece: Piece, after_piece: Piece, settings: SearchSettings
) -> tuple[list[Hypothesis], int]:
    """Return proposals by keypoints, all over the photo and on the piece alone, and the number of matches."""
    side, count = settings.keypoint_side_px, settings.keypoint_count
    both = ((before, before_piece), (after, after_piece))
    keys = in_threads(lambda pair: detect_keypoints(*pair, side, count), both)
    tolerance = settings.keypoint_tolerance * float(np.hypot(after.width, after.height))
    matches = match_keypoints(keys[0], keys[1], settings.ratio)
    fits = fit_homographies(matches, tolerance, 2, settings.min_inliers, settings.seed)
    if not (before_piece.fills_frame and after_piece.fills_frame):
        on_piece = match_keypoints(keys[0].kept(), keys[1].kept(), settings.ratio)
        fits += fit_homographies(on_piece, tolerance, 1, settings.min_inliers, settings.seed)
    return [Hypothesis(found, "keypoints", float(inlier.sum())) for found, inlier in fits], len(matches)


def search(
    before: View, after: View, keypoints: list[Hypothesis], matches: int, settings: SearchSettings
) -> list[Candidate]:
    """Return candidates of all sources, best first; `keypoints` are proposals made beforehand."""
    proposals = keypoints + propose_shapes(before, after, settings.shapes, settings.poses)
    first = _first_stage(before, after, proposals, settings)
    second = _second_stage(before, after, first, settings)
    if settings.rings and not after.whole_frame and _may_be_ring(second, settings):
        second += search_rings(before, after, settings)
    # orientation blocks are the finer judge; keypoints speak where two views share too little for them
    if before.whole_frame and after.whole_frame and _best(second) < settings.scene_below:
        second += [
            _scene(before, after, h, matches, settings)
            for h in keypoints
            if h.score >= settings.scene_inliers
        ]
    second.sort(key=lambda c: -c.support.strength)
    return [_third_stage(before, after, second[0], settings), *second[1:]] if second else []


def glance(
    before: View, after: View, proposals: list[Hypothesis], settings: SearchSettings, shapes: bool = True
) -> Candidate | None:
    """Return the best candidate of the small-size stage alone: what retrieval needs, in a fraction of the time.

    Without `shapes` only the given proposals are tried; all of them are refined but those by keypoints.
    """
    tried = proposals + (propose_shapes(before, after, settings.shapes, settings.poses) if shapes else [])
    return max(_first_stage(before, after, tried, settings), key=lambda c: c.support.strength, default=None)


def _best(candidates: list[Candidate]) -> float:
    return max((c.support.evidence for c in candidates), default=-np.inf)


def _may_be_ring(candidates: list[Candidate], settings: SearchSettings) -> bool:
    """Whether no homography explains the pieces well enough to leave out the ring model."""
    texture = max((c.support.texture_evidence for c in candidates), default=-np.inf)
    return _best(candidates) < settings.ring_below and texture < settings.ring_below_texture


def _judged(
    before: View, fixed: tuple[Level, Complex], matrix: Matrix, source: str, settings: SearchSettings
) -> Candidate:
    """A mapping and how well it holds."""
    moving = before_field(before, fixed[0], matrix)
    return Candidate(matrix, source, verify(fixed[1], moving, settings.test))


def _judged_twice(before: View, after: View, candidate: Candidate, settings: SearchSettings) -> Candidate:
    """The candidate as it holds at small or at middle size, whichever is better.

    Where one photo is blurred or small, the finer size compares noise.
    """
    field = after_field(after, SMALL_PX)
    coarse = _judged(before, field, candidate.after_from_before, candidate.source, settings).support
    if coarse.strength <= candidate.support.strength:
        return candidate
    return replace(candidate, support=coarse, level=field[0])


def _refined(before: View, fixed: tuple[Level, Complex], matrix: Matrix, rounds: tuple[Round, ...]) -> Matrix:
    for step in rounds:
        matrix, _ = refine(before, fixed, matrix, step)
    return matrix


def _first_stage(
    before: View, after: View, proposals: list[Hypothesis], settings: SearchSettings
) -> list[Candidate]:
    """Every proposal at small size; those by keypoints are exact enough as they are."""
    small = after_field(after, SMALL_PX)

    def try_out(proposal: Hypothesis) -> Candidate:
        rounds = () if proposal.source == "keypoints" else COARSE
        matrix = _refined(before, small, proposal.after_from_before, rounds)
        return _judged(before, small, matrix, proposal.source, settings)

    return sorted(in_threads(try_out, proposals), key=lambda c: -c.support.evidence)


def _second_stage(
    before: View, after: View, first: list[Candidate], settings: SearchSettings
) -> list[Candidate]:
    """The best three, and all by keypoints, at middle size."""
    middle = after_field(after, MIDDLE_PX)

    def try_out(candidate: Candidate) -> Candidate:
        matrix = _refined(before, middle, candidate.after_from_before, MIDDLE)
        judged = _judged(before, middle, matrix, candidate.source, settings)
        return _judged_twice(before, after, judged, settings)

    chosen = first[:3] + [c for c in first[3:] if c.source == "keypoints"]
    return sorted(in_threads(try_out, chosen), key=lambda c: -c.support.strength)


def _third_stage(before: View, after: View, best: Candidate, settings: SearchSettings) -> Candidate:
    """The winner at large size, unless that is no better; a ring is as fine as its model already."""
    if best.ring is not None or best.source == "scene":
        return best
    matrix = _refined(before, after_field(after, FINE_PX), best.after_from_before, FINE)
    finer = _judged(before, after_field(after, MIDDLE_PX), matrix, best.source, settings)
    finer = _judged_twice(before, after, finer, settings)
    return finer if finer.support.strength > 0.8 * best.support.strength else best


def _scene(
    before: View, after: View, proposal: Hypothesis, matches: int, settings: SearchSettings
) -> Candidate:
    """A mapping by keypoints alone, for photos that are filled by what they show.

    Its evidence is that of the inliers among the matches: a match falls within the tolerance by chance with the ratio of
    the disc's area to the frame's (Moisan, Stival, IJCV 57(3), 2004).
    """
    middle = after_field(after, MIDDLE_PX)
    plain = _judged(before, middle, proposal.after_from_before, "scene", settings)
    chance = float(np.pi * settings.keypoint_tolerance**2 * 2.1)
    evidence = -(np.log10(settings.test.tried) + log10_tail(matches, proposal.score - 4, chance))
    # inliers cluster on few structures and are not independent: a quarter of them is counted
    evidence = max(plain.support.evidence, float(evidence) / 4)
    support = replace(
        plain.support, evidence=evidence, texture_evidence=max(evidence, plain.support.texture_evidence)
    )
    return Candidate(plain.after_from_before, "scene", support)


def search_rings(before: View, after: View, settings: SearchSettings) -> list[Candidate]:
    """Candidates under the ring model, refined and checked; empty where the pieces are no rings."""
    first = _coarse_rings(propose_rings(before, after, settings.rings), before, after, settings)
    if first:
        again = turned_again(first[0][1], before, after, settings.turns)
        first = sorted(first + _coarse_rings(again, before, after, settings), key=lambda item: -item[0])
    second = []
    for _, pair in first[:RINGS_TRIED]:
        for step in RING_MIDDLE:
            pair, _ = refine_ring(pair, before, after, *step)
        judged = _judged_ring(pair, before, after, (SMALL_PX, MIDDLE_PX), settings)
        second.append((judged.support.strength + HABIT * usual(pair), judged))
    second.sort(key=lambda item: -item[0])
    candidates = [judged for _, judged in second]
    return [_fine_ring(c, before, after, settings) for c in candidates[:1]] + candidates[1:]


def _coarse_rings(
    pairs: list[RingPair], before: View, after: View, settings: SearchSettings
) -> list[tuple[float, RingPair]]:
    """Ring pairs after one round at small size, with their rank, best first."""
    found = []
    for pair in pairs:
        refined, _ = refine_ring(pair, before, after, *RING_COARSE)
        support = verify(*ring_fields(refined, before, after.sized(SMALL_PX)), settings.test)
        found.append((support.strength + HABIT * usual(refined), refined))
    return sorted(found, key=lambda item: -item[0])


def _judged_ring(
    pair: RingPair, before: View, after: View, sizes_px: tuple[int, ...], settings: SearchSettings
) -> Candidate:
    """A ring pair as it holds at the size at which it holds best."""
    judged = []
    for side_px in sizes_px:
        level = after.sized(side_px)
        judged.append((verify(*ring_fields(pair, before, level), settings.test), level))
    support, level = max(judged, key=lambda item: item[0].strength)
    return Candidate(ring_homography(pair, after), "ring", support, pair, level)


def _fine_ring(candidate: Candidate, before: View, after: View, settings: SearchSettings) -> Candidate:
    """The candidate refined at large size, where a thin wall has blocks of its own; as it was if that is no better."""
    if candidate.ring is None:
        return candidate
    pair, _ = refine_ring(candidate.ring, before, after, *RING_FINE)
    finer = _judged_ring(pair, before, after, (FINE_PX,), settings)
    return max((candidate, finer), key=lambda c: c.support.strength)
