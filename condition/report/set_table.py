"""`ComparisonSet` -> data frame (one row a joined mark) and matplotlib figure (each view's photo, and the new marks)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from condition.report import words
from condition.report.as_frame import typed_frame
from condition.report.crops import crop_picture
from condition.report.set_crops import best_crop, view_picture
from condition.report.untrusted import printable
from condition.sets import ComparisonSet, JoinedMark

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Columns in order with their pandas types; sizes and places are px of the photo that `shown_in` names.
COLUMNS: dict[str, str] = {
    "number": "int64",
    "verdict": "category",
    "kind": "category",
    "score": "float64",
    "grade": "category",
    "view": "int64",
    "pairs": "int64",
    "pairs_that_show_it": "int64",
    "best_before": "string",
    "best_after": "string",
    "length_px": "float64",
    "width_px": "float64",
    "length_mm": "float64",
    "length_error_mm": "float64",
    "shown_in": "string",
    "in_frame": "bool",
    "x_px": "float64",
    "y_px": "float64",
    "explanation": "string",
}
#: Crop pairs shown, two a row, and long side of a view's photo, px.
MAX_CROPS, SIDE_PX = 6, 900
WIDTH_IN, PHOTO_ROW_IN, CROP_ROW_IN = 10.0, 4.2, 3.0


def render_set_frame(made: ComparisonSet) -> pd.DataFrame:
    """Return the joined marks as a data frame with the columns of `COLUMNS`; no marks give no rows, with all columns.

    ``length_px`` and ``width_px`` are those of the pair that shows the mark best, in its after photo (``best_after``); ``x_px``, ``y_px`` is its
    middle in the view's reference photo (``shown_in``), outside of which it may lie (``in_frame``).

    Raises
    ------
    NotComparable
        Where no two photos were compared: an empty frame would read as "nothing found".
    """
    return typed_frame((_row(made, mark) for mark in made.marks), COLUMNS)


def _row(made: ComparisonSet, mark: JoinedMark) -> dict[str, Any]:
    finding, pair = mark.finding, made.pairs[mark.best.pair]
    x, y = mark.path.mean(axis=0)
    length = finding.length_mm
    return {
        "number": mark.number,
        "verdict": mark.verdict.name.lower(),
        "kind": mark.kind.name.lower(),
        "score": mark.score,
        "grade": mark.grade.name.lower(),
        "view": mark.view + 1,
        "pairs": len(mark.testimonies),
        "pairs_that_show_it": sum(each.finding is not None for each in mark.testimonies),
        "best_before": pair.before.name,
        "best_after": pair.after.name,
        "length_px": finding.length_px,
        "width_px": finding.width_px,
        "length_mm": length.value if length else None,
        "length_error_mm": length.error if length else None,
        "shown_in": made.views[mark.view].reference.name,
        "in_frame": mark.in_reference,
        "x_px": x,
        "y_px": y,
        "explanation": mark.explanation,
    }


def render_set_figure(made: ComparisonSet) -> Figure:
    """Return a figure of a set: the reference photo of each view with its marks, and a crop pair for each new mark.

    Raises
    ------
    NotComparable
        Where no two photos were compared.
    """
    from matplotlib.figure import Figure

    shown = list(made.new)[:MAX_CROPS]
    rows = -(-len(made.views) // 2)
    crop_rows = -(-len(shown) // 2)
    heights = [*[PHOTO_ROW_IN] * rows, *[CROP_ROW_IN] * crop_rows]
    figure = Figure(figsize=(WIDTH_IN, sum(heights) + 0.6), layout="constrained")
    axes = figure.subplots(len(heights), 2, squeeze=False, height_ratios=heights)
    for place in axes.ravel():
        place.set_axis_off()
    for number, place in zip(range(len(made.views)), axes[:rows].ravel(), strict=False):
        reference = made.views[number].reference
        place.imshow(view_picture(made, number, SIDE_PX))
        name = printable(reference.name, 40)
        place.set_title(f"view {number + 1}: {name}", fontsize=9, loc="left", parse_math=False)
    for mark, place in zip(shown, axes[rows:].ravel(), strict=False):
        place.imshow(crop_picture(best_crop(made, mark)))
        told = f"{mark.number}: {words.looks_like(mark.finding)}, {words.percent(mark.score)} chance of being new"
        place.set_title(told, fontsize=9, loc="left", parse_math=False)
    figure.suptitle(f"{len(made.new)} new of {len(made.marks)} marks, {len(made.pairs)} pairs", fontsize=13)
    return figure
