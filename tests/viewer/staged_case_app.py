"""The viewer with cases whose comparisons are staged: five known marks, so that tests do not wait for the real one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import condition
from condition.cases import judging
from condition.report import tiles
from condition.viewer import case_compared, desk, main
from tests.builders import make_comparison, make_quality

#: Width of the photos, px; the overview is smaller than usual, so that their own pixels come after it.
WIDTH, OVERVIEW_SIDE_PX = 1200, 640


def staged(*_: Any, progress: Any = None, **__: Any) -> condition.Comparison:
    """Return five marks with all four verdicts, for any two photos."""
    if progress is not None:
        progress("marks")
    return make_comparison(WIDTH)


def staged_pair(before: condition.Photo, after: condition.Photo, *, progress: Any) -> condition.Comparison:
    """Return the same, made of these two photos, as the Compare page asks for it."""
    made = staged(progress=progress)
    pair = {
        side: replace(getattr(made, side), sha256=photo.sha256, name=photo.name)
        for side, photo in (("before", before), ("after", after))
    }
    return replace(made, **pair)


STAGED: dict[Any, dict[str, Any]] = {
    judging: {"compare": staged},
    condition: {"compare": staged_pair},
    desk: {"segment_piece": lambda pixels: None, "assess": lambda photo, piece: make_quality()},
    case_compared: {"repeat": lambda case, item, photos, progress: staged(progress=progress)},
    tiles: {"OVERVIEW_SIDE_PX": OVERVIEW_SIDE_PX},
}

if __name__ == "__main__":
    for module, names in STAGED.items():
        for name, value in names.items():
            setattr(module, name, value)
    main()
