"""`BreakEdge` -> matplotlib figure and notebook HTML: the line on the photo, its deviation, the power over wavelength."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from condition.edges import BreakEdge, EdgeVerdict
from condition.geometry import bounding_box
from condition.language import Words, sentence, shown

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


def render_edge_html(edge: BreakEdge) -> str:
    """Return the verdict, its sentence and the numbers as HTML without script."""
    rows = [
        ("length", f"{edge.length_px:.0f} px"),
        ("blur across the edge", "–" if edge.blur_px is None else f"{edge.blur_px:.1f} px"),
        (
            "roughness (RMS)",
            "–" if edge.rms_px is None else f"{edge.rms_px.value:.2f} ± {edge.rms_px.error:.2f} px",
        ),
        (
            "the same in mm",
            "no scale" if edge.rms_mm is None else f"{edge.rms_mm.value:.3f} ± {edge.rms_mm.error:.3f} mm",
        ),
        (
            "exponent of its power",
            "–" if edge.exponent is None else f"{edge.exponent.value:.1f} ± {edge.exponent.error:.1f}",
        ),
        ("changes of direction", f"{edge.turns} ({edge.turns_per_100_px:.1f} a 100 px)"),
        *(
            (
                f"beside it, {'brighter' if side.brighter else 'darker'} side",
                f"{side.whitened:.0%} whitened, {side.marks} lines from the edge",
            )
            for side in edge.sides
        ),
    ]
    table = "".join(
        f"<tr><td>{escape(label)}</td><td><b>{escape(value)}</b></td></tr>" for label, value in rows
    )
    return (
        f'<p style="font-size:1.15em;font-weight:650">{escape(EDGE_NAMES[edge.verdict])}</p>'
        f"<p>{escape(shown(edge.text))}</p><table>{table}</table>"
    )
