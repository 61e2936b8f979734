"""The time line of a case: events and photos with everything their times can mean, contradictions, and editing events."""

from __future__ import annotations

from typing import Any

import streamlit as st

from condition.cases import Case, CaseComparison, events_of
from condition.errors import ConditionError
from condition.language import _, shown
from condition.photo import Photo, read_photo
from condition.report import times, words
from condition.timeline import KINDS, Check, LineEntry, build_line, check_events, check_pair, line_zone
from condition.viewer import case_changes, case_desk
from condition.viewer.case_photos import photo_name
from condition.viewer.case_shell import nobody, put, said, show_said, turn, who
from condition.viewer.case_words import role_name, when_words
from condition.viewer.markup import checks, clean, table, time_line

KEYS = ("kind", "time", "zone", "source", "label", "photo")


def read(case: Case, item: CaseComparison | None) -> tuple[tuple[LineEntry, ...], tuple[Check, ...]]:
    """Return the time line of a case and what is said about it.

    Parameters
    ----------
    case : Case
        With its photos and events.
    item : CaseComparison or None
        Whose two photos are held against each other; without one only the events are.
    """
    events = events_of(case)
    roles = {} if item is None else {item.before: "before", item.after: "after"}
    read_photos = ((roles.get(photo.number, "photo"), _photo(photo)) for photo in case.photos)
    photos = [(role, photo) for role, photo in read_photos if photo is not None]
    pair = {role: photo for role, photo in photos if role != "photo"}
    found = (
        tuple(check_pair(pair["before"], pair["after"], events))
        if len(pair) == 2
        else tuple(check_events(pair, events))
    )
    return build_line(photos, events, found), found  # fmt: skip


def _photo(photo: Any) -> Photo | None:
    try:
        return _read(photo.sha256, f"{photo.number} · {photo.name}", role_name(photo.role))
    except ConditionError:
        return None


@st.cache_resource(scope="session", max_entries=12, show_spinner=False)
def _read(sha256: str, name: str, role: str) -> Photo:
    return read_photo(case_desk.original(sha256), f"{name}, {role}")


def show_line(entries: tuple[LineEntry, ...], found: tuple[Check, ...]) -> None:
    """Show the line as a picture and as a table, and whatever contradicts."""
    if not entries:
        st.html(
            f'<div class="blank small"><p><b>{clean(_("Nothing on the line yet."))}</b> '
            f"{clean(_('Add what happened below. Photos come by themselves where their files say when they were taken.'))}</p></div>"
        )
        return
    st.html(time_line(entries))
    zone, name = line_zone(entries)
    rows = [
        (entry.label, entry.said, times.span_words(entry, zone), entry.source, "; ".join(text for _check, text in doubted) or "–")
        for entry, doubted in zip(entries, times.doubts(entries), strict=True)
    ]  # fmt: skip
    head = (_("What"), _("As written"), _("Can mean ({zone})", zone=name), _("Who says so"), _("Doubts"))
    st.html(table(head, rows))
    telling = [check for check in found if check.severity in words.GRAVITY[1:]]
    put(f"<h2>{clean(_('What does not fit, or is not known'))}</h2>{checks(telling)}" if telling else "")


# -- events -------------------------------------------------------------------------------------------------------------


def show_events(case: Case) -> None:
    """Show every event with how it came to say what it says, and let a person edit, take out and add."""
    st.html(f"<h2>{clean(_('Events'))}</h2>")
    standing = case_desk.events_as_they_stand(case)
    for number, content, changes in standing:
        label = f"{content['time']} · {content['label'] or shown(KINDS[content['kind']])} · {content['source'] or _('stated')}"
        with st.expander(
            _("{number}. {label}", number=number, label=label), key=f"event_{number}", icon=":material/event:"
        ):
            _history(case, number)
            _edit(case, number, content, changes)  # fmt: skip
    out = [each.number for each in case.events if each.number not in {number for number, _c, _n in standing}]
    if out:
        with st.expander(
            _("Taken out: {number}", number=len(out)), key="events_out", icon=":material/event_busy:"
        ):
            for number in out:
                _history(case, number)
    show_said("event")
    with st.expander(_("Add an event"), key="event_new", icon=":material/add:", expanded=not standing):
        key = f"event_new_{turn('event')}"
        with st.form(f"{key}_form", border=False):
            _fields(key, {"kind": "handed_over"})
            st.form_submit_button(
                _("Add it"), type="primary", icon=":material/add:", on_click=_add, args=(case.name, key)
            )


def _history(case: Case, number: int) -> None:
    first = next(each for each in case.events if each.number == number)
    rows = [(when_words(first.when), first.who, _say(first.content), _("recorded"))]
    for each in case.event_changes:
        if each.event == number:
            now = _("taken out") if each.kind is None else _say(each.content)
            rows.append((when_words(each.when), each.who, now, each.reason))
    st.html(table((_("When"), _("Who"), _("What it says"), _("Why")), rows))


def _say(content: dict[str, Any]) -> str:
    kind = content["kind"]
    parts = (
        content["time"],
        content["zone"],
        content["label"] or (shown(KINDS[kind]) if kind in KINDS else kind),
        content["source"],
    )
    return ", ".join(part for part in parts if part)  # fmt: skip


def _fields(key: str, content: dict[str, Any]) -> None:
    left, right = st.columns(2, gap="medium")
    kinds = list(KINDS)
    left.selectbox(
        _("What happened"),
        kinds,
        kinds.index(content.get("kind") or "other"),
        format_func=lambda kind: shown(KINDS[kind]).capitalize(),
        key=f"{key}_kind",
    )
    left.text_input(
        _("When"),
        content.get("time") or "",
        key=f"{key}_time",
        placeholder="2025-12-31T16:20",
        help=_("As exact as it is known: 2025-12 is a month, 2025-12-31 a day, 2025-12-31T16:20 a minute."),
    )
    left.text_input(
        _("Time zone"),
        content.get("zone") or "",
        key=f"{key}_zone",
        placeholder="Europe/Berlin",
        help=_("A place such as Europe/Berlin, or +01:00. Without it nobody knows which 26 hours are meant."),
    )
    right.text_input(
        _("Who says so"), content.get("source") or "", key=f"{key}_source", placeholder=_("carrier's receipt")
    )
    right.text_input(_("Other words for it"), content.get("label") or "", key=f"{key}_label")
    photos = ["", "before", "after"]
    right.selectbox(_("Photo it is about"), photos, photos.index(content.get("photo") or ""), key=f"{key}_photo",
                    format_func=lambda side: {"": "–", "before": _("Before"), "after": _("After")}[side],
                    help=_("Only for a statement about when a photo was taken."))  # fmt: skip


def _edit(case: Case, number: int, content: dict[str, Any], changes: int) -> None:
    key = f"event_{number}_{changes}_{turn('event')}"
    with st.form(f"{key}_form", border=False):
        _fields(key, content)
        st.text_input(
            _("Why it is changed"),
            key=f"{key}_why",
            help=_("What it said before stays in the case, and the custody log tells the change."),
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Record the change"),
                icon=":material/check:",
                key=f"{key}_on",
                on_click=_change,
                args=(case.name, number, key, changes, True),
            )
            st.form_submit_button(_("Take it out"), icon=":material/event_busy:", key=f"{key}_off", on_click=_change, args=(case.name, number, key, changes, False))  # fmt: skip


def _values(key: str) -> dict[str, str]:
    values = {name: str(st.session_state[f"{key}_{name}"] or "").strip() for name in KEYS}
    if values["kind"] != "photographed":
        values["photo"] = ""
    return values


def _add(name: str, key: str) -> None:
    said("event", case_changes.add_event(name, who(), _values(key)) if who() else nobody(), _("Added."))


def _change(name: str, number: int, key: str, changes: int, stays: bool) -> None:
    now, why = _values(key) if stays else None, st.session_state[f"{key}_why"]
    problem = case_changes.edit_event(name, who(), number, now, why, changes) if who() else nobody()
    said("event", problem, _("Recorded. What it said before is still there."))


def photos_without_time(case: Case, entries: tuple[LineEntry, ...]) -> str:
    """Return the photos that claim no time of capture and so have no place on the line, in words; empty where all have."""
    on_line = " ".join(entry.label for entry in entries if entry.is_photo)
    missing = [photo_name(photo) for photo in case.photos if f"{photo.number} · {photo.name}" not in on_line]
    return _("No place on the line, because the file does not say when it was taken: {photos}.", photos="; ".join(missing)) if missing else ""  # fmt: skip
