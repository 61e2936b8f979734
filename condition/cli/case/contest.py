"""``condition case contest CASE TEXT``: record what the other side says, or the answer to it."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "record what the other side says, or with --reply-to the answer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("text", metavar="TEXT", help="in their words")
    parser.add_argument("--mark", metavar="N", type=int, help="the mark it is about")
    parser.add_argument(
        "--comparison", metavar="N", type=int, help="the comparison it is about; the last by default"
    )
    parser.add_argument("--reply-to", metavar="N", type=int, help="number of the contest that this answers")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record the contest or the reply."""
    from condition.cases import Contest, Reply, contest, reply

    with open_store(args) as store:
        item: Contest | Reply
        if args.reply_to is not None:
            item = reply(store, args.case, args.reply_to, args.text, who=who(args), version=args.if_version)
            return answer_change(args, store, [item], f"Contest {item.contest} is answered.")
        item = contest(
            store, args.case, args.text, who=who(args), comparison=args.comparison, mark=args.mark,
            version=args.if_version,
        )  # fmt: skip
        return answer_change(args, store, [item], f"Contest {item.number} is recorded.")
