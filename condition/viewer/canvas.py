"""The comparison canvas as a Streamlit component: its data from a `Comparison`, its assets from inside the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from condition.comparison import Comparison
from condition.geometry import bounding_box
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.report import inline, legend, overlay, warp, words
from condition.viewer import desk

ASSETS = Path(__file__).parent / "assets"
#: Long side of the canvas's pictures, px: fills a 4K screen's column, and two of them arrive in a second on a phone.
PICTURE_SIDE_PX = 2400
TROUBLE = (
    "The photos could not be loaded. Reload the page; if you were away for long, choose the photos again."
)


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Both photos in the after frame as JPEG bytes, and the marks as the canvas wants them."""

    before: bytes
    after: bytes
    width: int
    height: int
    marks: list[dict[str, Any]]


def show_canvas(comparison: Comparison, focus: dict[str, int] | None) -> None:
    """Show the canvas; `focus` names the mark to go to, and a turn that changes with every request."""
    pictures = desk.kept(comparison, "canvas", lambda: make_pictures(comparison))
    _component()(
        key="canvas",
        data={
            "id": f"{comparison.before.sha256}-{comparison.after.sha256}",
            "before": desk.serve(pictures.before, "canvas-before"),
            "after": desk.serve(pictures.after, "canvas-after"),
            "width": pictures.width,
            "height": pictures.height,
            "marks": pictures.marks,
            "groups": _groups(comparison),
            "focus": focus,
            "summary": words.counted(len(pictures.marks), "mark") if pictures.marks else "No mark was found",
            "trouble": TROUBLE,
        },
    )


def make_pictures(comparison: Comparison) -> Pictures:
    """Return the pictures and marks of a compared pair, made once for each comparison."""
    view = warp.whole_view(comparison.after, PICTURE_SIDE_PX)
    findings = overlay.in_order(comparison.findings)
    polygons = [view.to_view(finding.polygon) for finding in findings]
    layer = inline.mark_layer(findings, polygons, (view.height, view.width))
    drawn = {mark.finding.number: mark for mark in layer.marks}
    return Pictures(
        before=desk.as_jpeg(overlay.aligned_before(comparison, PICTURE_SIDE_PX)),
        after=desk.as_jpeg(warp.resize_to(comparison.after.pixels, view)),
        width=view.width,
        height=view.height,
        marks=[
            _mark(finding, drawn[finding.number], bounding_box(polygon))
            for finding, polygon in zip(findings, polygons, strict=True)
            if finding.number in drawn
        ],
    )


def _mark(finding: Finding, drawn: inline.DrawnMark, box: tuple[float, ...]) -> dict[str, Any]:
    return {
        "number": finding.number,
        "title": title(finding),
        "before": finding.verdict is Verdict.GONE,
        "verdict": finding.verdict.value,
        **_sign(finding.verdict),
        "box": [float(edge) for edge in box],
        "wide": _drawing(drawn.wide),
        "narrow": _drawing(drawn.narrow),
    }


def _sign(verdict: Verdict) -> dict[str, str]:
    style = legend.STYLES[verdict]
    return {
        "letter": style.letter,
        "shape": style.shape,
        "colour": style.css,
        "ink": f"rgb{style.ink}",
        "glyph": inline.glyph_data(style.shape),
    }


def _groups(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the verdicts that occur, what matters most first: the canvas's legend and its switches."""
    counts = {verdict: words.count_of(comparison, verdict) for verdict in legend.ORDER}
    return [
        {
            "verdict": verdict.value,
            "name": words.VERDICT_NAMES[verdict],
            "meaning": words.VERDICT_MEANINGS[verdict],
            "count": count,
            **_sign(verdict),
        }
        for verdict, count in counts.items()
        if count
    ]


def _drawing(drawing: inline.Drawing) -> dict[str, Any]:
    return {"outline": drawing.outline, "tip": drawing.badge.tip, "centre": drawing.badge.centre}


def title(finding: Finding) -> str:
    """Return one line about a mark: number, verdict, kind, and how sure."""
    sure = f"chance of being new {words.percent(finding.score)}"
    return f"{finding.number} · {words.VERDICT_NAMES[finding.verdict]} · {words.looks_like(finding)} · {sure}"


@lru_cache(maxsize=1)
def _component() -> Any:
    """Return the mounting command of the component, registered once; a second registration would log a warning."""
    html, css, js = (
        (ASSETS / f"canvas.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("condition_canvas", html=html, css=css, js=js)
