"""Records of a batch -> a CSV table that spreadsheets open, one row a pair."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from condition.batch.results import classify

COLUMNS = (
    "id", "result", "new", "cannot_tell", "already_there", "gone", "surest_new", "longest_new_px", "reasons",
)  # fmt: skip
#: A cell that begins with one of these is run as a formula by spreadsheets; a name of a stranger's file may do so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(records: Iterable[Mapping[str, Any]]) -> str:
    """Return records as CSV with a header, lines ending in CR LF as RFC 4180 has them."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(_row(record) for record in records)
    return text.getvalue()


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    findings, counts = record["findings"], record.get("counts") or {}
    return {
        "id": _harmless(str(record["id"])),
        "result": classify(dict(record)),
        **{verdict: counts.get(verdict, "") for verdict in ("new", "cannot_tell", "already_there", "gone")},
        "surest_new": max((finding["score"] for finding in findings), default=""),
        "longest_new_px": max((finding["length_px"] for finding in findings), default=""),
        "reasons": _harmless(" | ".join(reason["text"] for reason in record["reasons"])),
    }


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA) else text
