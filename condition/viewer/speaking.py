"""The language of a visitor: what they chose, else what their browser asks for, else English.

It is kept in the session and asked for wherever a sentence is shown, in fragments and callbacks too, so that two visitors of
one server never hear each other's language.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from condition.language import LANGUAGES, _, ask_for_language, current, html_tag, matching

#: Streamlit's page says it is English.
SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data[0];
  return () => { document.documentElement.lang = "en"; };
}
"""
#: Of the choice in the session, and in the address of a page.
KEY, PARAMETER = "language", "lang"


def of_visitor() -> str:
    """Return the code of the visitor's language; English outside of a session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return "en"
    return str(st.session_state.get(KEY, "en"))


def begin_speaking() -> None:
    """Find out the visitor's language once a session; the address of the page comes before the browser."""
    ask_for_language(of_visitor)
    if KEY not in st.session_state:
        wishes = (st.query_params.get(PARAMETER), st.context.locale)
        st.session_state[KEY] = next((code for wish in wishes if wish and (code := matching(wish))), "en")


def show_languages() -> None:
    """Show the choice of languages, each by its own name, in the head of the page."""
    with st.container(key="languages"):
        st.selectbox(
            "Language · Sprache · Langue · Idioma · 语言", list(LANGUAGES), key=KEY, format_func=LANGUAGES.__getitem__,
            label_visibility="collapsed",
        )  # fmt: skip
        if current() != "en":
            _component()(key="spoken", data=[html_tag()], height=1)
            words = {"--menu": _("Menu"), "--upload": _("Choose a file")}
            style = "; ".join(
                f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in words.items()
            )
            st.html(f"<style>:root {{ {style} }}</style>")


@lru_cache(maxsize=1)
def _component() -> Any:
    """Return what tells the browser the language of the page, for its fonts and for voices that read it aloud."""
    return st.components.v2.component("condition_language", html="<i></i>", js=SCRIPT)
