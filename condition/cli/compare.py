"""``condition compare BEFORE AFTER``: what is new on this piece, from one photo a side or from several."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from condition.cli import outputs, terminal
from condition.cli.exits import NEW_MARKS, NO_NEW_MARK, NOT_COMPARABLE
from condition.cli.inputs import (
    STDIN_HELP,
    add_events_argument,
    add_language_argument,
    add_trust_argument,
    read_source,
    read_text,
    read_trust,
    refuse_two_streams,
)
from condition.cli.sides import Sides, add_side_arguments, sides_of

if TYPE_CHECKING:
    from condition.comparison import Comparison
    from condition.sets import ComparisonSet

SUMMARY = "compare a before and an after photo of the same piece"
DESCRIPTION = (
    "Compare a before and an after photo of the same piece and say which marks are new. The photos may differ in "
    "angle, light and background; where they cannot be compared, the answer says why and what to retake. Two folders, or "
    "several files a side, are unsorted photos of one piece: they are paired by what they show and give one answer."
)
EPILOG = "Exit codes: 0 no new mark, 1 new marks, 2 trouble, 3 not comparable."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_side_arguments(parser, STDIN_HELP)
    add_events_argument(parser)
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help="TOML file of windows and conditions, each checked against events, facts and findings; docs/policy.md "
        "describes it",
    )
    add_trust_argument(parser)
    add_language_argument(parser)
    parser.add_argument("--json", metavar="FILE", help="write the whole result as JSON; - is standard output")
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=_report_path,
        help="write the report: FILE.html is one page that needs no network, FILE.pdf a PDF/A-3 with the record attached",
    )
    parser.add_argument(
        "--out", metavar="DIR", help="write annotated pictures, JSON and report into a folder"
    )


def run(args: argparse.Namespace) -> int:
    """Compare, write what was asked for, and return the exit code."""
    refuse_two_streams([args.before, args.after, args.events, args.policy])
    for path in filter(None, (args.json, args.report)):
        outputs.check_file(path)
    if args.out:
        outputs.check_folder(args.out)
    sides = sides_of(args)
    trust = read_trust(args.trust)
    if sides is not None:
        return _run_set(sides, args, trust)
    case = _read_case(args)
    before, after = (read_source(argument, trust) for argument in (args.before, args.after))

    from condition.pipeline import compare

    with terminal.StageLine(terminal.use_progress(args.quiet)) as progress:
        comparison = compare(before, after, **case, trust_anchors=trust, progress=progress)
        progress("writing")
        _write(comparison, args)
    _print(comparison, args)
    return _exit_code(comparison)


def _run_set(sides: Sides, args: argparse.Namespace, trust: str | None) -> int:
    """Compare several photos, write what was asked for, and return the exit code."""
    from condition import report
    from condition.sets import compare_sets

    case = _read_case(args)
    with terminal.StageLine(terminal.use_progress(args.quiet)) as progress:
        made = compare_sets(sides.before, sides.after, **case, trust_anchors=trust, progress=progress)
        progress("writing")
        if args.report:
            report.write_set_report(made, args.report)
        if args.out:
            outputs.write_folder(args.out, lambda folder: report.write_set_folder(made, folder))
        if args.json and args.json != outputs.STANDARD_STREAM:
            outputs.write_text(args.json, report.render_set_json(made))
    if args.json == outputs.STANDARD_STREAM:
        outputs.write_text(outputs.STANDARD_STREAM, report.render_set_json(made))
    else:
        print(report.render_set_text(made, terminal.use_colour(sys.stdout)))
    return _exit_code(made)


def _read_case(args: argparse.Namespace) -> dict[str, Any]:
    """Return the events, the facts and the policy that were given, under the names `condition.compare` has for them."""
    if not (args.events or args.policy):
        return {}
    from condition.errors import EventsError, PolicyError
    from condition.policy import parse_facts, parse_policy
    from condition.timeline import parse_events

    case: dict[str, Any] = {}
    if args.events:
        text = read_text(args.events, EventsError)
        case |= {"events": parse_events(text, args.events), "facts": parse_facts(text, args.events)}
    if args.policy:
        case["policy"] = parse_policy(read_text(args.policy, PolicyError), args.policy)
    return case


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


def _exit_code(comparison: Comparison | ComparisonSet) -> int:
    if comparison.status != "compared":
        return NOT_COMPARABLE
    return NEW_MARKS if comparison.new else NO_NEW_MARK


def _report_path(text: str) -> str:
    if not text.endswith((".html", ".pdf")):
        raise argparse.ArgumentTypeError(f"{text!r}: the report is an .html or a .pdf file")
    return text
