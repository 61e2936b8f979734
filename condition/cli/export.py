"""``condition export RESULTS --parquet FILE --coco FILE --labelme DIR``: marks for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from condition.cli import outputs
from condition.cli.exits import NO_NEW_MARK
from condition.errors import ExchangeError

if TYPE_CHECKING:
    from condition.batch import Pair

SUMMARY = "marks of a batch for other programs: Parquet, COCO, LabelMe"
DESCRIPTION = (
    "Write the marks of a batch as a table (Parquet) or as outlines that people can correct in a drawing program (COCO, "
    "LabelMe). Marks called new are written, and those of which nobody can tell. `condition evaluate` reads the corrected file."
)
EPILOG = "Exit codes: 0 written, 2 trouble (results that cannot be read, a place that cannot be written to)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("results", metavar="RESULTS.jsonl", help="what `condition batch` wrote")
    parser.add_argument(
        "--pairs",
        metavar="PAIRS",
        help="the list of the batch, for the paths of the photos in COCO and LabelMe",
    )
    parser.add_argument("--parquet", metavar="FILE.parquet", help="one row a mark, with types and units")
    parser.add_argument("--coco", metavar="FILE.json", help="one COCO file of all photos")
    parser.add_argument("--labelme", metavar="DIR", help="one LabelMe file a photo")


def run(args: argparse.Namespace) -> int:
    """Write what was asked for and return the exit code."""
    from condition.batch import read_pairs, read_results
    from condition.exchange import export

    wanted = _targets(args)
    results = read_results(args.results)
    pairs: tuple[Pair, ...] = read_pairs(Path(args.pairs)) if args.pairs else ()
    for path in wanted:
        export(results, path, pairs=pairs)
        if not args.quiet:
            print(f"written: {path}", file=sys.stderr)
    return NO_NEW_MARK


def _targets(args: argparse.Namespace) -> list[str]:
    """Return the paths to write, each with the extension that says what it is."""
    for path, extension in ((args.parquet, ".parquet"), (args.coco, ".json")):
        if path and Path(path).suffix.lower() != extension:
            raise ExchangeError(f"{path}: its name has to end in {extension}")
    if args.labelme and Path(args.labelme).suffix:
        raise ExchangeError(f"{args.labelme}: a folder was expected, and its name ends as that of a file")
    for path in filter(None, (args.parquet, args.coco)):
        outputs.check_file(path)
    if args.labelme:
        outputs.check_folder(args.labelme)
    wanted = [path for path in (args.parquet, args.coco, args.labelme) if path]
    if not wanted:
        raise ExchangeError("nothing to write: name at least one of --parquet, --coco and --labelme")
    return wanted
