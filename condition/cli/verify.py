"""``condition verify PACKAGE``: whether a sealed package is what it was when it was signed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.cli import outputs
from condition.cli.exits import FOUND_PROBLEMS, NO_NEW_MARK

if TYPE_CHECKING:
    from condition.cases import Verification

#: Longest line on the terminal, characters; a name in a hostile file can be long.
LONGEST = 1000
SUMMARY = "check a sealed package, without the store it comes from and without a network"
DESCRIPTION = (
    "Check a sealed package step by step: the ZIP file, the bag, the signature, the custody log, the originals, the trusted "
    "time. All problems are named. A folder is a package that was unpacked; the first step is then left out."
)
EPILOG = "Exit codes: 0 everything holds, 2 trouble, 4 problems were found."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("package", metavar="PACKAGE", help="the ZIP file, or the folder that was in it")
    parser.add_argument(
        "--key",
        metavar="SHA256|FILE",
        help="fingerprint, or file with the public half, of the key that has to have signed",
    )
    parser.add_argument(
        "--tsa-root", metavar="FILE", help="PEM root certificates under which the trusted time has to hold"
    )
    parser.add_argument(
        "--rerun", action="store_true", help="make the comparisons again and compare what they find"
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def run(args: argparse.Namespace) -> int:
    """Check, print every step, and return 0 or 4."""
    from condition.cases import Expected, verify

    roots = Path(args.tsa_root).read_bytes() if args.tsa_root else None
    verification = verify(args.package, Expected(_fingerprint(args.key), roots), rerun=args.rerun)
    if args.json:
        outputs.print_json(json.dumps(_record(verification), ensure_ascii=False, indent=2))
    elif not args.quiet or verification.problems:
        from condition.report import printable

        print("\n".join(printable(line, LONGEST) for line in _lines(verification)))
    return FOUND_PROBLEMS if verification.problems else NO_NEW_MARK


def _fingerprint(argument: str | None) -> str | None:
    """Return the fingerprint that was given, or that of the public key in a file."""
    if argument is None or (len(argument) == 64 and not Path(argument).exists()):
        return argument
    from condition.cases import fingerprint_of, parse_public
    from condition.errors import PackageError

    key = parse_public(Path(argument).read_bytes())
    if key is None:
        raise PackageError(f"{argument}: is no public key as `condition key new` makes it")
    return fingerprint_of(key)


def _record(verification: Verification) -> dict[str, Any]:
    steps = [
        {
            "step": step.number, "title": step.title, "holds": not step.problems, "said": step.said,
            "problems": [{"code": each.code, "where": each.where, "text": each.text} for each in step.problems],
        }
        for step in verification.steps
    ]  # fmt: skip
    return {"schema": 1, "package": verification.name, "sound": not verification.problems, "steps": steps}


def _lines(verification: Verification) -> list[str]:
    lines = []
    for step in verification.steps:
        said = f": {step.said}" if step.said else ""
        lines.append(f"{step.number}. {step.title}: {'FAILS' if step.problems else 'holds'}{said}")
        lines += [f"     {each.code} {each.where}: {each.text}" for each in step.problems]
    count = len(verification.problems)
    return [*lines, f"{count} problem{'s' * (count != 1)} found." if count else "Everything holds."]
