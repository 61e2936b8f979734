"""``condition case event CASE FILE``: add what happened, and facts."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who
from condition.cli.inputs import STDIN_HELP, read_text

SUMMARY = "add events and facts from a file as docs/events.md describes it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("file", metavar="FILE", help=f"TOML or JSON; {STDIN_HELP}")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Add those that are not there yet."""
    from condition.cases import add_events
    from condition.errors import EventsError

    text = read_text(args.file, EventsError)
    with open_store(args) as store:
        added = add_events(
            store, args.case, text, who=who(args), file_name=args.file, version=args.if_version
        )
        return answer_change(args, store, added, f"Added {len(added)} events and facts.")
