"""`AnnotatedPhoto`, ... <-> COCO: one JSON file of images, categories and annotations [1]_.

Written so that a drawing program loads it as it is: polygons, never run lengths. What COCO has no place for stands in
``attributes`` (verdict, score, number), where such programs keep what they do not know. Read back with or without it.

References
----------
.. [1] Lin et al., Microsoft COCO: common objects in context, ECCV 2014. arXiv:1405.0312. The format: cocodataset.org, "Data
   format", section "Object Detection".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from condition.errors import ExchangeError
from condition.exchange.model import CORNER_PX, AnnotatedMark, AnnotatedPhoto
from condition.geometry import Points, bounding_box, polygon_area
from condition.novelty import Kind
from condition.version import __version__

#: Decimals of positions, px.
DECIMALS = 2
DESCRIPTION = (
    "Marks found by condition; px of the upright photo, (0, 0) is the corner of the top-left pixel. Each image is the after "
    "photo of a pair."
)


def render_coco(photos: Sequence[AnnotatedPhoto]) -> str:
    """Return the COCO file of some photos; categories are the kinds of marks, in a fixed order."""
    kinds = [str(kind) for kind in Kind if kind is not Kind.LINE]
    kinds += sorted({mark.kind for photo in photos for mark in photo.marks} - set(kinds))
    category = {kind: number for number, kind in enumerate(kinds, 1)}
    drawn = [(number, mark) for number, photo in enumerate(photos, 1) for mark in photo.marks]
    return json.dumps(
        {
            "info": {"description": DESCRIPTION, "version": __version__, "contributor": "condition"},
            "licenses": [],
            "images": [_image(number, photo) for number, photo in enumerate(photos, 1)],
            "categories": [
                {"id": number, "name": kind, "supercategory": "mark"} for kind, number in category.items()
            ],
            "annotations": [
                _annotation(number, image, category[mark.kind], mark)
                for number, (image, mark) in enumerate(drawn, 1)
            ],
        },
        indent=1,
        ensure_ascii=False,
    )


def _image(number: int, photo: AnnotatedPhoto) -> dict[str, Any]:
    return {
        "id": number,
        "file_name": photo.file,
        "width": photo.width,
        "height": photo.height,
        "pair": photo.id,
        "sha256": photo.sha256,
    }


def _annotation(number: int, image: int, category: int, mark: AnnotatedMark) -> dict[str, Any]:
    outlines = [polygon + CORNER_PX for polygon in mark.polygons]
    left, top, right, bottom = bounding_box(np.concatenate(outlines))
    return {
        "id": number,
        "image_id": image,
        "category_id": category,
        "segmentation": [np.round(outline, DECIMALS).ravel().tolist() for outline in outlines],
        "bbox": [round(side, DECIMALS) for side in (left, top, right - left, bottom - top)],
        "area": round(sum(polygon_area(outline) for outline in outlines), DECIMALS),
        "iscrowd": 0,
        "attributes": {"verdict": mark.verdict, "score": mark.score, "number": mark.number},
    }


def parse_coco(text: str, name: str) -> tuple[AnnotatedPhoto, ...]:
    """Return the photos of a COCO file, those without any mark included.

    Raises
    ------
    ExchangeError
        Where it is no COCO file of polygons; the message names the annotation and the key.
    """
    data = _object(text, name)
    for key in ("images", "annotations", "categories"):
        if not isinstance(data.get(key), list):
            raise ExchangeError(f"{name}: key {key!r} is missing; a COCO file of polygons was expected")
    try:
        kinds = {each["id"]: str(each["name"]) for each in data["categories"]}
        marks: dict[Any, list[AnnotatedMark]] = {each["id"]: [] for each in data["images"]}
        for each in data["annotations"]:
            marks[each["image_id"]].append(_mark(each, kinds, name))
        return tuple(_photo(each, marks[each["id"]]) for each in data["images"])
    except (KeyError, TypeError, ValueError) as exc:
        raise ExchangeError(
            f"{name}: {type(exc).__name__} {exc} in an image, a category or an annotation"
        ) from exc


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise ExchangeError(f"{name}: not JSON ({exc})") from exc
    if not isinstance(data, dict):
        raise ExchangeError(f"{name}: expected a JSON object, found {type(data).__name__}")
    return data


def _mark(each: Mapping[str, Any], kinds: Mapping[Any, str], name: str) -> AnnotatedMark:
    drawn = each["segmentation"]
    if not isinstance(drawn, list) or not drawn:
        raise ExchangeError(
            f"{name}, annotation {each.get('id')}: run lengths cannot be read; export polygons from the drawing program"
        )
    outlines = [_points(flat, f"{name}, annotation {each.get('id')}") for flat in drawn]
    said = each.get("attributes") or {}
    score = said.get("score", each.get("score"))
    return AnnotatedMark(
        polygon=outlines[0],
        kind=kinds[each["category_id"]],
        verdict=str(said.get("verdict") or "new"),
        score=None if score is None else float(score),
        number=said.get("number"),
        parts=tuple(outlines[1:]),
    )


def _points(flat: Sequence[float], where: str) -> Points:
    points = np.asarray(flat, np.float64)
    if points.ndim != 1 or len(points) % 2 or len(points) < 6 or not np.isfinite(points).all():
        raise ExchangeError(
            f"{where}: a polygon needs x, y of at least three corners, found {len(points)} numbers"
        )
    return points.reshape(-1, 2) - CORNER_PX


def pair_of(file: str) -> str:
    """Return the id of a pair by the path of its after photo, where a program forgot it: NAME/after.* or NAME_after.*."""
    path = PurePosixPath(file)
    if path.stem.lower() == "after" and path.parent.name:
        return path.parent.name
    return path.stem.removesuffix("_after") or file


def _photo(each: Mapping[str, Any], marks: Sequence[AnnotatedMark]) -> AnnotatedPhoto:
    file = str(each["file_name"])
    return AnnotatedPhoto(
        id=str(each.get("pair") or pair_of(file)),
        file=file,
        width=int(each["width"]),
        height=int(each["height"]),
        marks=tuple(marks),
        sha256=each.get("sha256"),
    )
