"""``condition case list``: the cases of a store."""

from __future__ import annotations

import argparse

from condition.cli.case.session import answer, open_store

SUMMARY = "list the cases"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command: none of its own."""


def run(args: argparse.Namespace) -> int:
    """One line a case."""
    with open_store(args) as store:
        cases = [store.case(name) for name in store.names()]
    records = [
        {
            "case": case.name, "opened": case.opened, "entries": case.entries, "kind": case.piece.kind,
            "photos": len(case.photos), "comparisons": len(case.comparisons),
            "signed_off": bool(case.sign_offs),
        }
        for case in cases
    ]  # fmt: skip
    lines = [
        f"{case.name}  {case.piece.kind or 'piece'}, {len(case.photos)} photos, {len(case.comparisons)} comparisons, "
        f"{'signed off' if case.sign_offs else 'open'}"
        for case in cases
    ]
    return answer(args, records, *(lines or ["There are no cases."]))
