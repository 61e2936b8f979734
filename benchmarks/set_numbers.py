"""How many photos a side are worth it, and what weights the data give: by number of before and after photos, by scene.

    python benchmarks/set_numbers.py SCENES --cache DIR [--out FILE.json]

SCENES holds a folder a scene as `benchmarks/render_sets.py` writes it. All pairs of a scene are compared once and kept in the cache;
the marks are then joined for every choice of 1, 2 or 3 before and 1 or 3 after photos, and averaged over the choices of a scene.
Intervals are 95 %, by bootstrap over scenes. The weights of `condition.sets` are fitted on all scenes but one and tried on that one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import sets

import condition
from condition.novelty import Verdict
from condition.sets import ComparedPair, ComparisonSet, JoinedMark, Says, deciding, weighing
from condition.sets.marks import Joined, join_marks

#: Resamples of the bootstrap; weights that are tried.
RESAMPLES, SEED = 2000, 7
SHARES, LIMITS, MISSES = (0.0, 0.5, 1.0), (0.2, 0.35, 0.5), (-1.2, -0.9, -0.6)
BEFORE, AFTER = (1, 2, 3), (1, 3)
OPEN = frozenset({Says.NEW, Says.FAINT, Says.HIDDEN})


@dataclass(frozen=True, eq=False)
class Known:
    """A compared scene with its truth: the mask of each after photo (None: no mark), and how many marks there are."""

    name: str
    made: ComparisonSet
    masks: dict[str, sets.Mask | None]
    marks: int

    def mask(self, mark: JoinedMark) -> sets.Mask | None:
        """The truth in the photo that shows a mark best."""
        return self.masks[self.made.pairs[mark.best.pair].after.name]


def known(folder: Path, cache: Path) -> Known:
    """Compare a scene, or take up what was compared."""
    kept = cache / f"{folder.name}.pkl"
    if kept.exists():
        made = pickle.loads(kept.read_bytes())
    else:
        made = condition.compare_sets(sorted(folder.glob("b[0-9].jpg")), sorted(folder.glob("a[0-9]_*.jpg")))
        kept.write_bytes(pickle.dumps(made))
    masks: dict[str, sets.Mask | None] = {}
    for path in folder.glob("a[0-9]_*.jpg"):
        truth = folder / f"{path.name[:2]}_mask.png"
        masks[path.name] = cv2.imread(str(truth), cv2.IMREAD_UNCHANGED) if truth.exists() else None
    marks = max((int(mask.max()) for mask in masks.values() if mask is not None), default=0)
    return Known(folder.name, made, masks, marks)


def choices(made: ComparisonSet, before: int, after: int) -> Iterator[tuple[ComparedPair, ...]]:
    """Yield the pairs of every choice of so many photos a side, where any of them can be compared."""
    sides = [[photo.name for photo in photos] for photos in (made.before, made.after)]
    for one, two in itertools.product(
        itertools.combinations(sides[0], before), itertools.combinations(sides[1], after)
    ):
        pairs = tuple(p for p in made.pairs if p.before.name in one and p.after.name in two)
        if pairs:
            yield pairs


@lru_cache(maxsize=64)
def _all_joined(scene: Known, weights: tuple[float, ...]) -> Joined:
    """What all pairs of a scene give with these weights; kept, because it is asked for several times."""
    return join_marks(scene.made.pairs, scene.made.settings.novelty)


def _joined(scene: Known, pairs: Sequence[ComparedPair]) -> Joined:
    weights = (weighing.MISSED, weighing.DEPENDENCE, deciding.SHOWN)
    if len(pairs) == len(scene.made.pairs):
        return _all_joined(scene, weights)
    return join_marks(pairs, scene.made.settings.novelty)


def told(scene: Known, pairs: Sequence[ComparedPair]) -> tuple[float, float, float, float]:
    """What a set of these pairs is told: undecided, falsely new, share of the marks found, whether nothing is called new."""
    joined = _joined(scene, pairs)
    new = [mark for mark in joined.marks if mark.verdict is Verdict.NEW]
    truth = [scene.masks[pairs[mark.best.pair].after.name] for mark in new]
    false = sum(sets.is_false(mark.finding, mask) for mark, mask in zip(new, truth, strict=True))
    hit = set().union(*(sets.hits([mark.finding], mask) for mark, mask in zip(new, truth, strict=True)))
    undecided = sum(mark.verdict is Verdict.CANNOT_TELL for mark in joined.marks)
    return undecided, false, len(hit) / scene.marks if scene.marks else np.nan, float(not new)


def by_number(scenes: Sequence[Known]) -> list[dict[str, object]]:
    """Return one row a number of before and after photos."""
    rows = []
    for after, before in itertools.product(AFTER, BEFORE):
        of_scene = [
            np.mean(
                [told(scene, pairs) for pairs in choices(scene.made, before, after)] or [[np.nan] * 4], axis=0
            )
            for scene in scenes
        ]
        table = np.array(of_scene)
        names = ("undecided", "false_new", "found", "told_clean")
        rows.append(
            {"before": before, "after": after, **{n: interval(table[:, k]) for k, n in enumerate(names)}}
        )
        print(json.dumps(rows[-1]), flush=True)
    return rows


def interval(values: np.ndarray) -> list[float]:
    """Mean over scenes and its 95 % interval by bootstrap."""
    values = values[np.isfinite(values)]
    drawn = np.random.default_rng(SEED).choice(values, (RESAMPLES, len(values))).mean(axis=1)
    return [round(float(each), 3) for each in (values.mean(), *np.percentile(drawn, (2.5, 97.5)))]


def clusters(scene: Known) -> Iterator[tuple[bool, JoinedMark]]:
    """Yield every place that a pair flagged, and whether a true mark is there."""
    joined = _joined(scene, scene.made.pairs)
    for mark in (*joined.marks, *joined.refuted):
        found = [t for t in mark.testimonies if t.finding is not None and t.chance is not None]
        if found:
            yield any(not sets.is_false(t.finding, scene.masks[_after(scene, t.pair)]) for t in found), mark


def _after(scene: Known, pair: int) -> str:
    return scene.made.pairs[pair].after.name


def missed(scenes: Sequence[Known]) -> dict[str, int]:
    """Of after photos that could show a flagged place and flagged nothing there: how many show nothing, by the truth."""
    counts = {"true, shows nothing": 0, "true": 0, "false, shows nothing": 0, "false": 0}
    for scene in scenes:
        for is_true, mark in clusters(scene):
            says: dict[str, set[Says]] = {}
            for t in mark.testimonies:
                says.setdefault(_after(scene, t.pair), set()).add(t.says)
            name = "true" if is_true else "false"
            for heard in says.values():
                counts[name] += bool(heard & {Says.NOTHING, Says.DIFFERS, *OPEN})
                counts[f"{name}, shows nothing"] += bool(
                    Says.NOTHING in heard and not heard & {Says.DIFFERS, *OPEN}
                )
            # the photo that flagged it first is no witness of its own
            counts[name] -= 1
    return counts


def weight_of_missing(counts: dict[str, int]) -> float:
    """The logarithm of the ratio of both rates, with a count of one half added to each (Jeffreys' prior)."""
    rates = [(counts[f"{n}, shows nothing"] + 0.5) / (counts[n] + 1.0) for n in ("true", "false")]
    return float(np.log(rates[0] / rates[1]))


def shares_shown(scenes: Sequence[Known]) -> dict[str, list[float]]:
    """Excess beside another before photo of the same after photo, as `Says.SHOWN_BEFORE` is told by, by the truth."""
    found: dict[str, list[float]] = {"true": [], "false": []}
    for scene in scenes:
        for is_true, mark in clusters(scene):
            flagged = {_after(scene, t.pair) for t in mark.testimonies if t.says in OPEN}
            found["true" if is_true else "false"] += [
                t.excess
                for t in mark.testimonies
                if t.excess is not None and _after(scene, t.pair) in flagged
            ]
    return found


def held_out(
    scenes: Sequence[Known], module: object, name: str, values: Sequence[float]
) -> dict[str, object]:
    """Try values of one weight: what every scene loses with each, and with the one that is best on all other scenes."""
    usual = getattr(module, name)
    losses = np.zeros((len(values), len(scenes)))
    outcomes = []
    for row, value in enumerate(values):
        setattr(module, name, value)
        outcomes.append(
            np.nanmean([told(scene, scene.made.pairs) for scene in scenes], axis=0).round(3).tolist()
        )
        losses[row] = [loss(scene) for scene in scenes]
    setattr(module, name, usual)
    best = [int(np.argmin(np.delete(losses, k, axis=1).sum(axis=1))) for k in range(len(scenes))]
    return {
        "loss": {str(v): round(float(s), 2) for v, s in zip(values, losses.sum(axis=1), strict=True)},
        "undecided, false, found, told clean": dict(zip(map(str, values), outcomes, strict=True)),
        "chosen without each scene": {str(values[k]): best.count(k) for k in sorted(set(best))},
        "held out": round(float(sum(losses[k, n] for n, k in enumerate(best))), 2),
    }


def loss(scene: Known) -> float:
    """Logarithmic loss of the joined chances of a scene."""
    pairs = [(float(np.clip(mark.score, 0.01, 0.99)), is_true) for is_true, mark in clusters(scene)]
    return float(-sum(np.log(chance if is_true else 1 - chance) for chance, is_true in pairs))


def main() -> None:
    """Compare, count, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenes", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    folders = sorted(path.parent for path in args.scenes.glob("*/scene.json"))
    scenes = [known(folder, args.cache) for folder in folders]
    scenes = [scene for scene in scenes if scene.made.pairs]
    report: dict[str, object] = {"scenes": len(scenes), "by number": by_number(scenes)}
    steps: dict[str, Callable[[], object]] = {
        "missed": lambda: (lambda counts: {**counts, "weight": weight_of_missing(counts)})(missed(scenes)),
        "missed, without each scene": lambda: [
            round(weight_of_missing(missed([s for s in scenes if s is not out])), 2) for out in scenes
        ],
        "shown": lambda: {
            name: [round(float(np.mean(np.array(values) <= limit)), 3) for limit in LIMITS]
            for name, values in shares_shown(scenes).items()
        },
        "DEPENDENCE": lambda: held_out(scenes, weighing, "DEPENDENCE", SHARES),
        "MISSED": lambda: held_out(scenes, weighing, "MISSED", MISSES),
        "SHOWN": lambda: held_out(scenes, deciding, "SHOWN", LIMITS),
    }
    for name, step in steps.items():
        report[name] = step()
        print(json.dumps({name: report[name]}), flush=True)
    if args.out:
        args.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
