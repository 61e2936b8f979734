from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import condition
from condition.batch.record import compared_record, error_code, error_record, render_line
from condition.errors import PhotoTooLarge, UnreadablePhoto
from condition.novelty import Verdict
from condition.reasons import Reason, ReasonCode
from tests.builders import make_comparison, make_refused

CONTRACT = {"id", "status", "reasons", "findings", "points_after", "seconds"}


def test_a_compared_pair_has_the_contracts_keys_and_only_new_marks() -> None:
    comparison = make_comparison()
    record = compared_record("a", comparison, None, 1.23456)
    assert record.keys() >= CONTRACT
    assert (record["schema"], record["version"]) == (1, condition.__version__)
    assert (record["id"], record["status"], record["seconds"]) == ("a", "compared", 1.235)
    assert record["points_after"] is None
    new = [finding for finding in comparison.all_findings if finding.verdict is Verdict.NEW]
    assert len(record["findings"]) == len(new) > 0
    for line, finding in zip(record["findings"], new, strict=True):
        assert line["verdict"] == "new"
        assert line["kind"] == finding.kind.value
        assert np.allclose(line["polygon"], finding.polygon, atol=0.006)
        assert line["length_px"] == pytest.approx(finding.length_px, abs=0.006)


def test_a_refused_pair_carries_its_reasons_and_no_finding() -> None:
    record = compared_record("a", make_refused(), np.zeros((2, 4)), 1.0)
    assert record["status"] == "not_comparable"
    assert record["reasons"][0]["code"] == "NO_COMMON_STRUCTURE"
    assert record["reasons"][0]["text"]
    assert record["findings"] == []
    assert record["points_after"] is None


def test_points_are_carried_and_those_outside_the_after_photo_are_null() -> None:
    comparison = make_comparison()
    assert comparison.alignment is not None
    points = np.array([[240.0, 180.0, 0, 0], [-5000.0, 0.0, 0, 0], [np.nan, 3.0, 0, 0]], np.float32)
    record = compared_record("a", comparison, points, 1.0)
    expected = comparison.alignment.to_after([[240.0, 180.0]])[0]
    assert record["points_after"][0] == pytest.approx(expected, abs=0.006)
    assert record["points_after"][1:] == [[None, None], [None, None]]


def test_numbers_that_json_does_not_know_become_null() -> None:
    reason = Reason(ReasonCode.AMBIGUOUS, "a sentence", float("nan"), float("inf"))
    record = compared_record("a", replace(make_refused(), reasons=(reason,)), None, 1.0)
    assert json.loads(render_line(record))["reasons"][0]["measured"] is None


def test_a_line_has_no_line_feed_and_reads_back() -> None:
    record = compared_record("odd\nid \u2028", make_comparison(), None, 1.0)
    line = render_line(record)
    assert "\n" not in line
    assert json.loads(line) == record


def test_an_error_has_a_code_and_a_sentence() -> None:
    record = error_record("a", "UNREADABLE_PHOTO", "ring.jpg: is empty.", 0.0)
    assert record.keys() >= CONTRACT
    assert record["status"] == "error"
    assert record["reasons"][0]["text"] == "ring.jpg: is empty."


def test_error_codes_are_the_names_of_the_errors() -> None:
    assert error_code(UnreadablePhoto("a", "b")) == "UNREADABLE_PHOTO"
    assert error_code(PhotoTooLarge("a", "b")) == "PHOTO_TOO_LARGE"
