"""Fill samples/ from the rendered benchmark set: photos, expected answers, ground truth, hashes.

    python scripts/make_samples.py path/to/bench/rendered

The set is made for this project; nothing else may go into samples/. Choose pairs here, run, look at the pictures,
and commit what changed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import cv2
import make_dispute
import numpy as np

SAMPLES = Path(__file__).parents[1] / "samples"

#: Folder -> id in the set, and what the pair shows.
CHOSEN = {
    "watch-back-new-scratch": (
        "r016",
        "a new scratch, and fainter ones; the light moved, the after photo is smudged",
    ),
    "watch-back-turned": ("r000", "two new scratches among old ones; turned by 83 degrees, dust and a hair"),
    "watch-back-other-support": ("r010", "nothing new; wood in one photo, a dark pad in the other"),
    "case-new-scratch": ("r024", "new scratches among old ones; another room, another support, dust"),
    "case-old-marks": ("r015", "nothing new; worn corners in both photos, another room, another support"),
    "case-too-dark": ("r002", "the after photo is far too dark"),
    "case-blurred": ("r047", "the after photo is blurred, and turned"),
    "case-fingerprint": ("r018", "nothing new; a fingerprint, a quarter turn, another room, another support"),
    "bangle-other-side": ("r027", "the same bangle from its other side: nothing in common to compare"),
    "bangle-other-piece": ("r033", "two bangles that look alike but for their ornament"),
}

#: Pairs with new marks of which this version finds none: the answer is wrong, and shown as it is.
MISSED = {"watch-back-turned"}

#: Instances of less contrast (8-bit levels) are hard to see for people too; a sample does not demand them.
VISIBLE_CONTRAST = 10.0

#: Distance from a true mark within which a finding counts as on it, as a fraction of the photo's diagonal; the
#: benchmark's own tolerance.
TOLERANCE = 0.006


def main(root: Path) -> None:
    """Write every chosen pair, the list of all of them with the truth, and the registry of hashes."""
    pairs = {pair["id"]: pair for pair in map(json.loads, (root / "pairs.jsonl").read_text().splitlines())}
    truth = [write_sample(root, name, pairs[key], shows) for name, (key, shows) in CHOSEN.items()]
    (SAMPLES / "truth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in truth))
    make_dispute.main()
    photos = sorted(SAMPLES.glob("*/*.jpg"))
    hashes = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(SAMPLES)}\n" for path in photos
    )
    (SAMPLES / "registry.txt").write_text("".join(hashes))


def write_sample(root: Path, name: str, pair: dict[str, Any], shows: str) -> dict[str, Any]:
    """Write one folder; return its line of the ground truth."""
    folder = SAMPLES / name
    folder.mkdir(parents=True, exist_ok=True)
    for role in ("before", "after"):
        shutil.copyfile(root / pair[role], folder / f"{role}.jpg")
    (folder / "ORIGIN").write_text(f"Rendered for this project ({pair['id']}: {shows}). Apache-2.0.\n")
    instances = [true_mark(root, pair, instance) for instance in pair["instances"]]
    (folder / "expected.json").write_text(
        json.dumps(expected(pair, shows, instances, name in MISSED), indent=2) + "\n"
    )
    return {
        "id": name,
        "before": f"{name}/before.jpg",
        "after": f"{name}/after.jpg",
        "comparable": pair["comparable"],
        "shows": shows,
        "instances": instances,
    }


def expected(
    pair: dict[str, Any], shows: str, instances: list[dict[str, Any]], missed: bool
) -> dict[str, Any]:
    """Return what a run has to give: the status, how many new marks at least, and where the visible ones lie."""
    visible = [mark for mark in instances if mark["visible"]]
    return {
        "shows": shows,
        "status": "compared" if pair["comparable"] else "not_comparable",
        # one true mark may be found in several parts, and faint ones may be found or not
        "new": {"min": 0 if missed else min(1, len(visible)), "max": 3 * len(instances)},
        "marks": [{key: mark[key] for key in ("kind", "box")} for mark in visible],
        "tolerance_fraction_of_diagonal": TOLERANCE,
    }


def true_mark(root: Path, pair: dict[str, Any], instance: dict[str, Any]) -> dict[str, Any]:
    """Return one instance with its outlines in px of the upright after photo."""
    mask = cv2.imread(str(root / pair["mask"]), cv2.IMREAD_UNCHANGED)
    contours, _ = cv2.findContours(
        (mask == instance["id"]).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    contrast = instance["contrast"]
    return {
        "kind": instance["kind"],
        "box": instance["bbox"],
        "length_px": instance["length_px"],
        "width_px": instance["width_px"],
        "contrast": contrast,
        "visible": not instance["ignore"] and (contrast is None or contrast >= VISIBLE_CONTRAST),
        "polygons": [cv2.approxPolyDP(contour, 0.7, True)[:, 0].tolist() for contour in contours],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
