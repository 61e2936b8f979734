"""The time line of a case: what happened when, as far as anybody says so, and what contradicts."""

import streamlit as st

from condition.language import _
from condition.viewer import case_line, case_photos, case_shell
from condition.viewer.markup import clean

case = case_shell.chosen_case() if case_shell.begin() else None
if case is not None:
    with st.container(key="case_top", horizontal=True, vertical_alignment="bottom"):
        st.html(
            f'<header class="hero case-head"><p class="eyebrow"><span class="soft">{clean(case.name)}</span></p>'
            f"<h1>{clean(_('Time line'))}</h1></header>"
        )
        st.page_link(
            case_shell.case_page(), label=_("The case"), icon=":material/folder_open:", query_params={"case": case.name}
        )  # fmt: skip
        case_shell.ask_who()
    case_shell.watch(case.name)
    entries, found = case_line.read(case, case_photos.chosen_comparison(case))
    case_line.show_line(entries, found)
    missing = case_line.photos_without_time(case, entries)
    if missing:
        st.html(f'<p class="soft">{clean(missing)}</p>')
    case_line.show_events(case)
