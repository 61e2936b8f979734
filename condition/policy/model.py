"""`Policy`, its clauses and the rules in them; `Fact`; `Ruling`: what a clause gives for one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from condition.novelty import Verdict
from condition.photo import Photo
from condition.timeline import Check, Event

#: What a fact can be.
Value = bool | int | float | str
#: Names under which a window speaks of the times of the photos of a side; all others are kinds of events.
PHOTO_MOMENTS = {"before_photo": "before", "after_photo": "after"}
#: Chance from which a mark is taken to be new unless a clause says otherwise, and from which a report says "is new" and not "appears to
#: be new": wrong once in ten.
SURE = 0.9
#: What a person can be asked to look at.
EVIDENCE = ("marks", "times")


class Outcome(StrEnum):
    """What a clause gives."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"
    FOR_A_PERSON = "for_a_person"


@dataclass(frozen=True, slots=True)
class Window:
    """`event` has to lie within `within` days or hours of `of`.

    Attributes
    ----------
    event, of : str
        Kinds of events, or a name of `PHOTO_MOMENTS`.
    within : int
        Length of the window, at least 0.
    unit : {"days", "hours"}
        Calendar days, of which the day of `of` is not counted and the last one counts whole, or hours.
    """

    event: str
    of: str
    within: int
    unit: str


@dataclass(frozen=True, slots=True)
class MarkLimit:
    """At most so many marks may be new.

    Attributes
    ----------
    new_marks : int
        Marks allowed.
    chance_at_least : float
        Chance from which a new mark counts against the piece; one of less leaves the clause open.
    compared_at_least : float
        Share of the piece in the after photo that must have been compared before "met" is said.
    """

    new_marks: int
    chance_at_least: float = SURE
    compared_at_least: float = 1.0


@dataclass(frozen=True, slots=True)
class FactRule:
    """A stated fact must have this value: `fact` is its name, `must_be` the value."""

    fact: str
    must_be: Value


@dataclass(frozen=True, slots=True)
class Judgement:
    """Only a person can decide; `look_at` names the evidence to put before them, each one of `EVIDENCE`."""

    look_at: tuple[str, ...]


Rule = Window | MarkLimit | FactRule | Judgement


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    Attributes
    ----------
    id : str
        Its number where it is written.
    text : str
        Its words.
    source : str
        Where it is written, with its number.
    rule : Rule
        What is checked.
    """

    id: str
    text: str
    source: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Policy:
    """Windows and conditions that somebody wrote down.

    Attributes
    ----------
    name : str
        For a person.
    source : str
        Where it is written.
    clauses : tuple of Clause
        In the order of the file; never empty.
    zone : str or None
        IANA name or offset of the zone in which days are counted; None counts them where the first event was.
    """

    name: str
    source: str
    clauses: tuple[Clause, ...]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What no photo shows and `source` states: `name` has this `value`."""

    name: str
    value: Value
    source: str


class Judged(Protocol):
    """A mark: a finding of one pair, or one that several pairs tell of."""

    @property
    def verdict(self) -> Verdict:
        """New, cannot tell, already there, or gone."""

    @property
    def score(self) -> float:
        """Calibrated chance that it is new, [0, 1]."""


@dataclass(frozen=True, slots=True)
class Part:
    """What photos that show the same part of the piece give.

    Attributes
    ----------
    marks : tuple of Judged
        No two of them are one mark.
    compared : float
        Share of the piece, as the after photo shows it, that was compared, [0, 1].
    """

    marks: tuple[Judged, ...]
    compared: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a case holds.

    Attributes
    ----------
    events : tuple of Event
        What happened.
    facts : tuple of Fact
        What is stated.
    photos : mapping of str to tuple of Photo
        "before" and "after": every photo of the side.
    checks : tuple of Check or None
        Of the times and tags; None where no two photos were held against each other.
    parts : tuple of Part
        Empty where no photos could be compared. Marks of two parts may be one: no photo says how the parts lie.
    unseen : tuple of str
        Names of after photos that were compared with nothing: what only they show is not known.
    """

    events: tuple[Event, ...]
    facts: tuple[Fact, ...]
    photos: Mapping[str, tuple[Photo, ...]]
    checks: tuple[Check, ...] | None
    parts: tuple[Part, ...]
    unseen: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a side has more than one photo."""
        return any(len(photos) > 1 for photos in self.photos.values())


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one clause gives for one case.

    Attributes
    ----------
    clause : Clause
        The clause.
    outcome : Outcome
        Met, not met, cannot tell, or for a person to decide.
    text : str
        One or two sentences with the values in them.
    rests_on : tuple of str
        "events", "facts", "marks", and tags of photos.
    """

    clause: Clause
    outcome: Outcome
    text: str
    rests_on: tuple[str, ...]
