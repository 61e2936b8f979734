"""`BreakEdge` -> matplotlib figure and notebook HTML: the line on the photo, its deviation, the power over wavelength."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from condition.edges import BreakEdge, EdgeVerdict
from condition.geometry import bounding_box
from condition.language import Words, _, ngettext, sentence, shown
from condition.report import words
from condition.report.environment import environment
from condition.report.overlay import Pixels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE_NAMES: Words[EdgeVerdict] = Words(
    {
        EdgeVerdict.CLEAN: sentence("Clean"),
        EdgeVerdict.JAGGED: sentence("Jagged"),
        EdgeVerdict.CANNOT_TELL: sentence("Cannot tell"),
    }
)
LINE, CURVE, INK = "#e5411c", "#2f6fdb", "#444444"
#: How much a region is enlarged at most, and points of a drawn deviation.
MOST_ENLARGED, MOST_POINTS = 4.0, 700
#: Metal shown around the region, as a share of its longer side.
AROUND = 0.05


def render_edge(edge: BreakEdge) -> Figure:
    """Return the edge and its fitted curve on the photo, and below the deviation from that curve along it."""
    from matplotlib.figure import Figure

    left, top, right, bottom = bounding_box(edge.region)
    margin = AROUND * max(right - left, bottom - top)
    shape = (bottom - top) / max(right - left, 1)
    figure = Figure(figsize=(8.0, min(max(8.0 * shape, 2.2), 6.0) + 2.3), layout="constrained")
    upper, lower = figure.subplots(2, 1, height_ratios=[min(max(8.0 * shape, 2.2), 6.0), 2.0])
    upper.imshow(edge.photo.pixels)
    upper.plot(*edge.smooth.T, color=CURVE, linewidth=1.2, label="smooth curve")
    upper.plot(*edge.path.T, color=LINE, linewidth=0.9, label="edge")
    upper.plot(*np.vstack([edge.region, edge.region[:1]]).T, color="white", linewidth=0.8, linestyle=":")
    upper.set_xlim(left - margin, right + margin)
    upper.set_ylim(bottom + margin, top - margin)
    upper.set_axis_off()
    figure.suptitle(f"{EDGE_NAMES[edge.verdict]}. {_numbers(edge)}", fontsize=10, x=0.02, ha="left")
    if len(edge.path):
        upper.legend(frameon=True, fontsize=8, loc="lower right")
    _draw_deviation(lower, edge)
    return figure


def _draw_deviation(axes: Any, edge: BreakEdge) -> None:
    axes.axhline(0.0, color=CURVE, linewidth=1.0)
    axes.plot(np.arange(len(edge.deviation_px)), edge.deviation_px, color=LINE, linewidth=0.8)
    axes.set_xlabel("px along the edge")
    axes.set_ylabel("px off the curve")
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)


def _numbers(edge: BreakEdge) -> str:
    """The numbers in a line, for a title."""
    if edge.rms_px is None:
        return " ".join(doubt.code for doubt in edge.doubts)
    parts = [f"RMS {edge.rms_px.value:.2f} ± {edge.rms_px.error:.2f} px"]
    if edge.rms_mm is not None:
        parts.append(f"{edge.rms_mm.value:.3f} ± {edge.rms_mm.error:.3f} mm")
    if edge.exponent is not None:
        parts.append(f"exponent {edge.exponent.value:.1f} ± {edge.exponent.error:.1f}")
    return ", ".join([*parts, f"{edge.turns} changes of direction"])


def edge_rows(edge: BreakEdge) -> list[tuple[str, str]]:
    """Return what was measured as rows of a name and a value, in the active language."""
    rough, scaled, power, dash = edge.rms_px, edge.rms_mm, edge.exponent, "–"
    rows = [
        (_("Length"), words.pixels(edge.length_px)),
        (_("Blur across the edge"), dash if edge.blur_px is None else f"{edge.blur_px:.1f} px"),
        (_("Roughness (RMS)"), dash if rough is None else f"{rough.value:.2f} ± {rough.error:.2f} px"),
        (
            _("The same in mm"),
            _("no scale") if scaled is None else f"{scaled.value:.3f} ± {scaled.error:.3f} mm",
        ),
        (_("Exponent of its power"), dash if power is None else f"{power.value:.1f} ± {power.error:.1f}"),
        (
            _("Changes of direction"),
            _("{number} ({share:.1f} a 100 px)", number=edge.turns, share=edge.turns_per_100_px),
        ),
    ]
    for side in edge.sides:
        name = _("Beside it, brighter side") if side.brighter else _("Beside it, darker side")
        told = _("{share} whitened, {lines}", share=words.percent(side.whitened), lines=_lines(side.marks))
        rows.append((name, told))
    return rows


def _lines(number: int) -> str:
    return ngettext("{number} line from the edge", "{number} lines from the edge", number)


def edge_picture(edge: BreakEdge, side_px: int = 1100) -> Pixels:
    """Return the region of the photo with the edge and its smooth curve drawn on it, enlarged where it is small."""
    left, top, right, bottom = bounding_box(edge.region)
    margin = AROUND * max(right - left, bottom - top)
    low = np.floor([max(left - margin, 0), max(top - margin, 0)]).astype(int)
    crop = edge.photo.pixels[low[1] : int(bottom + margin) + 1, low[0] : int(right + margin) + 1]
    scale = min(side_px / max(crop.shape[:2]), MOST_ENLARGED)
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    drawn = np.asarray(
        cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8
    )
    for line, colour, width in ((edge.smooth, CURVE, 2), (edge.path, LINE, 2)):
        at = ((line - low + 0.5) * scale - 0.5) * 16
        if len(line):
            rgb = tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
            cv2.polylines(drawn, [np.round(at).astype(np.int32)], False, rgb, width, cv2.LINE_AA, 4)
    return drawn


def edge_deviation(edge: BreakEdge) -> str:
    """Return how far the edge leaves its smooth curve along its length, as an SVG document; empty where there is no edge."""
    if not len(edge.deviation_px):
        return ""
    count = len(edge.deviation_px)
    every = max(1, count // MOST_POINTS)
    values = edge.deviation_px[::every]
    reach = max(float(np.abs(values).max()), 1.0)
    x = 44 + 420 * np.arange(len(values)) / max(len(values) - 1, 1)
    y = 70 - 56 * values / reach
    path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return environment().get_template("edge.svg").render(path=path, reach=reach, count=count)


def render_edge_html(edge: BreakEdge) -> str:
    """Return the verdict, its sentence and the numbers as HTML without script."""
    table = "".join(
        f"<tr><td>{escape(label)}</td><td><b>{escape(value)}</b></td></tr>"
        for label, value in edge_rows(edge)
    )
    return (
        f'<p style="font-size:1.15em;font-weight:650">{escape(EDGE_NAMES[edge.verdict])}</p>'
        f"<p>{escape(shown(edge.text))}</p><table>{table}</table>"
    )
