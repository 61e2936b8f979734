"""`main`: the pages, their common looks, and the one place where an unexpected failure becomes a sentence."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from condition.language import _
from condition.viewer import (
    case_shell,
    edge_intake,
    intake,
    intake_visit,
    set_intake,
    speaking,
    upstream,
)
from condition.viewer.markup import notice

HERE = Path(__file__).parent
PAGES = HERE / "pages"
STYLE = HERE / "assets" / "page.css"
ICON = HERE / "assets" / "icon.png"

_LOG = logging.getLogger(__name__)


def main() -> None:
    """Show the page the visitor asked for."""
    upstream.mend()
    speaking.begin_speaking()
    st.set_page_config(_("condition – is this mark new?"), str(ICON), layout="wide")
    st.html(STYLE)
    speaking.show_languages()
    page = st.navigation(
        [
            st.Page(PAGES / "compare.py", title=_("Compare"), url_path="compare", default=True),
            st.Page(PAGES / "many.py", title=_("Compare many"), url_path="many"),
            st.Page(PAGES / "sets.py", title=_("Several photos"), url_path="sets"),
            *case_shell.pages(),
            st.Page(PAGES / "photo.py", title=_("One photo"), url_path="photo"),
            st.Page(PAGES / "edge.py", title=_("Broken edge"), url_path="edge"),
            st.Page(PAGES / "reading.py", title=_("How to read this"), url_path="reading"),
        ],
        position="top",
    )
    try:
        intake_visit.resume()
        for choosing in (intake, set_intake, edge_intake):
            choosing.take_uploads()
        intake_visit.keep()
        page.run()
        intake_visit.stay()
    except Exception:  # the edge: a traceback would show the visitor paths of this machine and nothing to do
        _LOG.exception("the page failed")
        st.html(
            notice(
                "trouble",
                _("Something went wrong on our side."),
                _(
                    "Your photos are not the cause. Reload the page and try once more; if it happens again, send us the "
                    "time of day, so that it can be found in the log."
                ),
            )
        )
