"""Real photographs of one piece in several lights, and the same scratches drawn into every after photo.

    python benchmarks/draw_marks.py ../shared/bench/real coin-es-u OUT [--photos 3] [--seed 4]

Writes a scene as `benchmarks/sets.py` reads it: ``b0.jpg`` ..., ``a0_new.jpg`` with ``a0_mask.png``, ``a0_clean.jpg``. A scratch is a
thin line with a burr beside it, uneven along its length, carried from one photo to the next by their alignments; its contrast
and its sign change from light to light, as those of a real one do.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import condition
from condition.comparison import Comparison
from condition.geometry import Points

#: Number of scratches, and their length, width (px) and contrast (8-bit levels, of either sign).
MARKS, LENGTH_PX, WIDTH_PX, CONTRAST = 5, (60.0, 170.0), (1.2, 2.6), (10.0, 34.0)
#: Least distance between two scratches, and from the rim of the piece (px of its mask).
APART_PX, RIM = 120.0, 61
QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 92]


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("start", help="how the names of the pairs begin")
    parser.add_argument("out", type=Path)
    parser.add_argument("--photos", type=int, default=3)
    parser.add_argument("--seed", type=int, default=4)
    args = parser.parse_args()
    before, after = (
        sorted((args.set / side).glob(f"{args.start}*.jpg"))[: args.photos] for side in ("before", "after")
    )
    rng = np.random.default_rng(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    first = condition.compare(before[0], after[0])
    paths = draw_paths(first, rng)
    for number, path in enumerate(before):
        write(args.out / f"b{number}.jpg", condition.read_photo(path).pixels.astype(np.float32))
    for number, path in enumerate(after):
        pair = first if number == 0 else condition.compare(before[0], path)
        assert pair.alignment is not None, f"{path.name} does not fit {before[0].name}"
        pixels = pair.after.pixels.astype(np.float32)
        write(args.out / f"a{number}_clean.jpg", pixels)
        mask = np.zeros(pixels.shape[:2], np.uint8)
        for mark, line in enumerate(paths, 1):
            mask[scratch(pixels, pair.alignment.to_after(line), rng)] = mark
        write(args.out / f"a{number}_new.jpg", pixels + rng.normal(0, 1.0, pixels.shape))
        cv2.imwrite(str(args.out / f"a{number}_mask.png"), mask)


def draw_paths(pair: Comparison, rng: np.random.Generator) -> list[Points]:
    """Return centre lines of scratches on the piece, in px of the first before photo."""
    piece = pair.before_piece
    assert piece is not None
    rows, cols = np.nonzero(cv2.erode(piece.inside.astype(np.uint8), np.ones((RIM, RIM))))
    paths: list[Points] = []
    while len(paths) < MARKS:
        at = rng.integers(len(rows))
        middle = (np.array([cols[at], rows[at]]) + 0.5) / piece.scale - 0.5
        if any(np.linalg.norm(middle - path.mean(axis=0)) < APART_PX for path in paths):
            continue
        along = np.linspace(-0.5, 0.5, 24)
        angle = rng.uniform(0, np.pi) + rng.normal(0, 0.25) * along
        steps = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(*LENGTH_PX) / 23
        path = np.cumsum(steps, axis=0)
        paths.append(middle + path - path.mean(axis=0))
    return paths


def scratch(pixels: NDArray[np.float32], path: Points, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw one scratch into a picture, in place, and return its pixels."""
    shape = pixels.shape[:2]
    line = np.zeros(shape, np.uint8)
    width = max(1, round(rng.uniform(*WIDTH_PX)))
    cv2.polylines(line, [np.round(path * 16).astype(np.int32)], False, 255, width, cv2.LINE_AA, 4)
    whole = line.astype(np.float32) / 255
    core = cv2.GaussianBlur(whole, (0, 0), 0.6)
    burr = cv2.GaussianBlur(whole, (0, 0), 2.2) - 0.3 * core
    pressure = 1 + 2 * cv2.GaussianBlur(rng.standard_normal(shape).astype(np.float32), (0, 0), 6)
    contrast = rng.choice([-1, 1]) * rng.uniform(*CONTRAST)
    pixels += (contrast * (core - 0.25 * burr) * np.clip(pressure, 0.3, 1.6))[..., None]
    return np.asarray(line > 60)


def write(path: Path, pixels: NDArray[np.floating]) -> None:
    """Write an RGB picture as JPEG."""
    cv2.imwrite(str(path), np.clip(pixels, 0, 255).astype(np.uint8)[:, :, ::-1], QUALITY)


if __name__ == "__main__":
    main()
