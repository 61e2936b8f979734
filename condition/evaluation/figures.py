"""Scored pairs -> figures: recall, false flags a pair, FROC, CPM, clean pairs, refusals, calibration.

FROC is recall over false flags a pair (FPPI) as the threshold on the score falls [1]_; CPM is the mean recall at 1/8, 1/4,
1/2, 1, 2, 4 and 8 false flags a pair [2]_. Intervals of shares are Wilson's [3]_: with few pairs they are wide, and stay
inside [0, 1].

References
----------
.. [1] Bunch et al., A free response approach to the measurement and characterization of radiographic-observer performance,
   SPIE 127, 1977. doi:10.1117/12.955926
.. [2] Niemeijer et al., On combining computer-aided detection systems, IEEE Transactions on Medical Imaging 30(2), 2011.
   doi:10.1109/TMI.2010.2072789
.. [3] Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
   doi:10.1080/01621459.1927.10502953
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from condition.evaluation.model import ScoredPair

#: False flags a pair at which recall is reported.
FPPI = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
#: Error of alignment that counts as aligned, thousandths of the diagonal.
ALIGNED_PER_MILLE = 5.0
#: 97.5 % point of the normal distribution: 95 % intervals.
Z = 1.959964
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over some pairs; None where nothing of the kind is among them.

    Attributes
    ----------
    pairs, comparable, marks : int
        Pairs, those that can be compared, and the true marks demanded in these.
    missing_or_error : int
        Pairs without a result.
    recall, precision : float or None
        Share of true marks found, and share of flags that are true, of everything that was reported.
    fppi : float
        False flags a pair.
    froc : mapping
        False flags a pair -> recall there.
    cpm : float or None
        Mean of these.
    clean_pairs : int
        Comparable pairs in which nothing is new.
    clean_reported_clean, damaged_pairs_flagged : float or None
        Share of clean pairs compared and without a flag; share of pairs with new marks in which at least one true flag was made.
    not_comparable : int
        Pairs that have to be refused.
    refused, wrongly_refused : float or None
        Share of these that were refused; share of the comparable pairs that were refused.
    error_median_per_mille, aligned : float or None
        Median error of alignment, thousandths of the diagonal; share of points within `ALIGNED_PER_MILLE`.
    seconds_median : float or None
        Median time a pair.
    """

    pairs: int
    comparable: int
    marks: int
    missing_or_error: int
    recall: float | None
    precision: float | None
    fppi: float
    froc: dict[float, float]
    cpm: float | None
    clean_pairs: int
    clean_reported_clean: float | None
    damaged_pairs_flagged: float | None
    not_comparable: int
    refused: float | None
    wrongly_refused: float | None
    error_median_per_mille: float | None
    aligned: float | None
    seconds_median: float | None


def summarise(pairs: Sequence[ScoredPair]) -> Figures:
    """Return the figures over some pairs."""
    comparable = [pair for pair in pairs if pair.comparable]
    others = [pair for pair in pairs if not pair.comparable]
    flags = [mark for pair in pairs for mark in pair.marks]
    marks = sum(len(pair.hit_at) for pair in comparable)
    curve = froc_curve(pairs)
    froc = {level: _recall_at(curve, level) for level in FPPI}
    clean = [pair for pair in comparable if pair.clean]
    damaged = [pair for pair in comparable if pair.hit_at]
    errors = [pair.error_per_mille for pair in comparable if pair.error_per_mille is not None]
    joined = np.concatenate(errors) if errors else None
    times = [pair.seconds for pair in pairs if pair.seconds is not None]
    return Figures(
        pairs=len(pairs),
        comparable=len(comparable),
        marks=marks,
        missing_or_error=sum(pair.status in ("missing", "error") for pair in pairs),
        recall=round(sum(pair.found for pair in comparable) / marks, DECIMALS) if marks else None,
        precision=round(sum(mark.true for mark in flags) / len(flags), DECIMALS) if flags else None,
        fppi=round(sum(not mark.true for mark in flags) / max(1, len(pairs)), DECIMALS),
        froc=froc,
        cpm=round(float(np.mean(list(froc.values()))), DECIMALS) if marks else None,
        clean_pairs=len(clean),
        clean_reported_clean=_share(clean, lambda pair: pair.status == "compared" and not pair.marks),
        damaged_pairs_flagged=_share(damaged, lambda pair: any(mark.true for mark in pair.marks)),
        not_comparable=len(others),
        refused=_share(others, lambda pair: pair.status == "not_comparable"),
        wrongly_refused=_share(comparable, lambda pair: pair.status == "not_comparable"),
        error_median_per_mille=None if joined is None else round(float(np.nanmedian(joined)), 3),
        aligned=None if joined is None else round(float((joined <= ALIGNED_PER_MILLE).mean()), DECIMALS),
        seconds_median=round(float(np.median(times)), 3) if times else None,
    )


def froc_curve(pairs: Sequence[ScoredPair]) -> NDArray[np.float64]:
    """Return float64 ``(N, 3)``: threshold, false flags a pair, recall, from the highest threshold down."""
    thresholds = np.array(
        sorted({mark.score for pair in pairs for mark in pair.marks}, reverse=True), np.float64
    )
    false = np.sort([mark.score for pair in pairs for mark in pair.marks if not mark.true])
    hits = np.sort([at for pair in pairs if pair.comparable for at in pair.hit_at])
    total = sum(len(pair.hit_at) for pair in pairs if pair.comparable)
    flagged = len(false) - np.searchsorted(false, thresholds, side="left")
    found = len(hits) - np.searchsorted(hits, thresholds, side="left")
    recall = found / total if total else np.full(len(thresholds), math.nan)
    return np.column_stack([thresholds, flagged / max(1, len(pairs)), recall])


def _recall_at(curve: NDArray[np.float64], level: float) -> float:
    """Best recall at so many false flags a pair or fewer; 0 where every threshold has more."""
    reached = curve[curve[:, 1] <= level, 2]
    return round(float(reached.max()), DECIMALS) if len(reached) and np.isfinite(reached).all() else 0.0


def _share(pairs: Sequence[ScoredPair], holds: Callable[[ScoredPair], bool]) -> float | None:
    return round(sum(map(holds, pairs)) / len(pairs), DECIMALS) if pairs else None


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which `right` of `of` were seen; (0, 1) where none was."""
    if of == 0:
        return 0.0, 1.0
    share, weight = right / of, Z**2 / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def reliability(scores: Sequence[float], true: Sequence[bool], bins: int = 5) -> list[dict[str, float]]:
    """Return, for bins of equal width over [0, 1], how sure the flags were and how often they were right.

    Returns
    -------
    list of dict
        ``score`` (mean), ``right`` (share), ``low`` and ``high`` (95 % interval of the share), ``marks``; empty bins are left out.
    """
    found = []
    number = np.minimum((np.asarray(scores, np.float64) * bins).astype(int), bins - 1)
    for each in range(bins):
        inside = number == each
        if not inside.any():
            continue
        right, of = int(np.asarray(true)[inside].sum()), int(inside.sum())
        low, high = wilson(right, of)
        mean = float(np.asarray(scores)[inside].mean())
        found.append({"score": mean, "right": right / of, "low": low, "high": high, "marks": float(of)})
    return found
