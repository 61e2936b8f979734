"""Bringing several photos of one piece: both sides in any order, from files or ZIP archives, and the sample to try."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from condition.archive import is_archive
from condition.errors import ConditionError
from condition.language import _, sentence, shown
from condition.sets import open_archive
from condition.viewer import desk, intake, intake_papers, intake_photos, intake_samples
from condition.viewer.intake_uploads import take_new
from condition.viewer.markup import clean, hero, notice
from condition.viewer.options import LARGEST_PHOTO_MB

#: Under which side of `intake_photos` the photos are kept.
SIDES = {"before": "set_before", "after": "set_after"}
ASKED_OF = {
    "before": sentence("All earlier photos: the whole piece, close-ups, any light."),
    "after": sentence("All later photos, in any order."),
}
SAMPLE = intake_samples.SAMPLES / "unsorted"


def take_uploads() -> None:
    """Keep what has arrived since the page ran last."""
    for side in SIDES:
        if take_new(f"upload_{SIDES[side]}", partial(_take, side)):
            st.session_state["kept_set_asked"] = False
    intake_papers.take_uploads(intake_papers.SEVERAL)


def photos(side: str) -> tuple[desk.Upload, ...]:
    """Return the photos of a side, in the order in which they came."""
    return intake_photos.photos(SIDES[side])


def is_asked() -> bool:
    """Whether somebody asked for the answer, both sides have a photo, and the papers can be read."""
    asked = bool(st.session_state.get("kept_set_asked")) and all(photos(side) for side in SIDES)
    return asked and isinstance(papers(), intake_papers.Papers)


def papers() -> intake_papers.Papers | ConditionError:
    """Return dates and terms, or why a file of them cannot be read."""
    return intake_papers.chosen(intake_papers.SEVERAL)


def change_photos() -> None:
    """Go back to choosing; what was chosen stays."""
    st.session_state["kept_set_asked"] = False


def show_intake() -> None:
    """Show where the photos go, those that are there, and begin on request; as one block, which the answer then replaces."""
    with st.container(key="set_choose"):
        _show_intake()


def _show_intake() -> None:
    lead = _(
        "One photo leaves places undecided: a highlight covers them, or an old mark shows in another light only. Drop everything "
        "you have; photos that show the same part are found and compared."
    )
    st.html(hero(_("Several photos of one piece"), lead))
    intake.label_widgets(_("Add photos"), _("Choose photos, or a ZIP archive of them."))
    for column, side in zip(st.columns(2, gap="medium"), SIDES, strict=True):
        with column.container(border=True, key=f"slot_{SIDES[side]}"):
            _show_side(side)
    _show_left_out()
    readable = isinstance(intake_papers.show_papers(intake_papers.SEVERAL), intake_papers.Papers)
    with st.container(key="set_go", horizontal=True, vertical_alignment="center"):
        missing = [side for side in SIDES if not photos(side)]
        st.button(
            _("Compare all"), key="set_start", type="primary", disabled=bool(missing) or not readable,
            icon=":material/compare:", on_click=_ask,
        )  # fmt: skip
        # a sample takes nobody's photos away: it is offered where there are none
        if (SAMPLE / "before").is_dir() and len(missing) == len(SIDES):
            st.button(
                _("Try eight unsorted photos"), key="set_sample", icon=":material/photo_library:",
                on_click=_take_sample,
            )  # fmt: skip
        if len(missing) < len(SIDES):
            st.button(
                _("Remove all"),
                key="set_forget",
                type="tertiary",
                icon=":material/delete:",
                on_click=_remove_all,
            )
        st.html(f'<p class="soft" role="status">{clean(_said(missing, readable))}</p>')


def _said(missing: Sequence[str], readable: bool) -> str:
    if len(missing) == 1:
        return shown(intake.MISSING[missing[0]])
    if missing:
        return _("A photo or more of each side is needed.")
    return "" if readable else _("The file of dates or terms cannot be used.")


def _show_side(side: str) -> None:
    name = shown(intake.SIDES[side])
    st.html(f'<h2 class="slot">{clean(name)}</h2><p class="soft">{clean(shown(ASKED_OF[side]))}</p>')
    st.file_uploader(
        _("{side} photo", side=name), ("zip", *intake.EXTENSIONS), accept_multiple_files=True,
        key=f"upload_{SIDES[side]}", max_upload_size=LARGEST_PHOTO_MB, label_visibility="collapsed",
    )  # fmt: skip
    with st.container(key=f"shelf_{side}", horizontal=True, gap="small"):
        for place, upload in enumerate(photos(side)):
            _show_photo(side, place, upload)


def _show_photo(side: str, place: int, upload: desk.Upload) -> None:
    """A small picture with its name, and a way to take it away again."""
    with st.container(key=f"held_{side}_{place}", width=112, gap=None):
        small = desk.thumbnail(upload)
        address = desk.serve(small, f"set-{side}-{place}") if small else ""
        picture = f'<img src="{address}" alt="">' if address else '<i aria-hidden="true">?</i>'
        st.html(f'<figure class="held">{picture}<figcaption>{clean(upload.name)}</figcaption></figure>')
        st.button(
            _("Remove"), key=f"drop_{side}_{place}", type="tertiary", icon=":material/close:",
            on_click=intake_photos.remove, args=(SIDES[side], place),
        )  # fmt: skip


def _show_left_out() -> None:
    left: tuple[str, ...] = st.session_state.get("kept_set_left", ())
    if left:
        told = " ".join(shown(each) for each in left[:3]) + (" …" if len(left) > 3 else "")
        st.html(notice("advice", _("Something in the archive was left out."), told))
    over = [name for kept in SIDES.values() for name in st.session_state.get(f"left_{kept}") or ()]
    if over:
        told = _(
            "Up to {limit} photos a side are taken; these were left out: {names}.",
            limit=intake_photos.MAX_PHOTOS, names=", ".join(over[:3]) + (" …" if len(over) > 3 else ""),
        )  # fmt: skip
        st.html(notice("advice", _("That was more than one side takes."), told))


def _take(side: str, uploads: Sequence[desk.Upload]) -> None:
    """Take files of one side; an archive may say of each of its photos to which side it belongs."""
    by_side: dict[str, list[desk.Upload]] = {each: [] for each in SIDES}
    left: list[str] = []
    for upload in uploads:
        if not is_archive(upload.data):
            by_side[side].append(upload)
            continue
        packed, problems = open_archive(upload.name, upload.data)
        left += problems
        for photo in packed:
            by_side[photo.side.value if photo.side else side].append(desk.Upload(photo.name, photo.data))
    st.session_state["kept_set_left"] = tuple(left)
    if any(by_side.values()):
        _leave_sample()
    for each, found in by_side.items():
        if found:
            intake_photos.add(SIDES[each], found)


def _leave_sample() -> None:
    """Take the sample's photos away where a visitor's own come: they show another piece."""
    for side, kept in SIDES.items():
        own = [upload for upload in photos(side) if not upload.of_sample]
        if len(own) < len(photos(side)):
            intake_photos.put(kept, own)


def _ask() -> None:
    st.session_state["kept_set_asked"] = True


def _take_sample() -> None:
    for side, kept in SIDES.items():
        found = sorted((SAMPLE / side).glob("*.jpg"))
        uploads = [desk.Upload(path.name, path.read_bytes(), of_sample=True) for path in found]
        intake_photos.put(kept, uploads)
    _ask()


def _remove_all() -> None:
    for side in SIDES.values():
        intake_photos.put(side, ())
    intake_papers.put(of=intake_papers.SEVERAL)
    st.session_state["kept_set_left"] = ()
    change_photos()
