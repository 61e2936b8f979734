"""`Pair`: one line of a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos to compare, by path.

    Attributes
    ----------
    id : str
        Unique within the list.
    before, after : Path
        The photos.
    points : Path or None
        A .npy file, float ``(N, 2+)``: columns 0 and 1 are x and y in px of the before photo.
    problem : str or None
        Why this pair cannot be compared, where the list itself shows it (a folder without an after photo); such a
        pair becomes an error line, and the batch goes on.
    """

    id: str
    before: Path
    after: Path
    points: Path | None = None
    problem: str | None = None
