"""Where photos and lists come from: a path, or standard input where the argument is ``-``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from condition.errors import ConditionError

if TYPE_CHECKING:
    from condition.photo import Photo

STANDARD_STREAM = "-"
STDIN_HELP = "- reads standard input"


class InputError(ConditionError):
    """Arguments that cannot be read."""

    advice = "Give at most one `-`, and something to read on standard input."


def refuse_two_streams(arguments: Sequence[str | None]) -> None:
    """Demand that at most one argument is ``-``; standard input can be read once."""
    if list(arguments).count(STANDARD_STREAM) > 1:
        raise InputError("`-` was given more than once; standard input can be read only once")


def read_argument(argument: str) -> Path | bytes:
    """Return the path, or the bytes on standard input where the argument is ``-``."""
    if argument != STANDARD_STREAM:
        return Path(argument)
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return sys.stdin.buffer.read()


def read_text(argument: str, fault: type[ConditionError]) -> str:
    """Return the text of a file, or of standard input; raises `fault` where it cannot be read."""
    try:
        source = read_argument(argument)
        return (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
    except OSError as error:
        raise fault(f"{argument}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # not UTF-8, or a null character in the path
        raise fault(f"{argument}: is not UTF-8 text") from error


def add_events_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--events``, the same for every command that tells a time line."""
    parser.add_argument(
        "--events",
        metavar="FILE",
        help="TOML or JSON list of what happened and when (handed over, received, ...), told with the photos as one "
        "time line; docs/events.md describes it",
    )


def add_language_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--language``, the same for every command whose answer is told in several; `asked_language` reads it."""
    parser.add_argument(
        "--language",
        metavar="CODE",
        help="language of what a person reads: en, de, fr, es or zh (CONDITION_LANGUAGE, else en); JSON stays English",
    )


def asked_language(args: argparse.Namespace) -> str:
    """Return the language that the arguments or CONDITION_LANGUAGE ask for; the machine's locale decides nothing."""
    return getattr(args, "language", None) or os.environ.get("CONDITION_LANGUAGE") or "en"


def add_trust_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--trust``, the same for every command that reads photos."""
    parser.add_argument(
        "--trust",
        metavar="FILE",
        help="PEM certificates; a signed provenance manifest (C2PA) under one of them counts as trusted",
    )


def read_trust(path: str | None) -> str | None:
    """Return the trust list in a file; None where none is given."""
    if path is None:
        return None
    from condition.errors import TrustListError
    from condition.metadata import check_trust_anchors

    try:
        return check_trust_anchors(Path(path).read_text(encoding="utf-8-sig"), path)
    except OSError as error:
        raise TrustListError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # not UTF-8, or a null character in the path
        raise TrustListError(f"{path}: is not a text of certificates") from error


def read_source(argument: str, trust_anchors: str | None = None) -> Path | Photo:
    """Return the path of a photo, or the photo on standard input where the argument is ``-``."""
    source = read_argument(argument)
    if isinstance(source, Path):
        return source
    from condition.photo import read_photo

    return read_photo(source, name="standard input", trust_anchors=trust_anchors)
