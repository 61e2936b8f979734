"""``condition photo PHOTO...``: what a photo says about itself, and how far that can be trusted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.cli import outputs, terminal
from condition.cli.exits import NO_NEW_MARK, TROUBLE
from condition.cli.inputs import (
    STDIN_HELP,
    add_events_argument,
    add_language_argument,
    add_trust_argument,
    read_argument,
    read_text,
    read_trust,
    refuse_two_streams,
)
from condition.errors import ConditionError

if TYPE_CHECKING:
    from condition.photo import Facts
    from condition.timeline import LineEntry

SUMMARY = "what a photo says about itself: times, place, camera, edits"
DESCRIPTION = (
    "Show what a photo says about itself: capture time with its source and offset, place, camera, software, and the "
    "checks these allow. A photo that cannot be read is reported, and the others go on."
)
EPILOG = "Exit codes: 0 every photo was read, 2 at least one was not."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help=f"a photo; {STDIN_HELP}")
    add_events_argument(parser)
    add_trust_argument(parser)
    add_language_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="a JSON list, one object a photo, in the order given"
    )


def run(args: argparse.Namespace) -> int:
    """Describe every photo and return the exit code."""
    from condition.cli.photo_text import render_photo
    from condition.report import render_line
    from condition.timeline import in_order

    refuse_two_streams([*args.photos, args.events])
    trust, line = read_trust(args.trust), _event_line(args.events)
    records, told = [], list(line)
    for record, entries in _described(args.photos, trust, line, terminal.use_progress(args.quiet)):
        records.append(record)
        told += entries
        if not args.json:
            print(render_photo(record, terminal.use_colour(sys.stdout)), flush=True)
    if args.json:
        outputs.print_json(json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False))
    elif len(told) > 1:
        print(render_line(in_order(told), terminal.use_colour(sys.stdout)))
    return TROUBLE if any(record["status"] == "error" for record in records) else NO_NEW_MARK


def _event_line(argument: str | None) -> tuple[LineEntry, ...]:
    """Return the time line of the events in a file by themselves."""
    if argument is None:
        return ()
    from condition.errors import EventsError
    from condition.timeline import build_line, check_events, parse_events

    events = parse_events(read_text(argument, EventsError), argument)
    return build_line((), events, check_events({}, events))


def _described(
    arguments: list[str], trust: str | None, line: Sequence[LineEntry], shown: bool
) -> Iterator[tuple[dict[str, Any], tuple[LineEntry, ...]]]:
    """Yield the record of each photo and its entries on the time line, naming the one at work on the terminal."""
    for argument in arguments:
        with terminal.StageLine(shown) as progress:
            progress(argument)
            described = describe(argument, trust, line)
        yield described


def describe(
    argument: str, trust: str | None = None, line: Sequence[LineEntry] = ()
) -> tuple[dict[str, Any], tuple[LineEntry, ...]]:
    """Return the record of one photo among the events of a line, and the photo's own entries.

    An unreadable photo gives a record that says why.
    """
    from condition.photo import read_photo
    from condition.report import error_record, photo_record
    from condition.timeline import build_line, check_photo, in_order

    source = read_argument(argument)
    name = "standard input" if isinstance(source, bytes) else None
    try:
        photo = read_photo(source, name, trust_anchors=trust)
    except ConditionError as exc:
        return error_record(argument, f"{exc}. {exc.hint()}", facts=_facts(source, name, trust)), ()
    checks = check_photo(photo)
    entries = build_line([("photo", photo)], (), checks)
    return {**photo_record(photo, checks, in_order([*line, *entries])), "file": argument}, entries


def _facts(source: Path | bytes, name: str | None, trust: str | None) -> Facts | None:
    """Return what a file says about itself although its picture cannot be used; None where not even that is known."""
    from condition.photo import read_facts

    try:
        return read_facts(source, name, trust_anchors=trust)
    except ConditionError:
        return None
