"""`TruePair` (what is so), `ScoredPair` (what was said against it), `Evaluation` (all pairs, and the figures of them)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from condition.errors import SettingsError
from condition.evaluation.figures import FPPI, Figures, froc_curve, reliability, summarise

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Pixels of a mark: a bool array whose top-left pixel lies at (left, top) of the photo."""

    left: int
    top: int
    pixels: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TrueMark:
    """One mark that is really new.

    Attributes
    ----------
    kind : str
        What it is.
    patch : Patch
        Its pixels in the after photo.
    ignore : bool
        Neither demanded nor false, wherever it is flagged.
    contrast : float or None
        How visible it is, 8-bit levels; None where the truth does not say.
    """

    kind: str
    patch: Patch
    ignore: bool = False
    contrast: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TruePair:
    """What is so of one pair.

    Attributes
    ----------
    id : str
        Of the pair.
    comparable : bool
        False where two photos have to be refused.
    width, height : int
        Of the upright after photo, px; 0 where nothing needs it (a pair that is not comparable).
    marks : tuple of TrueMark
        Everything that is new.
    forgiven : ndarray or None
        bool ``(height, width)``: where, beside the marks, nothing is false.
    points : ndarray or None
        float64 ``(N, 4)``: x, y before, x, y after of the same points of the surface.
    """

    id: str
    comparable: bool
    width: int
    height: int
    marks: tuple[TrueMark, ...] = ()
    forgiven: NDArray[np.bool_] | None = None
    points: NDArray[np.float64] | None = None

    @property
    def tolerance_px(self) -> int:
        """How far beside a mark a flag may lie: 8 px, or 0.6 % of the diagonal where that is more."""
        return round(max(8.0, 0.006 * math.hypot(self.height, self.width)))


@dataclass(frozen=True, slots=True)
class ScoredMark:
    """One flag: its score, whether it is true, and what was said of it."""

    score: float
    true: bool
    verdict: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class ScoredPair:
    """What was said of one pair, held against the truth.

    Attributes
    ----------
    id : str
        Of the pair.
    comparable : bool
        By the truth.
    status : str
        "compared", "not_comparable", "error", or "missing" where there is no result.
    clean : bool
        By the truth: nothing is new.
    marks : tuple of ScoredMark
        The flags, highest score first.
    wanted : tuple of str
        Kinds of the true marks that are demanded.
    hit_at : tuple of float
        For each of these the score from which on it is found; -inf where it is never.
    error_per_mille : ndarray or None
        float64 ``(N,)``: error of alignment at the points, thousandths of the after photo's diagonal.
    seconds : float or None
        Time it took.
    """

    id: str
    comparable: bool
    status: str
    clean: bool
    marks: tuple[ScoredMark, ...] = ()
    wanted: tuple[str, ...] = ()
    hit_at: tuple[float, ...] = ()
    error_per_mille: NDArray[np.float64] | None = None
    seconds: float | None = None

    @property
    def found(self) -> int:
        """Number of true marks found at any score."""
        return sum(at > -math.inf for at in self.hit_at)

    @property
    def false(self) -> int:
        """Number of false flags."""
        return sum(not mark.true for mark in self.marks)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How right some results are.

    Attributes
    ----------
    pairs : tuple of ScoredPair
        In the order of the truth.
    name : str
        What was evaluated, for titles.
    """

    pairs: tuple[ScoredPair, ...]
    name: str = "results"
    _kept: dict[str, Figures] = field(default_factory=dict, repr=False)

    @property
    def figures(self) -> Figures:
        """The figures over all pairs."""
        if "all" not in self._kept:
            self._kept["all"] = summarise(self.pairs)
        return self._kept["all"]

    @property
    def curve(self) -> NDArray[np.float64]:
        """float64 ``(N, 3)``: threshold, false flags a pair, recall, from the highest threshold down."""
        return froc_curve(self.pairs)

    def at(self, threshold: float) -> Evaluation:
        """Return the evaluation of the same results, had only flags of at least this score been reported."""
        from dataclasses import replace

        return Evaluation(
            tuple(
                replace(
                    pair,
                    marks=tuple(mark for mark in pair.marks if mark.score >= threshold),
                    hit_at=tuple(at if at >= threshold else -math.inf for at in pair.hit_at),
                )
                for pair in self.pairs
            ),
            self.name,
        )

    def to_frame(self, of: str = "pairs") -> pd.DataFrame:
        """Return a data frame: of "pairs" (one row each), of "marks" (one row a flag), or of "thresholds"."""
        from condition.evaluation.as_frame import FRAMES

        if of not in FRAMES:
            raise SettingsError(f"to_frame(of={of!r}): choose one of {', '.join(FRAMES)}")
        return FRAMES[of](self)

    def plot(self, what: str = "froc") -> Figure:
        """Return a matplotlib figure: the "froc" curve, or the "calibration" of the scores."""
        from condition.report import render_calibration, render_froc

        figures = self.figures
        if what == "froc":
            here = None if figures.recall is None else (figures.fppi, figures.recall)
            return render_froc(
                self.curve, FPPI, here, f"{self.name}: {figures.marks} true marks, {figures.pairs} pairs"
            )
        if what == "calibration":
            flags = [mark for pair in self.pairs for mark in pair.marks]
            bins = reliability([mark.score for mark in flags], [mark.true for mark in flags])
            return render_calibration(bins, f"{self.name}: {len(flags)} flags")
        raise SettingsError(f"plot({what!r}): choose one of froc, calibration")

    def _repr_html_(self) -> str:
        """The figures as a table."""
        from condition.evaluation.as_text import rows_of

        rows = "".join(
            f"<tr><td>{label}</td><td><b>{value}</b></td></tr>" for label, value in rows_of(self.figures)
        )
        return f"<table>{rows}</table>"

    def __repr__(self) -> str:
        """Recall and false flags."""
        figures = self.figures
        recall = "–" if figures.recall is None else f"{figures.recall:.2f}"
        return (
            f"<Evaluation of {figures.pairs} pairs: recall {recall}, {figures.fppi:.2f} false flags a pair>"
        )
