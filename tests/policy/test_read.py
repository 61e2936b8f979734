"""Policies and facts: read from TOML or JSON; what is wrong is said with file, clause and key."""

from __future__ import annotations

import json
import tomllib

import pytest

from condition.errors import EventsError, PolicyError
from condition.policy import Fact, parse_facts, parse_policy
from condition.policy.model import FactRule, Judgement, MarkLimit, Window
from condition.timeline import parse_events

POLICY = """
name = "Returns"
source = "terms"
zone = "Europe/Berlin"

[[clause]]
id = "1"
text = "Within 30 days."
event = "handed_over"
within = "30 days"
of = "delivered"

[[clause]]
id = "2"
text = "No new marks."
new_marks = 0
compared_at_least = 0.5

[[clause]]
id = "3"
text = "Not engraved."
fact = "engraved"
must_be = false

[[clause]]
id = "4"
text = "Unworn."
look_at = ["marks"]
"""
HEAD = 'name = "n"\nsource = "s"\n'
CLAUSE = '[[clause]]\nid = "1"\ntext = "t"\n'


def test_every_form_of_rule_is_read() -> None:
    policy = parse_policy(POLICY)
    assert [clause.rule for clause in policy.clauses] == [
        Window("handed_over", "delivered", 30, "days"),
        MarkLimit(0, 0.9, 0.5),
        FactRule("engraved", False),
        Judgement(("marks",)),
    ]
    assert [clause.source for clause in policy.clauses] == ["terms, 1", "terms, 2", "terms, 3", "terms, 4"]


def test_json_says_the_same_as_toml() -> None:
    assert parse_policy(json.dumps(tomllib.loads(POLICY))) == parse_policy(POLICY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "neither TOML nor JSON"),
        ("[1, 2]", "holds no policy"),
        ("[{}]", "holds no policy"),
        ('source = "s"', "name is missing"),
        ('name = "n"\nsource = ""', "source is ''"),
        (HEAD, "holds no clause"),
        (HEAD + 'clause = "x"', "clause is no list of tables"),
        (HEAD + "clauses = []", "unknown key 'clauses'"),
        (HEAD + 'zone = "Mars/Base"\n' + CLAUSE + "new_marks = 0", "zone is 'Mars/Base'"),
        (HEAD + CLAUSE, r"clause 1 \(1\): has no rule"),
        (HEAD + "[[clause]]\nid = 7\nnew_marks = 0", "clause 1: id is 7"),
        (HEAD + '[[clause]]\nid = "1"\nnew_marks = 0', "text is missing"),
        (HEAD + CLAUSE + 'new_marks = 0\nfact = "f"', "new_marks and fact together"),
        (HEAD + CLAUSE + "new_marks = -1", "new_marks is -1"),
        (HEAD + CLAUSE + "new_marks = true", "new_marks is True"),
        (HEAD + CLAUSE + "new_marks = 0\nchance_at_least = 90", "chance_at_least is 90"),
        (HEAD + CLAUSE + "new_marks = 0\nchance_at_least = nan", "chance_at_least is nan"),
        (HEAD + CLAUSE + "new_marks = 0\nwithin = '1 day'", "unknown key 'within'"),
        (HEAD + CLAUSE + "event = 'received'\nof = 'delivered'\nwithn = '1 day'", "unknown key 'withn'"),
        (HEAD + CLAUSE + "event = 'received'\nof = 'delivered'\nwithin = '1 month'", "within is '1 month'"),
        (HEAD + CLAUSE + "event = 'received'\nof = 'delivered'\nwithin = 30", "within is 30"),
        (
            HEAD + CLAUSE + "event = 'stolen'\nof = 'delivered'\nwithin = '1 day'",
            "event is 'stolen'; known are bought",
        ),
        (HEAD + CLAUSE + "event = 'received'\nof = 'photo'\nwithin = '1 day'", "of is 'photo'"),
        (HEAD + CLAUSE + "fact = 'engraved'", "must_be is missing"),
        (HEAD + CLAUSE + "look_at = 'marks'", "look_at is 'marks'"),
        (HEAD + CLAUSE + "look_at = ['crystal ball']", "look_at is"),
    ],
)
def test_a_bad_policy_names_the_clause_and_the_key(text: str, words: str) -> None:
    with pytest.raises(PolicyError, match=rf"^terms\.toml: .*{words}"):
        parse_policy(text, "terms.toml")


def test_facts_and_events_share_a_file() -> None:
    text = (
        "[[event]]\nkind = 'received'\ntime = 2026-01-05\n"
        "[[fact]]\nname = 'engraved'\nvalue = false\nsource = 'order'\n"
    )
    assert parse_facts(text) == (Fact("engraved", False, "order"),)
    assert len(parse_events(text)) == 1
    assert parse_facts("[]") == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("value = true\nsource = 's'", "fact 1: name is missing"),
        ("name = 'n'\nsource = 's'", "fact 1: value is missing"),
        ("name = 'n'\nvalue = []\nsource = 's'", r"fact 1: value is \[\]"),
        ("name = 'n'\nvalue = 1", "fact 1: source is missing"),
        ("name = 'n'\nvalue = 1\nsource = 's'\nby = 'x'", "fact 1: unknown key 'by'"),
    ],
)
def test_a_bad_fact_is_named(row: str, words: str) -> None:
    with pytest.raises(EventsError, match=rf"^case\.toml: {words}"):
        parse_facts(f"[[fact]]\n{row}", "case.toml")
