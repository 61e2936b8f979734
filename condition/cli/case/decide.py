"""``condition case decide CASE MARK VERDICT``: record what a person decided about a mark."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "record what a person decided about a mark"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("mark", metavar="MARK", type=int, help="number of the mark in the report")
    parser.add_argument("verdict", metavar="VERDICT", help="new, already_there, no_mark or cannot_tell")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why")
    parser.add_argument(
        "--comparison", metavar="N", type=int, help="number of the comparison; the last by default"
    )
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record the decision."""
    from condition.cases import decide

    with open_store(args) as store:
        item = decide(
            store, args.case, args.mark, args.verdict, reason=args.reason, who=who(args),
            comparison=args.comparison, version=args.if_version,
        )  # fmt: skip
        return answer_change(
            args, store, [item], f"Mark {item.mark} of comparison {item.comparison}: {item.verdict}."
        )
