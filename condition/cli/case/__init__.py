"""``condition case COMMAND``: everything about a case, one module a command."""

from __future__ import annotations

import argparse
from types import ModuleType

from condition.cli.case import (
    add,
    bill,
    compare,
    contest,
    decide,
    event,
    fsck,
    listing,
    log,
    new,
    note,
    report,
    seal,
    show,
    sign,
)

SUMMARY = "keep photos, events, comparisons and decisions about one piece as a case"
DESCRIPTION = (
    "A case keeps the original photos, what happened, what was compared and who decided what; a custody log tells every "
    "change. docs/cases.md describes it. `condition case COMMAND --help` says the rest."
)
EPILOG = (
    "Exit codes: 0 done, 2 trouble, 4 a check found problems; `case compare` answers as `compare` does: 0 no new mark, "
    "1 new marks, 3 not comparable. Cases lie in the folder CONDITION_STORE names, else with the user's data."
)
CASE_COMMANDS: dict[str, ModuleType] = {
    "new": new,
    "add": add,
    "event": event,
    "compare": compare,
    "decide": decide,
    "contest": contest,
    "note": note,
    "bill": bill,
    "sign": sign,
    "report": report,
    "seal": seal,
    "list": listing,
    "show": show,
    "log": log,
    "fsck": fsck,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands and their arguments."""
    commands = parser.add_subparsers(
        dest="case_command", metavar="COMMAND", required=True, help="what to do with the case"
    )
    for name, module in CASE_COMMANDS.items():
        command = commands.add_parser(
            name, help=module.SUMMARY, description=module.SUMMARY + ".", epilog=EPILOG
        )
        module.add_arguments(command)
        command.add_argument("--store", metavar="DIR", help="where the cases lie (CONDITION_STORE)")
        command.add_argument("--json", action="store_true", help="JSON on standard output")
        for flag in (("--quiet", "-q"), ("--verbose", "-v")):
            command.add_argument(
                *flag, action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
            )


def run(args: argparse.Namespace) -> int:
    """Run the command of the case."""
    return int(CASE_COMMANDS[args.case_command].run(args))
