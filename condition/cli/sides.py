"""Arguments of `compare` -> the photos of each side: one photo, a folder of photos, or several files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from condition.cli.inputs import STANDARD_STREAM, InputError
from condition.errors import PhotoSetError

#: Files that systems put into folders of photos by themselves.
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


class UsageError(InputError):
    """Arguments that do not go together."""

    advice = "Give BEFORE and AFTER (photos or folders), or --before and --after with several files each."


class Sides(NamedTuple):
    """The photos of both sides."""

    before: list[str]
    after: list[str]


def add_side_arguments(parser: argparse.ArgumentParser, stdin_help: str) -> None:
    """Declare BEFORE, AFTER and their plurals."""
    parser.add_argument(
        "before", nargs="?", metavar="BEFORE", help=f"the earlier photo, or a folder of them; {stdin_help}"
    )
    parser.add_argument(
        "after", nargs="?", metavar="AFTER", help=f"the later photo, or a folder of them; {stdin_help}"
    )
    parser.add_argument(
        "--before",
        dest="before_files",
        nargs="+",
        metavar="FILE",
        help="several earlier photos, in any order",
    )
    parser.add_argument(
        "--after", dest="after_files", nargs="+", metavar="FILE", help="several later photos, in any order"
    )
    # which sides were given is known when all arguments are; what is wrong with them is told with the usage
    parser.set_defaults(usage_error=parser.error)


def sides_of(args: argparse.Namespace) -> Sides | None:
    """Return the photos of both sides where several may be compared; None for one photo a side.

    Raises
    ------
    SystemExit
        With the usage, if a side is missing or given twice.
    UsageError
        If a set is asked for what only one pair can give.
    """
    for side, one, several in (
        ("before", args.before, args.before_files),
        ("after", args.after, args.after_files),
    ):
        if bool(one) == bool(several):
            args.usage_error(f"the {side} side was given {'twice' if one else 'nowhere'}")
    sides = Sides(
        _side(args.before, args.before_files, "before"), _side(args.after, args.after_files, "after")
    )
    plain = _plain(args)
    if args.before and args.after and not any(Path(argument).is_dir() for argument in plain):
        return None
    for argument in plain:
        if not Path(argument).exists():
            raise PhotoSetError(f"{argument}: does not exist; check the name and the folder")
    if STANDARD_STREAM in (*sides.before, *sides.after):
        raise UsageError("`-` was given among several photos; standard input holds one")
    return sides


def _plain(args: argparse.Namespace) -> list[str]:
    return [argument for argument in (args.before, args.after) if argument and argument != STANDARD_STREAM]


def _side(one: str | None, several: list[str] | None, name: str) -> list[str]:
    """The photos of one side as paths."""
    if several:
        return [path for argument in several for path in _listed(argument, name)]
    assert one is not None
    return _listed(one, name)


def _listed(argument: str, name: str) -> list[str]:
    """The files of a folder in the order of their names, hidden ones left out; a file by itself."""
    path = Path(argument)
    if argument == STANDARD_STREAM or not path.is_dir():
        return [argument]
    try:
        found = sorted(inner for inner in path.iterdir() if inner.is_file() and not _is_system(inner.name))
    except OSError as error:
        raise PhotoSetError(f"{argument}: the folder cannot be read ({error.strerror})") from error
    if not found:
        raise PhotoSetError(f"{argument}: the folder of the {name} side holds no photo")
    return [str(inner) for inner in found]


def _is_system(name: str) -> bool:
    return name.startswith(".") or name.lower() in SYSTEM_FILES
