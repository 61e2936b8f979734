"""The pages' one way to the store of cases: where it is and what it holds; `case_changes` is the way to change it.

No page holds a call of the store.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from condition.cases import (
    Case,
    CaseStore,
    Summary,
    default_folder,
    entry_record,
    last_entry,
    parse_entry,
    standing_events,
    summaries,
)
from condition.errors import CaseError
from condition.language import _, advised, told


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not recorded: what is the matter, and what to do next."""

    title: str
    text: str


# -- the store ----------------------------------------------------------------------------------------------------------


def where() -> str:
    """Return where the cases lie, for a person; never a password."""
    url = os.environ.get("CONDITION_DATABASE_URL")
    if not url:
        return _("the folder {folder}", folder=str(default_folder()))
    return _("the database {name}; originals in {folder}", name=opened().name, folder=str(default_folder()))


def trouble() -> Trouble | None:
    """Return why the store cannot be used; None where it can."""
    try:
        opened()
    except CaseError as error:
        return Trouble(_("The cases cannot be opened."), f"{told(error)}. {advised(error)}")
    return None


def opened() -> CaseStore:
    """Return the store, for `case_changes`; no page calls it."""
    return _open(str(default_folder()), os.environ.get("CONDITION_DATABASE_URL"))


# One for the whole server, because it holds no photo and no case, only the way to them.
@st.cache_resource(show_spinner=False, max_entries=4)
def _open(folder: str, url: str | None) -> CaseStore:
    return CaseStore(folder, url=url)


# -- reading ------------------------------------------------------------------------------------------------------------


def queue() -> tuple[Summary, ...]:
    """Return every case in short."""
    return summaries(opened())


def names() -> tuple[str, ...]:
    """Return the names of all cases."""
    return opened().names()


def in_short(name: str) -> Summary | None:
    """Return one case in short; None where there is none of this name."""
    return next(iter(summaries(opened(), name)), None)


def find(name: str) -> Case | None:
    """Return a case as it is now; None where there is none of this name."""
    try:
        return opened().case(name)
    except CaseError:
        return None


def original(sha256: str) -> bytes:
    """Return the bytes of a photo of a case."""
    return opened().originals.read(sha256)


def log(name: str) -> list[Mapping[str, Any]]:
    """Return the entries of a custody log, the last first; an entry that cannot be read is left to the check of the log."""
    entries = [parse_entry(line.body) for line in opened().log(name)]
    return [entry for entry in reversed(entries) if entry is not None]


def as_record(item: Any) -> dict[str, Any]:
    """Return one recorded thing as plain data."""
    return entry_record(item)


@dataclass(frozen=True, slots=True)
class Newest:
    """The last entry of a custody log: its number, which is the version of the case, and who did what when."""

    entries: int
    who: str
    what: str
    when: str


def newest(name: str) -> Newest | None:
    """Return the last entry of the log of a case; None where there is no such case."""
    body = last_entry(opened(), name)
    return None if body is None else Newest(body["number"], body["who"], body["what"], body["when"])


def events_as_they_stand(case: Case) -> list[tuple[int, dict[str, Any], int]]:
    """Return number, content, and how often it was changed, of every event that stands."""
    return [(each.event.number, each.event.content, each.changes) for each in standing_events(case)]
