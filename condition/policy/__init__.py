"""A policy, events, facts and findings -> rulings: which windows and conditions are met, and which a person decides."""

from condition.policy.check import check_policy
from condition.policy.model import SURE, Clause, Evidence, Fact, Judged, Outcome, Part, Policy, Ruling
from condition.policy.read import parse_facts, parse_policy

__all__ = [
    "SURE",
    "Clause",
    "Evidence",
    "Fact",
    "Judged",
    "Outcome",
    "Part",
    "Policy",
    "Ruling",
    "check_policy",
    "parse_facts",
    "parse_policy",
]
