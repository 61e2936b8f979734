"""Taking a photo on the page, with the before photo as a ghost over the camera's picture to line the piece up."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from condition.language import _
from condition.viewer import desk, intake_pair, intake_photos
from condition.viewer.intake_uploads import take_new
from condition.viewer.markup import clean

#: Shares of the ghost that can be seen: none to nearly all, and at first.
FAINTEST, STRONGEST, USUAL = 0, 80, 40


def show_camera(side: str, ghost: desk.Look | None) -> None:
    """Show a switch, and behind it the camera; `ghost` lies over its picture."""
    if not st.toggle(_("Take the photo here"), key=f"camera_on_{side}"):
        return
    with st.container(key=f"camera_box_{side}"):
        if ghost is not None:
            share = st.slider(
                _("Before photo over the camera’s picture"), FAINTEST, STRONGEST, USUAL, 10, key=f"ghost_{side}",
                format="%d %%",
            )  # fmt: skip
            address = desk.serve(ghost.preview, f"ghost-{side}")
            st.html(
                f"<style>.st-key-camera_box_{side} {{ --ghost: url('{address}'); --ghost-share: {share / 100} }}</style>"
            )
        st.camera_input(
            _("Camera"), key=f"camera_{side}", resolution="1080p", label_visibility="collapsed",
        )  # fmt: skip
        hint = _(
            "A photo taken here has 2 megapixels and does not say when it was taken. For a dispute use the phone’s own camera "
            "and choose the file."
        )
        st.html(f'<p class="soft">{clean(hint)}</p>')


def take_shots(side: str) -> bool:
    """Keep what the camera of a side has taken since the page ran last, and put it away; return whether there was any."""

    def keep(shots: Sequence[desk.Upload]) -> None:
        number = len(intake_photos.photos(side)) + 1
        name = _("camera {number}.jpg", number=number)
        intake_pair.leave_sample()
        intake_photos.add(side, [desk.Upload(name, shot.data) for shot in shots])
        st.session_state[f"camera_on_{side}"] = False

    return take_new(f"camera_{side}", keep)
