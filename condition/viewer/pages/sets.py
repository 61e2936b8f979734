"""Several photos: unsorted photos of one piece in, one answer out."""

from pathlib import Path

import streamlit as st

from condition.viewer import set_answer, set_intake

st.html(Path(__file__).parents[1] / "assets" / "sets.css")
if set_intake.is_asked():
    set_answer.show_answer()
else:
    set_intake.show_intake()
