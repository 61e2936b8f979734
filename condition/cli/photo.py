"""``condition photo PHOTO...``: what a photo says about itself, and how far that can be trusted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.cli import outputs, terminal
from condition.cli.exits import NO_NEW_MARK, TROUBLE
from condition.cli.inputs import STDIN_HELP, add_trust_argument, read_argument, read_trust, refuse_two_streams
from condition.errors import ConditionError

if TYPE_CHECKING:
    from condition.photo import Facts

SUMMARY = "what a photo says about itself: times, place, camera, edits"
DESCRIPTION = (
    "Show what a photo says about itself: capture time with its source and offset, place, camera, software, and the "
    "checks these allow. A photo that cannot be read is reported, and the others go on."
)
EPILOG = "Exit codes: 0 every photo was read, 2 at least one was not."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help=f"a photo; {STDIN_HELP}")
    add_trust_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="a JSON list, one object a photo, in the order given"
    )


def run(args: argparse.Namespace) -> int:
    """Describe every photo and return the exit code."""
    from condition.cli.photo_text import render_photo

    refuse_two_streams(args.photos)
    trust = read_trust(args.trust)
    records = []
    for record in _described(args.photos, trust, terminal.use_progress(args.quiet)):
        records.append(record)
        if not args.json:
            print(render_photo(record, terminal.use_colour(sys.stdout)), flush=True)
    if args.json:
        outputs.print_json(json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False))
    return TROUBLE if any(record["status"] == "error" for record in records) else NO_NEW_MARK


def _described(arguments: list[str], trust: str | None, shown: bool) -> Iterator[dict[str, Any]]:
    """Yield the record of each photo, naming the one at work on the terminal."""
    for argument in arguments:
        with terminal.StageLine(shown) as progress:
            progress(argument)
            record = describe(argument, trust)
        yield record


def describe(argument: str, trust: str | None = None) -> dict[str, Any]:
    """Return the record of one photo; an unreadable one gives a record that says why."""
    from condition.photo import read_photo
    from condition.report import error_record, photo_record
    from condition.timeline import check_photo

    source = read_argument(argument)
    name = "standard input" if isinstance(source, bytes) else None
    try:
        photo = read_photo(source, name, trust_anchors=trust)
    except ConditionError as exc:
        return error_record(argument, f"{exc}. {exc.hint()}", facts=_facts(source, name, trust))
    return {**photo_record(photo, check_photo(photo)), "file": argument}


def _facts(source: Path | bytes, name: str | None, trust: str | None) -> Facts | None:
    """Return what a file says about itself although its picture cannot be used; None where not even that is known."""
    from condition.photo import read_facts

    try:
        return read_facts(source, name, trust_anchors=trust)
    except ConditionError:
        return None
