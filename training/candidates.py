"""Benchmark pairs -> candidates of the mark network on the *true* alignment, as predictions for ``bench/score.py``.

Separates what the network misses from what registration misses. Also the source of ``calibrate.py``.

    python training/candidates.py SET_DIR OUT.jsonl [--table OUT.npz]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from pairs import IGNORE, NEW, label_of, photo_of, true_alignment

from condition.marks import MarkSettings, detect
from condition.novelty import Blind
from condition.novelty.calibration import chance_of_new, describe
from condition.novelty.coverage import map_coverage
from condition.quality import Piece
from condition.registration import align_view

#: Rules of bench/score.py: a finding is true when this share of it lies within reach of an instance.
TRUE_SHARE, REACH, MIN_REACH_PX = 0.30, 0.006, 8.0


def read_pairs(root: Path) -> Iterator[dict[str, Any]]:
    """Yield the pairs of a set."""
    for line in (root / "pairs.jsonl").read_text().splitlines():
        if line.strip():
            yield json.loads(line)


def findings_of(root: Path, pair: dict[str, Any], settings: MarkSettings) -> list[dict[str, Any]]:
    """Return every candidate of one comparable pair: polygon, score, features, truth (1 true, 0 false)."""
    before, after = (photo_of(root / pair[side]) for side in ("before", "after"))
    points = np.load(root / pair["points"]).astype(np.float64)
    alignment = true_alignment(points[np.isfinite(points).all(axis=1)], (after.height, after.width))
    view = align_view(before, after, alignment, Piece(alignment.valid, alignment.scale, False), settings.view_side_px)
    coverage = map_coverage(view, 0.3)
    label = label_of(root, pair, (after.height, after.width))
    reach = int(round(max(MIN_REACH_PX, REACH * np.hypot(after.height, after.width))))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate((label != 0).astype(np.uint8), disc)
    rows = []
    for candidate in detect(view, settings).appeared:
        blind = coverage.blind[candidate.pixels[:, 0], candidate.pixels[:, 1]] != Blind.COMPARED
        rows.append(
            {
                "polygon": candidate.mark.polygon.round(1).tolist(),
                "score": chance_of_new(candidate, view),
                "kind": "scratch",
                "features": describe(candidate, view).tolist(),
                "blind": float(blind.mean()),
                "true": _is_true(candidate.mark.polygon, near),
            }
        )
    return rows


def _is_true(polygon: NDArray[np.float64], near: NDArray[np.uint8]) -> bool:
    """Whether the scorer would call a finding true."""
    drawn = np.zeros_like(near)
    corners = np.round(polygon).astype(np.int32)
    cv2.fillPoly(drawn, [corners], 1)
    cv2.polylines(drawn, [corners], True, 1, 1)
    return bool((drawn & near).sum() >= TRUE_SHARE * drawn.sum())


def main() -> None:
    """Write predictions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set_dir", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--max-blind", type=float, default=0.5)
    arguments = parser.parse_args()
    settings = MarkSettings(seed_evidence=0.08, grow_evidence=0.08)
    with arguments.out.open("w") as out:
        for pair in read_pairs(arguments.set_dir):
            findings = []
            if pair["comparable"] and pair["points"]:
                findings = findings_of(arguments.set_dir, pair, settings)
            shown = [f for f in findings if f["blind"] <= arguments.max_blind]
            status = "compared" if pair["comparable"] else "not_comparable"
            out.write(json.dumps({"id": pair["id"], "status": status, "findings": shown}) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
