"""The worst pairs of a set as one HTML page: before, after, before laid over after, findings, truth.

The pairs are compared again, one after the other, to have their alignments; a figure is looked at as a picture
before anybody changes a number.
"""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import condition

Pixels = NDArray[np.uint8]

SIDE_PX = 460
FALSE_COLOUR, TRUE_COLOUR, WANTED_COLOUR = (230, 40, 40), (30, 190, 60), (40, 110, 255)  # RGB


def write_sheet(
    path: Path, root: Path, rows: list[dict[str, Any]], results: dict[str, Any], count: int
) -> None:
    """Write the page for the `count` worst rows."""
    lines = (root / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = {pair["id"]: pair for pair in map(json.loads, filter(str.strip, lines))}
    worst = sorted(rows, key=badness, reverse=True)[:count]
    parts = [render_pair(root, pairs[row["id"]], row, results.get(row["id"], {})) for row in worst]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "<!doctype html><meta charset=utf-8><title>worst pairs</title><style>body{font:14px sans-serif;margin:16px}"
        "figure{display:inline-block;margin:4px}figcaption{color:#555}</style>"
        f"<h1>{html.escape(root.name)}: the worst {len(worst)} pairs, condition {condition.__version__}</h1>"
        "<p>Findings: green is right, red is false. Truth: blue.</p>" + "".join(parts),
        encoding="utf-8",
    )


def badness(row: dict[str, Any]) -> float:
    """Return how much is wrong with a pair: false flags, missed marks, a wrong refusal, a wrong alignment."""
    false = sum(not true for _, true in row["findings"])
    missed = sum(at == -np.inf for at in row["hit_at"])
    refused_wrongly = row["comparable"] and row["status"] != "compared"
    accepted_wrongly = not row["comparable"] and row["status"] == "compared"
    off = row["error"] is not None and row["error"] > 5
    return float(false + missed + 2 * refused_wrongly + 3 * accepted_wrongly + 3 * off)


def render_pair(root: Path, pair: dict[str, Any], row: dict[str, Any], result: dict[str, Any]) -> str:
    """Return the HTML of one pair."""
    comparison = condition.compare(root / pair["before"], root / pair["after"])
    before, after = comparison.before.pixels, comparison.after.pixels
    pictures = {
        "before": before,
        "after": after,
        "before over after": overlay(comparison) if comparison.alignment is not None else after // 3,
        "findings": with_findings(after, result.get("findings", []), row["findings"]),
        "truth": with_truth(after, root, pair),
    }
    figures = "".join(
        f"<figure><img src='{as_data_uri(picture)}'><figcaption>{name}</figcaption></figure>"
        for name, picture in pictures.items()
    )
    reasons = " ".join(reason["text"] for reason in result.get("reasons", []))
    error = "-" if row["error"] is None else f"{row['error']:.1f}/1000"
    heading = (
        f"{row['id']}: {row['status']}{'' if row['comparable'] else ' (should be refused)'}, "
        f"missed {sum(at == -np.inf for at in row['hit_at'])} of {row['instances']}, "
        f"false {sum(not true for _, true in row['findings'])}, alignment off by {error}"
    )
    tags = " ".join(row["tags"])
    return f"<h2>{html.escape(heading)}</h2><p>{html.escape(tags)}<br>{html.escape(reasons)}</p>{figures}"


def overlay(comparison: Any) -> Pixels:
    """Return the after photo in red over the aligned before photo in cyan: grey where they agree."""
    after = comparison.after.pixels
    height, width = after.shape[:2]
    cols, rows = np.meshgrid(np.arange(0, width, 4), np.arange(0, height, 4))
    there = comparison.alignment.to_before(np.column_stack([cols.ravel(), rows.ravel()]))
    maps = np.nan_to_num(there, nan=-1e4).reshape(*cols.shape, 2).astype(np.float32)
    before = cv2.remap(comparison.before.pixels, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)
    small = cv2.resize(after, before.shape[1::-1], interpolation=cv2.INTER_AREA)
    red, cyan = small.mean(axis=2), before.mean(axis=2)
    return np.stack([red, cyan, cyan], axis=-1).astype(np.uint8)


def with_findings(after: Pixels, findings: list[dict[str, Any]], judged: list[tuple[float, bool]]) -> Pixels:
    """Return the after photo with every finding outlined: green where it is true, red where it is false."""
    picture = after.copy()
    # the scorer's rows are sorted by falling score
    for finding, (_, true) in zip(sorted(findings, key=lambda f: -f["score"]), judged, strict=False):
        outline(picture, np.array(finding["polygon"]), TRUE_COLOUR if true else FALSE_COLOUR)
    return picture


def with_truth(after: Pixels, root: Path, pair: dict[str, Any]) -> Pixels:
    """Return the after photo with every true mark outlined."""
    picture = after.copy()
    if pair.get("mask"):
        marks = cv2.imread(str(root / pair["mask"]), cv2.IMREAD_UNCHANGED)
        marks = marks if marks.ndim == 2 else marks[..., 0]
        around = cv2.dilate((marks > 0).astype(np.uint8), np.ones((15, 15), np.uint8))
        for contour in cv2.findContours(around, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
            outline(picture, contour[:, 0], WANTED_COLOUR)
    return picture


def outline(picture: Pixels, polygon: NDArray[Any], colour: tuple[int, int, int]) -> None:
    """Draw a closed polygon, thick enough to survive the reduction."""
    thickness = max(2, round(max(picture.shape[:2]) / SIDE_PX * 1.5))
    cv2.polylines(picture, [np.round(polygon).astype(np.int32)], True, colour, thickness, cv2.LINE_AA)


def as_data_uri(picture: Pixels) -> str:
    """Return a reduced JPEG as a data URI."""
    scale = min(1.0, SIDE_PX / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])
    return "data:image/jpeg;base64," + base64.b64encode(encoded.tobytes()).decode()
