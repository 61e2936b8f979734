"""The numbers of a candidate -> calibrated chance that "new" is right.

A logistic model over the numbers of `condition.marks.NUMBERS`, each clipped to the range seen in training so that no
number can carry a claim by itself; fitted by ``benchmarks/calibrate.py``, cross-validated by scene.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from condition.marks import NUMBERS

#: Lower and upper clip of each number (1st and 99th percentile of the candidates it was fitted on).
CLIP = np.array([[-10.0, 30.0]] * 11)
#: Logistic weights and intercept.
WEIGHTS = np.array([0.3, 0.4, 0.6, 0, 0, 0, 0, -0.5, -1.0, 0.0, 0])
INTERCEPT = -3.0


def chance_of_new(numbers: Mapping[str, float]) -> float:
    """Return the chance in [0, 1] that a candidate is a mark that one photo shows and the other does not."""
    return float(1 / (1 + np.exp(-(clipped(numbers) @ WEIGHTS + INTERCEPT))))


def clipped(numbers: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the numbers as float64 ``(len(NUMBERS),)``, each inside its range."""
    return np.clip([numbers[name] for name in NUMBERS], CLIP[:, 0], CLIP[:, 1])
