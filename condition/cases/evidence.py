"""What comes into a case: photos, events and facts; and back from it in the types the comparison takes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from condition.cases.custody import canonical
from condition.cases.model import PHOTO_ROLES, Case, CaseEvent, CaseFact, CasePhoto
from condition.cases.standing import standing_events
from condition.cases.store import CaseStore, check_known, check_texts
from condition.errors import EventsError, UnreadablePhoto
from condition.photo import Limits, read_facts
from condition.policy import Fact, parse_facts
from condition.report import printable
from condition.tables import parse_document
from condition.timeline import Event, parse_events


def add_photo(
    store: CaseStore, name: str, source: str | os.PathLike[str] | bytes, *,
    role: str, side: str | None = None, who: str, file_name: str | None = None, version: int | None = None,
) -> CasePhoto:  # fmt: skip
    """Store a photo's bytes as they are and record it; a photo that is there already is returned as it was recorded.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    source : path or bytes
        The original file.
    role : str
        One of `condition.cases.PHOTO_ROLES`.
    side : str, optional
        Which side of the piece it shows.
    who : str
        Who adds it.
    file_name : str, optional
        Name for display, where `source` is bytes.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    PhotoError
        If the bytes are no photo of a format that is read.
    """
    check_known(role, PHOTO_ROLES, "is no role of a photo")
    shown = printable(file_name or ("photo" if isinstance(source, bytes) else Path(source).name))
    check_texts(shown, side)
    data = source if isinstance(source, bytes) else _read(Path(source), shown)
    facts = read_facts(data, shown)
    store.case(name)  # no original without its case
    digest = store.originals.put(data)
    with store.writing(name, who, version) as writer:
        for known in writer.case.photos:
            if (known.sha256, known.role, known.side) == (digest, role, side):
                return known
        photo = CasePhoto(
            sha256=digest, name=shown, role=role, side=side, format=facts.format, size_bytes=len(data)
        )
        return writer.add(photo)


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(Limits().max_bytes + 1)
    except (OSError, ValueError) as error:
        raise UnreadablePhoto(name, f"cannot be read ({getattr(error, 'strerror', error)})") from error


def add_events(
    store: CaseStore, name: str, text: str, *, who: str, file_name: str = "events", version: int | None = None
) -> tuple[CaseEvent | CaseFact, ...]:
    """Record the events and facts of a file (docs/events.md) and return those that were not there yet.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    text : str
        TOML or JSON.
    who : str
        Who records them.
    file_name : str
        For messages.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    EventsError
        If the text cannot be read; the message names the event and the key.
    """
    parse_events(text, file_name)
    facts = parse_facts(text, file_name)
    document = parse_document(text, file_name, EventsError)
    rows = (
        document if isinstance(document, list) else [*document.get("event", []), *document.get("events", [])]
    )
    items: list[CaseEvent | CaseFact] = [_event(row) for row in rows]
    items += [CaseFact(name=fact.name, value=canonical(fact.value), source=fact.source) for fact in facts]
    check_texts(*(item.content for item in items))
    with store.writing(name, who, version) as writer:
        there = [item.content for item in (*writer.case.events, *writer.case.facts)]
        return tuple(writer.add(item) for item in items if item.content not in there)


def _event(row: dict[str, Any]) -> CaseEvent:
    """Return an event as it was written; a time that TOML has read becomes text again."""
    time = row["time"] if isinstance(row["time"], str) else row["time"].isoformat()
    return CaseEvent(**{**row, "time": time})


def events_of(case: Case) -> tuple[Event, ...]:
    """Return the events of a case as they stand, as `condition.compare` takes them."""
    rows = [
        {key: value for key, value in each.event.content.items() if value is not None}
        for each in standing_events(case)
    ]
    return parse_events(json.dumps(rows)) if rows else ()


def facts_of(case: Case) -> tuple[Fact, ...]:
    """Return the facts of a case as `condition.compare` takes them."""
    return tuple(Fact(fact.name, json.loads(fact.value), fact.source) for fact in case.facts)
