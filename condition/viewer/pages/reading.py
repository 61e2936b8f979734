"""How to read an answer: verdicts, scores, limits, checks, refusals. The sentences are the library's."""

import streamlit as st

from condition.language import _, shown
from condition.measurement import GRADE_TABLE
from condition.novelty import ALTERNATIVES, Verdict
from condition.policy import SURE
from condition.reasons import REGISTRY
from condition.report import legend, words
from condition.viewer.markup import badge, clean, hero, table

st.html(hero(_("How to read this"), _("What an answer means, and what it does not.")))
meanings = "".join(
    f"<li>{badge(verdict)}<p><b>{words.VERDICT_NAMES[verdict]}</b><br>{words.VERDICT_MEANINGS[verdict]}</p></li>"
    for verdict in legend.ORDER
)
st.html(f'<h2>{clean(_("Verdicts"))}</h2><ul class="verdicts">{meanings}</ul><p>{clean(words.NO_BLAME)}</p>')
scores = _(
    "The score is the chance that the verdict “{verdict}” is right, as measured on photos whose truth is known: of a hundred "
    "marks with 90 %, about ninety are new. It says nothing about how bad a mark is; the grade does.",
    verdict=words.VERDICT_NAMES[Verdict.NEW].lower(),
)
worded = _(
    "Where each new mark has at least {sure}, the answer says that marks are new; below, that they appear to be new.",
    sure=words.percent(SURE),
)
st.html(f"<h2>{clean(_('Scores'))}</h2><p>{clean(scores)} {clean(worded)}</p>")
others = [(words.sentence_case(shown(entry.name)), entry.settles) for entry in ALTERNATIVES.values()]
weighed = _(
    "A mark is called new where everything that looks like one is held against a measured number, shown with its limit beside "
    "the mark. What no number can exclude is said to be open."
)
st.html(
    f"<h2>{clean(_('What else a mark could be'))}</h2><p>{clean(weighed)}</p>"
    f"{table((_('Explanation'), _('What would settle it')), others)}"
)
grades = [
    (words.sentence_case(words.GRADE_NAMES[row[0]]), words.sentence_case(shown(row[3])))
    for row in GRADE_TABLE
]
st.html(f"<h2>{clean(_('Grades'))}</h2>{table((_('Grade'), _('Meaning')), grades)}")
blind = "".join(
    f"<li><p><b>{clean(words.BLIND_NAMES[why])}:</b> {clean(_('a part that {why}.', why=text))}</p></li>"
    for why, text in words.BLIND_MEANINGS.items()
)
limits = _(
    "Only the side that both photos show is compared. Within it some parts may drop out; about them nothing is claimed, neither "
    "that they are marked nor that they are not."
)
st.html(
    f'<h2>{clean(_("What could not be compared"))}</h2><p>{clean(limits)}</p><ul class="plain">{blind}</ul>'
)
st.html(f"<h2>{clean(_('When photos are refused'))}</h2>")
st.html(table((_("Finding"), _("What to do")), [(entry.meaning, entry.fix) for entry in REGISTRY.values()]))
