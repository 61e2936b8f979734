"""`Verdict`, `Judgement` (a mark with its verdict) and `Coverage` (what could be compared at all, and what differs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from condition.marks import Mark
from condition.novelty.alternatives import Alternative


class Verdict(StrEnum):
    """The answer to "is this mark new?"."""

    NEW = "new"
    ALREADY_THERE = "already_there"
    GONE = "gone"
    CANNOT_TELL = "cannot_tell"


class Kind(StrEnum):
    """What a mark most likely is; `LINE` is what both photos show: engraving, a seam, or an old mark."""

    SCRATCH = "scratch"
    SCUFF = "scuff"
    DENT = "dent"
    CHIP = "chip"
    MISSING = "missing"
    FOREIGN = "foreign"
    LINE = "line"


class Blind(IntEnum):
    """Why a pixel of the piece could not be compared; 0 = it was compared."""

    COMPARED = 0
    NOT_THE_PIECE = 1
    OUT_OF_VIEW = 2
    GLARE = 3
    BLURRED = 4
    NOT_ALIGNED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Which pixels of the after photo were compared, why the others were not, and how much differs.

    Attributes
    ----------
    blind : ndarray
        uint8 ``(h, w)`` of `Blind` on a rectangle of the after photo around the piece; nothing beyond it is the piece.
    scale : float
        Pixels of `blind` per pixel of the full after photo.
    origin : tuple of int
        (x, y) of the rectangle's top-left pixel in the after photo reduced by `scale`.
    evidence : ndarray or None
        uint8 ``(h, w)``: how strongly the after photo shows something there that the before photo does not, 255 = fully.
    """

    blind: NDArray[np.uint8]
    scale: float
    origin: tuple[int, int] = (0, 0)
    evidence: NDArray[np.uint8] | None = None

    @property
    def fractions(self) -> dict[Blind, float]:
        """Share of the piece for every entry of `Blind` but `NOT_THE_PIECE`; sums to 1 where there is a piece."""
        counts = {why: int((self.blind == why).sum()) for why in Blind if why is not Blind.NOT_THE_PIECE}
        total = max(1, sum(counts.values()))
        return {why: count / total for why, count in counts.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """A mark with its verdict.

    Attributes
    ----------
    mark : Mark
        In full-resolution px of the after photo (`Verdict.GONE` marks are mapped there).
    verdict : Verdict
        New, already there, gone, or cannot tell.
    kind : Kind
        What it most likely is.
    score : float
        Calibrated chance in [0, 1] that the verdict "new" would be right.
    explanation : str
        One sentence: why this verdict.
    evidence : mapping
        Named numbers behind the score, for the report and for notebooks.
    alternatives : tuple of Alternative
        What else the mark could be; empty where nothing is claimed to be new.
    """

    mark: Mark
    verdict: Verdict
    kind: Kind
    score: float
    explanation: str
    evidence: Mapping[str, float] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
