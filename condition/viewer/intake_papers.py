"""What happened and when, and the terms it is held against: two optional files beside the photos, read by the library.

Two photos and several have papers of their own: `of` is what the names of those of several begin with (`SEVERAL`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from condition.errors import ConditionError, EventsError, PolicyError
from condition.language import _, advised, sentence, shown, told
from condition.policy import Fact, Policy, parse_facts, parse_policy
from condition.timeline import Event, parse_events
from condition.viewer import desk
from condition.viewer.intake_uploads import take_new
from condition.viewer.markup import clean, notice

ENDINGS = ("toml", "json")
#: Both are short lists written by a person.
LARGEST_MB = 1
PAPERS = ("events", "policy")
SEVERAL = "set_"
EVENTS_OF = {
    "": sentence(
        "A list of events: bought, handed over, received back, answered. It is told with the times of the photos "
        "as one time line, and contradictions are shown."
    ),
    SEVERAL: sentence(
        "A list of events: bought, handed over, received back, answered. It is held against the times of all photos, and "
        "contradictions are shown."
    ),
}


@dataclass(frozen=True, slots=True)
class Papers:
    """What photos are held against: `events` and `facts` of the case, and a `policy`; all optional."""

    events: tuple[Event, ...] = ()
    facts: tuple[Fact, ...] = ()
    policy: Policy | None = None

    def stated(self) -> dict[str, Any]:
        """What was given of these, under the names that a comparison has for them."""
        given = {"events": self.events, "facts": self.facts, "policy": self.policy}
        return {name: value for name, value in given.items() if value}


def chosen(of: str = "") -> Papers | ConditionError:
    """Return what was chosen, or why a file cannot be read."""
    events, policy = (st.session_state.get(f"paper_{of}{kind}") for kind in PAPERS)
    try:
        return Papers(
            events=() if events is None else parse_events(_text(events, EventsError), events.name),
            facts=() if events is None else parse_facts(_text(events, EventsError), events.name),
            policy=None if policy is None else parse_policy(_text(policy, PolicyError), policy.name),
        )
    except ConditionError as error:
        return error


def put(events: desk.Upload | None = None, policy: desk.Upload | None = None, of: str = "") -> None:
    """Make these the papers of the photos; None takes one away."""
    st.session_state[f"paper_{of}events"], st.session_state[f"paper_{of}policy"] = events, policy


def take_uploads(of: str = "") -> None:
    """Keep the papers that have arrived since the page ran last."""

    def keep(kind: str, files: Sequence[desk.Upload]) -> None:
        st.session_state[f"paper_{kind}"] = files[-1]

    for kind in (f"{of}{each}" for each in PAPERS):
        take_new(f"upload_{kind}", partial(keep, kind))


def show_papers(of: str = "") -> Papers | ConditionError:
    """Show where the two files go, tucked away, and return what was chosen."""
    found = chosen(of)
    count = sum(st.session_state.get(f"paper_{of}{kind}") is not None for kind in PAPERS)
    label = _("Dates and terms (optional)") if not count else _("Dates and terms: {count} of 2", count=count)
    with st.expander(
        label, key="papers", icon=":material/event_note:", expanded=isinstance(found, ConditionError)
    ):
        asked = {
            "events": (
                _("What happened, and when"),
                shown(EVENTS_OF[of]),
            ),
            "policy": (
                _("The terms that apply"),
                _(
                    "Windows and conditions of a sale, a return or a repair. Each clause is checked for itself."
                ),
            ),
        }
        for column, (kind, (title, text)) in zip(st.columns(2, gap="medium"), asked.items(), strict=True):
            with column:
                _show_slot(f"{of}{kind}", title, text)
        st.html(
            f'<p class="soft">{clean(_("Both are short text files, TOML or JSON. The sample “a dispute” has one of each."))}</p>'
        )
    if isinstance(found, ConditionError):
        st.html(notice("trouble", _("This file cannot be used."), f"{told(found)}. {advised(found)}"))
    return found


def _show_slot(kind: str, title: str, text: str) -> None:
    st.html(f'<h3>{clean(title)}</h3><p class="soft">{clean(text)}</p>')
    kept: desk.Upload | None = st.session_state.get(f"paper_{kind}")
    if kept is None:
        st.file_uploader(
            title, ENDINGS, key=f"upload_{kind}", max_upload_size=LARGEST_MB, label_visibility="collapsed",
        )  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="file"><b>{clean(kept.name)}</b></p>')
        st.button(
            _("Remove"),
            key=f"remove_{kind}",
            on_click=_drop,
            args=(kind,),
            icon=":material/close:",
            type="tertiary",
        )


def _drop(kind: str) -> None:
    st.session_state[f"paper_{kind}"] = None


def _text(upload: desk.Upload, fault: type[ConditionError]) -> str:
    try:
        return upload.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fault(
            _("{name}: byte {place} is not UTF-8 text", name=upload.name, place=error.start)
        ) from error
