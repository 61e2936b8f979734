"""`Entry`: what every recorded thing has, and how the custody log tells it. Written once, never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from condition.cases.custody import sha256_of

#: Metadata of a field whose content is too long for the custody log, which holds its hash in place of it.
LONG = {"long": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that was recorded.

    Attributes
    ----------
    number : int
        Number among its kind in its case, from 1.
    entry : int
        Number of the entry of the custody log that tells it.
    who : str
        Who recorded it.
    when : str
        When it was recorded, ``2026-01-31T12:00:00.000000Z``.
    """

    number: int = 0
    entry: int = 0
    who: str = ""
    when: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """Every field but those that say when, where and by whom it was recorded."""
        return {name.name: getattr(self, name.name) for name in fields(self) if name.name not in _ENVELOPE}

    @property
    def details(self) -> dict[str, Any]:
        """What the custody log holds: number and content, long texts by their SHA-256."""
        told: dict[str, Any] = {"number": self.number}
        for each in fields(self):
            if each.name in _ENVELOPE:
                continue
            value = getattr(self, each.name)
            if each.metadata.get("long") and value is not None:
                told[f"{each.name}_sha256"] = sha256_of(value.encode())
            else:
                told[each.name] = value
        return told

    @property
    def photo_hashes(self) -> tuple[str, ...]:
        """SHA-256 of every photo it is about."""
        return ()


_ENVELOPE = frozenset(each.name for each in fields(Entry))
