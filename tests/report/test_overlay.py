"""Annotated pictures show the marks' own pixels, every number, and what could not be compared."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from condition.comparison import Comparison
from condition.errors import NotComparable
from condition.novelty import Blind
from condition.report import overlay
from condition.report.outline import pixels_of
from tests.report.golden import assert_matches_golden


def test_pixels_of_the_marks_are_left_as_they_were(comparison: Comparison) -> None:
    picture = overlay.annotated_after(comparison)
    marked = pixels_of([finding.polygon for finding in comparison.findings], picture.shape[:2])
    assert marked.sum() > 500
    assert np.array_equal(picture[marked], comparison.after.pixels[marked])


def test_something_is_drawn_beside_every_mark(comparison: Comparison) -> None:
    changed = (overlay.annotated_after(comparison) != comparison.after.pixels).any(axis=-1)
    for finding in comparison.findings:
        near = cv2.dilate(
            pixels_of([finding.polygon], changed.shape).astype(np.uint8), np.ones((17, 17), np.uint8)
        )
        assert (changed & (near > 0)).sum() > 30


def test_marks_on_the_before_photo_lie_where_the_alignment_puts_them(comparison: Comparison) -> None:
    assert comparison.alignment is not None
    picture = overlay.annotated_before(comparison)
    polygons = [comparison.alignment.to_before(finding.polygon) for finding in comparison.findings]
    marked = pixels_of(polygons, picture.shape[:2])
    assert np.array_equal(picture[marked], comparison.before.pixels[marked])
    assert (picture != comparison.before.pixels).any()


def test_the_photos_themselves_are_not_changed(comparison: Comparison) -> None:
    before, after = comparison.before.pixels.copy(), comparison.after.pixels.copy()
    overlay.pair_picture(comparison)
    overlay.coverage_picture(comparison)
    overlay.evidence_picture(comparison)
    assert np.array_equal(comparison.before.pixels, before)
    assert np.array_equal(comparison.after.pixels, after)


def test_compared_metal_is_shown_as_it_is_and_blind_metal_is_not(comparison: Comparison) -> None:
    assert comparison.coverage is not None
    picture = overlay.coverage_picture(comparison)
    blind = cv2.resize(comparison.coverage.blind, (480, 360), interpolation=cv2.INTER_NEAREST)
    away = cv2.erode((blind == Blind.COMPARED).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert np.array_equal(picture[away], comparison.after.pixels[away])
    for why in (Blind.OUT_OF_VIEW, Blind.GLARE, Blind.BLURRED, Blind.NOT_ALIGNED, Blind.NOT_THE_PIECE):
        area = blind == why
        assert (picture[area] != comparison.after.pixels[area]).any(axis=-1).mean() > 0.9


def test_coverage_of_a_part_of_the_photo_is_drawn_at_its_place(comparison: Comparison) -> None:
    whole = comparison.coverage
    assert whole is not None
    rows, cols = (np.flatnonzero((whole.blind != Blind.NOT_THE_PIECE).any(axis=axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(cols[0])
    part = replace(whole, blind=whole.blind[top : rows[-1] + 1, left : cols[-1] + 1], origin=(left, top))

    expected = overlay.coverage_picture(comparison)
    assert np.array_equal(overlay.coverage_picture(replace(comparison, coverage=part)), expected)


def test_each_blind_reason_looks_different(comparison: Comparison) -> None:
    grey = np.full((60, 60, 3), 150, np.uint8)
    looks = {why: overlay.shade(grey, np.full((60, 60), why, np.uint8)).tobytes() for why in Blind}
    assert len(set(looks.values())) == len(Blind)


def test_aligned_before_of_a_refusal_raises_its_reasons(refused: Comparison) -> None:
    with pytest.raises(NotComparable, match="better than chance"):
        overlay.aligned_before(refused)


def test_refused_photos_can_still_be_shown(refused: Comparison) -> None:
    assert np.array_equal(overlay.annotated_after(refused), refused.after.pixels)
    assert overlay.coverage_picture(refused).mean() < refused.after.pixels.mean() / 2


def test_annotated_picture_matches_the_golden(comparison: Comparison) -> None:
    assert_matches_golden("annotated_after", overlay.annotated_after(comparison, 400))


def test_coverage_picture_matches_the_golden(comparison: Comparison) -> None:
    assert_matches_golden("coverage", overlay.coverage_picture(comparison, 300))
