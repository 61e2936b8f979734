"""What the comparison canvas shows of one pair, from a `Comparison`: pyramids, marks on both photos, overlays, the mapping.

Each part is made once for a comparison and kept with it. What is seen at first comes first, because a person waits for it;
the rest, the photos' own pixels among it, is made part by part (`add_detail`) while the person already looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from condition.comparison import Comparison
from condition.geometry import bounding_box
from condition.language import _
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
    """Everything of a compared pair that is there before anybody looks closely; `piece` in px of the after sheet."""

    after: Sheet
    before: Sheet
    piece: list[float]
    marks: list[dict[str, Any]]
    pyramids: dict[str, tiles.Pyramid]
    overviews: dict[str, tiles.Pack]
    mapping: dict[str, Any]


def sheets_of(comparison: Comparison) -> Sheets:
    """Return the sheets of a compared pair, made once."""
    return desk.kept(comparison, "canvas", lambda: _make(comparison))


@dataclass(frozen=True, slots=True, eq=False)
class Details:
    """What was made so far of all that came later: packs of own pixels, and overlays (None where there is none)."""

    packs: dict[str, tiles.Pack] = field(default_factory=dict)
    overlays: dict[str, layers.Overlay | None] = field(default_factory=dict)


def details_of(comparison: Comparison) -> Details:
    """Return what was made so far by `add_detail`."""
    return desk.kept(comparison, "canvas-details", Details)


def add_detail(comparison: Comparison) -> bool:
    """Make the next part that is missing; return whether there was one."""
    done = details_of(comparison)
    for name in PHOTOS:
        if name not in done.packs:
            done.packs[name] = sheets_of(comparison).pyramids[name].detail()
            return True
    if done.overlays:
        return False
    coverage = comparison.coverage
    assert coverage is not None, "a compared pair has a coverage"
    done.overlays.update(evidence=layers.evidence_layer(coverage), blind=layers.blind_layer(coverage))
    return True


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
    pyramids = {
        "after": tiles.photo_pyramid(after),
        "laid": tiles.laid_pyramid(before, after, alignment),
        "taken": tiles.photo_pyramid(before),
    }
    after_sheet = Sheet(views["after"], _drawings(findings, on_after, views["after"]))
    return Sheets(
        after=after_sheet,
        before=Sheet(views["before"], _drawings(findings, on_before, views["before"])),
        piece=after_sheet.placed(layers.edges_of(coverage)),
        marks=[
            _mark(finding, bounding_box(polygon))
            for finding, polygon in zip(findings, on_after, strict=True)
            if len(polygon)
        ],
        pyramids=pyramids,
        overviews={name: pyramid.overview() for name, pyramid in pyramids.items()},
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
        "before": finding.verdict is Verdict.GONE,
        "verdict": finding.verdict.value,
        **sign(finding.verdict),
        "box": [float(edge) for edge in box],
    }


def titled(comparison: Comparison, sheets: Sheets) -> list[dict[str, Any]]:
    """Return the marks of the sheets with their titles, in the language of now."""
    findings = {finding.number: finding for finding in comparison.findings}
    return [{**mark, "title": title(findings[mark["number"]])} for mark in sheets.marks]


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
    sure = _("chance of being new {share}", share=words.percent(finding.score))
    return f"{finding.number} · {words.VERDICT_NAMES[finding.verdict]} · {words.looks_like(finding)} · {sure}"
