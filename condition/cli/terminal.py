"""What a terminal gets and a file or pipe does not: colour and progress."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def use_colour(stream: TextIO | None) -> bool:
    """Whether to colour what is written to `stream`: a terminal, and neither NO_COLOR nor a dumb one."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def use_progress(quiet: bool) -> bool:
    """Whether to show progress: stderr is a terminal and nobody asked for quiet."""
    return _is_terminal(sys.stderr) and not quiet


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # a closed stream
        return False


class StageLine:
    """One line on stderr that names the stage at work and is wiped at the end.

    Called with the name of the stage that begins; shows nothing where stderr is not a terminal.

    Parameters
    ----------
    shown : bool
        False makes every call do nothing.
    """

    def __init__(self, shown: bool) -> None:
        self.shown = shown

    def __call__(self, stage: str) -> None:
        """Show `stage` in place of the one before."""
        if self.shown:
            print(f"\r\033[K{stage} ...", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> StageLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Clear the line, before something else is printed."""
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
