"""Truth on disk -> `TruePair`, ...: a set with masks, a list with outlines, or what people drew.

A set is a folder with ``pairs.jsonl``; masks are 8-bit PNG in the frame of the after photo, k = pixels of mark k. A list
has polygons in place of masks. Marks drawn by people come as COCO or LabelMe, and each photo in these was looked at: no mark
means that nothing is new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.errors import ExchangeError
from condition.evaluation.model import Patch, TrueMark, TruePair
from condition.exchange import AnnotatedPhoto, read_annotations
from condition.photo import read_photo

#: Formats whose header tells the size and the orientation without decoding the picture.
QUICK = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"})
ORIENTATION = 0x0112


def read_truth(path: str | Path) -> Iterator[TruePair]:
    """Yield the pairs of a truth, one at a time: masks are large.

    Parameters
    ----------
    path : str or Path
        A folder with ``pairs.jsonl``, a ``.jsonl`` list, a COCO ``.json``, or a folder of LabelMe files.

    Raises
    ------
    ExchangeError
        Where it cannot be read; the message names file, line and key.
    """
    source = Path(path)
    if source.is_dir() and (source / "pairs.jsonl").is_file():
        return _of_list(source / "pairs.jsonl")
    if source.suffix.lower() == ".jsonl":
        return _of_list(source)
    return (_of_drawing(photo) for photo in read_annotations(source))


def _of_list(path: Path) -> Iterator[TruePair]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise ExchangeError(f"{path}: cannot be read ({exc})") from exc
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
            yield _pair(path.parent, row, where)
        except (KeyError, TypeError, ValueError, RecursionError) as exc:
            raise ExchangeError(
                f"{where}: {type(exc).__name__} {exc}; a pair with its truth was expected"
            ) from exc


def _pair(root: Path, row: Mapping[str, Any], where: str) -> TruePair:
    instances = row.get("instances") or []
    points = (
        None
        if not row.get("points")
        else np.load(root / row["points"], allow_pickle=False).astype(np.float64)
    )
    labels = _mask(root / row["mask"], where) if row.get("mask") else None
    forgiven = _mask(root / row["ignore_mask"], where) > 0 if row.get("ignore_mask") else None
    height, width = labels.shape if labels is not None else upright_shape(root / row["after"], where)
    if labels is not None:
        marks = tuple(_marked(labels, each) for each in instances)
        beside = labels > 0
        forgiven = beside if forgiven is None else forgiven | beside
    else:
        marks = tuple(_drawn(each["polygons"], each, width, height) for each in instances)
    return TruePair(str(row["id"]), bool(row["comparable"]), width, height, marks, forgiven, points)


def _mask(path: Path, where: str) -> NDArray[np.uint8]:
    mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if mask is None:
        raise ExchangeError(f"{where}: {path.name} is not there, or no picture")
    return np.asarray(mask if mask.ndim == 2 else mask[..., 0])


def _marked(labels: NDArray[np.uint8], each: Mapping[str, Any]) -> TrueMark:
    """A mark by its number in the mask."""
    rows, cols = np.nonzero(labels == each["id"])
    if len(rows) == 0:
        return _true(each, Patch(0, 0, np.zeros((0, 0), bool)))
    top, left, bottom, right = rows.min(), cols.min(), rows.max() + 1, cols.max() + 1
    return _true(each, Patch(int(left), int(top), labels[top:bottom, left:right] == each["id"]))


def _drawn(polygons: Any, each: Mapping[str, Any], width: int, height: int) -> TrueMark:
    """A mark by its outlines."""
    corners = [
        np.round(np.asarray(polygon, np.float64).reshape(-1, 2)).astype(np.int32) for polygon in polygons
    ]
    joined = np.concatenate(corners)
    left, top = np.clip(joined.min(axis=0), 0, (width - 1, height - 1))
    right, bottom = np.clip(joined.max(axis=0), 0, (width - 1, height - 1))
    canvas = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    for corner in corners:
        placed = corner - np.array([left, top], np.int32)
        cv2.fillPoly(canvas, [placed], 1)
        cv2.polylines(canvas, [placed], True, 1, 1)
    return _true(each, Patch(int(left), int(top), canvas > 0))


def _true(each: Mapping[str, Any], patch: Patch) -> TrueMark:
    contrast = each.get("contrast")
    return TrueMark(
        str(each.get("kind", "mark")),
        patch,
        bool(each.get("ignore")),
        None if contrast is None else float(contrast),
    )


def _of_drawing(photo: AnnotatedPhoto) -> TruePair:
    """A pair as people left it; what nobody could tell is neither demanded nor false."""
    marks = tuple(
        _drawn(mark.polygons, {"kind": mark.kind, "ignore": mark.verdict != "new"}, photo.width, photo.height)
        for mark in photo.marks
    )
    return TruePair(photo.id, True, photo.width, photo.height, marks)


def upright_shape(path: Path, where: str) -> tuple[int, int]:
    """Return (height, width) of a photo as it is shown, from its header where that is enough."""
    if path.suffix.lower() in QUICK:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(path) as picture:
                turned = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
                width, height = picture.size
        except (OSError, UnidentifiedImageError) as exc:
            raise ExchangeError(f"{where}: {path.name} cannot be read ({exc})") from exc
        return (width, height) if turned else (height, width)
    photo = read_photo(path)
    return photo.height, photo.width
