"""How fast, and with how much memory: 12 MP and 48 MP pairs, by stage, against the usual recipe.

    python benchmarks/speed.py [--megapixels 12 48] [--repeat 3] [--sample samples/watch-back-new-scratch] [--odiff PATH]

A sample pair is enlarged, given fresh sensor noise and saved as JPEG, because a smooth enlargement would be easier
to decode and to search than a photo. Each run is a process of its own; peak memory is its largest resident set. The
usual recipe is full-size SIFT with a ratio test, a robust homography, and scikit-image's SSIM. odiff, a quick program that
compares two screenshots pixel by pixel and aligns nothing, gets the same pictures as PNG (``npm install odiff-bin``, then its
path as ``--odiff node_modules/.bin/odiff``; found by itself where it is on the search path).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import condition

ROOT = Path(__file__).parents[1]

#: Standard deviation of the added sensor noise, 8-bit levels; a phone at ISO 200.
NOISE = 2.0
JPEG_QUALITY = 92
SEED = 7

OURS = """
import json, sys, condition
c = condition.compare(sys.argv[1], sys.argv[2])
from condition.report import render_json
render_json(c)
print(json.dumps({"stages": dict(c.seconds), "status": c.status}))
"""

RECIPE = """
import sys, json, cv2, numpy as np
from skimage.metrics import structural_similarity
before, after = (cv2.imread(path) for path in sys.argv[1:3])
grey = [cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY) for photo in (before, after)]
sift = cv2.SIFT_create()
(k0, d0), (k1, d1) = (sift.detectAndCompute(g, None) for g in grey)
pairs = cv2.FlannBasedMatcher(dict(algorithm=1, trees=5), dict(checks=50)).knnMatch(d0, d1, k=2)
good = [m for m, n in pairs if m.distance < 0.75 * n.distance]
source = np.float32([k0[m.queryIdx].pt for m in good])
target = np.float32([k1[m.trainIdx].pt for m in good])
H, _ = cv2.findHomography(source, target, cv2.RANSAC, 5.0)
warped = cv2.warpPerspective(grey[0], H if H is not None else np.eye(3), grey[1].shape[::-1])
structural_similarity(warped, grey[1], full=True)
print(json.dumps({"stages": {}, "status": f"{len(good)} matches"}))
"""

ODIFF = """
import sys, json, subprocess
done = subprocess.run([sys.argv[3], sys.argv[1], sys.argv[2], sys.argv[2] + ".diff.png"], capture_output=True, text=True)
assert done.returncode in (0, 22), done.stderr
print(json.dumps({"stages": {}, "status": "same" if done.returncode == 0 else "differ"}))
"""


def main() -> None:
    """Make the pairs, run, print two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megapixels", type=float, nargs="+", default=[12.0, 48.0])
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts (default: 3)")
    parser.add_argument("--sample", type=Path, default=ROOT / "samples/watch-back-new-scratch")
    parser.add_argument(
        "--no-recipe", action="store_true", help="leave the usual recipe out; it is slow at 48 MP"
    )
    parser.add_argument("--odiff", default=shutil.which("odiff"), help="path of odiff (default: searched)")
    args = parser.parse_args()
    print(f"condition {condition.__version__}, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores\n")
    print("| pair | what | seconds | peak MB | times ours | result |\n| --- | --- | --- | --- | --- | --- |")
    stages: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in args.megapixels:
            photos = [
                enlarge(args.sample / f"{role}.jpg", size, Path(folder)) for role in ("before", "after")
            ]
            ours = median_run(OURS, photos, args.repeat)
            stages[f"{size:g} MP"] = ours["stages"]
            print_row(f"{size:g} MP", "condition.compare, JSON", ours, ours)
            if not args.no_recipe:
                print_row(f"{size:g} MP", "the usual recipe", median_run(RECIPE, photos, 1), ours)
            if args.odiff:
                pictures = [as_png(photo) for photo in photos]
                theirs = median_run(ODIFF, [*pictures, Path(args.odiff).resolve()], args.repeat)
                print_row(f"{size:g} MP", "odiff, as PNG", theirs, ours)
    names = list(dict.fromkeys(name for one in stages.values() for name in one))
    print(f"\n| stage, seconds | {' | '.join(stages)} |\n| --- |" + " --- |" * len(stages))
    for name in names:
        print(f"| {name} | {' | '.join(f'{one.get(name, 0):.2f}' for one in stages.values())} |")


def enlarge(path: Path, megapixels: float, folder: Path) -> Path:
    """Write an enlarged, freshly noisy copy of a photo; return its path."""
    pixels = condition.read_photo(path).pixels
    scale = float(np.sqrt(megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])))
    large = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(SEED).normal(0, NOISE, large.shape).astype(np.float32)
    noisy = (large + noise).clip(0, 255).astype(np.uint8)
    target = folder / f"{path.stem}-{megapixels:g}.jpg"
    cv2.imwrite(str(target), noisy[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return target


def as_png(photo: Path) -> Path:
    """Write a photo as PNG beside it; return its path."""
    target = photo.with_suffix(".png")
    cv2.imwrite(str(target), condition.read_photo(photo).pixels[:, :, ::-1])
    return target


def median_run(code: str, arguments: list[Path], repeat: int) -> dict[str, Any]:
    """Run some code with its arguments in processes of their own; return seconds, peak memory and what it printed."""
    runs = [one_run(code, arguments) for _ in range(repeat)]
    seconds = statistics.median(run["seconds"] for run in runs)
    middle = min(runs, key=lambda run: abs(run["seconds"] - seconds))
    return {**middle, "peak_mb": max(run["peak_mb"] for run in runs)}


def one_run(code: str, arguments: list[Path]) -> dict[str, Any]:
    """Run once. The largest resident set is that of one child, so a process in between gives each run its own."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--child", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    return {"seconds": time.perf_counter() - started, **report}


def child(code: str, arguments: list[str]) -> None:
    """Run the code as the only child of this process, and add its peak memory to what it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({**json.loads(done.stdout.splitlines()[-1]), "seconds": seconds, "peak_mb": peak_mb}))


def print_row(pair: str, what: str, run: dict[str, Any], ours: dict[str, Any]) -> None:
    """Print one row of the table."""
    ratio = run["seconds"] / ours["seconds"]
    print(
        f"| {pair} | {what} | {run['seconds']:.2f} | {run['peak_mb']:.0f} | {ratio:.1f} | {run['status']} |",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3:])
    else:
        main()
