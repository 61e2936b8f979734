"""``condition case note CASE TEXT``: add a note."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "add a note"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("text", metavar="TEXT", help="the note")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record the note."""
    from condition.cases import Note

    with open_store(args) as store:
        item = store.add(args.case, Note(text=args.text), who=who(args), version=args.if_version)
        return answer_change(args, store, [item], f"Note {item.number} is recorded.")
