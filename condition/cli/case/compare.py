"""``condition case compare CASE``: compare two photos of the case and record the result."""

from __future__ import annotations

import argparse
import sys

from condition.cli import terminal
from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who
from condition.cli.exits import NEW_MARKS, NO_NEW_MARK, NOT_COMPARABLE
from condition.cli.inputs import add_language_argument, read_text

SUMMARY = "compare two photos of the case and record the result"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    for side in ("before", "after"):
        parser.add_argument(
            f"--{side}",
            metavar="N",
            type=int,
            help=f"number of the {side} photo, where several could be meant",
        )
    parser.add_argument(
        "--policy", metavar="FILE", help="windows and conditions, as docs/policy.md describes them"
    )
    add_language_argument(parser)
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Compare, record, and answer as ``condition compare`` does."""
    from condition.cases import compare_photos
    from condition.errors import PolicyError
    from condition.report import render_text

    policy = None if args.policy is None else read_text(args.policy, PolicyError)
    with open_store(args) as store, terminal.StageLine(terminal.use_progress(args.quiet)) as progress:
        item, comparison = compare_photos(
            store, args.case, who=who(args), before=args.before, after=args.after, policy=policy, progress=progress,
            version=args.if_version,
        )  # fmt: skip
        progress.wipe()
        if not args.json and not args.quiet:
            print(render_text(comparison, terminal.use_colour(sys.stdout)))
        answer_change(args, store, [item], f"Recorded as comparison {item.number}.")
    if item.new_marks is None:
        return NOT_COMPARABLE
    return NEW_MARKS if item.new_marks else NO_NEW_MARK
