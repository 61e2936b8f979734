"""Stand-ins for `condition.compare` that worker processes can import: the file's text says what happens."""

from __future__ import annotations

import os
import signal
import time
from functools import cache
from pathlib import Path

from condition.comparison import Comparison
from condition.errors import UnreadablePhoto
from tests.builders import make_clean, make_comparison, make_refused


def compare(before: Path, after: Path) -> Comparison:
    """Do what the after "photo" says: new, clean, refused, broken, bug, die, or slow and then clean."""
    order = after.read_text().strip() if after.exists() else "missing"
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "missing":
        raise UnreadablePhoto(after.name, "there is no such file")
    if order == "broken":
        raise UnreadablePhoto(after.name, "is not a picture")
    if order == "bug":
        raise ZeroDivisionError("float division by zero")
    if order == "slow":
        time.sleep(0.5)
    if order == "refused":
        return _refused()
    return _compared() if order == "new" else _clean()


@cache
def _compared() -> Comparison:
    return make_comparison()


@cache
def _clean() -> Comparison:
    return make_clean()


@cache
def _refused() -> Comparison:
    return make_refused()
