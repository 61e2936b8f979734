"""`main`: the pages, their common looks, and the one place where an unexpected failure becomes a sentence."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from condition.viewer import intake_visit
from condition.viewer.markup import notice

HERE = Path(__file__).parent
PAGES = HERE / "pages"
STYLE = HERE / "assets" / "page.css"
ICON = HERE / "assets" / "icon.png"

_LOG = logging.getLogger(__name__)


def main() -> None:
    """Show the page the visitor asked for."""
    st.set_page_config("condition – is this mark new?", str(ICON), layout="wide")
    st.html(STYLE)
    page = st.navigation(
        [
            st.Page(PAGES / "compare.py", title="Compare", url_path="compare", default=True),
            st.Page(PAGES / "photo.py", title="One photo", url_path="photo"),
            st.Page(PAGES / "reading.py", title="How to read this", url_path="reading"),
        ],
        position="top",
    )
    try:
        intake_visit.resume()
        page.run()
    except Exception:
        # the edge: a traceback would show the visitor paths of this machine and nothing to do
        _LOG.exception("the page failed")
        st.html(
            notice(
                "trouble",
                "Something went wrong on our side.",
                "Your photos are not the cause. Reload the page and try once more; if it happens again, send us the "
                "time of day, so that it can be found in the log.",
            )
        )
