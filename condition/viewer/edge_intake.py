"""Choosing where a broken edge is: one photo, a box on it by hand or by four numbers, and a scale where one is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from condition.edges import scale_from
from condition.language import _
from condition.measurement import Measured
from condition.viewer import desk, intake, intake_photos, intake_samples
from condition.viewer.intake_uploads import take_new
from condition.viewer.markup import clean, hero
from condition.viewer.options import LARGEST_PHOTO_MB

ASSETS = Path(__file__).parent / "assets" / "region"
SIDE = "edge"
#: The box's numbers in the session's state, px: left, top, width, height.
NUMBERS = ("edge_left", "edge_top", "edge_width", "edge_height")
#: The known length in mm and in px; what both were when the page was left; see `intake_visit.KEPT_PREFIXES`.
LENGTHS = ("edge_mm", "edge_px")
KEPT_BOX, KEPT_LENGTHS = "kept_edge_box", "kept_edge_lengths"
#: A machined edge among the samples, and where it lies.
SAMPLE, SAMPLE_BOX = intake_samples.SAMPLES / "case-old-marks" / "before.jpg", (370, 350, 130, 390)
LEAST_PX = 24


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be measured: the photo, the box in px of it (x, y, width, height), and the scale."""

    look: desk.Look
    box: tuple[int, int, int, int]
    mm_per_px: Measured | None


def take_uploads() -> None:
    """Keep what has arrived since the page ran last; the newest photo is the one that is looked at."""
    take_new(f"upload_{SIDE}", lambda uploads: intake_photos.put(SIDE, [uploads[-1]]))


def show_intake() -> Chosen | None:
    """Show the photo, the box on it and the scale; return what to measure, None where something is missing."""
    lead = _(
        "A hinge or a clasp came back broken. Mark its edge on the photo; the answer is how rough it is, as far as the photo shows it."
    )
    st.html(hero(_("How rough is this broken edge?"), lead))
    intake.label_widgets(_("Add a photo"))
    st.file_uploader(
        _("Photo"), intake.EXTENSIONS, accept_multiple_files=True, key=f"upload_{SIDE}",
        max_upload_size=LARGEST_PHOTO_MB, label_visibility="collapsed",
    )  # fmt: skip
    upload = intake_photos.picked(SIDE)
    if upload is None:
        if SAMPLE.is_file():
            st.button(
                _("Try a sample"), key="edge_sample", on_click=_take_sample, icon=":material/photo_library:"
            )
        return None
    look = desk.read(upload)
    if not isinstance(look, desk.Look):
        intake.show_chosen(SIDE)
        return None
    box = _show_box(look)
    scale = _show_scale()
    return Chosen(look, box, scale)


def _show_box(look: desk.Look) -> tuple[int, int, int, int]:
    """The photo with a box to drag, and the same as numbers."""
    photo = look.photo
    kept_of, kept = st.session_state.get(KEPT_BOX, ("", ()))
    if kept_of != photo.sha256:
        _set_box(st.session_state.pop("edge_start", _middle(photo.width, photo.height)))
    elif (
        NUMBERS[0] not in st.session_state
    ):  # another page, or a reload: Streamlit has forgotten what the fields said
        _set_box(kept)
    told = _("Drag a box over the edge, from rim to rim: the edge has to cross it.")
    st.html(f'<p class="soft">{clean(told)}</p>')
    data = {
        "src": desk.serve(look.preview, "edge-photo"),
        "alt": photo.name,
        "size": [photo.width, photo.height],
        "box": [int(st.session_state[name]) for name in NUMBERS],
        "label": _("Region of the edge; arrow keys move it, with Shift they change its size"),
    }
    _component()(
        key="edge_region", data=[data], on_box_change=partial(_take_box, (photo.width, photo.height))
    )
    names = (_("Left (px)"), _("Top (px)"), _("Width (px)"), _("Height (px)"))
    limits = (photo.width, photo.height, photo.width, photo.height)
    with st.container(key="edge_numbers", horizontal=True, gap="small"):
        for name, key, limit in zip(names, NUMBERS, limits, strict=True):
            least = LEAST_PX if key in NUMBERS[2:] else 0
            st.number_input(name, least, max(limit, least), step=1, key=key, width=160)
    left, top, width, height = (int(st.session_state[name]) for name in NUMBERS)
    st.session_state[KEPT_BOX] = (photo.sha256, (left, top, width, height))
    return left, top, width, height


def _show_scale() -> Measured | None:
    """A known length, in mm and in px of the photo."""
    for key, length in zip(LENGTHS, st.session_state.get(KEPT_LENGTHS, ()), strict=False):
        st.session_state.setdefault(key, length)
    with st.expander(_("Scale in mm"), key="edge_scale", expanded=bool(st.session_state.get("edge_mm"))):
        told = _(
            "A length that you know, such as a thickness, and its length in this photo. Without it roughness is told in px, and holds at this "
            "magnification only."
        )
        st.html(f'<p class="soft">{clean(told)}</p>')
        with st.container(horizontal=True, gap="small"):
            known_mm = st.number_input(
                _("Known length (mm)"), 0.0, 1000.0, step=0.1, format="%.2f", key=LENGTHS[0], width=220
            )
            known_px = st.number_input(
                _("Its length in the photo (px)"), 0, 20_000, step=1, key=LENGTHS[1], width=220
            )
    st.session_state[KEPT_LENGTHS] = (known_mm, known_px)
    return scale_from(known_mm, known_px) if known_mm > 0 and known_px > 0 else None


def _take_box(size: tuple[int, int]) -> None:
    """Take over a box that was dragged; it comes from a browser, so nothing of it is believed."""
    sent: Any = st.session_state.get("edge_region")
    box = None if sent is None else sent.get("box")
    if (
        isinstance(box, list)
        and len(box) == 4
        and all(isinstance(each, int | float) and math.isfinite(each) for each in box)
    ):
        left, top = (int(min(max(box[k], 0), size[k] - LEAST_PX)) for k in (0, 1))
        width, height = (int(min(max(box[k + 2], LEAST_PX), size[k])) for k in (0, 1))
        _set_box((left, top, width, height))


def _set_box(box: tuple[int, int, int, int]) -> None:
    st.session_state.update(zip(NUMBERS, box, strict=True))


def _middle(width: int, height: int) -> tuple[int, int, int, int]:
    """A box in the middle of a photo, to begin with."""
    return width // 4, height // 4, max(LEAST_PX, width // 2), max(LEAST_PX, height // 2)


def _take_sample() -> None:
    intake_photos.put(SIDE, [desk.Upload(SAMPLE.name, SAMPLE.read_bytes())])
    st.session_state["edge_start"] = SAMPLE_BOX
    st.session_state.pop(KEPT_BOX, None)


@lru_cache(maxsize=1)
def _component() -> Any:
    """Return the mounting command of the box, registered once."""
    html, css, js = (
        (ASSETS / f"region.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("condition_region", html=html, css=css, js=js)
