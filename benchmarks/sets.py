"""Several photos against one photo a side: what stays undecided, what is flagged falsely, what is found.

    python benchmarks/sets.py --rendered DIR --real ../shared/bench/real [--out FILE.json]

DIR holds a folder a scene: ``b*.jpg`` (before), ``a*_new.jpg`` with ``a*_mask.png`` (after, with marks; a mask's values number
them) and ``a*_clean.jpg`` (after, without). Of the real photographs the unmarked pairs of one scene are taken as one set, so
that every flag in them is false. A mark counts as false, and an instance as hit, by the rules of the pairs' benchmark.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import condition
from condition.measurement import Finding
from condition.novelty import Blind, Verdict
from condition.sets import ComparedPair, ComparisonSet

#: Distance within which a mark counts as on its place, share of the photo's diagonal and px; share of it that has to be.
TOLERANCE, LEAST_PX, SHARE = 0.006, 8.0, 0.3
#: Real scenes with several unmarked pairs, by the start of their names.
REAL = ("coin-es-u", "switch-u")

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Scene:
    """One set: photos of both sides, and the mask of the marks in each after photo (None: there are none)."""

    name: str
    before: tuple[Path, ...]
    after: tuple[Path, ...]
    masks: tuple[Path | None, ...]


@dataclass
class Counts:
    """What a reader of one comparison, of all of them one by one, or of the set is told."""

    compared: float = 0.0
    cannot_tell: float = 0.0
    false_new: float = 0.0
    hit: float = 0.0


def scenes(rendered: Path | None, real: Path | None) -> Iterator[Scene]:
    """Yield the sets that are there."""
    for folder in sorted(rendered.iterdir()) if rendered else ():
        before = tuple(sorted(folder.glob("b[0-9].jpg")))
        for sort in ("new", "clean"):
            after = tuple(sorted(folder.glob(f"a[0-9]_{sort}.jpg")))
            masks = tuple(folder / f"{path.name[:2]}_mask.png" if sort == "new" else None for path in after)
            if before and after:
                yield Scene(f"{folder.name} {sort}", before, after, masks)
    for start in REAL if real else ():
        assert real is not None
        before, after = (tuple(sorted((real / side).glob(f"{start}*.jpg"))) for side in ("before", "after"))
        if len(after) > 1:
            yield Scene(start.rstrip("-u"), before, after, (None,) * len(after))


def is_false(finding: Finding, mask: Mask | None) -> bool:
    """Whether less than `SHARE` of a mark lies on any true one."""
    if mask is None:
        return True
    own = filled(finding.polygon, mask.shape)
    return float(dilated(mask > 0)[own].mean()) < SHARE if own.any() else True


def hits(findings: Sequence[Finding], mask: Mask | None) -> set[int]:
    """Numbers of the true marks that findings lie on."""
    if mask is None:
        return set()
    union = np.zeros(mask.shape, np.bool_)
    for finding in findings:
        union |= filled(finding.polygon, mask.shape)
    union = dilated(union)
    return {int(k) for k in np.unique(mask[mask > 0]) if union[mask == k].mean() >= SHARE}


def filled(polygon: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """A polygon as a mask."""
    out = np.zeros(shape, np.uint8)
    cv2.fillPoly(out, [np.round(polygon).astype(np.int32)], 1)
    return out > 0


def dilated(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask with everything within the tolerance."""
    reach = max(LEAST_PX, TOLERANCE * float(np.hypot(*mask.shape)))
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5) <= reach)


def one_pair(pair: ComparedPair, mask: Mask | None) -> Counts:
    """What one comparison tells."""
    findings = [pair.whole(finding) for finding in pair.comparison.findings]
    new = [finding for finding in findings if finding.verdict is Verdict.NEW]
    coverage = pair.comparison.coverage
    assert coverage is not None
    return Counts(
        compared=coverage.fractions[Blind.COMPARED],
        cannot_tell=sum(finding.verdict is Verdict.CANNOT_TELL for finding in findings),
        false_new=sum(is_false(finding, mask) for finding in new),
        hit=len(hits(new, mask)),
    )


def whole_set(made: ComparisonSet, masks: dict[str, Mask | None]) -> Counts:
    """What the set tells."""
    seen: set[int] = set()
    false = 0
    for mark in made.new:
        mask = masks[made.pairs[mark.best.pair].after.name]
        false += is_false(mark.finding, mask)
        seen |= hits([mark.finding], mask)
    unclear = sum(mark.verdict is Verdict.CANNOT_TELL for mark in made.marks)
    return Counts(made.compared or 0.0, unclear, false, len(seen))


def one_by_one(made: ComparisonSet, masks: dict[str, Mask | None]) -> Counts:
    """What a reader of every pair's report is told: each place once, new where any pair says so."""
    told = [
        mark for mark in (*made.marks, *made.refuted) if any(t.chance is not None for t in mark.testimonies)
    ]
    seen: set[int] = set()
    false = unclear = 0
    for mark in told:
        claims = [t for t in mark.testimonies if t.finding is not None and t.finding.verdict is Verdict.NEW]
        unclear += not claims
        for t in claims[:1]:
            mask = masks[made.pairs[t.pair].after.name]
            assert t.finding is not None
            false += is_false(t.finding, mask)
            seen |= hits([t.finding], mask)
    pairs = [one_pair(pair, None).compared for pair in made.pairs]
    return Counts(float(np.mean(pairs)), unclear, false, len(seen))


def measure(scene: Scene) -> dict[str, object]:
    """Compare one set and return its three rows."""
    made = condition.compare_sets(scene.before, scene.after)
    masks = {
        path.name: None if mask is None else cv2.imread(str(mask), cv2.IMREAD_UNCHANGED)
        for path, mask in zip(scene.after, scene.masks, strict=True)
    }
    pairs = [one_pair(pair, masks[pair.after.name]) for pair in made.pairs]
    mean = Counts(*(float(np.mean([getattr(p, name) for p in pairs])) for name in asdict(Counts())))
    instances = max((int(mask.max()) for mask in masks.values() if mask is not None), default=0)
    return {
        "set": scene.name,
        "photos": f"{len(scene.before)}+{len(scene.after)}",
        "pairs": len(pairs),
        "instances": instances,
        "left_out": [f"{photo.name}: {photo.why.value}" for photo in made.left_out],
        "one pair, mean": asdict(mean),
        "pairs one by one": asdict(one_by_one(made, masks)),
        "set together": asdict(whole_set(made, masks)),
    }


def main() -> None:
    """Measure every set, print one line each and the sums."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rendered", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--out", type=Path, help="write the numbers of every set as JSON")
    args = parser.parse_args()
    rows = []
    for scene in scenes(args.rendered, args.real):
        rows.append(measure(scene))
        print(json.dumps(rows[-1]), flush=True)
        if args.out:
            args.out.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
