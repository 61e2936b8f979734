"""The viewer with a staged set: three pairs with a new mark, a doubted one, a refuted one and old ones; one photo left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import condition
from condition.sets import ComparisonSet
from condition.viewer import main
from tests.sets.made import staged_set


def staged(
    before: Sequence[object], after: Sequence[object], *, progress: Callable[[str], None]
) -> ComparisonSet:
    """Announce the steps and return the set."""
    for step in ("photos", "pairing", "b0 and a0"):
        progress(step)
    return staged_set()


if __name__ == "__main__":
    vars(condition)["compare_sets"] = staged
    main()
