"""`Pair`: one line of a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Where a file lies: a path, or an address as fsspec reads them (``s3://bucket/ring-17/before.jpg``).
Place = Path | str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos to compare, by path or address.

    Attributes
    ----------
    id : str
        Unique within the list.
    before, after : Path or str
        The photos; a str is an address, read by the worker that compares.
    points : Path, str or None
        A .npy file, float ``(N, 2+)``: columns 0 and 1 are x and y in px of the before photo.
    problem : str or None
        Why this pair cannot be compared, where the list itself shows it (a folder without an after photo); such a
        pair becomes an error line, and the batch goes on.
    """

    id: str
    before: Place
    after: Place
    points: Place | None = None
    problem: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """Before, after, and points where there are any."""
        return (self.before, self.after) if self.points is None else (self.before, self.after, self.points)
