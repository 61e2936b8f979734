"""Candidates -> the reason to refuse them, or None: an answer that might be wrong is worse than none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from condition.geometry import apply_homography
from condition.language import sentence
from condition.reasons import Reason, ReasonCode
from condition.registration.search import Candidate
from condition.registration.views import View, inverse


@dataclass(frozen=True, slots=True)
class Demands:
    """How much evidence an alignment needs.

    Attributes
    ----------
    min_evidence : float
        -log10 of the number of false alarms. Different pieces of one family stayed at 1.2 or less in 32 of 32 crossed pairs;
        two watches with one case and different engraving reached 13.
    min_texture : float
        The same from blocks with structure in two directions alone. The other side of a ring has the same outline and
        rims; it stays below -0.8, the same side above -0.1.
    min_ring_texture : float
        The same for the ring model, whose turn is itself fitted to the texture: the other side of one ring reached 3.3, all 19 right
        alignments of 53 rendered rings that are kept lie above 4.8, and five more below. A milgrain band turned wrongly reached
        8: this number does not tell repeated beads apart.
    max_rival : float
        Evidence of the best clearly different mapping over that of the best one, both kinds of evidence together: an
        outline fits any turn of a ring, and is no rival to engraving.
    apart : float
        Mappings differ clearly from this median distance on, fraction of the before photo's diagonal.
    min_overlap : float
        Fraction of the piece in the after photo that the before photo must show.
    mirror_lead : float
        A mirrored photo needs this much more evidence as a mirror image than as it is.
    """

    min_evidence: float = 1.5
    min_texture: float = -0.6
    min_ring_texture: float = 4.2
    max_rival: float = 0.8
    apart: float = 0.012
    min_overlap: float = 0.06
    mirror_lead: float = 6.0


def refuse(candidates: list[Candidate], before: View, after: View, demands: Demands) -> Reason | None:
    """Return why the best candidate is not to be trusted; None where it is."""
    if not candidates:
        return _no_structure(0.0, demands.min_evidence)
    best = candidates[0].support
    if best.evidence < demands.min_evidence:
        return _no_structure(best.evidence, demands.min_evidence)
    min_texture = demands.min_ring_texture if candidates[0].source == "ring" else demands.min_texture
    if best.texture_evidence < min_texture:
        return _no_structure(best.texture_evidence, min_texture)
    rival = _rival(candidates, before, after, demands)
    if rival is not None and rival > demands.max_rival * best.strength:
        ratio, required = best.strength / rival, 1 / demands.max_rival
        text = sentence(
            "Two different alignments fit almost equally well (the best has {measured:.2f} times the evidence of the second, "
            "needs {required:.2f} times).", measured=ratio, required=required,
        )  # fmt: skip
        return Reason(ReasonCode.AMBIGUOUS, text, ratio, required)
    return None


def refuse_overlap(overlap: float, demands: Demands) -> Reason | None:
    """Return the reason to refuse photos that share too little of the piece."""
    if overlap >= demands.min_overlap:
        return None
    text = sentence(
        "The two photos share {measured:.0%} of the piece; {required:.0%} is needed.",
        measured=overlap, required=demands.min_overlap,
    )  # fmt: skip
    return Reason(ReasonCode.LOW_OVERLAP, text, overlap, demands.min_overlap)


def mirrored(as_is: list[Candidate], as_mirror: list[Candidate], demands: Demands) -> Reason | None:
    """Return the reason to refuse an after photo that fits only as a mirror image."""
    if not as_mirror:
        return None
    evidence = as_mirror[0].support.evidence
    required = max(as_is[0].support.evidence if as_is else 0.0, 0.0) + demands.mirror_lead
    if evidence < required or as_mirror[0].support.texture_evidence < 0:
        return None
    text = sentence(
        "The after photo fits only as a mirror image of the before photo (evidence {measured:.1f}, against {as_is:.1f} as it is).",
        measured=evidence, as_is=required - demands.mirror_lead,
    )  # fmt: skip
    return Reason(ReasonCode.MIRRORED, text, evidence, required)


def _no_structure(measured: float, required: float) -> Reason:
    text = sentence(
        "No alignment of the two photos is better than chance (evidence {measured:.1f}, needs {required:.1f}): another piece, "
        "another side, or too different a view.", measured=measured, required=required,
    )  # fmt: skip
    return Reason(ReasonCode.NO_COMMON_STRUCTURE, text, measured, required)


def _rival(candidates: list[Candidate], before: View, after: View, demands: Demands) -> float | None:
    """Strength of the best candidate that maps the piece clearly elsewhere."""
    level = after.levels[-1]
    rows, cols = np.nonzero(level.inside > 0.5)
    every = max(1, len(rows) // 400)
    full = apply_homography(inverse(level.level_from_full), np.column_stack([cols, rows])[::every])
    home = candidates[0].to_before(full)
    diagonal = float(np.hypot(*before.frame))
    for other in candidates[1:]:
        gap = np.linalg.norm(other.to_before(full) - home, axis=1)
        known = np.isfinite(gap)
        if known.sum() >= 8 and float(np.median(gap[known])) > demands.apart * diagonal:
            return other.support.strength
    return None
