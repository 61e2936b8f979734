"""The viewer with cases whose comparisons are staged: five known marks, so that tests do not wait for the real one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import condition
from condition.cases import judging
from condition.report import tiles
from condition.viewer import case_compared, main
from tests.builders import make_comparison

#: Width of the photos, px; the overview is smaller than usual, so that their own pixels come after it.
WIDTH, OVERVIEW_SIDE_PX = 1200, 640


def staged(*_: Any, progress: Any = None, **__: Any) -> condition.Comparison:
    """Return five marks with all four verdicts, for any two photos."""
    if progress is not None:
        progress("marks")
    return make_comparison(WIDTH)


STAGED: dict[Any, dict[str, Any]] = {
    judging: {"compare": staged},
    case_compared: {"repeat": lambda case, item, photos, progress: staged(progress=progress)},
    tiles: {"OVERVIEW_SIDE_PX": OVERVIEW_SIDE_PX},
}

if __name__ == "__main__":
    for module, names in STAGED.items():
        for name, value in names.items():
            setattr(module, name, value)
    main()
