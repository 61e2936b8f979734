"""Deciding: the canvas of a case, and below it everything about the mark that is chosen."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from condition.cases import (
    Case,
    CaseComparison,
    Decision,
    decisions_on,
    drawings_on,
    grading_on,
    left_out_on,
    notes_on,
    points_of,
)
from condition.language import _, ngettext, shown
from condition.measurement import Finding
from condition.novelty import Verdict
from condition.viewer import case_changes, case_hear
from condition.viewer.canvas import show_working_canvas
from condition.viewer.case_compared import Compared
from condition.viewer.case_desk import Trouble
from condition.viewer.case_hear import CANVAS, chosen_mark
from condition.viewer.case_shell import nobody, put, said, show_said, trouble_at, turn, who
from condition.viewer.case_words import GRADES, VERDICTS, grade_name, verdict_name, when_words
from condition.viewer.marks_list import mark_article
from condition.viewer.markup import clean

#: What the program says that a person has to look at.
TO_SETTLE = (Verdict.NEW, Verdict.CANNOT_TELL)


def show_canvas(case: Case, item: CaseComparison, compared: Compared) -> None:
    """Show the canvas on which marks are decided."""
    assert compared.comparison is not None, "only a compared pair has a canvas"
    hear = partial(case_hear.hear, case.name, item.number, compared.comparison)
    mark = chosen_mark(compared)
    show_working_canvas(
        compared.comparison, st.session_state.get("case_focus"), _work(case, item, compared), key=CANVAS,
        hear=hear, choose=hear, start=None if mark is None else mark.number,
        mm_per_px=None if compared.scale is None else compared.scale.value, left_out=left_out_on(case, item),
    )  # fmt: skip


def to_settle(case: Case, item: CaseComparison, compared: Compared) -> list[Finding]:
    """Return the marks that a person has to look at: none of those in a region left out by hand."""
    left_out = left_out_on(case, item)
    return [each for each in compared.findings if each.verdict in TO_SETTLE and each.number not in left_out]


def _work(case: Case, item: CaseComparison, compared: Compared) -> dict[str, Any]:
    decided = decisions_on(case, item)
    return {
        "writes": bool(who()),
        "ask": nobody().title,
        "said": trouble_at("canvas"),
        "heard": case_hear.confirmed(),
        "verdicts": [
            {"verdict": verdict, "key": key, "name": shown(name), "meaning": shown(meaning)}
            for verdict, (key, name, meaning) in VERDICTS.items()
        ],
        "decided": {
            mark: {"verdict": each.verdict, "name": verdict_name(each.verdict), "entry": each.entry, "by": each.who}
            for mark, each in decided.items()
        },
        "to_settle": [each.number for each in to_settle(case, item, compared)],
        "drawn": [
            {"id": each.number, "kind": each.shape, "points": points_of(each), "by": f"{each.who}, {when_words(each.when)}"}
            for each in drawings_on(case, item)
        ],
        "choose": _("Choose a mark"),
        "about": _("Mark {mark}", mark="{mark}"),
        "left": _("{left} to decide", left="{left}"),
        "done": _("All decided"),
        "keys": _("Decide: Y new, A already there, X no mark, U cannot tell. These keys, N and P work everywhere on this page but in a text."),
    }  # fmt: skip


# -- the chosen mark ----------------------------------------------------------------------------------------------------


def show_mark(case: Case, item: CaseComparison, compared: Compared) -> None:
    """Show the chosen mark: pixels, sizes, reason; what people decided, noted and graded; and take more of it."""
    finding = chosen_mark(compared)
    if finding is None:
        st.html(f'<p class="soft">{clean(_("Choose a mark on the photos, or press N."))}</p>')
        return
    number = finding.number
    with st.container(border=True, key="chosen_mark"):
        put(_decided(case, item, number))
        if compared.comparison is not None:
            st.html(mark_article(compared.comparison, finding, number in left_out_on(case, item)))
        note, level = st.columns(2, gap="medium")
        with note:
            _note(case, item, number)
        with level:
            _grade(case, item, finding)


def _decided(case: Case, item: CaseComparison, mark: int) -> str:
    """What people have decided and noted about a mark, and what the other side says, the newest first."""
    standing = decisions_on(case, item).get(mark)
    rows = [
        _decision(each, item, standing) for each in case.decisions if _is_about(each, item, mark, standing)
    ]
    rows += [
        (each.entry, each.who, each.when, _("Note"), each.text) for each in notes_on(case, item.number, mark)
    ]
    graded = [each for each in case.gradings if (each.comparison, each.mark) == (item.number, mark)]
    rows += [
        (each.entry, each.who, each.when, _("Grade: {grade}", grade=grade_name(each.grade)), each.reason)
        for each in graded
    ]
    contested = [each for each in case.contests if (each.comparison, each.mark) == (item.number, mark)]
    rows += [(each.entry, each.who, each.when, _("Contested"), each.text) for each in contested]
    return says(sorted(rows, reverse=True))  # fmt: skip


def says(rows: list[tuple[int, str, str, str, str]]) -> str:
    """Return who said what as a list, from entry, who, when, what and words."""
    items = "".join(
        f"<li><p><b>{clean(what)}</b>{f' · {clean(text)}' if text else ''}</p>"
        f'<p class="soft">{clean(by)}, {clean(when_words(when))}</p></li>'
        for _entry, by, when, what, text in rows
    )
    return f'<ul class="said">{items}</ul>' if items else ""


def _is_about(each: Decision, item: CaseComparison, mark: int, standing: Decision | None) -> bool:
    return each == standing or (each.comparison, each.mark) == (item.number, mark)


def _decision(
    each: Decision, item: CaseComparison, standing: Decision | None
) -> tuple[int, str, str, str, str]:
    what = _("Decided: {verdict}", verdict=verdict_name(each.verdict))
    if each.comparison != item.number:
        what = _("{what}, on comparison {number}", what=what, number=each.comparison)
    if standing is not None and each != standing:
        what = _("{what} (does not stand any more)", what=what)
    return each.entry, each.who, each.when, what, each.reason


# What a button does is done before the page runs again, with what was on the screen when it was pressed.


def _note(case: Case, item: CaseComparison, mark: int) -> None:
    key = f"note_{item.number}_{mark}_{turn('note')}"
    with st.form(f"{key}_form", border=False):
        st.text_area(_("Note on mark {mark}", mark=mark), key=key, height=80)
        st.form_submit_button(
            _("Add the note"), icon=":material/edit_note:", on_click=_note_it, args=(case.name, item.number, mark, key)
        )  # fmt: skip
    show_said("note")


def _note_it(name: str, comparison: int, mark: int, key: str) -> None:
    text = st.session_state[key]
    said("note", case_changes.note_on(name, who(), text, comparison, mark) if who() else nobody())


def _grade(case: Case, item: CaseComparison, finding: Finding) -> None:
    standing = grading_on(case, item.number, finding.number)
    key = f"grade_{item.number}_{finding.number}_{turn('grade')}"
    measured = finding.grade.name.lower()
    seen = None if standing is None else standing.entry
    with st.form(f"{key}_form", border=False):
        st.selectbox(
            _("Grade"), list(GRADES), list(GRADES).index(standing.grade if standing else measured),
            format_func=grade_name, help=_("The program measures: {grade}.", grade=grade_name(measured)), key=key,
        )  # fmt: skip
        st.text_input(_("Why"), key=f"{key}_why")
        st.form_submit_button(
            _("Grade it"), icon=":material/straighten:", on_click=grade_it, args=("grade", case.name, item.number, finding.number, key, seen)
        )  # fmt: skip
    show_said("grade")


def grade_it(place: str, name: str, comparison: int, mark: int | None, key: str, seen: int | None) -> None:
    """Record the grade that was chosen under a key, and its reason."""
    level, reason = st.session_state[key], st.session_state[f"{key}_why"]
    if level is None:
        said(place, Trouble(_("No grade is chosen."), _("Choose one, and press again.")))
        return
    said(place, case_changes.grade(name, who(), comparison, mark, level, reason, seen) if who() else nobody())


# -- all marks ----------------------------------------------------------------------------------------------------------


def marks_left(case: Case, item: CaseComparison, compared: Compared) -> str:
    """Return how many marks wait for a person, in words."""
    if item.new_marks is None:
        return _("The two photos on the screen could not be compared.")
    decided = decisions_on(case, item)
    left = sum(each.number not in decided for each in to_settle(case, item, compared))
    if not left:
        return _("Every mark that needs a person is decided.")
    return ngettext("{number} mark waits for a person.", "{number} marks wait for a person.", left)
