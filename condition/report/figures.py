"""Comparison -> matplotlib figures that look at the alignment and at the times: curtain, residual field, time line.

The curtain is for the eye: where the alignment holds, edges run on across the line. The residual field is for the doubt: how
far each point the alignment rests on lies from where it is put. Figure API only, never pyplot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from condition.comparison import Comparison
from condition.language import shown
from condition.report import overlay, words
from condition.report.axis import Axis, build_axis
from condition.report.times import line_of, span_words
from condition.report.untrusted import printable
from condition.report.warp import resize_to, whole_view
from condition.timeline import LineEntry, Severity, line_zone

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pixels = NDArray[np.uint8]

#: Long side of a picture in a figure, px.
SIDE_PX = 1000
WIDTH_IN = 10.0
#: Longest arrow of the residual field, as a share of the picture's long side.
ARROW = 0.06
#: Height of a row of the time line and of what stands around it, inches.
ROW_IN, AROUND_IN = 0.55, 1.1
#: Room for the dates under the axis: width of a character on an axis of 1000 units.
CHAR_UNITS = 13.0
#: A bar narrower than this is drawn as a sign, units of the axis.
MOMENT_UNITS = 8.0
COLOURS = {"before": "#3d5a98", "after": "#a8471b", "photo": "#555555", "event": "#6b6b6b"}
DOUBT = {Severity.CONTRADICTION: "#c01818", Severity.CAUTION: "#9a6a00"}


def render_curtain(comparison: Comparison) -> Figure:
    """Return the curtain pair: before left and after right of a line through the middle of the piece, and exchanged.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    before = overlay.aligned_before(comparison, SIDE_PX)
    view = whole_view(comparison.after, SIDE_PX)
    after = resize_to(comparison.after.pixels, view)
    at = _middle(comparison, view.width)
    figure, axes = _two(before.shape)
    for place, left, right, names in (
        (axes[0], before, after, ("before", "after")),
        (axes[1], after, before, ("after", "before")),
    ):
        place.imshow(np.hstack([left[:, :at], right[:, at:]]))
        place.axvline(at - 0.5, color="white", linewidth=1.6)
        place.axvline(at - 0.5, color="black", linewidth=0.6)
        place.set_axis_off()
        place.set_title(f"{names[0]} | {names[1]}", fontsize=10)
    figure.suptitle(
        "The before photo laid onto the after photo: where they fit, edges run on across the line",
        fontsize=12,
    )
    return figure


def render_residual(comparison: Comparison) -> Figure:
    """Return the residual field: each inlier's distance from where the alignment puts it, direction and length.

    Raises
    ------
    NotComparable
        Where there is no alignment.
    """
    if comparison.alignment is None:
        overlay.aligned_before(comparison)  # raises NotComparable with the reasons
        raise AssertionError("a compared pair has an alignment")
    alignment = comparison.alignment
    matches = alignment.matches[alignment.inlier]
    there = alignment.to_after(matches[:, :2])
    kept = np.isfinite(there).all(axis=1)
    matches, there = matches[kept], there[kept]
    off = matches[:, 2:] - there
    length = np.hypot(*off.T)
    figure, axes = _two(comparison.after.pixels.shape)
    _draw_arrows(figure, axes[0], comparison, there, off, length)
    _draw_lengths(axes[1], length)
    figure.suptitle(
        f"What the alignment leaves over: {alignment.residual_px:.2f} px in the median of {len(length)} points",
        fontsize=12,
    )
    return figure


def render_times(comparison: Comparison) -> Figure:
    """Return the time line: a row an entry, its bar everything the time can mean; doubts are named at their entry."""
    from matplotlib.figure import Figure

    line = line_of(comparison)
    figure = Figure(figsize=(WIDTH_IN, AROUND_IN + ROW_IN * max(1, len(line))), layout="constrained")
    axes = figure.subplots()
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    if not line:
        axes.set_xticks([])
        axes.text(0.5, 0.5, "Neither photo claims a time of capture.", ha="center", transform=axes.transAxes)
        return figure
    zone, zone_words = line_zone(line)
    axis = build_axis([(entry.earliest, entry.latest) for entry in line], zone, 0.0, 1000.0, 40.0)
    for row, entry in enumerate(line):
        _draw_entry(axes, axis, row, entry)
    _draw_days(axes, axis, len(line))
    axes.set_xlabel(f"days in {zone_words}; a bar is everything the stated time can mean", fontsize=9)
    return figure


def _draw_entry(axes: Any, axis: Axis, row: int, entry: LineEntry) -> None:
    """One row: a bar or a sign, and the words above it."""
    left, right = axis.place(entry.earliest), axis.place(entry.latest)
    look = entry.kind if entry.kind in COLOURS else "photo" if entry.is_photo else "event"
    if right - left < MOMENT_UNITS:
        axes.plot([(left + right) / 2], [row + 0.2], "D", color=COLOURS[look], markersize=8)
    else:
        axes.barh(row + 0.2, right - left, 0.26, left, color=COLOURS[look], alpha=0.85)
    doubt = entry.severity
    said = f"{words.sentence_case(shown(entry.label))}: {span_words(entry, axis.zone)}"
    sign = "" if doubt is None else f"  ({words.SEVERITY_NAMES[doubt].lower()})"
    # words stand where their bar is, and end inside the picture
    left_half = (left + right) / 2 < 500
    axes.text(
        left if left_half else right,
        row - 0.12,
        printable(said, 90) + sign,
        ha="left" if left_half else "right",
        fontsize=9,
        color="#222222" if doubt is None else DOUBT[doubt],
        parse_math=False,
    )


def _draw_days(axes: Any, axis: Axis, rows: int) -> None:
    """Stripes for the days, their dates, and a fold where days were left out."""
    for block in axis.blocks:
        for number, (_day, left, right) in enumerate(axis.days(block)):
            axes.axvspan(left, right, color="#000000", alpha=0.035 if number % 2 else 0.075, linewidth=0)
    ticks = axis.day_ticks(CHAR_UNITS)
    axes.set_xticks([tick.x for tick in ticks], [tick.text for tick in ticks], fontsize=9)
    axes.tick_params(length=0)
    for tick in axis.fold_ticks(CHAR_UNITS * 0.6):
        axes.text(tick.x, rows - 0.45, tick.text, ha="center", fontsize=7, color="#555555")
    axes.set_xlim(-4, 1004)
    axes.set_ylim(rows - 0.4, -0.5)


def _two(shape: tuple[int, ...]) -> tuple[Figure, Any]:
    """A figure of two pictures side by side, as high as they need."""
    from matplotlib.figure import Figure

    height_in = WIDTH_IN / 2 * shape[0] / shape[1] + 0.7
    figure = Figure(figsize=(WIDTH_IN, min(max(height_in, 3.2), 8.0)), layout="constrained")
    return figure, figure.subplots(1, 2)


def _middle(comparison: Comparison, width: int) -> int:
    """Column of the line: the middle of the piece where it is known, inside the picture."""
    piece = comparison.after_piece
    share = 0.5 if piece is None else float(piece.centre[0] + 0.5) / comparison.after.width
    return int(min(max(round(share * width), 1), width - 1))


def _draw_arrows(
    figure: Figure,
    axes: Any,
    comparison: Comparison,
    there: NDArray[np.float64],
    off: NDArray[np.float64],
    length: NDArray[np.float64],
) -> None:
    """Arrows on the dimmed after photo, enlarged so that the longest can be seen; the title says how much."""
    view = whole_view(comparison.after, SIDE_PX)
    axes.imshow(overlay.dimmed(resize_to(comparison.after.pixels, view)))
    axes.set_axis_off()
    longest = float(np.percentile(length, 98)) if len(length) else 0.0
    zoom = 1.0
    if longest > 0:
        zoom = max(1.0, ARROW * max(comparison.after.width, comparison.after.height) / longest)
    start, tip = view.to_view(there), view.to_view(there + off * zoom)
    drawn = axes.quiver(
        *start.T, *(tip - start).T, length, angles="xy", scale_units="xy", scale=1.0,
        width=0.004, cmap="viridis", clim=(0, max(longest, 1e-6)),
    )  # fmt: skip
    figure.colorbar(drawn, ax=axes, label="px of the after photo", shrink=0.8)
    axes.set_title(f"each point, arrows {zoom:.0f} times too long", fontsize=10)


def _draw_lengths(axes: Any, length: NDArray[np.float64]) -> None:
    axes.hist(length, bins=min(30, max(5, round(len(length) ** 0.5))), color=COLOURS["before"])
    axes.set_xlabel("distance from the alignment, px of the after photo")
    axes.set_ylabel("points")
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)
    if len(length):
        axes.axvline(np.median(length), color=COLOURS["after"])
        axes.set_title("the line is the median", fontsize=10)
