"""Bringing many pairs: files, ZIP archives, a folder; how they are named; the samples as an example."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from condition.language import _
from condition.viewer import intake, intake_samples, many_run
from condition.viewer.markup import clean, hero, notice
from condition.viewer.options import LARGEST_ARCHIVE_MB, LARGEST_PHOTO_MB

EXAMPLE = "ring-1_before.jpg\nring-1_after.jpg\nwatch/before.heic\nwatch/after.jpg"


def show_intake() -> None:
    """Show where the files go and how they are named, and begin on request."""
    lead = _(
        "Drop a ZIP archive, a folder or many photos at once. Each pair is compared by itself, and a broken one does not stop "
        "the others."
    )
    st.html(hero(_("Compare many pairs"), lead))
    intake.label_widgets(_("Add files"), _("Choose photos, or a ZIP archive of up to 500 MB."))
    left, right = st.columns([3, 2], gap="medium")
    with left.container(border=True, key="many_slot"):
        files, folder = st.tabs([_("Files or ZIP"), _("A folder")])
        loose = files.file_uploader(
            _("Photos and ZIP archives"), ("zip", *intake.EXTENSIONS), accept_multiple_files=True, key="many_files",
            max_upload_size=LARGEST_ARCHIVE_MB, label_visibility="collapsed",
        )  # fmt: skip
        inside = folder.file_uploader(
            _("A folder of pairs"), intake.EXTENSIONS, accept_multiple_files="directory", key="many_folder",
            max_upload_size=LARGEST_PHOTO_MB, label_visibility="collapsed",
        )  # fmt: skip
        brought = [*(loose or ()), *(inside or ())]
        with st.container(horizontal=True):
            st.button(
                _("Compare all"), key="many_start", type="primary", disabled=not brought, icon=":material/compare:",
                on_click=lambda: _start((file.name, file.getvalue()) for file in brought),
            )  # fmt: skip
            st.button(
                _("Try the samples"),
                key="many_samples",
                icon=":material/photo_library:",
                on_click=_start_samples,
            )
        _show_refusal()
    names = clean(
        _("A pair is told by its names: before and after, at the end of a name or in a folder of their own.")
    )
    right.html(
        f'<h2 class="slot">{clean(_("How to name the photos"))}</h2><p>{names}</p><pre class="names">{EXAMPLE}</pre>'
    )


def _start(files: Iterator[tuple[str, bytes]]) -> None:
    run = many_run.start(files)
    st.session_state.pop("many_shown", None)
    st.session_state["many_refused"] = run.job.problems if not run.job.pairs else ()
    if not run.job.pairs:
        many_run.forget()


def _start_samples() -> None:
    _start(
        (f"{photo.parent.name}/{photo.name}", photo.read_bytes())
        for photo in sorted(intake_samples.SAMPLES.glob("*/*.jpg"))
    )


def _show_refusal() -> None:
    problems: tuple[str, ...] = st.session_state.get("many_refused", ())
    if problems:
        st.html(notice("trouble", _("No pair was found."), problems[0]))
        rest = "".join(f"<li>{clean(problem)}</li>" for problem in problems[1:20])
        if rest:
            st.html(f'<ul class="plain">{rest}</ul>')
