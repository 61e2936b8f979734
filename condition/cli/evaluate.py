"""``condition evaluate RESULTS TRUTH``: how right the results of a batch are."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from condition.cli import outputs
from condition.cli.exits import NO_NEW_MARK

if TYPE_CHECKING:
    from condition.evaluation import Evaluation

SUMMARY = "how right results are, against a truth or against marks that people corrected"
DESCRIPTION = (
    "Hold the results of a batch against the truth: a set (a folder with pairs.jsonl and masks), a list of pairs with "
    "instances, or what people left in a COCO file or in a folder of LabelMe files. Tells recall, false flags a pair, recall "
    "at 1/8 to 8 false flags a pair (FROC), clean pairs reported clean, and refusals."
)
EPILOG = "Exit codes: 0 evaluated, 2 trouble (results or truth cannot be read)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("results", metavar="RESULTS.jsonl", help="what `condition batch` wrote")
    parser.add_argument(
        "truth", metavar="TRUTH", help="a set, a .jsonl list, a COCO .json, or a folder of LabelMe files"
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write the figures as JSON; - writes nothing else to the terminal"
    )
    parser.add_argument(
        "--plot", metavar="FILE.png", help="write the FROC curve as a picture (.png, .svg, .pdf)"
    )
    parser.add_argument(
        "--min-contrast", metavar="LEVELS", type=float, default=0.0,
        help="true marks of less contrast (8-bit levels) are neither wanted nor false (default: %(default)s)",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Evaluate, write what was asked for, and return the exit code."""
    from condition.evaluation import evaluate, figures_record, figures_rows

    for path in (args.json, args.plot):
        if path:
            outputs.check_file(path)
    found = evaluate(args.results, args.truth, min_contrast=args.min_contrast)
    if args.plot:
        _draw(found, args.plot)
    if args.json:
        outputs.write_text(args.json, json.dumps({"schema": 1, **figures_record(found.figures)}, indent=1))
    if args.json != outputs.STANDARD_STREAM and not args.quiet:
        rows = figures_rows(found.figures)
        width = max(len(label) for label, _ in rows)
        print("\n".join(f"{label:{width}}  {value}" for label, value in rows))
    return NO_NEW_MARK


def _draw(found: Evaluation, path: str) -> None:
    """Write the picture in the form that its extension names."""
    import io
    from pathlib import Path

    picture = io.BytesIO()
    form = Path(path).suffix.lower().removeprefix(".") or "png"
    try:
        found.plot().savefig(picture, format=form, dpi=150)
    except ValueError as exc:  # a form that matplotlib does not write
        raise outputs.OutputError(
            f"{path}: a plot cannot be written as .{form}; choose .png, .svg or .pdf"
        ) from exc
    outputs.write_bytes(path, picture.getvalue())
