"""TOML or JSON text written by a person -> plain tables, or one sentence that names the file, the place and the key.

Events, facts and policies are read through here, so that a misspelt key or a broken line is answered alike. Nothing is
opened: the caller has the text.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from condition.errors import ConditionError

Table = Mapping[str, Any]
Fault = type[ConditionError]
#: How JSON begins and TOML does not: ``{``, or a bracket that opens neither ``[[event]]`` nor ``[facts]``.
_JSON = re.compile(r"\s*(?:\{|\[\s*[^\s\[A-Za-z_])")


def parse_document(text: str, name: str, fault: Fault) -> Any:
    """Return what a TOML or JSON text holds.

    Parameters
    ----------
    text : str
        TOML, or JSON with the same keys.
    name : str
        Name of the file, for messages.
    fault : type of ConditionError
        What is raised where the text is neither; tomllib and json both say the line.
    """
    try:
        return json.loads(text) if _JSON.match(text) else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise fault(f"{name}: is neither TOML nor JSON ({error})") from error


def read_rows(document: Any, key: str, where: str, fault: Fault) -> Sequence[Table]:
    """Return the tables under ``[[key]]``; empty where there is no such key.

    Raises
    ------
    ConditionError
        `fault`, where something else than tables stands there.
    """
    rows = document.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise fault(f"{where}: {key} is no list of tables; write [[{key}]] before each one")
    return rows


def refuse_unknown(table: Table, known: Collection[str], where: str, fault: Fault) -> None:
    """Demand that a table holds known keys only: a misspelt one would otherwise pass in silence."""
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise fault(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
