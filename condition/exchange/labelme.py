"""`AnnotatedPhoto` <-> LabelMe: one JSON file a photo, named after the pair, beside or away from the photo.

The photo itself is not put into the file (``imageData`` is null): evidence is not copied into every hand-drawn list. LabelMe
then reads it from ``imagePath``, turned upright by its EXIF tag, as here. A verdict is a flag of the shape, which LabelMe shows
as a box to tick; score and number are keys of the shape that it keeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from condition.errors import ExchangeError
from condition.exchange.model import CORNER_PX, AnnotatedMark, AnnotatedPhoto
from condition.geometry import Points

#: Version of the format that is written; 5.x reads it, and 4.x ignores the keys it does not know.
FORMAT = "5.5.0"
DECIMALS = 2
VERDICTS = ("new", "cannot_tell")


def render_labelme(photo: AnnotatedPhoto) -> str:
    """Return the LabelMe file of one photo."""
    shapes = [_shape(mark, polygon) for mark in photo.marks for polygon in mark.polygons]
    return json.dumps(
        {
            "version": FORMAT,
            "flags": {},
            "shapes": shapes,
            "imagePath": photo.file,
            "imageData": None,
            "imageHeight": photo.height,
            "imageWidth": photo.width,
            "pair": photo.id,
            "sha256": photo.sha256,
        },
        indent=1,
        ensure_ascii=False,
    )


def _shape(mark: AnnotatedMark, polygon: Points) -> dict[str, Any]:
    said = (
        ""
        if mark.score is None
        else f"{mark.verdict.replace('_', ' ')}, chance of being new {mark.score:.0%}"
    )
    return {
        "label": mark.kind,
        "points": np.round(polygon + CORNER_PX, DECIMALS).tolist(),
        # LabelMe draws the shapes of one group as one thing: the parts of a mark
        "group_id": mark.number if mark.parts else None,
        "description": said,
        "shape_type": "polygon",
        "flags": {verdict: mark.verdict == verdict for verdict in VERDICTS},
        "score": mark.score,
        "number": mark.number,
    }


def parse_labelme(text: str, name: str) -> AnnotatedPhoto:
    """Return the photo of a LabelMe file; shapes of one group are parts of one mark.

    Raises
    ------
    ExchangeError
        Where it is no LabelMe file, or a shape is neither polygon nor rectangle; the message names the shape.
    """
    try:
        data = json.loads(text)
        shapes, size = data["shapes"], (int(data["imageWidth"]), int(data["imageHeight"]))
        file = str(data["imagePath"])
    except (KeyError, TypeError, ValueError, RecursionError) as exc:
        raise ExchangeError(f"{name}: not a LabelMe file ({type(exc).__name__} {exc})") from exc
    marks: dict[Any, AnnotatedMark] = {}
    for number, shape in enumerate(shapes, 1):
        where = f"{name}, shape {number}"
        group = shape.get("group_id")
        key = ("group", group) if group is not None else ("alone", number)
        marks[key] = _joined(marks.get(key), _mark(shape, where))
    pair = data.get("pair") or PurePosixPath(name).stem
    return AnnotatedPhoto(str(pair), file, *size, tuple(marks.values()), data.get("sha256"))


def _mark(shape: Mapping[str, Any], where: str) -> AnnotatedMark:
    flags = shape.get("flags") or {}
    ticked = [verdict for verdict in VERDICTS if flags.get(verdict)]
    return AnnotatedMark(
        polygon=_outline(shape, where),
        kind=str(shape.get("label", "")).strip() or "mark",
        # ticked twice or not at all: a person drew it as a mark, and new is what is asked
        verdict=ticked[0] if len(ticked) == 1 else "new",
        score=shape.get("score"),
        number=shape.get("number"),
    )


def _joined(first: AnnotatedMark | None, mark: AnnotatedMark) -> AnnotatedMark:
    from dataclasses import replace

    return mark if first is None else replace(first, parts=(*first.parts, mark.polygon))


def _outline(shape: Mapping[str, Any], where: str) -> Points:
    kind = shape.get("shape_type", "polygon")
    try:
        points = np.asarray(shape["points"], np.float64).reshape(-1, 2)
    except (KeyError, TypeError, ValueError) as exc:
        raise ExchangeError(f"{where}: its points are not pairs of x and y") from exc
    if kind == "rectangle" and len(points) == 2:
        (x1, y1), (x2, y2) = points
        points = np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]])
    elif kind != "polygon" or len(points) < 3:
        raise ExchangeError(
            f"{where}: is a {kind} of {len(points)} points; draw marks as polygons or rectangles"
        )
    if not np.isfinite(points).all():
        raise ExchangeError(f"{where}: a corner is not a number")
    return points - CORNER_PX


def file_name(photo: AnnotatedPhoto) -> str:
    """Return the name of a photo's file: its id, without what a file name cannot hold."""
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in photo.id).strip(". ") + ".json"


def check_names(photos: Sequence[AnnotatedPhoto]) -> None:
    """Demand that no two photos would get one file."""
    names = [file_name(photo) for photo in photos]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExchangeError(
            f"two pairs would both be written to {twice[0]}; give them ids that differ in letters"
        )
