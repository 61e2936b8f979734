"""What a policy gives stands in the text, the page and the JSON, with its clause and its source."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from condition.comparison import Comparison
from condition.policy import Outcome, Ruling, parse_policy
from condition.report import comparison_record, render_html, render_json, render_text
from condition.report.paint import WIDTH
from condition.report.words import OUTCOME_NAMES
from tests.report.test_as_json import SCHEMA

POLICY = parse_policy(
    'name = "Terms"\nsource = "terms of sale"\n'
    + "".join(f'[[clause]]\nid = "{n}"\ntext = "Clause number {n}."\nlook_at = []\n' for n in range(1, 5))
)
RULINGS = tuple(
    Ruling(clause, outcome, f"Why {clause.id}.", ("events",))
    for clause, outcome in zip(POLICY.clauses, Outcome, strict=True)
)


@pytest.fixture(scope="module", params=["comparison", "refused"])
def ruled(request: pytest.FixtureRequest) -> Comparison:
    made: Comparison = request.getfixturevalue(request.param)
    return replace(made, policy=POLICY, rulings=RULINGS)


def test_every_clause_is_in_the_text(ruled: Comparison) -> None:
    text = render_text(ruled)
    flat = re.sub(r"\s+", " ", text)
    for ruling in RULINGS:
        name = OUTCOME_NAMES[ruling.outcome]
        assert f"{name}: {ruling.clause.text} (terms of sale, {ruling.clause.id}) {ruling.text}" in flat
    assert max(map(len, text.splitlines())) <= WIDTH


def test_every_clause_is_on_the_page(ruled: Comparison) -> None:
    html = render_html(ruled)
    assert html.count('href="#policy"') == 1
    for ruling in RULINGS:
        for part in (f"out-{ruling.outcome.value}", ruling.clause.text, ruling.text, ruling.clause.source):
            assert part in html


def test_the_record_follows_the_schema(ruled: Comparison) -> None:
    record = json.loads(render_json(ruled))
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [ruling["outcome"] for ruling in record["policy"]["rulings"]] == [each.value for each in Outcome]


def test_without_a_policy_nothing_is_said_of_one(comparison: Comparison) -> None:
    assert comparison_record(comparison)["policy"] is None
    assert 'id="policy"' not in render_html(comparison)
    assert "Policy" not in render_text(comparison)
