"""Verdicts and blind areas can be told apart without colour, and by people who see colours differently."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from condition.novelty import Blind, Verdict
from condition.report.legend import BLIND_STYLES, ORDER, STYLES, Colour, hatch

#: Machado, Oliveira, Fernandes, IEEE TVCG 15(6), 2009, severity 1.0, linear RGB. doi:10.1109/TVCG.2009.113
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(colour: Colour) -> NDArray[np.float64]:
    srgb = np.array(colour) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _lab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(to_xyz @ linear / (0.9505, 1.0, 1.089), 1e-4, None))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_verdict_colours_keep_apart(deficiency: str) -> None:
    seen = {v: _lab((DEFICIENCIES[deficiency] @ _linear(s.colour)).clip(0, 1)) for v, s in STYLES.items()}
    # a difference of 2.3 in CIELAB is just noticeable; 20 is told apart at a glance
    assert min(np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(Verdict, 2)) > 20


@pytest.mark.parametrize("verdict", Verdict)
def test_letters_have_enough_contrast(verdict: Verdict) -> None:
    style = STYLES[verdict]
    light, dark = sorted(
        (float(_linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (style.colour, style.ink)), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_verdict_has_its_own_letter_and_shape() -> None:
    assert set(STYLES) == set(Verdict) == set(ORDER)
    assert len({style.letter for style in STYLES.values()}) == len(Verdict)
    assert len({style.shape for style in STYLES.values()}) == len(Verdict)


def test_every_blind_area_has_its_own_hatch() -> None:
    assert set(BLIND_STYLES) == set(Blind) - {Blind.COMPARED, Blind.NOT_THE_PIECE}
    drawn = [hatch(style.hatch, (24, 24)) for style in BLIND_STYLES.values()]
    assert all((a != b).mean() > 0.1 for a, b in combinations(drawn, 2))
