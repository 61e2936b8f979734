"""Pairs with truth -> the coefficients of ``condition/novelty/calibration.py``, cross-validated by scene.

Runs the stages up to `detect` on every pair, calls a candidate true by the rules of ``bench/score.py``, and fits a ridge
logistic regression. A scene never helps to judge itself: the figures printed are those of candidates held out by scene;
the coefficients printed last are fitted on all.

    python benchmarks/calibrate.py SET_DIR... [--folds 8] [--reuse out/bench/candidates.json]
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from condition import read_photo
from condition.marks import Candidate, detect
from condition.novelty import Blind
from condition.novelty.calibration import CLIP, MODEL, standing
from condition.novelty.coverage import map_coverage
from condition.quality import assess, segment_piece
from condition.registration import Alignment, align_view, register
from condition.settings import DEFAULT

#: Rules of bench/score.py: a finding is true when this share of it lies within reach of an instance.
TRUE_SHARE, REACH, MIN_REACH_PX = 0.30, 0.006, 8.0
#: Ridge on the standardised weights: some hundred true candidates carry four numbers easily, not exactly.
RIDGE = 1.0

Rows = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Print cross-validated figures and the coefficients."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--reuse", type=Path, default=Path("out/bench/candidates.json"))
    arguments = parser.parse_args()
    rows = gather(arguments.sets, arguments.reuse)
    inputs, truth, scenes = arrange(rows)
    low, high = np.percentile(inputs, (2, 98), axis=0)
    inputs = np.clip(inputs, low, high)
    held = held_out(inputs, truth, scenes, arguments.folds)
    print(
        f"{len(truth)} candidates, {truth.sum():.0f} true, {len(rows)} compared pairs, {len(set(scenes))} scenes"
    )
    print(f"expected calibration error, held out by scene: {calibration_error(held, truth):.3f}")
    for bound in (0.25, 0.35, 0.45, 0.55):
        flagged = held >= bound
        print(
            f"chance >= {bound}: {(flagged & (truth == 1)).sum()} true, {(flagged & (truth == 0)).sum()} false "
            f"({(flagged & (truth == 0)).sum() / len(rows):.2f} a pair)"
        )
    weights, intercept = fit(inputs, truth)
    print("MODEL    ", MODEL)
    print("CLIP     ", np.round(np.column_stack([low, high]), 3).tolist(), "now", CLIP.tolist())
    print("WEIGHTS  ", np.round(weights, 3).tolist())
    print("INTERCEPT", round(intercept, 3))


def gather(sets: list[Path], cache: Path) -> Rows:
    """Return the candidates of every compared pair under ``set/id``; taken from `cache` where it exists."""
    if cache.exists():
        found: Rows = json.loads(cache.read_text())
        return found
    rows: Rows = {}
    for root in sets:
        for pair in read_pairs(root):
            candidates = candidates_of(root, pair)
            if candidates is not None:
                rows[f"{root.name}/{pair['id']}"] = candidates
                print(f"{root.name}/{pair['id']}: {len(candidates)} candidates", flush=True)
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps(rows))
    return rows


def read_pairs(root: Path) -> Iterator[dict[str, Any]]:
    """Yield the pairs of a set."""
    for line in (root / "pairs.jsonl").read_text().splitlines():
        if line.strip():
            yield json.loads(line)


def candidates_of(root: Path, pair: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the comparable candidates of one pair with their truth; None for a pair that is refused."""
    before, after = (read_photo(root / pair[side]) for side in ("before", "after"))
    pieces = segment_piece(before.pixels), segment_piece(after.pixels)
    if not (assess(before, pieces[0]).usable and assess(after, pieces[1]).usable):
        return None
    alignment = register(before, after, *pieces)
    if not isinstance(alignment, Alignment):
        return None
    view = align_view(before, after, alignment, pieces[1])
    coverage = map_coverage(view, DEFAULT.novelty.blur_ratio)
    near = _near_truth(root, pair, (after.height, after.width))
    rows = []
    for candidate in detect(view).appeared:
        blind = coverage.blind[candidate.pixels[:, 0], candidate.pixels[:, 1]] != Blind.COMPARED
        if blind.mean() <= DEFAULT.novelty.max_blind:
            rows.append({**candidate.numbers, "true": _is_true(candidate, near) and pair["comparable"]})
    return rows


def _near_truth(root: Path, pair: dict[str, Any], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Where a finding counts as true (or as neither, on ignored marks), uint8 ``(H, W)``."""
    label = np.zeros(shape, np.uint8)
    for key in ("mask", "ignore_mask"):
        if pair.get(key):
            mask = cv2.imread(str(root / pair[key]), cv2.IMREAD_UNCHANGED)
            label |= ((mask if mask.ndim == 2 else mask[..., 0]) > 0).astype(np.uint8)
    reach = round(max(MIN_REACH_PX, REACH * float(np.hypot(*shape))))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(label, disc), np.uint8)


def _is_true(candidate: Candidate, near: NDArray[np.uint8]) -> bool:
    """Whether the scorer would call a finding true."""
    drawn = np.zeros_like(near)
    corners = np.round(candidate.mark.polygon).astype(np.int32)
    cv2.fillPoly(drawn, [corners], 1)
    cv2.polylines(drawn, [corners], True, 1, 1)
    return bool((drawn & near).sum() >= TRUE_SHARE * drawn.sum())


def arrange(rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Return model inputs (n, k), truth (n,) and the scene of each candidate."""
    inputs, truth, scenes = [], [], []
    for name, candidates in rows.items():
        if candidates:
            rest = np.array([[c[key] for key in MODEL[1:]] for c in candidates])
            inputs.append(np.column_stack([standing(candidates), rest]))
            truth += [float(c["true"]) for c in candidates]
            scenes += [name.rsplit("-", 1)[0]] * len(candidates)
    return np.concatenate(inputs), np.array(truth), scenes


def held_out(
    inputs: NDArray[np.float64], truth: NDArray[np.float64], scenes: list[str], folds: int
) -> NDArray[np.float64]:
    """Return the chance of each candidate by a model that saw nothing of its scene."""
    fold = np.array([zlib.crc32(scene.encode()) % folds for scene in scenes])
    held = np.zeros(len(truth))
    for k in range(folds):
        weights, intercept = fit(inputs[fold != k], truth[fold != k])
        held[fold == k] = 1 / (1 + np.exp(-(inputs[fold == k] @ weights + intercept)))
    return held


def fit(inputs: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return weights and intercept of a ridge logistic regression (Newton's method)."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    design = np.column_stack([(inputs - mean) / spread, np.ones(len(inputs))])
    penalty = np.diag([RIDGE] * inputs.shape[1] + [1e-6])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        hessian = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights += np.linalg.solve(hessian, design.T @ (truth - chance) - penalty @ weights)
    scaled = weights[:-1] / spread
    return scaled, float(weights[-1] - scaled @ mean)


def calibration_error(chance: NDArray[np.float64], truth: NDArray[np.float64], bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width."""
    which = np.minimum((chance * bins).astype(int), bins - 1)
    filled = [which == b for b in range(bins) if (which == b).any()]
    return float(sum(abs(chance[b].mean() - truth[b].mean()) * b.mean() for b in filled))


if __name__ == "__main__":
    main()
