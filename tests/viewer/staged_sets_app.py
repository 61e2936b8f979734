"""The viewer with a staged set: three pairs with a new mark, a doubted one, a refuted one and old ones; one photo left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import condition
from condition.comparison import COMPARED
from condition.language import sentence
from condition.novelty import NoveltySettings, Verdict
from condition.sets import ComparisonSet, LeftOut, Side, Why
from condition.sets.marks import join_marks
from condition.settings import DEFAULT
from condition.viewer import main
from tests.sets.made import Bench

EVIL = "<script>alert(1)</script>\x1b[2J.jpg"


@cache
def staged_set() -> ComparisonSet:
    """Return a set with marks of every verdict."""
    bench = Bench(2, 2)
    new = bench.finding("new", Verdict.NEW, 0.6)
    doubted = bench.finding("unclear", Verdict.CANNOT_TELL, 0.4)
    flagged = bench.finding("scuff", Verdict.CANNOT_TELL, 0.26)
    old = bench.finding("old", Verdict.ALREADY_THERE, 0.0)
    pairs = (
        bench.compared(0, 0, [new, doubted, flagged, old], shows=("new", "unclear", "scuff")),
        bench.compared(1, 0, [new, old], shows=("new", "unclear", "scuff")),
        bench.compared(0, 1, [new, old], shows=("new", "unclear")),
    )
    joined = join_marks(pairs, NoveltySettings())
    left = LeftOut(
        Side.AFTER,
        EVIL,
        Why.UNREADABLE,
        sentence("The file {problem}.", problem="is empty"),
        "Send it again.",
    )
    return ComparisonSet(
        COMPARED, tuple(bench.before), tuple(bench.after), pairs, (), (left,), joined.views, joined.marks, joined.refuted,
        1, DEFAULT, "0",
    )  # fmt: skip


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
