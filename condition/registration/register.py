"""Two photos and their pieces -> `Alignment` or `Refusal`.

1. Both pieces become views (`views`).
2. Mappings are proposed by keypoints, by shape, and for rings by a model of two walls (`keypoints`, `shape`, `ring_*`).
3. Proposals are refined from coarse to fine and checked by one a-contrario test (`search`, `refine`, `verify`).
4. The best one is judged: weak, ambiguous, mirrored or hardly overlapping mappings are refused with reasons (`judge`).
5. What the global mapping leaves is measured locally, and kept where it helps (`local`, `dense`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from condition.geometry import apply_homography
from condition.photo import Photo
from condition.quality import Piece
from condition.reasons import Reason
from condition.registration.dense import displacement_and_valid, grid_scale, piece_on_grid
from condition.registration.judge import Demands, mirrored, refuse, refuse_overlap
from condition.registration.model import Alignment, Refusal
from condition.registration.search import MIDDLE_PX, Candidate, SearchSettings, propose_keypoints, search
from condition.registration.views import View, inverse, view_of


@dataclass(frozen=True, slots=True)
class RegistrationSettings:
    """How hard to search for an alignment and how much evidence to demand.

    Attributes
    ----------
    piece_side_px : int
        Largest size at which a piece is registered (its long side).
    search : SearchSettings
        Effort.
    demands : Demands
        Evidence.
    local : bool
        Measure the displacement that the global mapping leaves.
    """

    piece_side_px: int = 1024
    search: SearchSettings = field(default_factory=SearchSettings)
    demands: Demands = field(default_factory=Demands)
    local: bool = True


DEFAULT = RegistrationSettings()


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
        `Refusal` with ``NO_COMMON_STRUCTURE``, ``AMBIGUOUS``, ``MIRRORED`` or ``LOW_OVERLAP``; never None, never a guessed
        identity.

    Notes
    -----
    Deterministic. The background plays no part unless the piece fills the frame. Contrast may be reversed between the
    photos, as it is on polished metal: only orientations of gradients are compared.
    """
    views = (
        view_of(before, before_piece, settings.piece_side_px),
        view_of(after, after_piece, settings.piece_side_px),
    )
    keypoints, matches = propose_keypoints(before, after, before_piece, after_piece, settings.search)
    candidates = search(*views, keypoints, matches, settings.search)
    reason = refuse(candidates, *views, settings.demands)
    if reason is not None:
        return Refusal((_mirror_reason(before, before_piece, views[1], candidates, settings) or reason,))
    alignment = _alignment(*views, candidates[0], settings)
    reason = refuse_overlap(alignment.overlap, settings.demands)
    return alignment if reason is None else Refusal((reason,))


def _mirror_reason(
    before: Photo,
    before_piece: Piece,
    after: View,
    candidates: list[Candidate],
    settings: RegistrationSettings,
) -> Reason | None:
    """The reason to refuse a photo that fits as a mirror image; None where it does not."""
    flipped = replace(before, pixels=np.ascontiguousarray(before.pixels[:, ::-1]))
    piece = replace(before_piece, inside=np.ascontiguousarray(before_piece.inside[:, ::-1]))
    view = view_of(flipped, piece, settings.piece_side_px)
    found = search(view, after, [], 0, replace(settings.search, rings=0))
    return mirrored(candidates, found, settings.demands)


def _alignment(before: View, after: View, best: Candidate, settings: RegistrationSettings) -> Alignment:
    """Put the winning mapping into the type that is handed on."""
    displacement, valid = displacement_and_valid(before, after, best, settings.local)
    level = best.level or after.sized(MIDDLE_PX)
    blocks, agrees = best.support.blocks, best.support.agrees
    residual = np.hypot(*blocks.shift.T)[agrees] / level.scale
    alignment = Alignment(
        after_from_before=best.after_from_before,
        displacement=displacement,
        valid=valid,
        scale=grid_scale(after),
        matches=np.zeros((0, 4)),
        inlier=np.zeros(0, np.bool_),
        residual_px=float(np.median(residual)) if len(residual) else 0.0,
        overlap=float(valid.sum() / max(int(piece_on_grid(after).sum()), 1)),
        evidence=best.support.evidence,
    )
    full_from_level = inverse(level.level_from_full)
    seen = apply_homography(full_from_level, blocks.centre)
    partner = alignment.to_before(apply_homography(full_from_level, blocks.centre + blocks.shift))
    return replace(alignment, matches=np.column_stack([partner, seen]), inlier=agrees)
