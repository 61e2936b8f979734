"""All cases: what is left to do, search, filter, sort, open, begin a new one."""

import streamlit as st

from condition.language import _
from condition.viewer import case_desk, case_shell, queue_list
from condition.viewer.markup import clean

if case_shell.begin():
    cases = case_desk.queue()
    with st.container(key="case_top", horizontal=True, vertical_alignment="bottom"):
        st.html(
            f'<header class="hero case-head"><h1>{clean(_("Cases"))}</h1>{queue_list.where_line()}</header>'
        )
        case_shell.ask_who()
    queue_list.open_new(cases)
    if cases:
        found = queue_list.chosen(cases)
        if found:
            queue_list.show(found)
        else:
            queue_list.show_empty(filtered=True)
    else:
        queue_list.show_empty(filtered=False)
