"""What the comparison canvas shows of one pair, from a `Comparison`: pyramids, marks on both photos, overlays, the mapping.

Each part is made once for a comparison and kept with it. The overviews come first, because a person waits for them; the
photos' own pixels (`add_detail`) are made while the person already looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from condition.comparison import Comparison
from condition.geometry import bounding_box
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.report import inline, layers, legend, overlay, tiles, warp, words
from condition.viewer import desk

#: Long side of a sheet, px: the frame in which marks and their badges are placed.
SHEET_SIDE_PX = 2400
#: The pictures of the canvas, in the order in which their detail is made.
PHOTOS = ("after", "laid", "taken")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The frame of a photo on the canvas: its view, and outlines and badges of the marks by their number."""

    view: warp.View
    drawings: dict[int, dict[str, Any]]

    def placed(self, edges: tuple[float, ...]) -> list[float]:
        """Return edges of a rectangle of the photo in px of the sheet, both from the corner of the first pixel."""
        return [edge * self.view.scale for edge in edges]

    def as_record(self) -> dict[str, Any]:
        """Return the sheet as plain data."""
        view = self.view
        return {"width": view.width, "height": view.height, "scale": view.scale, "drawings": self.drawings}


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """Everything of a compared pair that is there before anybody looks closely."""

    after: Sheet
    before: Sheet
    marks: list[dict[str, Any]]
    pyramids: dict[str, tiles.Pyramid]
    overviews: dict[str, tiles.Pack]
    overlays: dict[str, layers.Overlay]
    mapping: dict[str, Any]


def sheets_of(comparison: Comparison) -> Sheets:
    """Return the sheets of a compared pair, made once."""
    return desk.kept(comparison, "canvas", lambda: _make(comparison))


def details_of(comparison: Comparison) -> dict[str, tiles.Pack]:
    """Return the packs of the photos' own pixels that were made so far, by picture."""
    return desk.kept(comparison, "canvas-detail", dict)


def add_detail(comparison: Comparison) -> bool:
    """Make the next pack of own pixels; return whether there was one to make."""
    done = details_of(comparison)
    missing = [name for name in PHOTOS if name not in done]
    if missing:
        done[missing[0]] = sheets_of(comparison).pyramids[missing[0]].detail()
    return bool(missing)


def _make(comparison: Comparison) -> Sheets:
    before, after, alignment = comparison.before, comparison.after, comparison.alignment
    coverage = comparison.coverage
    assert alignment is not None, "a compared pair has an alignment"
    assert coverage is not None, "a compared pair has a coverage"
    views = {
        side: warp.whole_view(photo, SHEET_SIDE_PX) for side, photo in (("before", before), ("after", after))
    }
    findings = overlay.in_order(comparison.findings)
    on_after = [views["after"].to_view(finding.polygon) for finding in findings]
    on_before = overlay.before_polygons(comparison, findings, views["before"])
    to_before, to_after = layers.lattices(alignment, views["before"], views["after"])
    blind, evidence = layers.blind_layer(coverage), layers.evidence_layer(coverage)
    pyramids = {
        "after": tiles.photo_pyramid(after),
        "laid": tiles.laid_pyramid(before, after, alignment),
        "taken": tiles.photo_pyramid(before),
    }
    return Sheets(
        after=Sheet(views["after"], _drawings(findings, on_after, views["after"])),
        before=Sheet(views["before"], _drawings(findings, on_before, views["before"])),
        marks=[
            _mark(finding, bounding_box(polygon))
            for finding, polygon in zip(findings, on_after, strict=True)
            if len(polygon)
        ],
        pyramids=pyramids,
        overviews={name: pyramid.overview() for name, pyramid in pyramids.items()},
        overlays={"blind": blind} | ({} if evidence is None else {"evidence": evidence}),
        mapping={"to_before": _lattice(to_before), "to_after": _lattice(to_after)},
    )


def _drawings(findings: list[Finding], polygons: list[Any], view: warp.View) -> dict[int, dict[str, Any]]:
    layer = inline.mark_layer(findings, polygons, (view.height, view.width))
    return {
        mark.finding.number: {"wide": _drawing(mark.wide), "narrow": _drawing(mark.narrow)}
        for mark in layer.marks
    }


def _drawing(drawing: inline.Drawing) -> dict[str, Any]:
    return {"outline": drawing.outline, "tip": drawing.badge.tip, "centre": drawing.badge.centre}


def _lattice(lattice: layers.Lattice) -> dict[str, Any]:
    return {"columns": lattice.columns, "rows": lattice.rows, "points": lattice.points.round(2).tolist()}


def _mark(finding: Finding, box: tuple[float, ...]) -> dict[str, Any]:
    return {
        "number": finding.number,
        "title": title(finding),
        "before": finding.verdict is Verdict.GONE,
        "verdict": finding.verdict.value,
        **sign(finding.verdict),
        "box": [float(edge) for edge in box],
    }


def sign(verdict: Verdict) -> dict[str, str]:
    """Return how a verdict is drawn: letter, shape, colours, path."""
    style = legend.STYLES[verdict]
    return {
        "letter": style.letter,
        "shape": style.shape,
        "colour": style.css,
        "ink": f"rgb{style.ink}",
        "glyph": inline.glyph_data(style.shape),
    }


def title(finding: Finding) -> str:
    """Return one line about a mark: number, verdict, kind, and how sure."""
    sure = f"chance of being new {words.percent(finding.score)}"
    return f"{finding.number} · {words.VERDICT_NAMES[finding.verdict]} · {words.looks_like(finding)} · {sure}"
