"""The sample pairs: as registered, and answered as their truth demands."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import condition
from condition.batch import read_pairs
from condition.comparison import Comparison

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/expected.json"))


@cache
def compared(name: str) -> Comparison:
    return condition.compare(SAMPLES / name / "before.jpg", SAMPLES / name / "after.jpg")


def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / name / "expected.json").read_text())
    return loaded


def test_every_photo_is_registered_and_unchanged() -> None:
    lines = [line.split("  ") for line in (SAMPLES / "registry.txt").read_text().splitlines()]
    registry = {name: digest for digest, name in lines}
    photos = {str(path.relative_to(SAMPLES)): path for path in SAMPLES.glob("*/*.jpg")}
    assert registry == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in photos.items()}


def test_samples_are_small_and_of_known_origin() -> None:
    sizes = [path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()]
    assert sum(sizes) < 20e6
    assert all("Rendered for this project" in (SAMPLES / name / "ORIGIN").read_text() for name in NAMES)


def test_the_truth_is_a_list_that_a_batch_reads() -> None:
    assert sorted(pair.id for pair in read_pairs(SAMPLES / "truth.jsonl")) == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_compared_or_refused_as_it_should_be(name: str) -> None:
    assert compared(name).status == expected(name)["status"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if expected(name)["status"] == "compared"])
def test_a_sample_has_as_many_new_marks_as_it_should(name: str) -> None:
    wanted = expected(name)["new"]
    assert wanted["min"] <= len(compared(name).new) <= wanted["max"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if expected(name)["new"]["min"]])
def test_at_least_one_new_mark_lies_where_the_truth_has_one(name: str) -> None:
    comparison, wanted = compared(name), expected(name)
    reach = wanted["tolerance_fraction_of_diagonal"] * np.hypot(
        comparison.after.width, comparison.after.height
    )
    centres = [finding.polygon.mean(axis=0) for finding in comparison.new]
    boxes = [np.array(mark["box"], np.float64) for mark in wanted["marks"]]
    hits = [
        np.all((centre >= box[:2] - reach) & (centre <= box[:2] + box[2:] + reach))
        for centre in centres
        for box in boxes
    ]
    assert any(hits)
