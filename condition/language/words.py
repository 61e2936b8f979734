"""`Words`: a table of words that gives each in the reader's language."""

from __future__ import annotations

from typing import Any, TypeVar

from condition.language.active import shown

K = TypeVar("K")


class Words(dict[K, str]):
    """A dictionary whose sentences come out in the active language, whichever way they are read."""

    def __getitem__(self, key: K) -> str:
        """Return the words in the active language."""
        return shown(super().__getitem__(key))

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the words of a key, or the default."""
        return shown(super().get(key, default))

    def values(self) -> Any:
        """Return all words."""
        return [self[key] for key in self]

    def items(self) -> Any:
        """Return pairs of key and words."""
        return [(key, self[key]) for key in self]
