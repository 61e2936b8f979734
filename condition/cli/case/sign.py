"""``condition case sign CASE TEXT``: stand for the case as it is."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "sign the case off as it is now"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("text", metavar="TEXT", help="what is signed, in your words")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record the sign-off."""
    from condition.cases import sign_off

    with open_store(args) as store:
        item = sign_off(store, args.case, args.text, who=who(args), version=args.if_version)
        return answer_change(args, store, [item], f"Signed off by {item.who}.")
