"""Evidence -> calibrated chance that "new" is right.

A logistic model over a few numbers of a candidate, fitted on pieces that the network never saw
(``training/calibrate.py``); its coefficients stand here with the data they came from.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from condition.geometry import polyline_length
from condition.marks import Candidate
from condition.registration import AlignedView

#: Names of the numbers, in the order of `WEIGHTS`.
FEATURES = ("evidence_logit", "peak_logit", "log_length", "log_area", "log_strength")
#: Logistic weights and intercept (training/calibrate.py).
WEIGHTS = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
INTERCEPT = 0.0


def describe(candidate: Candidate, view: AlignedView) -> NDArray[np.float64]:
    """Return the numbers of one candidate ``(len(FEATURES),)``; lengths in px of the view, natural logarithms."""
    return np.array(
        [
            _logit(candidate.evidence),
            _logit(candidate.peak),
            np.log(max(1.0, polyline_length(candidate.mark.path) * view.scale)),
            np.log(max(1.0, len(candidate.pixels))),
            np.log(np.clip(candidate.mark.strength_sigma, 0.2, 30.0)),
        ]
    )


def chance_of_new(candidate: Candidate, view: AlignedView) -> float:
    """Return the chance in [0, 1] that a candidate is a mark that one photo shows and the other does not."""
    return float(1 / (1 + np.exp(-(describe(candidate, view) @ WEIGHTS + INTERCEPT))))


def _logit(chance: float) -> float:
    """Log odds, clipped to +-7."""
    bounded = min(max(chance, 0.001), 0.999)
    return float(np.log(bounded / (1 - bounded)))
