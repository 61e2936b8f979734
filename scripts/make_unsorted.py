"""Fill samples/unsorted from one scene of the rendered sets: eight photos of one piece as people send them.

    python scripts/make_unsorted.py path/to/scene

A scene is a folder with ``b0.jpg`` to ``b2.jpg`` and the close-up ``bL.jpg`` (before), the same for ``a``, with ``_new`` in the
names (after), and masks of the new marks. The files are copied under names that tell nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import cv2
import numpy as np

SAMPLES = Path(__file__).parents[1] / "samples" / "unsorted"

#: Name in the sample -> name in the scene; close-ups lie between the others.
BEFORE = {"IMG_2041": "b1", "IMG_2042": "bL", "IMG_2047": "b0", "IMG_2051": "b2"}
AFTER = {"IMG_2210": "a2_new", "IMG_2213": "a0_new", "IMG_2214": "aL_new", "IMG_2219": "a1_new"}


def main(scene: Path) -> None:
    """Write photos, origin and truth."""
    for side, names in (("before", BEFORE), ("after", AFTER)):
        folder = SAMPLES / side
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in names.items():
            shutil.copyfile(scene / f"{source}.jpg", folder / f"{name}.jpg")
    (SAMPLES / "ORIGIN").write_text("Rendered for this project. Apache-2.0.\n")
    marks = {f"{name}.jpg": boxes(scene / f"{source[:2]}_mask.png") for name, source in AFTER.items()}
    truth = {
        "shows": "one watch back: three lights before and after, and a close-up of one place on either side; new marks on old ones",
        "closeups": ["IMG_2042.jpg", "IMG_2214.jpg"],
        "expected": "one report; overviews pair across the sides, each close-up lies in one; no mark is claimed where none is new",
        "marks": marks,
        "sha256": {
            str(path.relative_to(SAMPLES)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(SAMPLES.glob("*/*.jpg"))
        },
    }
    (SAMPLES / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")


def boxes(path: Path) -> dict[str, list[int]]:
    """Return left, top, width and height of each mark in a mask."""
    mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    found = {}
    for number in np.unique(mask[mask > 0]):
        rows, cols = np.nonzero(mask == number)
        size = int(np.ptp(cols)) + 1, int(np.ptp(rows)) + 1
        found[str(number)] = [int(cols.min()), int(rows.min()), *size]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
