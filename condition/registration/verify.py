"""A mapping -> how unlikely it is by chance, from evidence that was not used to find it.

Every block of the after photo's piece is searched in the registered before photo. If the mapping were wrong, its best
place would fall anywhere in the search range; if right, close to zero. The number of false alarms [1]_ bounds how often
so many blocks would agree by chance in all mappings tried; evidence is its negative logarithm.

References
----------
.. [1] Desolneux, Moisan, Morel, "Meaningful alignments", IJCV 40(1), 2000. doi:10.1023/A:1026593302236
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.registration.blocks import Blocks, match_blocks
from condition.registration.field import Complex


@dataclass(frozen=True, slots=True)
class BlockTest:
    """How a mapping is checked.

    Attributes
    ----------
    block_px, step_px, reach_px : int
        Blocks of the check; other sizes and places than those of the fit.
    near_px : float
        A block agrees when its best shift is at most this.
    max_coherence : float
        Coherence (0 isotropic, 1 one straight edge) up to which a block counts as textured.
    tried : float
        Number of mappings that were tried, for the number of false alarms.
    """

    block_px: int = 26
    step_px: int = 18
    reach_px: int = 10
    near_px: float = 3.0
    max_coherence: float = 0.7
    tried: float = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """How well a mapping holds.

    Attributes
    ----------
    evidence : float
        -log10 of the number of false alarms; negative where even chance does better.
    texture_evidence : float
        The same from blocks with structure in two directions alone: rims and outlines, which every ring of the same size
        shares, do not count.
    agreeing : float
        Fraction of blocks that agree.
    correlation : float
        Mean normalised correlation of the fields without any shift.
    covered : float
        Fraction of the after piece's blocks that the before photo covers.
    blocks : Blocks
        What was measured.
    agrees : ndarray
        bool ``(N,)``.
    """

    evidence: float
    texture_evidence: float
    agreeing: float
    correlation: float
    covered: float
    blocks: Blocks
    agrees: NDArray[np.bool_]

    @property
    def strength(self) -> float:
        """Both kinds of evidence together, for ranking: outlines propose, texture decides."""
        return self.evidence + self.texture_evidence


def verify(fixed: Complex, moving: Complex, test: BlockTest) -> Support:
    """Return how well two orientation fields agree, block by block; both are zero off the piece."""
    blocks = match_blocks(fixed, moving, test.block_px, test.step_px, test.reach_px)
    agrees = np.hypot(*blocks.shift.T) <= test.near_px
    chance = np.pi * test.near_px**2 / (2 * test.reach_px + 1) ** 2
    # neighbouring blocks overlap: count each by the area that is its own
    share = (test.step_px / test.block_px) ** 2
    tail = log10_tail(share * len(blocks), share * float(agrees.sum()), float(chance))
    certain = np.sqrt(
        (blocks.information[:, 0, 0] - blocks.information[:, 1, 1]) ** 2
        + 4 * blocks.information[:, 0, 1] ** 2
    )
    textured = certain < test.max_coherence
    texture_tail = log10_tail(
        share * float(textured.sum()), share * float((agrees & textured).sum()), float(chance)
    )
    either = (fixed != 0) | (moving != 0)
    both = (fixed != 0) & (moving != 0)
    return Support(
        evidence=-float(np.log10(test.tried) + tail),
        texture_evidence=-float(np.log10(test.tried) + texture_tail),
        agreeing=float(agrees.mean()) if len(blocks) else 0.0,
        correlation=float(blocks.here.mean()) if len(blocks) else 0.0,
        covered=float(both.sum() / max(either.sum(), 1)),
        blocks=blocks,
        agrees=agrees,
    )


def log10_tail(count: float, successes: float, chance: float) -> float:
    """Return log10 of Hoeffding's bound on a binomial tail: at least `successes` of `count` at probability `chance`."""
    if count <= 0 or successes <= chance * count:
        return 0.0
    rate = min(successes / count, 1 - 1e-9)
    divergence = rate * np.log(rate / chance) + (1 - rate) * np.log((1 - rate) / (1 - chance))
    return float(-count * divergence / np.log(10))
