"""How to read an answer: verdicts, scores, limits, checks, refusals. The sentences are the library's."""

import streamlit as st

from condition.measurement import GRADE_TABLE
from condition.novelty import ALTERNATIVES, Verdict
from condition.reasons import REGISTRY
from condition.report import legend, words
from condition.viewer.markup import badge, clean, table

st.html(
    '<header class="hero"><h1>How to read this</h1><p class="lead">What an answer means, and what it does not.</p></header>'
)
meanings = "".join(
    f"<li>{badge(verdict)}<p><b>{words.VERDICT_NAMES[verdict]}</b> {words.VERDICT_MEANINGS[verdict]}</p></li>"
    for verdict in legend.ORDER
)
st.html(f'<h2>Verdicts</h2><ul class="verdicts">{meanings}</ul><p>{clean(words.NO_BLAME)}</p>')
st.html(
    "<h2>Scores</h2><p>The score is the chance that the verdict “"
    f"{words.VERDICT_NAMES[Verdict.NEW].lower()}” is right, as measured on photos whose truth is known: of a hundred marks "
    "with 90 %, about ninety are new. It says nothing about how bad a mark is; the grade does.</p>"
)
others = [(words.sentence_case(entry.name), entry.settles) for entry in ALTERNATIVES.values()]
st.html(
    "<h2>What else a mark could be</h2><p>A mark is called new where everything that looks like one is held against a measured "
    "number, shown with its limit beside the mark. What no number can exclude is said to be open.</p>"
    f"{table(('Explanation', 'What would settle it'), others)}"
)
grades = [
    (words.sentence_case(grade.name.lower()), words.sentence_case(text)) for grade, _, _, text in GRADE_TABLE
]
st.html(f"<h2>Grades</h2>{table(('Grade', 'Meaning'), grades)}")
blind = "".join(
    f"<li><p><b>{words.BLIND_NAMES[why]}:</b> a part that {text}.</p></li>"
    for why, text in words.BLIND_MEANINGS.items()
)
st.html(
    "<h2>What could not be compared</h2><p>Only the side that both photos show is compared. Within it some parts may drop "
    f'out; about them nothing is claimed, neither that they are marked nor that they are not.</p><ul class="plain">{blind}</ul>'
)
st.html("<h2>When photos are refused</h2>")
st.html(table(("Finding", "What to do"), [(entry.meaning, entry.fix) for entry in REGISTRY.values()]))
