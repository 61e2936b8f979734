"""``condition batch PAIRS --out RESULTS.jsonl``: many pairs, one line of results each."""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from condition.cli import outputs, terminal
from condition.cli.exits import NEW_MARKS, NO_NEW_MARK, NOT_COMPARABLE, TROUBLE
from condition.cli.inputs import STANDARD_STREAM, STDIN_HELP, add_trust_argument, read_argument, read_trust
from condition.errors import ManifestError

if TYPE_CHECKING:
    from distributed import Client

    from condition.batch import Pair

SUMMARY = "compare many pairs, one line of results each"
DESCRIPTION = (
    "Compare every pair of a list: JSON Lines or CSV with id, before, after and optionally points (paths relative to "
    "the list, or addresses such as s3://bucket/ring.jpg), or a folder with NAME/before.* and NAME/after.*, or NAME_before.* and NAME_after.*. Results are "
    "written in the order of the list as they are done. A broken pair is one error line, and the batch goes on. With "
    "--dask the workers of a Dask scheduler compare, and results come in the order in which they are done."
)
EPILOG = (
    "Exit codes, first that applies: 2 trouble in the list or in any pair, 1 new marks in some pair, 3 some pair was "
    "not comparable, 0 every pair was compared and nothing is new."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument(
        "pairs", metavar="PAIRS", help=f"a .jsonl or .csv file, or a folder; {STDIN_HELP} (JSON Lines)"
    )
    parser.add_argument(
        "--out", metavar="RESULTS.jsonl", required=True, help="the results; one JSON object a line"
    )
    by = parser.add_mutually_exclusive_group()
    by.add_argument("--workers", metavar="N", type=_positive, help="worker processes (default: one a core)")
    by.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="compare on the workers of the Dask scheduler at tcp://HOST:PORT; docs/batch.md says how to start them",
    )
    add_trust_argument(parser)
    parser.add_argument("--resume", action="store_true", help="keep the pairs that RESULTS already holds")


def run(args: argparse.Namespace) -> int:
    """Compare every pair and return the exit code."""
    from condition.batch import count_cores, run_batch

    outputs.check_file(args.out)
    pairs = _read(args.pairs)
    _refuse_overwriting(args)
    shown = terminal.use_progress(args.quiet)
    trust_anchors = read_trust(args.trust)
    with _cluster(args) as client:
        counts = run_batch(
            pairs,
            Path(args.out),
            workers=args.workers or count_cores(),
            client=client,
            resume=args.resume,
            trust_anchors=trust_anchors,
            watch=_bar if shown else None,
        )
    if not args.quiet:
        print(f"{_summary(counts)}; see {args.out}", file=sys.stderr)
    return exit_code(counts)


def _cluster(args: argparse.Namespace) -> AbstractContextManager[Client | None]:
    """Return the scheduler that was named, or nothing."""
    if args.dask is None:
        return nullcontext()
    from condition.batch import connected

    if not args.verbose:
        # it tells each worker that comes or goes; what matters ends as a line or as one sentence
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return connected(args.dask)


def exit_code(counts: Counter[str]) -> int:
    """Return the exit code for the lines by class; a pair nobody could judge never reads as "nothing new"."""
    for found, code in (("error", TROUBLE), ("new", NEW_MARKS), ("not_comparable", NOT_COMPARABLE)):
        if counts[found]:
            return code
    return NO_NEW_MARK


def _read(argument: str) -> tuple[Pair, ...]:
    from condition.batch import parse_json_lines, read_pairs

    source = read_argument(argument)
    if isinstance(source, Path):
        return read_pairs(source)
    return parse_json_lines(source.decode("utf-8-sig", errors="replace"), Path(), "standard input")


def _refuse_overwriting(args: argparse.Namespace) -> None:
    """Demand that the results do not replace the list itself."""
    source = Path(args.pairs)
    if (
        args.pairs != STANDARD_STREAM
        and source.is_file()
        and Path(args.out).exists()
        and source.samefile(args.out)
    ):
        raise ManifestError(f"{args.out}: is the list of pairs itself; the results need another file")


def _bar(lines: Iterable[str], total: int) -> Iterable[str]:
    from tqdm import tqdm

    return tqdm(lines, total=total, unit="pair", file=sys.stderr)


def _summary(counts: Counter[str]) -> str:
    return (
        f"{counts.total()} pairs: {counts['new']} with new marks, {counts['compared']} without, "
        f"{counts['not_comparable']} not comparable, {counts['error']} in error"
    )


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number of at least 1")
    return int(text)
