"""The photos of one side: as many as somebody brings, one of them chosen for the comparison.

Kept in the session and not in the upload widget, which Streamlit empties when its page is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from condition.language import _, ngettext
from condition.viewer import desk
from condition.viewer.markup import clean, notice

#: Photos of one side, and their bytes together: a pair needs two, and a phone's worth of tries is a dozen.
MAX_PHOTOS, MAX_BYTES = 12, 300_000_000


def photos(side: str) -> tuple[desk.Upload, ...]:
    """Return all photos of a side, in the order in which they came."""
    kept: tuple[desk.Upload, ...] = st.session_state.get(f"photos_{side}", ())
    return kept


def picked(side: str) -> desk.Upload | None:
    """Return the photo of a side that is to be compared."""
    kept = photos(side)
    place: int = st.session_state.get(f"picked_{side}") or 0
    return kept[min(place, len(kept) - 1)] if kept else None


def put(side: str, uploads: Sequence[desk.Upload], place: int = 0) -> None:
    """Make these the photos of a side, and choose one by its place."""
    st.session_state[f"photos_{side}"] = tuple(uploads)
    st.session_state[f"picked_{side}"] = place
    st.session_state.pop(f"left_{side}", None)


def add(side: str, uploads: Iterable[desk.Upload]) -> None:
    """Add photos to a side and choose the first that is new; what is over the limit is left out, and said.

    A photo that is there already is not added again, whatever it is called.
    """
    kept, left = list(photos(side)), []
    first = len(kept)
    for upload in uploads:
        there = next((place for place, one in enumerate(kept) if one.data == upload.data), None)
        if there is not None:
            first = min(first, there)
        elif len(kept) < MAX_PHOTOS and sum(len(one.data) for one in kept) + len(upload.data) <= MAX_BYTES:
            kept.append(upload)
        else:
            left.append(upload.name)
    put(side, kept, min(first, max(len(kept) - 1, 0)))
    if left:
        st.session_state[f"left_{side}"] = left


def remove(side: str, place: int) -> None:
    """Take one photo away from a side."""
    kept = list(photos(side))
    if place < len(kept):
        del kept[place]
    put(side, kept, min(place, max(len(kept) - 1, 0)))


def place_of(side: str) -> int:
    """Return the place of the chosen photo among those of its side."""
    kept = photos(side)
    return min(st.session_state.get(f"picked_{side}") or 0, max(len(kept) - 1, 0))


def show_thumbnails(side: str, name: str) -> None:
    """Show the photos of a side as thumbnails to choose from; nothing where there is nothing to choose."""
    _show_left_out(side)
    kept = photos(side)
    if len(kept) < 2:
        return
    chosen = place_of(side)
    st.html(
        f'<p class="soft">{clean(_("{number} photos. The framed one is compared.", number=len(kept)))}</p>'
    )
    with st.container(key=f"thumbs_{side}", horizontal=True, gap="small"):
        for place, upload in enumerate(kept):
            address = desk.serve(thumb, f"thumb-{side}-{place}") if (thumb := desk.thumbnail(upload)) else ""
            told = _("{side} photo {place}", side=name, place=place + 1)
            if place == chosen:
                told = _("{name}, chosen", name=told)
            st.button(
                f"![{told}]({address})" if address else f"{place + 1} :material/broken_image:",
                key=f"thumb_{side}_{place}", help=None, on_click=_pick, args=(side, place),
                type="primary" if place == chosen else "secondary",
            )  # fmt: skip


def _pick(side: str, place: int) -> None:
    st.session_state[f"picked_{side}"] = place


def _show_left_out(side: str) -> None:
    left = st.session_state.get(f"left_{side}")
    if not left:
        return
    told = ngettext(
        "One photo was left out: {names}. Up to {limit} photos a side are kept; for many pairs there is Compare many.",
        "{number} photos were left out: {names}. Up to {limit} photos a side are kept; for many pairs there is Compare many.",
        len(left), names=", ".join(left[:3]) + (" …" if len(left) > 3 else ""), limit=MAX_PHOTOS,
    )  # fmt: skip
    st.html(notice("advice", _("That was more than one side takes."), told))
