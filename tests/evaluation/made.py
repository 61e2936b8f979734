"""A set with known truth on disk, in the format of the benchmark sets: photos, masks, points, pairs.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

SIZE = (300, 400)  # rows, columns: the tolerance is 8 px


def bar(left: int, top: int, width: int, height: int) -> list[list[float]]:
    """Return a rectangle as a polygon; its pixels are width x height."""
    right, bottom = left + width - 1, top + height - 1
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def write_set(folder: Path) -> Path:
    """Write a set of five pairs: two with marks, one clean, one that cannot be compared, one without points or mask."""
    folder.mkdir(exist_ok=True)
    mask = np.zeros(SIZE, np.uint8)
    mask[50:54, 100:180] = 1
    mask[150:154, 100:180] = 2
    mask[250:254, 100:180] = 3
    ignore = np.zeros(SIZE, np.uint8)
    ignore[100:120, 300:360] = 255
    for name in ("marks", "clean", "other", "faint"):
        cv2.imwrite(str(folder / f"{name}.png"), np.full((*SIZE, 3), 90, np.uint8))
    cv2.imwrite(str(folder / "mask.png"), mask)
    cv2.imwrite(str(folder / "ignore.png"), ignore)
    points = np.column_stack([np.arange(6.0), np.arange(6.0), 10 + np.arange(6.0), 20 + np.arange(6.0)])
    np.save(folder / "points.npy", points.astype(np.float32))
    marks = [
        _instance(1, "scratch", 20.0), _instance(2, "dent", 4.0), {**_instance(3, "scratch", 9.0), "ignore": True},
    ]  # fmt: skip
    rows: list[dict[str, Any]] = [
        {
            "id": "marks",
            "comparable": True,
            "mask": "mask.png",
            "ignore_mask": "ignore.png",
            "instances": marks,
        },
        {"id": "clean", "comparable": True, "mask": None, "ignore_mask": None, "instances": []},
        {"id": "other", "comparable": False, "mask": None, "ignore_mask": None, "instances": []},
        {"id": "faint", "comparable": True, "mask": "mask.png", "ignore_mask": None, "instances": marks[:1]},
    ]
    for row in rows:
        row |= {"before": f"{row['id']}.png", "after": f"{row['id']}.png", "tags": ["made"]}
        row["points"] = "points.npy" if row["id"] == "marks" else None
    (folder / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def _instance(number: int, kind: str, contrast: float) -> dict[str, Any]:
    return {
        "id": number,
        "kind": kind,
        "length_px": 80.0,
        "width_px": 4.0,
        "contrast": contrast,
        "ignore": False,
    }


def result(pair: str, *flags: tuple[list[list[float]], float], status: str = "compared") -> dict[str, Any]:
    """Return a line of results with flags of (polygon, score)."""
    findings = [
        {"polygon": polygon, "score": score, "kind": "scratch", "verdict": "new"} for polygon, score in flags
    ]
    return {
        "id": pair,
        "status": status,
        "findings": findings,
        "reasons": [],
        "seconds": 2.0,
        "points_after": None,
    }
