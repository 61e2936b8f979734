"""``condition case log CASE``: the custody log, and whether it holds."""

from __future__ import annotations

import argparse
import json

from condition.cli.case.session import add_case_argument, answer, answer_check, open_store

SUMMARY = "show the custody log; with --check, name what was deleted, reordered or edited"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("--check", action="store_true", help="check the log, and every record against it")
    parser.add_argument(
        "--head", metavar="HASH", help="with --check: a hash noted earlier, that some entry has to have"
    )


def run(args: argparse.Namespace) -> int:
    """Show or check the log."""
    from condition.cases import check_case

    with open_store(args) as store:
        case, log = store.case(args.case), store.log(args.case)
    if args.check:
        return answer_check(
            args, check_case(case, log, args.head), f"All {len(log)} entries of case {case.name} hold."
        )
    lines = [f"{line.place}  {line.digest[:12]}  {_words(line.body)}" for line in log]
    records = [{"number": line.place, "sha256": line.digest, "entry": line.body} for line in log]
    return answer(args, records, *lines)


def _words(body: str) -> str:
    """Return when, who and what; the bare text where it is no entry."""
    try:
        entry = json.loads(body)
        return f"{entry['when'][:19]}Z  {entry['who']}  {entry['what']}"
    except (ValueError, KeyError, TypeError):
        return body
