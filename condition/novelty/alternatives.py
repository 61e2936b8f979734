"""What else a mark could be: codes, names, units, and the photo that would settle each.

One registry for the report, the viewer and the tests, as for refusals (`condition.reasons`). Which of them are ruled out
for one mark, and by which number, is decided in `weigh`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from condition.language import sentence


class AlternativeCode(StrEnum):
    """What else a mark could be; the value is what JSON carries."""

    SURFACE = "SURFACE"
    REFLECTION = "REFLECTION"
    OLD_MARK = "OLD_MARK"
    MISALIGNMENT = "MISALIGNMENT"
    HIDDEN_BEFORE = "HIDDEN_BEFORE"
    FOREIGN_BODY = "FOREIGN_BODY"


@dataclass(frozen=True, slots=True)
class AlternativeEntry:
    """What a code means.

    Attributes
    ----------
    name : str
        The explanation, as a person would say it.
    unit : str
        Unit of `Alternative.measured` and `Alternative.limit`; empty where nothing is measured.
    ruled_out : {"from", "below", "up to", ""}
        On which side of the limit it is ruled out.
    settles : str
        Which photo would settle it, as an instruction a person can follow.
    """

    name: str
    unit: str
    ruled_out: str
    settles: str


REGISTRY: dict[AlternativeCode, AlternativeEntry] = {
    AlternativeCode.SURFACE: AlternativeEntry(
        sentence("a chance pattern of the surface"),
        "chance of being new",
        "from",
        sentence("Take a closer, sharp photo of this place."),
    ),
    AlternativeCode.REFLECTION: AlternativeEntry(
        sentence("a reflection that moved"),
        "times the surface's grain",
        "below",
        sentence(
            "Turn the lamp or the piece a little and take the after photo again: a reflection moves, a mark stays."
        ),
    ),
    AlternativeCode.OLD_MARK: AlternativeEntry(
        sentence("an old mark in another light"),
        "times the surface's grain",
        "below",
        sentence(
            "Compare another photo from before, taken in another light: an old mark shows in one of them."
        ),
    ),
    AlternativeCode.MISALIGNMENT: AlternativeEntry(
        sentence("photos that do not lie on each other here"),
        "fraction of the lines around it",
        "from",
        sentence("Take the after photo again from where the before photo was taken."),
    ),
    AlternativeCode.HIDDEN_BEFORE: AlternativeEntry(
        sentence("a place the before photo could not show"),
        "fraction of the mark",
        "up to",
        sentence("Only another photo from before that shows this place clearly can settle it."),
    ),
    AlternativeCode.FOREIGN_BODY: AlternativeEntry(
        sentence("dust, a hair or a drop on the piece"),
        "",
        "",
        sentence("Wipe the piece and take the after photo again: dust goes, a mark stays."),
    ),
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another explanation of one mark.

    Attributes
    ----------
    code : AlternativeCode
        Which one; `REGISTRY` describes it.
    ruled_out : bool or None
        None where nothing here can check it.
    text : str
        One sentence with what was measured.
    measured, limit : float or None
        The number and the limit of what rules it out, in `AlternativeEntry.unit`; None where nothing is measured.
    """

    code: AlternativeCode
    ruled_out: bool | None
    text: str
    measured: float | None = None
    limit: float | None = None

    @property
    def entry(self) -> AlternativeEntry:
        """Its name, its unit, and the photo that would settle it."""
        return REGISTRY[self.code]
