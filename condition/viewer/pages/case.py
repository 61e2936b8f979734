"""One case: its photos, what was compared, what people decide, say and sign."""

import streamlit as st

from condition.language import _
from condition.viewer import (
    case_drawn,
    case_hear,
    case_marks,
    case_photos,
    case_print,
    case_say,
    case_scale,
    case_shell,
)
from condition.viewer.case_compared import compared
from condition.viewer.case_head import show_head, show_refusal

case = case_shell.chosen_case() if case_shell.begin() else None
if case is not None:
    item = case_photos.chosen_comparison(case)
    show_head(case)
    case_shell.watch(case.name)
    found = None
    if item is not None:
        case_photos.choose_comparison(case, item)
        case_hear.follow_address(case, item)
        waiting = st.empty()
        found = compared(case, item, case_photos.progress_in(waiting))
        waiting.empty()
        show_refusal(item, found)
        if found.comparison is not None:
            if case_hear.hear(case.name, item.number, found.comparison, late=True):
                st.rerun()  # a callback was broken off: what is above is not what is recorded
            case_marks.show_canvas(case, item, found)
            case_print.show_jump(found)
            case_marks.show_mark(case, item, found)
            case_drawn.show_drawn(case, item, found)
            case_print.print_only(found)
        case_say.show_carried(case, item)
    st.html(f"<h2>{_('Photos')}</h2>")
    case_photos.show_photos(case)
    case_photos.choose_and_compare(case)
    if item is not None and found is not None and item.new_marks is not None:
        if found.findings:
            case_print.show_table(case, item, found)
        case_scale.show_scale(case, item)
    case_say.show_contests(case, item)
    case_say.show_notes(case)
    left = case_marks.marks_left(case, item, found) if item is not None and found is not None else ""
    case_say.show_sign_off(case, item, left)
    case_say.show_log(case)
