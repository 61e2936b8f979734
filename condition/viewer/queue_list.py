"""The list of cases: what is shown, in which order, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from condition.cases import Piece, State, Summary
from condition.language import _, ngettext, sentence, shown
from condition.viewer import case_changes, case_desk
from condition.viewer.case_shell import case_page, nobody, said, show_said, turn, who
from condition.viewer.case_words import STATE_MEANINGS, STATES, ago_words, state_name
from condition.viewer.markup import clean

#: Cases shown before "Show more" is pressed.
SHOWN = 40
#: How the list can be ordered: name -> (words, key).
ORDERS: dict[str, tuple[Any, Callable[[Summary], Any]]] = {
    "need": (sentence("What needs a person first"), lambda each: (list(State).index(each.state), -each.unsettled, each.opened)),
    "changed": (sentence("Changed last first"), lambda each: _backwards(each.changed)),
    "opened": (sentence("Opened last first"), lambda each: _backwards(each.opened)),
    "new": (sentence("Most new marks first"), lambda each: -(each.new_marks or 0)),
    "unsettled": (sentence("Most to decide first"), lambda each: -each.unsettled),
    "name": (sentence("Name"), lambda each: each.name),
}  # fmt: skip


def _backwards(when: str) -> tuple[int, ...]:
    return tuple(-ord(character) for character in when)


def chosen(cases: Sequence[Summary]) -> list[Summary]:
    """Let a person search, filter and sort, and return the cases that are left, in order. The choice is in the address."""
    with st.container(key="queue_filters"):
        text, state, kind, marks, order = st.columns([2, 1.4, 1.4, 1.4, 1.8], vertical_alignment="bottom")
        searched = text.text_input(
            _("Search"), key="q", placeholder=_("name, reference, piece"), bind="query-params"
        )
        wanted = state.selectbox(
            _("State"),
            ["", *STATES],
            key="state",
            bind="query-params",
            format_func=lambda each: state_name(State(each)) if each else _("all"),
        )
        kinds = sorted({each.kind for each in cases if each.kind})
        piece = kind.selectbox(
            _("Piece"),
            ["", *kinds],
            key="piece",
            format_func=lambda each: each or _("all"),
            bind="query-params",
        )
        only = marks.selectbox(
            _("Marks"),
            ["", "new", "open", "contested"],
            key="only",
            bind="query-params",
            format_func=lambda each: shown(_MARKS[each]),
        )
        by = order.selectbox(_("Order"), list(ORDERS), key="sort", bind="query-params",
                             format_func=lambda each: shown(ORDERS[each][0]))  # fmt: skip
    found = [
        each
        for each in cases
        if (not wanted or each.state == wanted)
        and (not piece or each.kind == piece)
        and _has(each, only)
        and _matches(each, searched or "")
    ]
    return sorted(found, key=ORDERS[by][1])


_MARKS = {
    "": sentence("all"),
    "new": sentence("with new marks"),
    "open": sentence("with marks to decide"),
    "contested": sentence("with open contests"),
}


def _has(each: Summary, only: str) -> bool:
    counts = {"new": each.new_marks or 0, "open": each.unsettled, "contested": each.contested}
    return not only or counts[only] > 0


def _matches(each: Summary, searched: str) -> bool:
    words = " ".join(filter(None, (each.name, each.kind, each.material, each.reference))).casefold()
    return all(part in words for part in searched.casefold().split())


def show(cases: Sequence[Summary]) -> None:
    """Show one row a case."""
    limit = st.session_state.setdefault("queue_limit", SHOWN)
    st.html(f'<p class="soft">{clean(ngettext("{number} case", "{number} cases", len(cases)))}</p>')
    for each in cases[:limit]:
        with st.container(key=f"row_{each.name}", horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                case_page(), label=each.name, icon=":material/folder_open:", query_params={"case": each.name}
            )
            st.html(_row(each))  # fmt: skip
    if len(cases) > limit:
        st.button(
            _("Show {number} more", number=len(cases) - limit), key="queue_more", on_click=_show_more, args=(len(cases),)
        )  # fmt: skip


def _show_more(number: int) -> None:
    st.session_state["queue_limit"] = number


def _row(each: Summary) -> str:
    piece = ", ".join(part for part in (each.kind, each.material, each.reference) if part) or _(
        "piece not described"
    )
    numbers = []
    if each.unsettled:
        numbers.append(_("{number} to decide", number=each.unsettled))
    if each.new_marks is not None:
        numbers.append(_("{number} new by the program", number=each.new_marks))
    if each.confirmed:
        numbers.append(_("{number} confirmed", number=each.confirmed))
    if each.contested:
        numbers.append(_("{number} contested", number=each.contested))
    told = " · ".join(numbers) or ngettext("{number} photo", "{number} photos", each.photos)
    by = f"{each.by}, {ago_words(each.changed)}" if each.by else ago_words(each.changed)
    return (
        f'<div class="row"><span class="chip {each.state.value}" title="{clean(shown(STATE_MEANINGS[each.state]))}">'
        f"{clean(state_name(each.state))}</span><span>{clean(piece)}</span><span>{clean(told)}</span>"
        f'<span class="soft">{clean(by)}</span></div>'
    )


def show_empty(*, filtered: bool) -> None:
    """Say that there is nothing, and what to do."""
    title = _("No case fits.") if filtered else _("No cases yet.")
    text = (
        _("Change the filters above, or open a new case.")
        if filtered
        else _("A case keeps the photos of one piece, what was compared, what people decided and why. Open the first one here, or keep an answer of the Compare page as a case.")
    )  # fmt: skip
    st.html(f'<div class="blank"><h2>{clean(title)}</h2><p>{clean(text)}</p></div>')


def open_new(cases: Sequence[Summary]) -> None:
    """Let a person open a new case."""
    key = turn("new_case")
    with st.expander(_("New case"), icon=":material/create_new_folder:", key="new_case", expanded=not cases), \
         st.form(f"new_case_form_{key}", border=False):  # fmt: skip
        left, right = st.columns(2, gap="medium")
        left.text_input(
            _("Name of the case"),
            free_name([each.name for each in cases]),
            key=f"new_name_{key}",
            max_chars=64,
        )
        left.text_input(_("Kind of piece"), key=f"new_kind_{key}", placeholder=_("ring, watch, bracelet …"))
        left.text_input(_("Material"), key=f"new_material_{key}")
        right.text_input(
            _("Reference"), key=f"new_reference_{key}", help=_("The maker's or the shop's number.")
        )
        right.text_input(_("Customer"), key=f"new_customer_{key}")
        right.number_input(
            _("A known dimension (mm)"),
            0.0,
            10_000.0,
            None,
            0.1,
            "%.2f",
            key=f"new_mm_{key}",
            help=_("The diameter, for instance: it can set the scale of the photos."),
        )
        st.form_submit_button(_("Open the case"), type="primary", icon=":material/add:", on_click=_open, args=(key,))  # fmt: skip
    show_said("new_case")
    opened = st.session_state.pop("case_opened", None)
    if opened:
        st.switch_page(case_page(), query_params={"case": opened})


def free_name(taken: Sequence[str], now: datetime | None = None) -> str:
    """Return a name that no case has: the day, and a running number."""
    day = (now or datetime.now(UTC)).strftime("%Y-%m-%d")
    number = 1
    while f"{day}-{number}" in taken:
        number += 1
    return f"{day}-{number}"


def _open(key: int) -> None:
    value = {
        name: st.session_state[f"new_{name}_{key}"]
        for name in ("name", "kind", "material", "reference", "customer", "mm")
    }
    sizes = {} if value["mm"] is None else {_("diameter"): value["mm"]}  # fmt: skip
    piece = Piece(
        kind=value["kind"].strip() or None, material=value["material"].strip() or None,
        reference=value["reference"].strip() or None, dimensions_mm=sizes,
    )  # fmt: skip
    name = value["name"].strip()
    problem = case_changes.new_case(name, who(), piece, value["customer"]) if who() else nobody()
    if said("new_case", problem):
        st.session_state["case_opened"] = name


def where_line() -> str:
    """Return where the cases lie, as a line of the page."""
    return f'<p class="soft">{clean(_("The cases lie in {where}.", where=case_desk.where()))}</p>'
