"""Choosing two photos: uploads, previews, advice, samples. What was chosen stays until it is replaced.

Streamlit forgets a widget's value when its page is left, so a chosen file is kept in the session under its side.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

import condition
from condition.errors import ConditionError
from condition.report import words
from condition.viewer import desk
from condition.viewer.markup import clean, notice, reasons

#: What the upload widgets let through; the photo room decides by content.
EXTENSIONS = ("jpg", "jpeg", "heic", "heif", "avif", "png", "webp", "tif", "tiff")
SIDES = {"before": "Before", "after": "After"}
ASKED_OF = {
    "before": "The earlier photo: when the piece was handed over, or as it was sold.",
    "after": "The later photo: the same side of the same piece, from about the same direction.",
}
TIPS = """<h2>For a good answer</h2><div class="tips">
<div><h3>Same side, same direction</h3><p>Lay the piece as it lay in the first photo. It may be turned on the table,
but not tilted.</p></div>
<div><h3>Close and sharp</h3><p>The piece fills two thirds of the photo. Touch it on the screen to focus, and hold still.</p></div>
<div><h3>The original file</h3><p>Straight from the phone or camera. Chats shrink photos and remove the time they were taken.</p></div>
</div><p class="soft foot">Photos are kept in memory for this visit only, and no other visitor sees them.</p>"""
SAMPLES = Path(condition.__file__).parents[1] / "samples"


def choose_pair() -> None:
    """Show the page on which two photos are chosen, as one block: the answer's first element then replaces all of it."""
    with st.container(key="choose"):
        _choose()


def _choose() -> None:
    st.html(
        '<header class="hero"><h1>Is this mark new?</h1><p class="lead">Choose two photos of the same piece, one from '
        "before and one from after. You get an answer with its reasons, and a report you can send.</p></header>"
    )
    looks = [_slot(column, side) for column, side in zip(st.columns(2, gap="medium"), SIDES, strict=True)]
    ready = all(isinstance(look, desk.Look) for look in looks)
    with st.container(key="go", horizontal=True, vertical_alignment="center"):
        st.button(
            "Compare",
            type="primary",
            key="compare",
            disabled=not ready,
            on_click=_ask,
            icon=":material/compare:",
        )
        _offer_samples()
    st.html(TIPS)


def chosen(side: str) -> desk.Look | ConditionError | None:
    """Return what was chosen for a side: a readable photo, why it cannot be read, or None."""
    upload: desk.Upload | None = st.session_state.get(f"chosen_{side}")
    return None if upload is None else desk.read(upload)


def _slot(column: st.delta_generator.DeltaGenerator, side: str) -> desk.Look | ConditionError | None:
    with column.container(border=True, key=f"slot_{side}"):
        st.html(f'<h2 class="slot">{SIDES[side]}</h2><p class="soft">{ASKED_OF[side]}</p>')
        st.file_uploader(
            f"{SIDES[side]} photo", EXTENSIONS, key=f"upload_{side}", on_change=take, args=(side,),
            label_visibility="collapsed",
        )  # fmt: skip
        with st.spinner("Reading the photo"):
            look = chosen(side)
        if isinstance(look, desk.Look):
            show_look(look)
        elif look is not None:
            st.html(notice("trouble", "This file cannot be used.", f"{look}. {look.hint()}"))
        return look


def show_look(look: desk.Look) -> None:
    """Show one photo upright, and what to do better, if anything."""
    photo = look.photo
    st.image(look.preview, width="stretch", alt="The photo, upright")
    st.html(
        f'<p class="file"><b>{clean(photo.name)}</b> <span class="soft">{photo.width} × {photo.height} px</span></p>'
    )
    if look.quality.advice:
        st.html(reasons(look.quality.advice, with_photo=False))
    else:
        thinnest = words.pixels(look.quality.smallest_mark_px)
        st.html(
            notice(
                "good", "Good enough to compare.", f"Marks from {thinnest} of width can show in this photo."
            )
        )


def take(side: str) -> None:
    """Keep an uploaded file under its side; taking it out of the widget takes it out here."""
    file = st.session_state[f"upload_{side}"]
    upload = None if file is None else desk.Upload(file.name, file.getvalue())
    if upload is not None and upload == st.session_state.get(f"chosen_{side}"):
        return  # a browser that comes back from another page sends what it sent before
    st.session_state[f"chosen_{side}"] = upload
    if side in SIDES:
        change_photos()


def _ask() -> None:
    st.session_state["asked"] = True
    st.session_state.pop("focus", None)  # a mark of the pair before this one


def change_photos() -> None:
    """Go back to choosing; what was chosen stays."""
    st.session_state["asked"] = False


def _offer_samples() -> None:
    samples = _samples()
    if not samples:
        return
    with st.popover("Try a sample", icon=":material/photo_library:", key="samples"):
        st.html('<p class="soft">Made for trying: nobody’s property, with a known answer.</p>')
        for folder, shows in samples.items():
            st.button(shows, key=f"sample_{folder}", on_click=_take_sample, args=(folder,), width="stretch")


@st.cache_data(show_spinner=False)
def _samples() -> dict[str, str]:
    """Return sample folders with what each shows; empty where the samples are not installed. Nobody's own photos."""
    expected = sorted(SAMPLES.glob("*/expected.json"))
    said = {path.parent.name: json.loads(path.read_text(encoding="utf-8")).get("shows") for path in expected}
    return {name: words.sentence_case(text or name.replace("-", " ")) for name, text in said.items()}


def _take_sample(folder: str) -> None:
    for side in SIDES:
        path = SAMPLES / folder / f"{side}.jpg"
        st.session_state[f"chosen_{side}"] = desk.Upload(f"{folder} {path.name}", path.read_bytes())
    _ask()
