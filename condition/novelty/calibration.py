"""The numbers of a pair's candidates -> calibrated chance of each that "new" is right.

A new scratch stands out from everything else that differs between the two photos. Where many places differ about as
strongly (another focus, parallax, a surface that glitters) none of them can be trusted, however strong it is by
itself: this one number, `standing`, carries most of the ranking. The rest is a logistic model over a few numbers of the
surroundings, each clipped to the range it was fitted on so that none can carry a claim alone.

Fitted by ``benchmarks/calibrate.py``; its figures, cross-validated by scene, stand in ``benchmarks/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

#: Numbers of the model: `standing`, then numbers of `condition.marks.NUMBERS`.
MODEL = ("standing", "clutter", "beside_sigma", "agreement")
#: Lower and upper clip: 2nd and 98th percentile of the candidates it was fitted on.
CLIP = np.array([[-1.48, 3.774], [0.156, 0.888], [1.53, 5.968], [0.607, 0.913]])
#: Logistic weights and intercept.
WEIGHTS = np.array([0.683, 0.562, -0.811, 11.896])
INTERCEPT = -10.292

#: Strength of a mark: twice the logarithm of its evidence plus this share of the logarithm of its length.
LENGTH_SHARE = 0.6
#: Others count as about as strong from this far below, in units of strength.
ABOUT = 0.3


def chances_of_new(numbers: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Return the chance of each candidate of one pair that only one of the photos shows it as a mark.

    Parameters
    ----------
    numbers : sequence of mapping
        The numbers of *all* comparable candidates of one pair: they are judged against each other.

    Returns
    -------
    ndarray
        float64 ``(n,)`` in [0, 1].
    """
    return np.asarray(1 / (1 + np.exp(-(model_inputs(numbers) @ WEIGHTS + INTERCEPT))))


def model_inputs(numbers: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Return float64 ``(n, len(MODEL))``, clipped."""
    if not numbers:
        return np.zeros((0, len(MODEL)))
    rest = np.array([[n[name] for name in MODEL[1:]] for n in numbers])
    return np.asarray(np.clip(np.column_stack([standing(numbers), rest]), CLIP[:, 0], CLIP[:, 1]))


def standing(numbers: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Return the strength of each candidate less the logarithm of how many others are about as strong, ``(n,)``."""
    strength = np.array(
        [2 * np.log(max(n["mean_sigma"], 0.1)) + LENGTH_SHARE * n["log_length"] for n in numbers]
    )
    others = (strength[None, :] > strength[:, None] - ABOUT).sum(axis=1) - 1
    return np.asarray(strength - np.log1p(others))
