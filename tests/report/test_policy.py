"""What a policy gives stands in the text, the page, the PDF and the JSON, with its clause and its source: of a pair and of a set."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest

from condition.comparison import NOT_COMPARABLE, Comparison
from condition.policy import Outcome, Ruling, parse_policy
from condition.report import (
    comparison_record,
    comparison_sheet,
    render_html,
    render_json,
    render_set_html,
    render_set_json,
    render_set_text,
    render_text,
    set_record,
    set_sheet,
)
from condition.report.paint import WIDTH
from condition.report.sheet import Judged, Sheet
from condition.report.words import OUTCOME_NAMES
from condition.sets import ComparisonSet
from tests.report.test_as_json import SCHEMA
from tests.report.test_set_reports import SCHEMA as SET_SCHEMA
from tests.sets.made import staged_set

POLICY = parse_policy(
    'name = "Terms"\nsource = "terms of sale"\n'
    + "".join(f'[[clause]]\nid = "{n}"\ntext = "Clause number {n}."\nlook_at = []\n' for n in range(1, 5))
)
RULINGS = tuple(
    Ruling(clause, outcome, f"Why {clause.id}.", ("events",))
    for clause, outcome in zip(POLICY.clauses, Outcome, strict=True)
)


DATE = datetime(2026, 1, 20, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module", params=["compared", "refused"])
def ruled_set(request: pytest.FixtureRequest) -> ComparisonSet:
    made = replace(staged_set(), policy=POLICY, rulings=RULINGS)
    if request.param == "compared":
        return made
    return replace(made, status=NOT_COMPARABLE, pairs=(), views=(), all_marks=(), refuted=())


@pytest.fixture(scope="module", params=["comparison", "refused"])
def ruled(request: pytest.FixtureRequest) -> Comparison:
    made: Comparison = request.getfixturevalue(request.param)
    return replace(made, policy=POLICY, rulings=RULINGS)


def test_every_clause_is_in_the_text(ruled: Comparison) -> None:
    check_text(render_text(ruled))


def test_every_clause_is_in_the_text_of_a_set(ruled_set: ComparisonSet) -> None:
    check_text(render_set_text(ruled_set))


def check_text(text: str) -> None:
    flat = re.sub(r"\s+", " ", text)
    for ruling in RULINGS:
        name = OUTCOME_NAMES[ruling.outcome]
        assert f"{name}: {ruling.clause.text} (terms of sale, {ruling.clause.id}) {ruling.text}" in flat
    assert max(map(len, text.splitlines())) <= WIDTH


def test_every_clause_is_on_the_page(ruled: Comparison) -> None:
    check_page(render_html(ruled))


def test_every_clause_is_on_the_page_of_a_set(ruled_set: ComparisonSet) -> None:
    check_page(render_set_html(ruled_set))


def test_what_a_clause_gives_is_not_cut_short(comparison: Comparison) -> None:
    long = replace(RULINGS[0], text=f"{'Many photos. ' * 60}The end.")
    assert "Many photos. The end." in render_html(replace(comparison, policy=POLICY, rulings=(long,)))


def check_page(html: str) -> None:
    assert html.count('href="#policy"') == 1
    for ruling in RULINGS:
        for part in (f"out-{ruling.outcome.value}", ruling.clause.text, ruling.text, ruling.clause.source):
            assert part in html


def test_every_clause_is_on_paper(ruled: Comparison) -> None:
    check_sheet(comparison_sheet.comparison_sheet(ruled, DATE))


def test_every_clause_is_on_the_paper_of_a_set(ruled_set: ComparisonSet) -> None:
    check_sheet(set_sheet.set_sheet(ruled_set, DATE))


def check_sheet(sheet: Sheet) -> None:
    told = [item for block in sheet.blocks if isinstance(block, Judged) for item in block.items]
    for ruling in RULINGS:
        found = [item[1:] for item in told if item[2] == ruling.clause.text]
        name = OUTCOME_NAMES[ruling.outcome]
        assert found == [(name, ruling.clause.text, ruling.text, ruling.clause.source)]


def test_the_record_of_a_set_follows_the_schema(ruled_set: ComparisonSet) -> None:
    record = json.loads(render_set_json(ruled_set))
    jsonschema.validate(record, SET_SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [ruling["outcome"] for ruling in record["policy"]["rulings"]] == [each.value for each in Outcome]


def test_the_record_follows_the_schema(ruled: Comparison) -> None:
    record = json.loads(render_json(ruled))
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [ruling["outcome"] for ruling in record["policy"]["rulings"]] == [each.value for each in Outcome]


def test_without_a_policy_nothing_is_said_of_one(comparison: Comparison) -> None:
    assert comparison_record(comparison)["policy"] is None
    assert 'id="policy"' not in render_html(comparison)
    assert "Policy" not in render_text(comparison)


def test_without_a_policy_nothing_is_said_of_one_in_a_set() -> None:
    made = staged_set()
    assert set_record(made)["policy"] is None
    assert 'id="policy"' not in render_set_html(made)
    assert "Policy" not in render_set_text(made)


def test_of_photos_that_were_not_compared_no_times_are_told_to_fit() -> None:
    made, fits = staged_set(), "No time or tag contradicts"
    pairs = tuple(replace(pair, comparison=replace(pair.comparison, checks=())) for pair in made.pairs)
    assert fits in render_set_html(replace(made, pairs=pairs))
    refused = replace(made, status=NOT_COMPARABLE, pairs=(), views=(), all_marks=(), refuted=())
    assert fits not in render_set_html(refused)
    assert fits not in repr(set_sheet.set_sheet(refused, DATE).blocks)
