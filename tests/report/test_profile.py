"""The profile across a mark shows what both photos measure there, and makes no peak of noise."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from condition.comparison import Comparison
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.report import crop_pair, describe_profile, evidence_crop, profile_across, render_profile
from condition.report.profile import Profile


def of(comparison: Comparison, verdict: Verdict) -> Finding:
    return next(finding for finding in comparison.findings if finding.verdict is verdict)


def test_a_new_mark_is_a_peak_in_the_after_photo_alone(comparison: Comparison) -> None:
    # drawn 70 grey levels brighter (tests.builders.MARKS) on a plate that the after photo shows up to 1.12 times as bright
    before, after = profile_across(crop_pair(comparison, of(comparison, Verdict.NEW))).heights

    assert after == pytest.approx(70, abs=15)
    assert abs(before) < 8


def test_an_old_mark_is_the_same_dip_in_both_photos(comparison: Comparison) -> None:
    before, after = profile_across(crop_pair(comparison, of(comparison, Verdict.ALREADY_THERE))).heights

    assert before == pytest.approx(-60, abs=15)
    assert after == pytest.approx(before, rel=0.25)


def test_noise_makes_no_peak(comparison: Comparison) -> None:
    noise = np.random.default_rng(5).normal(128, 12, (*comparison.after.pixels.shape[:2], 1))
    pixels = np.repeat(noise.clip(0, 255).astype(np.uint8), 3, axis=2)
    pair = crop_pair(comparison, of(comparison, Verdict.NEW))
    x, y = int(pair.view.left), int(pair.view.top)
    cut = pixels[y : y + pair.view.height, x : x + pair.view.width]

    before, after = profile_across(replace(pair, before=cut, after=cut)).heights

    assert abs(after) < 8  # a tenth of the marks here; the noise itself is 12
    assert before == after


def test_distances_are_px_of_the_after_photo_whatever_the_crop_is_reduced_to(comparison: Comparison) -> None:
    pair = crop_pair(comparison, of(comparison, Verdict.NEW))
    profile = profile_across(pair)

    assert profile.across_px.min() == pytest.approx(-profile.across_px.max())
    assert profile.width_px >= pair.finding.width_px


def test_the_drawing_says_in_words_what_it_shows(comparison: Comparison) -> None:
    profile = profile_across(crop_pair(comparison, of(comparison, Verdict.NEW)))
    drawn = ET.fromstring(render_profile(profile))

    assert drawn.attrib["aria-label"] == describe_profile(profile)
    assert {"before", "after"} <= {"".join(element.itertext()) for element in drawn.iter()}
    assert "nan" not in render_profile(profile).lower()


def test_what_nobody_saw_leaves_a_gap_and_no_number() -> None:
    across = np.arange(-5.0, 6.0)
    unseen = Profile(across, np.full(11, np.nan), np.zeros(11), 2.0)

    assert "before unknown" in describe_profile(unseen)
    assert "nan" not in render_profile(unseen)


def test_evidence_lights_up_on_what_only_the_after_photo_shows(comparison: Comparison) -> None:
    for verdict, lit in ((Verdict.NEW, True), (Verdict.ALREADY_THERE, False)):
        pair = crop_pair(comparison, of(comparison, verdict))
        picture = evidence_crop(comparison, pair.view)
        assert picture is not None
        x, y = pair.view.to_view(pair.finding.path).round().astype(int).T
        assert (picture[y, x].max(axis=-1) > 200).all() == lit


def test_a_comparison_without_evidence_has_no_such_picture(
    refused: Comparison, comparison: Comparison
) -> None:
    view = crop_pair(comparison, comparison.findings[0]).view

    assert evidence_crop(refused, view) is None
