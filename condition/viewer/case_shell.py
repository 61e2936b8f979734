"""What the pages about cases share: who is at work, which case, what was said about the last change, and who else is there."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from condition.cases import Case
from condition.language import _
from condition.viewer import case_desk
from condition.viewer.case_desk import Trouble
from condition.viewer.case_words import ago_words
from condition.viewer.markup import clean, notice

PAGES = Path(__file__).parent / "pages"
STYLE = Path(__file__).parent / "assets" / "case.css"
#: In the session's state: who is at work, what the page said, and the version of the case that is on the screen.
WHO, SAID, SEEN = "kept_who", "case_said", "case_seen"
#: How often the page looks whether somebody else has changed the case, s.
LOOK_EVERY_S = 8


def queue_page() -> st.Page:
    """Return the page with all cases."""
    return st.Page(PAGES / "queue.py", title=_("Cases"), url_path="queue")


def case_page() -> st.Page:
    """Return the page of one case, named by ``?case=``."""
    return st.Page(PAGES / "case.py", title=_("Case"), url_path="case", visibility="hidden")


def time_line_page() -> st.Page:
    """Return the page with the time line of a case."""
    return st.Page(PAGES / "timeline.py", title=_("Time line"), url_path="timeline", visibility="hidden")


def pages() -> list[st.Page]:
    """Return the pages about cases; none where the server says CONDITION_CASES=off, because its visitors are strangers."""
    if os.environ.get("CONDITION_CASES", "").lower() == "off":
        return []
    return [queue_page(), case_page(), time_line_page()]


def begin() -> bool:
    """Begin a page about cases; False where the store cannot be opened, which is then said."""
    st.html(STYLE)
    problem = case_desk.trouble()
    if problem is not None:
        st.html(notice("trouble", problem.title, problem.text))
    return problem is None


def chosen_case() -> Case | None:
    """Return the case that the address names; where there is none, say so and where to go."""
    name = st.query_params.get("case", "")
    case = case_desk.find(name) if name else None
    if case is not None:
        st.session_state[SEEN] = case.entries
        return case
    title = _("There is no case {name} here.", name=name) if name else _("No case is chosen.")
    st.html(
        f'<div class="blank"><h1>{clean(title)}</h1><p>{clean(_("Choose one from the list of cases, or open a new one there."))}</p>'
        f'<p class="soft">{clean(_("The cases lie in {where}.", where=case_desk.where()))}</p></div>'
    )
    st.page_link(queue_page(), label=_("To the cases"), icon=":material/inbox:")
    return None


def put(html: str) -> None:
    """Show HTML, or nothing where there is none."""
    if html:
        st.html(html)


# -- who ----------------------------------------------------------------------------------------------------------------


def who() -> str:
    """Return who is at work: who has logged in, else who has said so, else CONDITION_USER; empty where nobody knows."""
    named = _logged_in() or st.session_state.get(WHO) or os.environ.get("CONDITION_USER")
    return str(named or "")


def ask_who() -> None:
    """Ask who is at work: the custody log tells it with every change, so nobody is assumed."""
    if _logged_in():
        return
    named = st.text_input(
        _("Your name"), who(), key="who_entry", max_chars=80, on_change=_take_who, autocomplete="name",
        help=_("It stands in the custody log beside everything you change."), placeholder=_("as the log shall tell it"),
    )  # fmt: skip
    if named.strip() != who():
        st.session_state[WHO] = named.strip()  # the callback was broken off, see `case_hear`


def _logged_in() -> str:
    """Return the name of a visitor who has logged in (OIDC); empty where nobody has, or nobody can."""
    known = st.user.to_dict()
    return str(known.get("name") or known.get("email") or "") if known.get("is_logged_in") else ""


def _take_who() -> None:
    st.session_state[WHO] = st.session_state["who_entry"].strip()


def nobody() -> Trouble:
    """Return what to say where somebody changes something and has not said who they are."""
    return Trouble(
        _("Say your name first."),
        _(
            "It is at the top of the page. The custody log tells who did what; what you entered is still here."
        ),
    )


# -- what was said ------------------------------------------------------------------------------------------------------


def said(place: str, problem: Trouble | None, done: str = "") -> bool:
    """Keep what came of a change until the next one, to be shown at a place of the page; return whether it was made."""
    told = ("good", done, "") if problem is None else ("trouble", problem.title, problem.text)
    st.session_state[SAID] = (place, told)
    if problem is None:
        st.session_state[f"case_turn_{place}"] = turn(place) + 1
    return problem is None


def turn(place: str) -> int:
    """Return how often something was recorded at a place: part of the keys of its widgets, which are empty again then."""
    number: int = st.session_state.get(f"case_turn_{place}", 0)
    return number


def show_said(place: str) -> None:
    """Show what came of the last change, where it was made."""
    at, told = st.session_state.get(SAID, ("", ("", "", "")))
    if at == place and told[1]:
        st.html(notice(*told))


def trouble_at(place: str) -> str:
    """Return what stood in the way of the last change, where it was made at this place; else nothing."""
    at, (tone, title, text) = st.session_state.get(SAID, ("", ("", "", "")))
    return f"{title} {text}" if (at, tone) == (place, "trouble") else ""


# -- others -------------------------------------------------------------------------------------------------------------


@st.fragment(run_every=LOOK_EVERY_S)
def watch(name: str) -> None:
    """Say when somebody else has changed the case that is on the screen."""
    last = case_desk.newest(name)
    if last is None or last.entries <= st.session_state.get(SEEN, 0):
        return
    with st.container(key="others", horizontal=True, vertical_alignment="center"):
        st.html(
            notice(
                "advice",
                _("{who} has changed this case: {what}, {ago}.", who=last.who, what=last.what, ago=ago_words(last.when)),
                _("Nothing of yours is lost. Show it before you go on."),
            )
        )  # fmt: skip
        if st.button(_("Show it"), key="show_others", icon=":material/sync:"):
            st.rerun(scope="app")
