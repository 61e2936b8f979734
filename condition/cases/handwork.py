"""What people add to a case by hand: shapes drawn on the photos, scales, grades, notes on a mark, changes of events.

Records like all others: written once, each with an entry of the custody log. What a later one replaces is still there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from condition.cases.entry import LONG, Entry

#: What a drawn shape can stand for: a mark the program missed, a region to leave out, a distance.
SHAPES = ("mark", "leave_out", "distance")
#: By what a scale is known: a dimension of the piece, a coin beside it, a ruler beside it; or not any more.
SCALE_METHODS = ("dimension", "coin", "ruler", "none")
#: How severe a mark is, in the words of `condition.measurement.Grade`.
GRADES = ("trace", "light", "moderate", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing(Entry):
    """A shape somebody drew on the photos of a comparison, or that an earlier one is taken back.

    Attributes
    ----------
    comparison : int
        Number of the comparison it was drawn on.
    shape : str or None
        One of `SHAPES`; None where one is taken back.
    points : str or None
        x, y in full-resolution px of the after photo, ``[[x, y], ...]``; canonical JSON.
    takes_back : int or None
        Number of the drawing that does not stand any more.
    """

    comparison: int
    shape: str | None = None
    points: str | None = field(default=None, metadata=LONG)
    takes_back: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Entry):
    """How large a pixel of a photo is: a known length between two points; a later one stands in its place.

    Attributes
    ----------
    photo : int
        Number of the photo in the case.
    method : str
        One of `SCALE_METHODS`; "none" takes the earlier one back, with None below.
    what : str
        What has that length: "diameter", "1 euro coin".
    known_mm, error_mm : float or None
        The length, and the half-width of its 95 % interval.
    points : str or None
        The two ends, x, y in full-resolution px of the photo; canonical JSON.
    """

    photo: int
    method: str
    what: str
    known_mm: float | None = None
    error_mm: float | None = None
    points: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading(Entry):
    """How severe a person finds a mark, or all of the piece (`mark` None): one of `GRADES`, and why."""

    comparison: int
    mark: int | None = None
    grade: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNote(Entry):
    """Words of a person about one mark of a comparison."""

    comparison: int
    mark: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMark(Entry):
    """What a person says about a mark that somebody drew; a later one about the same drawing stands in its place.

    Attributes
    ----------
    drawing : int
        Number of the drawing in the case.
    verdict : str
        One of `condition.cases.VERDICTS`.
    grade : str or None
        One of `GRADES`, where the mark is one.
    reason : str
        Why, in the person's words; may be empty.
    """

    drawing: int
    verdict: str
    grade: str | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange(Entry):
    """What an event says from now on, in the keys of `CaseEvent`; `kind` None takes the event out.

    Attributes
    ----------
    event : int
        Number of the event in the case.
    reason : str
        Why, in the person's words.
    """

    event: int
    kind: str | None = None
    time: str | None = None
    zone: str | None = None
    source: str | None = None
    label: str | None = None
    photo: str | None = None
    reason: str
