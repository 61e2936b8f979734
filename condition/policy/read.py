"""The text of a policy -> `Policy`; the text of a case -> facts.

A policy is TOML, or JSON with the same keys::

name = "Returns of the web shop"
source = "terms of sale of 1 June 2025"
zone = "Europe/Berlin"             # optional: where days are counted

[[clause]]                         # a window
id = "7.1"
text = "Unworn pieces may be returned within 30 days of delivery."
event = "handed_over"              # a kind of event, or before_photo, after_photo
within = "30 days"                 # or "48 hours"
of = "delivered"

[[clause]]                         # a limit on marks
id = "7.2"
text = "The piece comes back without new marks."
new_marks = 0
chance_at_least = 0.9              # optional
compared_at_least = 0.8            # optional

[[clause]]                         # a fact that the case has to state
id = "7.3"
text = "Engraved pieces are excluded."
fact = "engraved"
must_be = false

[[clause]]                         # for a person to decide
id = "7.4"
text = "The piece is unworn."
look_at = ["marks", "times"]
"""

from __future__ import annotations

import re
from typing import Any

from condition.errors import ConditionError, EventsError, PolicyError
from condition.policy.model import (
    EVIDENCE,
    PHOTO_MOMENTS,
    Clause,
    Fact,
    FactRule,
    Judgement,
    MarkLimit,
    Policy,
    Rule,
    Window,
)
from condition.tables import Table, parse_document, read_rows, refuse_unknown
from condition.timeline import KINDS, zone_of

TOP_KEYS = frozenset({"name", "source", "zone", "clause"})
SHARED_KEYS = frozenset({"id", "text"})
#: First key of a rule -> all of its keys.
RULE_KEYS = {
    "event": frozenset({"event", "within", "of"}),
    "new_marks": frozenset({"new_marks", "chance_at_least", "compared_at_least"}),
    "fact": frozenset({"fact", "must_be"}),
    "look_at": frozenset({"look_at"}),
}
FACT_KEYS = frozenset({"name", "value", "source"})
_SPAN = re.compile(r"(\d{1,4}) (day|hour)s?")


def parse_policy(text: str, name: str = "policy") -> Policy:
    """Return the policy in a TOML or JSON text.

    Parameters
    ----------
    text : str
        As the module describes.
    name : str
        Name of the file, for messages.

    Raises
    ------
    PolicyError
        If the text cannot be read; the message names the clause and the key.
    """
    document = parse_document(text, name, PolicyError)
    if not isinstance(document, dict):
        raise PolicyError(f"{name}: holds no policy; write name, source and [[clause]] tables")
    refuse_unknown(document, TOP_KEYS, name, PolicyError)
    title, source = (_text(document, key, name, PolicyError) for key in ("name", "source"))
    zone = document.get("zone")
    if zone is not None and (not isinstance(zone, str) or zone_of(zone) is None):
        raise PolicyError(
            f'{name}: zone is {zone!r}; write an IANA name such as "Europe/Berlin", or "+01:00"'
        )
    rows = read_rows(document, "clause", name, PolicyError)
    if not rows:
        raise PolicyError(f"{name}: holds no clause; write [[clause]] before each one")
    clauses = tuple(_clause(row, source, f"{name}: clause {number}") for number, row in enumerate(rows, 1))
    return Policy(title, source, clauses, zone)


def parse_facts(text: str, name: str = "events") -> tuple[Fact, ...]:
    """Return the ``[[fact]]`` tables of a case, each with ``name``, ``value`` and ``source``; events are left alone.

    Raises
    ------
    EventsError
        If the text cannot be read; the message names the fact and the key.
    """
    document = parse_document(text, name, EventsError)
    if not isinstance(document, dict):
        return ()
    return tuple(
        _fact(row, f"{name}: fact {number}")
        for number, row in enumerate(read_rows(document, "fact", name, EventsError), 1)
    )


def _fact(row: Table, where: str) -> Fact:
    refuse_unknown(row, FACT_KEYS, where, EventsError)
    return Fact(
        _text(row, "name", where, EventsError),
        _value(row, "value", where, EventsError),
        _text(row, "source", where, EventsError),
    )


def _clause(row: Table, source: str, where: str) -> Clause:
    number = _text(row, "id", where, PolicyError)
    where = f"{where} ({number})"
    kinds = [first for first in RULE_KEYS if first in row]
    if len(kinds) != 1:
        found = "no rule" if not kinds else f"{' and '.join(kinds)} together"
        raise PolicyError(f"{where}: has {found}; write one of {', '.join(RULE_KEYS)}")
    refuse_unknown(row, SHARED_KEYS | RULE_KEYS[kinds[0]], where, PolicyError)
    text = _text(row, "text", where, PolicyError)
    return Clause(number, text, f"{source}, {number}", _RULES[kinds[0]](row, where))


def _window(row: Table, where: str) -> Rule:
    event, of, within = (_text(row, key, where, PolicyError) for key in ("event", "of", "within"))
    for key, kind in (("event", event), ("of", of)):
        if kind not in KINDS and kind not in PHOTO_MOMENTS:
            raise PolicyError(f"{where}: {key} is {kind!r}; known are {', '.join((*KINDS, *PHOTO_MOMENTS))}")
    span = _SPAN.fullmatch(within)
    if span is None:
        raise PolicyError(f'{where}: within is {within!r}; write "30 days" or "48 hours"')
    return Window(event, of, int(span[1]), f"{span[2]}s")


def _mark_limit(row: Table, where: str) -> Rule:
    allowed = row["new_marks"]
    if not isinstance(allowed, int) or isinstance(allowed, bool) or allowed < 0:
        raise PolicyError(f"{where}: new_marks is {allowed!r}; write how many are allowed, 0 or more")
    shares = {
        key: _share(row[key], key, where) for key in ("chance_at_least", "compared_at_least") if key in row
    }
    return MarkLimit(allowed, **shares)


def _fact_rule(row: Table, where: str) -> Rule:
    return FactRule(_text(row, "fact", where, PolicyError), _value(row, "must_be", where, PolicyError))


def _judgement(row: Table, where: str) -> Rule:
    named = row["look_at"]
    if not isinstance(named, list) or not all(each in EVIDENCE for each in named):
        raise PolicyError(f"{where}: look_at is {named!r}; write a list of any of {', '.join(EVIDENCE)}")
    return Judgement(tuple(named))


_RULES = {"event": _window, "new_marks": _mark_limit, "fact": _fact_rule, "look_at": _judgement}


def _text(row: Table, key: str, where: str, fault: type[ConditionError]) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        found = "missing" if value is None else repr(value)
        raise fault(f"{where}: {key} is {found}; write a text in quotes")
    return value


def _value(row: Table, key: str, where: str, fault: type[ConditionError]) -> bool | int | float | str:
    value: Any = row.get(key)
    if not isinstance(value, bool | int | float | str):
        found = "missing" if value is None else repr(value)
        raise fault(f"{where}: {key} is {found}; write true, false, a number or a text in quotes")
    return value


def _share(value: Any, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise PolicyError(f"{where}: {key} is {value!r}; write a share from 0 to 1, such as 0.9")
    return float(value)
