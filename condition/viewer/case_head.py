"""The head of a case: what it is, how far it is, where to go from here; and what to say where there is nothing to look at."""

from __future__ import annotations

import json

import streamlit as st

from condition.cases import Case, CaseComparison
from condition.language import _, shown
from condition.viewer import case_desk
from condition.viewer.case_compared import Compared
from condition.viewer.case_say import show_piece
from condition.viewer.case_shell import ask_who, queue_page, time_line_page
from condition.viewer.case_words import STATE_MEANINGS, state_name
from condition.viewer.markup import clean, notice


def show_head(case: Case) -> None:
    """Show what the case is about, how far it is, and who is at work."""
    summary = case_desk.in_short(case.name)
    state = ""
    if summary is not None:
        state = (
            f'<span class="chip {summary.state.value}">{clean(state_name(summary.state))}</span>'
            f'<span class="soft">{clean(shown(STATE_MEANINGS[summary.state]))}</span>'
        )
    with st.container(key="case_top", horizontal=True, vertical_alignment="bottom"):
        st.html(
            f'<header class="hero case-head"><p class="eyebrow">{state}</p><h1>{clean(case.name)}</h1></header>'
        )
        st.page_link(queue_page(), label=_("All cases"), icon=":material/inbox:")
        st.page_link(
            time_line_page(),
            label=_("Time line"),
            icon=":material/timeline:",
            query_params={"case": case.name},
        )
        ask_who()
    st.html(show_piece(case))


def show_refusal(item: CaseComparison, found: Compared) -> None:
    """Say why there is nothing to compare, or that the program finds something else today."""
    if item.new_marks is None:
        reasons = json.loads(item.record)["reasons"]
        said = "".join(
            f"<li><p><b>{clean(each['text'])}</b></p><p>{clean(each['fix'])}</p></li>" for each in reasons
        )
        st.html(
            notice(
                "advice", _("These two photos could not be compared."),
                _("That says nothing about the piece. Add another photo, or choose two others, and compare again."),
            )
            + f'<ul class="said">{said}</ul>'
        )  # fmt: skip
    elif found.comparison is None:
        st.html(
            notice(
                "trouble", _("This version of the program cannot lay the two photos onto each other any more."),
                _("What was recorded stands, and is in the table below. Compare again to record what is found today."),
            )
        )  # fmt: skip
    elif found.differs:
        st.html(
            notice(
                "advice", _("Recorded by version {version}; today the program finds something else.", version=item.version),
                _("The marks below are those that were recorded. Compare again to see what is found now; decisions are kept."),
            )
        )  # fmt: skip
