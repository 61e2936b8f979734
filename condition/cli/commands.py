"""Arguments -> command: the parser and the list of commands.

Every command is a module with ``SUMMARY``, ``DESCRIPTION``, `add_arguments` and `run`. Nothing here imports the
library; a command does so when it runs, which keeps ``condition --help`` quick.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from types import ModuleType

from condition.cli import app, batch, case, compare, evaluate, export, key, photo, verify
from condition.cli.inputs import asked_language
from condition.language import language
from condition.version import __version__

COMMANDS: dict[str, ModuleType] = {
    "compare": compare,
    "photo": photo,
    "batch": batch,
    "evaluate": evaluate,
    "export": export,
    "case": case,
    "verify": verify,
    "key": key,
    "app": app,
}

EPILOG = "Exit codes: 0 no new mark, 1 new marks, 2 trouble (bad input, usage), 3 not comparable."


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="condition",
        description="Compare two photos of one piece of jewellery: is this mark new, and what can the photos' "
        "times prove?",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"condition {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        command = subparsers.add_parser(
            name, help=module.SUMMARY, description=module.DESCRIPTION, epilog=module.EPILOG
        )
        module.add_arguments(command)
        loudness = command.add_mutually_exclusive_group()
        loudness.add_argument("--quiet", "-q", action="store_true", help="only results and errors")
        loudness.add_argument(
            "--verbose", "-v", action="store_true", help="details, and tracebacks of errors"
        )
    return parser


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments, run the command they name, and return its exit code."""
    args = build_parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.ERROR, format="%(name)s: %(message)s"
    )
    # matplotlib and Pillow tell every font and chunk they meet
    for chatty in ("matplotlib", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with language(asked_language(args)):
        return int(COMMANDS[args.command].run(args))
