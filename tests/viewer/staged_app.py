"""The viewer with a staged comparison: known marks in every verdict, so that tests do not wait for the real one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import condition
from condition.viewer import main
from tests.builders import make_comparison

STAGES = ("photo", "timeline", "quality", "registration", "marks", "novelty", "measurement")


def staged(before: Any, after: Any, *, progress: Any) -> condition.Comparison:
    """Announce every stage and return five marks with all four verdicts."""
    for stage in STAGES:
        progress(stage)
    return make_comparison(1200)


condition.compare = staged  # type: ignore[assignment]
main()
