"""`AnnotatedPhoto` and `AnnotatedMark`: what the programs in which people draw outlines have in common.

Positions are px of the upright after photo with (0, 0) at the *centre* of the top-left pixel, as everywhere here. The files
of those programs count from the *corner* of that pixel; readers and writers of this room add and take away the half pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

from condition.geometry import Points

#: Between our pixel centres and the corners that drawing programs count from, px.
CORNER_PX = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedMark:
    """One outlined mark.

    Attributes
    ----------
    polygon : ndarray
        float64 ``(K, 2)`` x, y: outline.
    kind : str
        What it is: "scratch", "dent", ... as `condition.novelty.Kind` names it, or another word that a person chose.
    verdict : str
        "new" or "cannot_tell"; what a person draws without saying more is "new", because that is what is asked.
    score : float or None
        Chance that it is new; None where a person drew it.
    number : int or None
        Its number in the comparison; None where a person drew it.
    parts : tuple of ndarray
        Further outlines of the same mark; a person may draw one mark in pieces.
    """

    polygon: Points
    kind: str
    verdict: str = "new"
    score: float | None = None
    number: int | None = None
    parts: tuple[Points, ...] = ()

    @property
    def polygons(self) -> tuple[Points, ...]:
        """All its outlines."""
        return (self.polygon, *self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedPhoto:
    """The marks of one after photo.

    Attributes
    ----------
    id : str
        Id of the pair.
    file : str
        Path of the photo as the list of pairs has it, with forward slashes.
    width, height : int
        Of the upright photo, px.
    marks : tuple of AnnotatedMark
        Empty where nothing was marked.
    sha256 : str or None
        Hex digest of the photo's bytes, where it is known.
    """

    id: str
    file: str
    width: int
    height: int
    marks: tuple[AnnotatedMark, ...]
    sha256: str | None = None
