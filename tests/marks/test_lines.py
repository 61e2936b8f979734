"""Line evidence is free of polarity, blind to light, and symmetric in the two pictures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.marks.lines import STEP_SIGMA, LineEvidence, line_evidence

Pixels = NDArray[np.uint8]
ENDS = ((70, 60), (190, 170))


def brushed(side: int = 256, seed: int = 5) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.normal(0, 30, (side, side)).astype(np.float32), (0, 0), sigmaX=8, sigmaY=0.7)
    return np.asarray(140 + 1.5 * grain, np.float32)


def photo(grey: NDArray[np.float32], seed: int, scratch: float = 0.0) -> Pixels:
    rng = np.random.default_rng(seed)
    line = np.zeros(grey.shape, np.float32)
    cv2.line(line, *ENDS, 1.0, 2, cv2.LINE_AA)
    noisy = grey + scratch * line + rng.normal(0, 2, grey.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def seen(before: Pixels, after: Pixels) -> LineEvidence:
    return line_evidence(before, after, np.ones(after.shape[:2], np.bool_))


def on_line(stack: NDArray[np.uint8]) -> float:
    line = np.zeros(stack.shape[1:], np.uint8)
    cv2.line(line, *ENDS, 1, 1)
    return float(np.median(stack.max(axis=0)[line > 0])) * STEP_SIGMA


@pytest.mark.parametrize("change", [60.0, -60.0])
def test_a_new_scratch_stands_out_in_either_polarity(change: float) -> None:
    surface = brushed()

    evidence = seen(photo(surface, 1), photo(surface, 2, change))

    assert on_line(evidence.appeared) > 2.0
    assert on_line(evidence.vanished) < 0.5


def test_an_old_scratch_that_turned_from_bright_to_dark_is_kept_not_new() -> None:
    surface = brushed()

    evidence = seen(photo(surface, 1, -60.0), photo(surface, 2, 60.0))

    assert on_line(evidence.appeared) < 1.0
    assert on_line(evidence.kept) > 2.0


def test_exchanging_the_pictures_exchanges_appeared_and_vanished() -> None:
    surface = brushed()
    one, other = photo(surface, 1), photo(surface, 2, 60.0)

    np.testing.assert_array_equal(seen(one, other).appeared, seen(other, one).vanished)


def test_the_direction_of_a_line_is_the_strongest_layer() -> None:
    evidence = seen(photo(brushed(), 1), photo(brushed(), 2, 60.0))
    line = np.zeros(evidence.appeared.shape[1:], np.uint8)
    cv2.line(line, *ENDS, 1, 1)
    angle = np.degrees(np.arctan2(ENDS[1][1] - ENDS[0][1], ENDS[1][0] - ENDS[0][0]))

    strongest = evidence.appeared[:, line > 0].astype(np.float32).mean(axis=1).argmax()

    assert abs(strongest * 15 - angle) <= 15


def test_twice_the_light_changes_nothing() -> None:
    surface = brushed() * 0.5
    before, after = photo(surface, 1), photo(surface * 2, 1)

    assert seen(before, after).appeared.max() * STEP_SIGMA < 2.5


def test_one_thread_and_many_agree() -> None:
    pair = photo(brushed(), 1), photo(brushed(), 2, 60.0)
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        alone = seen(*pair)
    finally:
        cv2.setNumThreads(threads)

    np.testing.assert_array_equal(alone.appeared, seen(*pair).appeared)
