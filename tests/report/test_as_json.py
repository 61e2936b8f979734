"""The JSON record follows its published schema, holds no NaN, and says what the comparison says."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import condition.report.as_json
from condition.comparison import Comparison
from condition.reasons import REGISTRY
from condition.report import comparison_record, render_json
from tests.builders import make_quality

SCHEMA: dict[str, Any] = json.loads(
    Path(condition.report.as_json.__file__)
    .with_name("schema")
    .joinpath("comparison-1.json")
    .read_text("utf-8")
)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def test_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["comparison", "clean", "refused"])
def test_record_follows_the_schema_and_round_trips(name: str, request: pytest.FixtureRequest) -> None:
    comparison = request.getfixturevalue(name)
    record = json.loads(render_json(comparison))
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert record == comparison_record(comparison)
    assert record["schema"] == 1


def test_every_leaf_is_a_plain_json_value(comparison: Comparison) -> None:
    assert all(
        type(leaf) in (str, int, float, bool, type(None)) for leaf in _leaves(comparison_record(comparison))
    )


def test_numbers_that_are_not_finite_become_null(comparison: Comparison) -> None:
    finding = replace(comparison.findings[0], evidence={"ratio": math.inf, "x": float(np.float32(np.nan))})
    broken = replace(
        comparison,
        all_findings=(finding,),
        before_quality=make_quality(blur_px=math.nan),
        seconds={"read": np.float64(0.5)},
    )
    record = json.loads(render_json(broken), parse_constant=pytest.fail)
    assert record["findings"][0]["evidence"] == {"ratio": None, "x": None}
    assert record["before"]["quality"]["blur_px"] is None
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_refused_record_has_reasons_and_no_list_of_findings(refused: Comparison) -> None:
    record = comparison_record(refused)
    assert record["findings"] is None
    assert record["alignment"] is None
    for found, reason in zip(record["reasons"], refused.reasons, strict=True):
        assert found["code"] == reason.code
        assert (found["measured"], found["required"]) == (reason.measured, reason.required)
        assert found["unit"] == REGISTRY[reason.code].unit
        assert found["fix"] == reason.fix


def test_findings_of_a_refused_comparison_break_the_schema(refused: Comparison) -> None:
    record = comparison_record(refused) | {"findings": []}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_matrix_and_polygons_keep_their_numbers(comparison: Comparison) -> None:
    record = comparison_record(comparison)
    assert comparison.alignment is not None
    assert np.array_equal(record["alignment"]["after_from_before"], comparison.alignment.after_from_before)
    for found, finding in zip(record["findings"], comparison.findings, strict=True):
        assert np.allclose(found["polygon"], finding.polygon, atol=5e-4)


def test_coverage_sums_to_one(comparison: Comparison) -> None:
    assert sum(comparison_record(comparison)["coverage"].values()) == pytest.approx(1)


def test_place_and_serial_number_stay_private(comparison: Comparison) -> None:
    text = render_json(comparison)
    assert comparison.before.metadata.gps is not None
    assert "latitude" not in text
    assert "serial" not in text
    assert comparison_record(comparison)["before"]["metadata"]["place_recorded"] is True


def test_settings_are_all_there(comparison: Comparison) -> None:
    settings = comparison_record(comparison)["settings"]
    assert set(settings) == {"limits", "quality", "registration", "marks", "novelty"}
    assert settings["limits"]["max_bytes"] == comparison.settings.limits.max_bytes


def test_alternatives_carry_number_limit_unit_and_what_settles_them(comparison: Comparison) -> None:
    finding = next(f for f in comparison_record(comparison)["findings"] if f["verdict"] == "cannot_tell")

    assert [item["ruled_out"] for item in finding["alternatives"]] == [True, False, None]
    assert (finding["alternatives"][1]["measured"], finding["alternatives"][1]["limit"]) == (9.1, 8.2)
    assert finding["alternatives"][1]["unit"] == "times the surface's grain"
    assert finding["alternatives"][2]["measured"] is None
    assert finding["smallest_mark_px"] == 3.2
