"""An answer of the Compare page is kept as a case: the photos as they came, what they were held against, and the result."""

from __future__ import annotations

import streamlit as st

from condition.comparison import Comparison
from condition.language import _
from condition.viewer import case_changes, case_desk, intake_photos
from condition.viewer.case_shell import WHO, case_page, nobody, pages, said, show_said, who
from condition.viewer.markup import clean, notice
from condition.viewer.queue_list import free_name

#: In the session's state: pair -> the case it was kept as.
KEPT = "kept_cases"


def offer_case(comparison: Comparison) -> None:
    """Offer to keep an answer as a case; where that was done, lead there."""
    if not pages():
        return
    key = _pair(comparison)
    name = st.session_state.get(KEPT, {}).get(key)
    if name is not None:
        st.page_link(
            case_page(), label=_("Open case {name}", name=name), icon=":material/folder_open:", query_params={"case": name}
        )  # fmt: skip
        return
    with st.popover(
        _("Keep as a case"), icon=":material/create_new_folder:", key="keep", on_change="rerun"
    ) as box:
        if box.open:
            _ask(comparison, key)


def _ask(comparison: Comparison, key: str) -> None:
    problem = case_desk.trouble()
    if problem is not None:
        st.html(notice("trouble", problem.title, problem.text))
        return
    st.html(
        f'<p class="soft">{clean(_("The original photos, what they were held against, and this result are kept in {where}. From then on every change is told by a log.", where=case_desk.where()))}</p>'
    )  # fmt: skip
    st.text_input(_("Name of the case"), free_name(case_desk.names()), key="keep_name", max_chars=64)
    st.text_input(_("Your name"), who(), key="keep_who", max_chars=80, autocomplete="name")
    show_said("keep")
    st.button(
        _("Keep it"),
        key="keep_it",
        type="primary",
        icon=":material/check:",
        on_click=_keep,
        args=(comparison, key),
    )


def _keep(comparison: Comparison, key: str) -> None:
    name, at_work = st.session_state["keep_name"].strip(), st.session_state["keep_who"].strip()
    st.session_state[WHO] = at_work or st.session_state.get(WHO, "")
    uploads = {side: intake_photos.picked(side) for side in ("before", "after")}
    files = {side: (upload.name, upload.data) for side, upload in uploads.items() if upload is not None}
    papers = {kind: st.session_state.get(f"paper_{kind}") for kind in ("events", "policy")}
    texts = {
        kind: None if paper is None else paper.data.decode(errors="replace") for kind, paper in papers.items()
    }
    if not at_work:
        said("keep", nobody())
    elif said(
        "keep", case_changes.keep_answer(name, at_work, files, comparison, texts["events"], texts["policy"])
    ):
        st.session_state[KEPT] = {**st.session_state.get(KEPT, {}), key: name}


def _pair(comparison: Comparison) -> str:
    return f"{comparison.before.sha256}-{comparison.after.sha256}"
