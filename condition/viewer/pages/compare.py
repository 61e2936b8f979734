"""Compare: two photos in, the answer out."""

import streamlit as st

from condition.viewer import answer, desk, intake

before, after = (
    (intake.chosen(side) for side in intake.SIDES) if st.session_state.get("asked") else (None, None)
)
if isinstance(before, desk.Look) and isinstance(after, desk.Look):
    answer.show_answer(before, after)
else:
    intake.choose_pair()
