"""Every mark of a comparison in one table, and the two photos with their marks for the printed page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from condition.cases import Case, CaseComparison, decisions_on, drawings_on, grading_on, left_out_on, notes_on
from condition.comparison import Comparison
from condition.language import _, shown
from condition.measurement import Measured
from condition.report import overlay, words
from condition.viewer import desk
from condition.viewer.case_compared import Compared
from condition.viewer.case_hear import chosen_mark, go_to
from condition.viewer.case_words import PROGRAM, SHAPES, grade_name, verdict_name
from condition.viewer.markup import badge, clean

#: Long side of a printed photo, px: 300 dots an inch on half a page.
PRINT_SIDE_PX = 1100


def show_table(case: Case, item: CaseComparison, compared: Compared) -> None:
    """Show all marks with what the program says and what people decided, and whatever was drawn by hand."""
    decided, left_out = decisions_on(case, item), left_out_on(case, item)
    head = (
        _("Mark"),
        _("The program"),
        _("Chance of new"),
        _("Length"),
        _("Width"),
        _("Grade"),
        _("Decided"),
        _("Notes"),
    )
    rows = ""
    for finding in compared.findings:
        graded, decision = grading_on(case, item.number, finding.number), decided.get(finding.number)
        waits = _("left out by hand") if finding.number in left_out else _("not decided")
        cells = (
            f"{badge(finding.verdict)} {clean(shown(PROGRAM[finding.verdict]))}",
            clean(words.percent(finding.score)),
            clean(_size(finding.length_px, finding.length_mm)),
            clean(_size(finding.width_px, finding.width_mm)),
            clean(grade_name(graded.grade) if graded else grade_name(finding.grade.name.lower())),
            clean(f"{verdict_name(decision.verdict)}, {decision.who}" if decision else waits),
            clean("; ".join(note.text for note in notes_on(case, item.number, finding.number))),
        )  # fmt: skip
        rows += f'<tr class="{"left-out" if finding.number in left_out else ""}"><th scope="row">{finding.number}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
    titles = "".join(f'<th scope="col">{clean(title)}</th>' for title in head)
    st.html(
        f"<h2>{clean(_('All marks'))}</h2>"
        f'<div class="table" tabindex="0"><table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></div>{_drawn(case, item)}'
    )


def _drawn(case: Case, item: CaseComparison) -> str:
    counts: dict[str, int] = {}
    items = ""
    for each in drawings_on(case, item):
        kind = each.shape or ""
        counts[kind] = counts.get(kind, 0) + 1
        items += f"<li>{clean(shown(SHAPES[kind]))} {counts[kind]} <span class='soft'>{clean(each.who)}</span></li>"
    return f'<p class="soft">{clean(_("Drawn by hand"))}</p><ul class="plain">{items}</ul>' if items else ""


def _size(px: float, mm: Measured | None) -> str:
    return words.pixels(px) if mm is None else f"{words.pixels(px)}, {words.millimetres(mm)}"


def show_jump(compared: Compared) -> None:
    """Let a person go to any mark by its number: the table as links would leave the page."""
    numbers = {finding.number: finding for finding in compared.findings}
    if not numbers:
        return
    current = chosen_mark(compared)

    def named(number: int) -> str:
        return f"{number} · {shown(PROGRAM[numbers[number].verdict])}"

    with st.container(key="jump"):
        st.selectbox(
            _("Go to mark"), list(numbers), None if current is None else list(numbers).index(current.number),
            format_func=named, key=f"jump_{0 if current is None else current.number}", on_change=_jump,
            args=(0 if current is None else current.number,), placeholder=_("Choose a mark"),
        )  # fmt: skip


def _jump(current: int) -> None:
    number = st.session_state[f"jump_{current}"]
    # the browser may still send the choice of the page before, which is no news but where this widget was not there meanwhile
    if number not in (None, current):
        go_to(number)


def print_only(compared: Compared) -> None:
    """Put the two photos with their marks on the printed page, where the canvas is no picture."""
    comparison = compared.comparison
    if comparison is None:
        return
    figures = ""
    for side, name in (("before", _("Before")), ("after", _("After"))):
        data = desk.kept(comparison, f"print-{side}", partial(_picture, comparison, side))
        figures += (
            f'<figure><img src="{desk.serve(data, f"case-print-{side}")}" alt="{clean(name)}">'
            f"<figcaption>{clean(name)}</figcaption></figure>"
        )
    st.html(f'<div class="pair print-only">{figures}</div>')


def _picture(comparison: Comparison, side: str) -> bytes:
    paint = overlay.annotated_before if side == "before" else overlay.annotated_after
    return desk.as_jpeg(overlay.thumbnail(paint(comparison), PRINT_SIDE_PX))
