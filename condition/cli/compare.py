"""``condition compare BEFORE AFTER``: what is new on this piece."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from condition.cli import outputs, terminal
from condition.cli.exits import NEW_MARKS, NO_NEW_MARK, NOT_COMPARABLE
from condition.cli.inputs import (
    STDIN_HELP,
    add_trust_argument,
    read_argument,
    read_source,
    read_trust,
    refuse_two_streams,
)

if TYPE_CHECKING:
    from condition.comparison import Comparison
    from condition.timeline import Event

SUMMARY = "compare a before and an after photo of the same piece"
DESCRIPTION = (
    "Compare a before and an after photo of the same piece and say which marks are new. The photos may differ in "
    "angle, light and background; where they cannot be compared, the answer says why and what to retake."
)
EPILOG = "Exit codes: 0 no new mark, 1 new marks, 2 trouble, 3 not comparable."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("before", metavar="BEFORE", help=f"the earlier photo; {STDIN_HELP}")
    parser.add_argument("after", metavar="AFTER", help=f"the later photo; {STDIN_HELP}")
    parser.add_argument(
        "--events",
        metavar="FILE",
        help="TOML or JSON list of what happened and when (handed over, received, ...), checked against the photos",
    )
    add_trust_argument(parser)
    parser.add_argument("--json", metavar="FILE", help="write the whole result as JSON; - is standard output")
    parser.add_argument(
        "--report",
        metavar="FILE.html",
        type=_report_path,
        help="write the report, one file that needs no network",
    )
    parser.add_argument(
        "--out", metavar="DIR", help="write annotated pictures, JSON and report into a folder"
    )


def run(args: argparse.Namespace) -> int:
    """Compare, write what was asked for, and return the exit code."""
    refuse_two_streams([args.before, args.after, args.events])
    for path in filter(None, (args.json, args.report)):
        outputs.check_file(path)
    if args.out:
        outputs.check_folder(args.out)
    events = _read_events(args.events) if args.events else ()
    trust = read_trust(args.trust)
    before, after = (read_source(argument, trust) for argument in (args.before, args.after))

    from condition.pipeline import compare

    with terminal.StageLine(terminal.use_progress(args.quiet)) as progress:
        comparison = compare(before, after, events=events, trust_anchors=trust, progress=progress)
        progress("writing")
        _write(comparison, args)
    _print(comparison, args)
    return _exit_code(comparison)


def _read_events(argument: str) -> tuple[Event, ...]:
    from condition.errors import ManifestError
    from condition.timeline import parse_events

    try:
        source = read_argument(argument)
        text = (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
    except OSError as error:
        raise ManifestError(f"{argument}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{argument}: is not UTF-8 text") from error
    return parse_events(text, argument)


def _write(comparison: Comparison, args: argparse.Namespace) -> None:
    from condition import report

    if args.report:
        report.write_report(comparison, args.report)
    if args.out:
        outputs.write_folder(args.out, lambda folder: report.write_folder(comparison, folder))
    if args.json and args.json != outputs.STANDARD_STREAM:
        outputs.write_text(args.json, report.render_json(comparison))


def _print(comparison: Comparison, args: argparse.Namespace) -> None:
    """Results go to stdout: the JSON where it was asked for, else the summary for a person."""
    from condition import report

    if args.json == outputs.STANDARD_STREAM:
        outputs.write_text(outputs.STANDARD_STREAM, report.render_json(comparison))
        return
    print(report.render_text(comparison, terminal.use_colour(sys.stdout)))


def _exit_code(comparison: Comparison) -> int:
    if comparison.status != "compared":
        return NOT_COMPARABLE
    return NEW_MARKS if comparison.new else NO_NEW_MARK


def _report_path(text: str) -> str:
    if not text.endswith(".html"):
        raise argparse.ArgumentTypeError(f"{text!r}: the report is an .html file")
    return text
