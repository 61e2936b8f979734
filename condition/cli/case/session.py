"""What the commands of a case share: which store, which case, who does it, and how the answer is given."""

from __future__ import annotations

import argparse
import getpass
import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from condition.cli import outputs
from condition.cli.exits import FOUND_PROBLEMS, NO_NEW_MARK

if TYPE_CHECKING:
    from condition.cases import CaseStore, Problem


#: Longest line on the terminal, characters; JSON has all of it.
LONGEST = 4000


def add_case_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``CASE``."""
    parser.add_argument("case", metavar="CASE", help="name of the case")


def add_writer_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare who changes the case, and which version they have seen."""
    parser.add_argument(
        "--by", metavar="NAME", help="who does it (CONDITION_USER, else the name of the login)"
    )
    parser.add_argument(
        "--if-version", metavar="N", type=int,
        help="refuse where somebody else has changed the case since version N, as `case show` said it",
    )  # fmt: skip


def open_store(args: argparse.Namespace) -> CaseStore:
    """Return the store that was named."""
    from condition.cases import CaseStore

    return CaseStore(args.store)


def who(args: argparse.Namespace) -> str:
    """Return who does it."""
    return args.by or os.environ.get("CONDITION_USER") or getpass.getuser()


def answer(args: argparse.Namespace, record: Any, *lines: str) -> int:
    """Print the record where JSON was asked for, else the lines, in which strangers' words stay words; 0."""
    from condition.report import printable

    if args.json:
        outputs.print_json(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
    elif not args.quiet:
        print("\n".join(printable(line, LONGEST) for line in lines))
    return NO_NEW_MARK


def answer_change(args: argparse.Namespace, store: CaseStore, items: Iterable[Any], sentence: str) -> int:
    """Answer with what was recorded, and the version of the case after it."""
    from condition.cases import entry_record

    case = store.case(args.case)
    record = {
        "schema": 1, "case": case.name, "entries": case.entries, "head": case.head,
        "recorded": [{"kind": type(item).__name__, **entry_record(item)} for item in items],
    }  # fmt: skip
    return answer(args, record, sentence, f"Case {case.name} is at version {case.entries}.")


def answer_check(args: argparse.Namespace, problems: Iterable[Problem], sound: str) -> int:
    """Print the problems that were found, or that there are none; 4 or 0."""
    found = list(problems)
    record = {
        "schema": 1, "sound": not found,
        "problems": [{"code": each.code, "where": each.where, "text": each.text} for each in found],
    }  # fmt: skip
    lines = [f"{each.where}: {each.text}" for each in found] or [sound]
    answer(argparse.Namespace(json=args.json, quiet=args.quiet and not found), record, *lines)
    return FOUND_PROBLEMS if found else NO_NEW_MARK
