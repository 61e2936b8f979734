"""Compare: two photos in, the answer out."""

import streamlit as st

from condition.viewer import answer, desk, intake, intake_papers, intake_samples

intake_samples.take_linked_sample()
asked = bool(st.session_state.get("asked"))
before, after = (intake.chosen(side) for side in intake.SIDES) if asked else (None, None)
papers = intake_papers.chosen()
if (
    isinstance(before, desk.Look)
    and isinstance(after, desk.Look)
    and isinstance(papers, intake_papers.Papers)
):
    answer.show_answer(before, after, papers)
else:
    intake.choose_pair()
