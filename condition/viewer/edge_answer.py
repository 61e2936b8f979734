"""The answer about a broken edge: clean, jagged or cannot tell, the traced line, and the numbers behind it."""

from __future__ import annotations

import streamlit as st

import condition
from condition.edges import BreakEdge, EdgeVerdict
from condition.errors import ConditionError
from condition.language import _, advised, shown, told
from condition.report import EDGE_NAMES, edge_deviation, edge_picture, edge_rows
from condition.viewer import desk
from condition.viewer.edge_intake import Chosen
from condition.viewer.markup import clean, facts, notice, svg_uri, verdict_hero

#: Tone and sign of a verdict; neither is good news or bad.
TONES = {EdgeVerdict.CLEAN: ("clean", "✓"), EdgeVerdict.JAGGED: ("refused", "≈"), EdgeVerdict.CANNOT_TELL: ("unclear", "?")}  # fmt: skip


def show_answer(chosen: Chosen) -> None:
    """Measure the edge and show what it is like."""
    try:
        edge = condition.break_edge(chosen.look.photo, chosen.box, mm_per_px=chosen.mm_per_px)
    except ConditionError as error:
        st.html(notice("trouble", _("This region cannot be measured."), f"{told(error)}. {advised(error)}"))
        return
    tone, sign = TONES[edge.verdict]
    st.html(
        verdict_hero(tone, sign, clean(edge.photo.name), EDGE_NAMES[edge.verdict], edge.text, heading="h2")
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _show_line(edge)
    right.html(f"<h3>{clean(_('What was measured'))}</h3>{facts(edge_rows(edge), in_rows=True)}")
    no_cause = _(
        "How an edge broke is not in these numbers: a clean edge may be cut or cleaved, a jagged one torn or worn through. That "
        "is for a person with a microscope."
    )
    st.html(f'<p class="soft foot">{clean(no_cause)}</p>')


def _show_line(edge: BreakEdge) -> None:
    """The region with the traced edge, and how far it leaves its smooth curve."""
    if len(edge.path):
        caption = _("Red: the edge. Blue: the smooth curve through it.")
    else:
        caption = _("No edge was found in this region.")
    address = desk.serve(desk.as_jpeg(edge_picture(edge)), "edge-line")
    st.html(
        f'<figure class="shown edge"><img src="{address}" alt="{clean(_("The region, with the edge drawn on it"))}">'
        f"<figcaption>{clean(caption)}</figcaption></figure>"
    )
    drawn = edge_deviation(edge)
    if drawn:
        alt = _("How far the edge leaves its smooth curve")
        st.html(f'<img class="edge-line" src="{svg_uri(drawn)}" alt="{clean(shown(alt))}">')
