"""The marks that people drew because the program missed them: each in both photos, what was decided about it, and more of it."""

from __future__ import annotations

import streamlit as st

from condition.cases import (
    Case,
    CaseComparison,
    Drawing,
    drawings_on,
    drawn_mark_on,
    length_mm,
    length_of,
    points_of,
)
from condition.comparison import Comparison
from condition.language import _
from condition.measurement import Measured
from condition.report import crop_shape, inline, words
from condition.viewer import case_changes, desk
from condition.viewer.case_compared import Compared
from condition.viewer.case_marks import says
from condition.viewer.case_shell import nobody, said, show_said, turn, who
from condition.viewer.case_words import GRADES, VERDICTS, grade_name, verdict_name, when_words
from condition.viewer.markup import clean, facts, picture_uri

#: Widths of the two lines beside a drawn mark, and of the gap that leaves the mark itself to be seen, px on the screen.
OUTER_PX, INNER_PX, GAP_PX = 17.0, 14.5, 12.0


def drawn_marks(case: Case, item: CaseComparison) -> list[Drawing]:
    """Return the marks drawn on the photos of a comparison, as they stand."""
    return [each for each in drawings_on(case, item) if each.shape == "mark"]


def show_drawn(case: Case, item: CaseComparison, compared: Compared) -> None:
    """Show every drawn mark, and let a person decide and grade it."""
    drawn = drawn_marks(case, item)
    if not drawn or compared.comparison is None:
        return
    st.html(f"<h2>{clean(_('Marks drawn by hand'))}</h2>")
    show_said("drawn")
    for place, each in enumerate(drawn, 1):
        with st.container(border=True, key=f"drawn_mark_{each.number}"):
            st.html(_article(case, compared.comparison, each, place, compared.scale))
            _ask(case, each, place)


def _article(case: Case, comparison: Comparison, drawing: Drawing, place: int, scale: Measured | None) -> str:
    told = words.pixels(length_of(drawing))
    if scale is not None:
        told += f", {words.millimetres(length_mm(drawing, scale))}"
    rows = [
        (each.entry, each.who, each.when, _decided(each.verdict, each.grade), each.reason)
        for each in case.drawn_marks
        if each.drawing == drawing.number
    ]
    lines = [(_("Length"), told), (_("Drawn by"), f"{drawing.who}, {when_words(drawing.when)}")]
    return (
        f'<article class="mark">{_pictures(comparison, drawing, place)}<div><h3>{clean(_("Missed mark {place}", place=place))}</h3>'
        f"{facts(lines)}{says(sorted(rows, reverse=True))}</div></article>"
    )


def _decided(verdict: str, grade: str | None) -> str:
    told = _("Decided: {verdict}", verdict=verdict_name(verdict))
    return told if grade is None else f"{told}, {grade_name(grade)}"


def _pictures(comparison: Comparison, drawing: Drawing, place: int) -> str:
    name = f"drawn-{drawing.number}"
    points = points_of(drawing)  # two cases of one pair number their drawings alike
    crops = desk.kept(comparison, f"drawn-{points}", lambda: crop_shape(comparison, points))
    width, height = crops.view.width, crops.view.height
    beside = _beside(" ".join(f"{x:.1f},{y:.1f}" for x, y in crops.points + 0.5), width, height)
    figures = ""
    for key, side, pixels in (("before", _("Before"), crops.before), ("after", _("After"), crops.after)):
        address = desk.serve(desk.as_jpeg(pixels, inline.CROP_QUALITY), f"{name}-{key}")
        figures += (
            f'<figure><div class="frame"><img src="{address}" width="{width}" height="{height}" '
            f'alt="{clean(_("{side}: the place of missed mark {place}", side=side, place=place))}">'
            f'<img class="outline" alt="" src="{beside}"></div><figcaption>{clean(side)}</figcaption></figure>'
        )
    return f'<div class="crops">{figures}</div>'


def _beside(points: str, width: int, height: int) -> str:
    """A line around the drawn one, which itself stays free: what is under it has to be seen. As the address of a picture."""
    line = f'<polyline points="{points}" fill="none" stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    return picture_uri(
        f'<mask id="free" maskUnits="userSpaceOnUse" x="0" y="0" width="{width}" height="{height}"><rect width="{width}" height="{height}" fill="#fff"/>{line} stroke="#000" stroke-width="{GAP_PX}"/></mask>'
        f'<g mask="url(#free)">{line} stroke="#101010" stroke-width="{OUTER_PX}"/>{line} stroke="#fff" stroke-width="{INNER_PX}"/></g>',
        width,
        height,
    )


def _ask(case: Case, drawing: Drawing, place: int) -> None:
    """Ask as what the mark is decided; what a button does is done with what was on the screen when it was pressed."""
    standing = drawn_mark_on(case, drawing.number)
    key = f"drawn_{drawing.number}_{turn('drawn')}"
    title = _("Decide missed mark {place}", place=place)
    with (
        st.expander(title, icon=":material/gavel:", expanded=standing is None, key=f"{key}_box"),
        st.form(f"{key}_form", border=False),
    ):
        left, right = st.columns(2, gap="medium")
        left.selectbox(
            _("What it is"), list(VERDICTS), list(VERDICTS).index(standing.verdict) if standing else None,
            format_func=verdict_name, key=f"{key}_verdict", placeholder=_("Choose"),
        )  # fmt: skip
        right.selectbox(
            _("Grade"), list(GRADES), list(GRADES).index(standing.grade) if standing and standing.grade else None,
            format_func=grade_name, key=f"{key}_grade", placeholder=_("No grade"),
        )  # fmt: skip
        st.text_input(_("Why"), key=f"{key}_why")
        seen = None if standing is None else standing.entry
        st.form_submit_button(
            _("Decide it"), icon=":material/check:", on_click=_decide, args=(case.name, drawing.number, key, seen)
        )  # fmt: skip


def _decide(name: str, drawing: int, key: str, seen: int | None) -> None:
    verdict, level, reason = (st.session_state[f"{key}_{field}"] for field in ("verdict", "grade", "why"))
    if not who():
        said("drawn", nobody())
    else:
        said("drawn", case_changes.decide_drawn_mark(name, who(), drawing, verdict, level, reason, seen))
