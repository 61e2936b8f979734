"""Benchmark pairs -> aligned, labelled views for training, by the *true* correspondences of the set.

Training on the true alignment plus made misalignment (see `augment`) keeps the mark network independent of the state
of the registration room. Reads the format of ``bench/FORMAT.md``; writes one compressed ``.npz`` a pair.

    python training/pairs.py SET_DIR CACHE_DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator

from condition.geometry import apply_homography, grid, scale_points
from condition.metadata import Metadata
from condition.photo import Photo
from condition.quality import Piece
from condition.registration import Alignment, align_view

#: Grid on which the true displacement is sampled, px per full px.
FIELD_SCALE = 0.25
#: A pixel belongs to the piece where a true point lies within this share of the diagonal.
REACH = 0.035
NOTHING, NEW, IGNORE = 0, 1, 2


def main() -> None:
    """Write one cache file for every comparable pair with points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set_dir", type=Path)
    parser.add_argument("cache_dir", type=Path)
    arguments = parser.parse_args()
    arguments.cache_dir.mkdir(parents=True, exist_ok=True)
    for line in (arguments.set_dir / "pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        target = arguments.cache_dir / f"{pair['id']}.npz"
        if pair["comparable"] and pair["points"] and not target.exists():
            np.savez_compressed(target, **labelled_view(arguments.set_dir, pair))


def labelled_view(root: Path, pair: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return ``before``, ``after`` uint8 (h, w, 3), ``inside`` bool and ``label`` uint8 (h, w) of one pair."""
    before, after = (photo_of(root / pair[side]) for side in ("before", "after"))
    points = np.load(root / pair["points"]).astype(np.float64)
    points = points[np.isfinite(points).all(axis=1)]
    alignment = true_alignment(points, (after.height, after.width))
    view = align_view(before, after, alignment, Piece(alignment.valid, alignment.scale, fills_frame=False))
    top_left = np.array(view.origin)
    label = label_of(root, pair, (after.height, after.width))
    size = (int(round(after.width * view.scale)), int(round(after.height * view.scale)))
    label = cv2.resize(label, size, interpolation=cv2.INTER_NEAREST)
    height, width = view.shape
    label = label[top_left[1] : top_left[1] + height, top_left[0] : top_left[0] + width]
    return {"before": view.before, "after": view.after, "inside": view.valid, "label": label}


def true_alignment(points: NDArray[np.float64], shape: tuple[int, int]) -> Alignment:
    """Return the alignment that the true points ``(N, 4)`` describe in an after photo of ``(H, W)``."""
    homography, _ = cv2.findHomography(points[:, :2], points[:, 2:], cv2.LMEDS)
    carried = apply_homography(homography, points[:, :2])
    small = (int(shape[0] * FIELD_SCALE), int(shape[1] * FIELD_SCALE))
    nodes = scale_points(grid(small).reshape(-1, 2), 1 / FIELD_SCALE)
    offset = carried - points[:, 2:]
    field = LinearNDInterpolator(points[:, 2:], offset)(nodes)
    outside = ~np.isfinite(field).all(axis=1)
    field[outside] = NearestNDInterpolator(points[:, 2:], offset)(nodes[outside])
    seeds = np.zeros(small, np.uint8)
    at = np.round(scale_points(points[:, 2:], FIELD_SCALE)).astype(int)
    at = np.clip(at, 0, np.array(small)[::-1] - 1)
    seeds[at[:, 1], at[:, 0]] = 1
    reach = max(3, int(REACH * np.hypot(*small)))
    near = cv2.dilate(seeds, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1)))
    near = cv2.erode(near, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * (reach // 2) + 1,) * 2))
    return Alignment(
        after_from_before=np.asarray(homography, np.float64),
        displacement=field.reshape(*small, 2).astype(np.float32),
        valid=near > 0,
        scale=FIELD_SCALE,
        matches=points,
        inlier=np.ones(len(points), np.bool_),
        residual_px=0.0,
        overlap=1.0,
        evidence=np.inf,
    )


def photo_of(path: Path) -> Photo:
    """Read an upright photo without its metadata."""
    with Image.open(path) as picture:
        pixels = np.array(ImageOps.exif_transpose(picture).convert("RGB"))
    return Photo("", path.name, pixels, "JPEG", path.stat().st_size, Metadata())


def label_of(root: Path, pair: dict[str, Any], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return uint8 ``(H, W)`` of `NOTHING`, `NEW`, `IGNORE` in the full after photo."""
    label = np.zeros(shape, np.uint8)
    if pair.get("mask"):
        mask = cv2.imread(str(root / pair["mask"]), cv2.IMREAD_UNCHANGED)
        mask = mask if mask.ndim == 2 else mask[..., 0]
        for instance in pair["instances"]:
            weak = instance["ignore"] or (instance.get("contrast") or 99) < 5
            label[mask == instance["id"]] = IGNORE if weak else NEW
    if pair.get("ignore_mask"):
        label[cv2.imread(str(root / pair["ignore_mask"]), cv2.IMREAD_GRAYSCALE) > 0] = IGNORE
    return label


if __name__ == "__main__":
    main()
