"""Broken edge: one photo, a region, and how rough the edge in it is."""

from pathlib import Path

import streamlit as st

from condition.viewer import edge_answer, edge_intake

st.html(Path(__file__).parents[1] / "assets" / "sets.css")
chosen = edge_intake.show_intake()
if chosen is not None:
    edge_answer.show_answer(chosen)
