"""``condition photo PHOTO...``: what a photo says about itself, and how far that can be trusted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from condition.cli import outputs, terminal
from condition.cli.exits import NO_NEW_MARK, TROUBLE
from condition.cli.inputs import STDIN_HELP, read_source, refuse_two_streams
from condition.errors import ConditionError

SUMMARY = "what a photo says about itself: times, place, camera, edits"
DESCRIPTION = (
    "Show what a photo says about itself: capture time with its source and offset, place, camera, software, and the "
    "checks these allow. A photo that cannot be read is reported, and the others go on."
)
EPILOG = "Exit codes: 0 every photo was read, 2 at least one was not."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help=f"a photo; {STDIN_HELP}")
    parser.add_argument(
        "--json", action="store_true", help="a JSON list, one object a photo, in the order given"
    )


def run(args: argparse.Namespace) -> int:
    """Describe every photo and return the exit code."""
    from condition.cli.photo_text import render_photo

    refuse_two_streams(args.photos)
    records = []
    for record in _described(args.photos, terminal.use_progress(args.quiet)):
        records.append(record)
        if not args.json:
            print(render_photo(record, terminal.use_colour(sys.stdout)), flush=True)
    if args.json:
        outputs.print_json(json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False))
    return TROUBLE if any(record["status"] == "error" for record in records) else NO_NEW_MARK


def _described(arguments: list[str], shown: bool) -> Iterator[dict[str, Any]]:
    """Yield the record of each photo, naming the one at work on the terminal."""
    for argument in arguments:
        with terminal.StageLine(shown) as progress:
            progress(argument)
            record = describe(argument)
        yield record


def describe(argument: str) -> dict[str, Any]:
    """Return the record of one photo; an unreadable one gives a record that says why."""
    from condition.photo import read_photo
    from condition.report import error_record, photo_record
    from condition.timeline import check_photo

    try:
        source = read_source(argument)
        photo = read_photo(source) if isinstance(source, Path) else source
    except ConditionError as exc:
        return error_record(argument, f"{exc}. {exc.hint()}")
    return {**photo_record(photo, check_photo(photo)), "file": argument}
