"""The comparison canvas as a Streamlit component: its data from a comparison's sheets, its assets from inside the package.

Pictures are served as packs beside the page, each under one address; a rerun sends addresses, never pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from condition.comparison import Comparison
from condition.language import _, current, sentence, shown
from condition.measurement import findings_within
from condition.novelty import Verdict
from condition.report import legend, tiles, words
from condition.viewer import desk, intake_visit
from condition.viewer.canvas_words import canvas_words
from condition.viewer.drawing import Shape, ShapeKind, parse_shapes
from condition.viewer.sheets import PHOTOS, Sheets, add_detail, details_of, sheets_of, sign, titled

ASSETS = Path(__file__).parent / "assets" / "canvas"
#: The parts of the component's script, in the order in which they build on each other.
SCRIPTS = ("words", "space", "pack", "pane", "marks", "tools", "case", "canvas")
LIBRARY = Path(__file__).parent / "assets" / "openseadragon" / "openseadragon.min.js"
TROUBLE = sentence(
    "The photos could not be loaded. Reload the page; if you were away for long, choose the photos again."
)


def show_canvas(
    comparison: Comparison, focus: dict[str, int] | None, *, start: int | None = None,
    mm_per_px: float | None = None,
) -> None:  # fmt: skip
    """Show the canvas, and take over what was drawn on it.

    Parameters
    ----------
    comparison : Comparison
        A compared pair.
    focus : dict or None
        The mark to go to, and a turn that changes with every request.
    start : int, optional
        The mark to begin with.
    mm_per_px : float or None
        Millimetres per px of the after photo, where a scale is known: the ruler then measures in both.
    """
    _take_over(comparison)
    drawn = [shape.as_record() for shape in drawn_on(comparison)]
    data = {
        **_data(comparison, focus, mm_per_px, left_out_of(comparison)),
        "drawn": drawn,
        "start": start,
    }
    drawn_anew, wanted = partial(_take_over, comparison), partial(add_detail, comparison)
    _mount("canvas", data, on_drawn_change=drawn_anew, on_detail_change=wanted)


def _take_over(comparison: Comparison) -> None:
    """Keep what the canvas sent; the callback hears it also where the page is being left, the page where that was broken off."""
    photo, sent = comparison.after, st.session_state.get("canvas") or {}
    shapes = parse_shapes(sent.get("drawn"), pair_of(comparison), photo.width, photo.height)
    if shapes is not None:
        st.session_state["drawn"] = {pair_of(comparison): shapes}
        intake_visit.stay()  # the page may be reloaded before it runs again as a whole


def show_working_canvas(
    comparison: Comparison, focus: dict[str, int] | None, work: dict[str, Any], *, key: str,
    hear: Callable[[], object], choose: Callable[[], object], start: int | None = None,
    mm_per_px: float | None = None, left_out: Collection[int] = (),
) -> None:  # fmt: skip
    """Show the canvas of a case, on which marks are decided and whatever is drawn is kept.

    Parameters
    ----------
    comparison : Comparison
        A compared pair.
    focus : dict or None
        As in `show_canvas`.
    work : dict
        What the case holds and what the page says about it, as ``assets/canvas/case.js`` takes it.
    key : str
        Of the component; what it sends is in the session's state under it: ``told`` and ``chosen``.
    hear, choose : callable
        Called before the page runs again where a person did something, or went to another mark.
    start : int, optional
        The mark to begin with.
    mm_per_px : float, optional
        As in `show_canvas`.
    left_out : collection of int
        Marks that lie in a region left out by hand.
    """
    data = {**_data(comparison, focus, mm_per_px, left_out), "drawn": [], "work": work, "start": start}
    wanted = partial(add_detail, comparison)
    _mount(key, data, on_told_change=hear, on_chosen_change=choose, on_detail_change=wanted)


def _data(
    comparison: Comparison, focus: dict[str, int] | None, mm_per_px: float | None, left_out: Collection[int]
) -> dict[str, Any]:
    """What the canvas shows of a pair, whoever looks."""
    sheets = sheets_of(comparison)
    return {
        "id": pair_of(comparison),
        "library": _library_address(),
        "photos": _photos(comparison, sheets),
        "overlays": _overlays(comparison, sheets),
        "mapping": sheets.mapping,
        "piece": sheets.piece,
        "marks": titled(comparison, sheets),
        "left_out": sorted(left_out),
        "groups": _groups(comparison),
        "focus": focus,
        "mm_per_px": mm_per_px,
        "language": current(),
        "words": canvas_words(),
        "summary": words.counted(len(sheets.marks), "mark") if sheets.marks else _("No mark was found"),
        "trouble": shown(TROUBLE),
    }


def prepare_canvas() -> None:
    """Load the canvas into the page while a person waits for the comparison; nothing is shown."""
    _mount("canvas_prepared", {"library": _library_address()}, height=1)


def drawn_on(comparison: Comparison) -> tuple[Shape, ...]:
    """Return what this visitor drew on a pair, in px of the after photo."""
    shapes: tuple[Shape, ...] = st.session_state.get("drawn", {}).get(pair_of(comparison), ())
    return shapes


def left_out_of(comparison: Comparison) -> frozenset[int]:
    """Return the marks of a pair that lie in a region this visitor left out."""
    regions = [shape.points for shape in drawn_on(comparison) if shape.kind is ShapeKind.LEAVE_OUT]
    return findings_within(comparison.findings, regions) if regions else frozenset()


def _mount(key: str, data: dict[str, Any], **options: Any) -> Any:
    """Mount the component; what the canvas wants beyond the overview is made before the page runs, as it asks part by part.

    Not with `st.rerun` after it, which takes the place of another page that was asked for meanwhile. In a list, because
    Streamlit searches a dict for data frames and imports pandas for it, 1.4 s.
    """
    return _component()(key=key, data=[data], **options)


def pair_of(comparison: Comparison) -> str:
    """Return what a pair is called on the canvas: by the contents of its photos."""
    return f"{comparison.before.sha256}-{comparison.after.sha256}"


def _photos(comparison: Comparison, sheets: Sheets) -> dict[str, Any]:
    details = details_of(comparison).packs
    frames = {"after": sheets.after, "laid": sheets.after, "taken": sheets.before}
    return {
        name: {
            "sheet": frames[name].as_record(),
            "picture": {
                **sheets.pyramids[name].as_record(),
                "overview": _pack(sheets.overviews[name], f"canvas-{name}"),
                "detail": _pack(details[name], f"canvas-{name}-detail") if name in details else None,
            },
        }
        for name in PHOTOS
    }


def _overlays(comparison: Comparison, sheets: Sheets) -> list[dict[str, Any]] | None:
    """Return the pictures that can lie over the photos; None before they were made."""
    made = details_of(comparison).overlays
    if not made:
        return None
    return [
        {
            "name": name,
            "url": desk.serve(overlay.data, f"canvas-{name}", "image/webp"),
            "box": sheets.after.placed(overlay.edges),
            "around": overlay.around,
        }
        for name, overlay in made.items()
        if overlay is not None
    ]


def _pack(pack: tiles.Pack, place: str) -> dict[str, Any]:
    url = desk.serve(pack.data, place, "application/octet-stream") if pack.data else ""
    return {"url": url, "levels": pack.as_record()}


def _groups(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the verdicts that occur, what matters most first: the canvas's legend and its switches."""
    counts: dict[Verdict, int] = {verdict: words.count_of(comparison, verdict) for verdict in legend.ORDER}
    return [
        {
            "verdict": verdict.value,
            "name": words.VERDICT_NAMES[verdict],
            "meaning": words.VERDICT_MEANINGS[verdict],
            "count": count,
            **sign(verdict),
        }
        for verdict, count in counts.items()
        if count
    ]


def _library_address() -> str:
    return desk.serve(_library(), "canvas-library", "text/javascript")


@lru_cache(maxsize=1)
def _library() -> bytes:
    return LIBRARY.read_bytes()


@lru_cache(maxsize=1)
def _component() -> Any:
    """Return the mounting command of the component, registered once; a second registration would log a warning."""
    html, css = ((ASSETS / f"canvas.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    js = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component("condition_canvas", html=html, css=css, js=js)
