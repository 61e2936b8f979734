"""``condition case fsck``: check a whole store."""

from __future__ import annotations

import argparse

from condition.cli.case.session import answer_check, open_store

SUMMARY = "check every case, log and original of the store; name what is missing, altered or orphaned"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command: none of its own."""


def run(args: argparse.Namespace) -> int:
    """Check everything."""
    from condition.cases import fsck

    with open_store(args) as store:
        problems, cases = fsck(store), len(store.names())
    return answer_check(args, problems, f"All {cases} cases and their originals hold.")
