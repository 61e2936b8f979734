"""The network sees what appeared and what vanished, in tiles or not, the same every time."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.marks import network
from condition.marks.network import read_evidence

Pixels = NDArray[np.uint8]


def brushed(side: int = 320, seed: int = 5) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.normal(0, 30, (side, side)).astype(np.float32), (0, 0), sigmaX=8, sigmaY=0.7)
    slow = cv2.GaussianBlur(rng.normal(0, 400, (side, side)).astype(np.float32), (0, 0), 40)
    return 140 + 2.0 * grain + slow


def photo(grey: NDArray[np.float32], seed: int, scratch: float = 0.0) -> Pixels:
    rng = np.random.default_rng(seed)
    line = np.zeros(grey.shape, np.float32)
    cv2.line(line, (90, 80), (210, 230), 1.0, 2, cv2.LINE_AA)
    noisy = grey + scratch * line + rng.normal(0, 2, grey.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def near_line(evidence: NDArray[np.float32]) -> float:
    line = np.zeros(evidence.shape, np.uint8)
    cv2.line(line, (90, 80), (210, 230), 1, 3)
    return float(np.median(evidence[line > 0]))


@pytest.mark.parametrize("change", [70.0, -70.0])
def test_a_clear_new_scratch_appears_in_either_polarity(change: float) -> None:
    surface = brushed()

    evidence = read_evidence(photo(surface, 1), photo(surface, 2, change))

    assert near_line(evidence.appeared) > 0.5
    assert near_line(evidence.vanished) < 0.2


def test_an_old_scratch_that_turned_from_bright_to_dark_does_not_appear() -> None:
    surface = brushed()

    evidence = read_evidence(photo(surface, 1, -60.0), photo(surface, 2, 60.0))

    assert near_line(evidence.appeared) < 0.3
    assert near_line(evidence.kept) > 0.3


def test_exchanging_the_photos_exchanges_appeared_and_vanished() -> None:
    surface = brushed()
    before, after = photo(surface, 1), photo(surface, 2, 60.0)

    there, back = read_evidence(before, after), read_evidence(after, before)

    np.testing.assert_allclose(there.appeared, back.vanished, atol=1e-4)


def test_the_same_picture_has_no_marks_that_appeared() -> None:
    picture = photo(brushed(), 1, 60.0)

    assert read_evidence(picture, picture).appeared.max() < 0.5


def test_tiles_give_what_one_piece_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    surface = brushed()
    pair = photo(surface, 1), photo(surface, 2, 60.0)
    whole = read_evidence(*pair)
    monkeypatch.setattr(network, "TILE_PX", 160)

    tiled = read_evidence(*pair)

    np.testing.assert_allclose(tiled.appeared, whole.appeared, atol=0.02)


def test_odd_sizes_and_tiny_views_are_read() -> None:
    tiny = np.full((7, 13, 3), 100, np.uint8)

    assert read_evidence(tiny, tiny).appeared.shape == (7, 13)


def test_evidence_repeats_exactly() -> None:
    surface = brushed()
    pair = photo(surface, 1), photo(surface, 2, 60.0)

    np.testing.assert_array_equal(read_evidence(*pair).appeared, read_evidence(*pair).appeared)
