"""What people add to a case by hand comes in: drawings, scales, grades, notes on a mark, changes of events.

Each is checked before it is recorded, because it comes from a browser or from another program.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from condition.cases.custody import canonical
from condition.cases.handwork import (
    GRADES,
    SCALE_METHODS,
    SHAPES,
    Drawing,
    DrawnMark,
    EventChange,
    Grading,
    MarkNote,
    Scale,
)
from condition.cases.judging import demand_mark, find_comparison
from condition.cases.model import VERDICTS, Case, CaseEvent
from condition.cases.standing import standing_events
from condition.cases.store import CaseStore, check_known, check_texts
from condition.errors import CaseError
from condition.timeline import parse_events

Points = Sequence[Sequence[float]]
#: Longest and shortest known length of a scale, mm: nothing that is photographed as a piece is outside of it.
KNOWN_MM = (0.1, 10_000.0)
#: Most points of one shape: more than anybody draws by hand.
MOST_POINTS = 2000


def draw(
    store: CaseStore, name: str, shape: str, points: Points, *, who: str, comparison: int | None = None,
    version: int | None = None,
) -> Drawing:  # fmt: skip
    """Record a shape somebody drew on the photos of a comparison (the last one by default).

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    shape : str
        One of `condition.cases.SHAPES`.
    points : sequence of (x, y)
        In full-resolution px of the after photo.
    who : str
        Who drew it.
    comparison : int, optional
        Number of the comparison.
    version : int, optional
        The version of the case that `who` has seen.
    """
    check_known(shape, SHAPES, "is no shape")
    written = _points(points, 3 if shape == "leave_out" else 2, 2 if shape == "distance" else MOST_POINTS)
    with store.writing(name, who, version) as writer:
        about = find_comparison(writer.case, comparison)
        return writer.add(Drawing(comparison=about.number, shape=shape, points=written))


def take_back(store: CaseStore, name: str, number: int, *, who: str, version: int | None = None) -> Drawing:
    """Record that a drawing does not stand any more; it stays in the case."""
    with store.writing(name, who, version) as writer:
        case = writer.case
        drawn = [each for each in case.drawings if each.number == number and each.points is not None]
        if not drawn:
            raise CaseError(f"case {name} has no drawing {number}; it has {len(case.drawings)}")
        if any(each.takes_back == number for each in case.drawings):
            raise CaseError(f"drawing {number} was taken back already")
        return writer.add(Drawing(comparison=drawn[0].comparison, takes_back=number))


def set_scale(
    store: CaseStore, name: str, photo: int, method: str, what: str, *, known_mm: float | None, points: Points,
    who: str, error_mm: float = 0.0, version: int | None = None,
) -> Scale:  # fmt: skip
    """Record how large a pixel of a photo is, by a known length between two of its points.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    photo : int
        Number of the photo.
    method : str
        One of `condition.cases.SCALE_METHODS`; "none" takes the scale back, whatever the rest says.
    what : str
        What has this length.
    known_mm : float or None
        The length, mm.
    points : sequence of (x, y)
        Its two ends in full-resolution px of the photo.
    who : str
        Who sets it.
    error_mm : float
        Half-width of the 95 % interval of the length.
    version : int, optional
        The version of the case that `who` has seen.
    """
    check_texts(what)
    check_known(method, SCALE_METHODS, "gives no scale")
    item = Scale(photo=photo, method=method, what=what)
    if method != "none":
        item = Scale(
            photo=photo, method=method, what=what, known_mm=_known(known_mm), error_mm=_error(error_mm),
            points=_points(points, 2, 2),
        )  # fmt: skip
    with store.writing(name, who, version) as writer:
        if photo not in [each.number for each in writer.case.photos]:
            raise CaseError(f"case {name} has no photo {photo}; it has {len(writer.case.photos)}")
        return writer.add(item)


def grade_mark(
    store: CaseStore, name: str, mark: int | None, grade: str, *, reason: str, who: str,
    comparison: int | None = None, version: int | None = None,
) -> Grading:  # fmt: skip
    """Record how severe a person finds a mark of a comparison, or with None all of the piece."""
    check_known(grade, GRADES, "is no grade")
    check_texts(reason)
    with store.writing(name, who, version) as writer:
        about = find_comparison(writer.case, comparison)
        if mark is not None:
            demand_mark(about, mark)
        return writer.add(Grading(comparison=about.number, mark=mark, grade=grade, reason=reason))


def note_mark(
    store: CaseStore, name: str, mark: int, text: str, *, who: str, comparison: int | None = None,
    version: int | None = None,
) -> MarkNote:  # fmt: skip
    """Record words of a person about one mark."""
    check_texts(text)
    if not text.strip():
        raise CaseError("the note is empty; write a word, or leave it")
    with store.writing(name, who, version) as writer:
        about = find_comparison(writer.case, comparison)
        demand_mark(about, mark)
        return writer.add(MarkNote(comparison=about.number, mark=mark, text=text))


def decide_drawn(
    store: CaseStore, name: str, drawing: int, verdict: str, grade: str | None = None, *, reason: str, who: str,
    version: int | None = None,
) -> DrawnMark:  # fmt: skip
    """Record what a person decided about a mark that somebody drew, because the program missed it.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    drawing : int
        Number of the drawing in the case.
    verdict : str
        One of `condition.cases.VERDICTS`.
    grade : str, optional
        One of `condition.cases.GRADES`.
    reason : str
        Why, in the person's words; may be empty.
    who : str
        Who decides.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    CaseError
        Where there is no such mark, it was taken back, or a word is none of those that are known.
    """
    check_known(verdict, VERDICTS, "is no verdict")
    if grade is not None:
        check_known(grade, GRADES, "is no grade")
    if grade is not None and verdict == "no_mark":
        raise CaseError("what is no mark has no grade; leave the grade out")
    check_texts(reason)
    with store.writing(name, who, version) as writer:
        _demand_drawn(writer.case, drawing)
        return writer.add(DrawnMark(drawing=drawing, verdict=verdict, grade=grade, reason=reason))


def _demand_drawn(case: Case, number: int) -> None:
    """Refuse a drawing that is not there, is no mark, or was taken back."""
    drawn = [each for each in case.drawings if each.number == number and each.points is not None]
    if not drawn or drawn[0].shape != "mark":
        raise CaseError(f"case {case.name} has no mark drawn under number {number}")
    if any(each.takes_back == number for each in case.drawings):
        raise CaseError(f"drawing {number} was taken back")


def change_event(
    store: CaseStore, name: str, number: int, now: dict[str, Any] | None, *, reason: str, who: str,
    version: int | None = None,
) -> EventChange:  # fmt: skip
    """Record what an event says from now on; what it said before stays in the case.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    number : int
        Number of the event.
    now : dict or None
        Keys and values as docs/events.md describes them; None takes the event out.
    reason : str
        Why.
    who : str
        Who changes it.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    EventsError
        If the event cannot be read; the message names the key.
    """
    values = {key: value for key, value in (now or {}).items() if value not in (None, "")}
    if now is not None:
        parse_events(json.dumps([values]), f"event {number}")
    check_texts(reason, values)
    if not reason.strip():
        raise CaseError("say why the event is changed: the custody log tells it")
    with store.writing(name, who, version) as writer:
        _demand_event(writer.case, number, now is None)
        return writer.add(EventChange(event=number, reason=reason, **values))


def _demand_event(case: Case, number: int, goes: bool) -> CaseEvent | None:
    if number not in [each.number for each in case.events]:
        raise CaseError(f"case {case.name} has no event {number}; it has {len(case.events)}")
    standing = [each.event for each in standing_events(case) if each.event.number == number]
    if goes and not standing:
        raise CaseError(f"event {number} was taken out already")
    return standing[0] if standing else None


def _points(points: Points, fewest: int, most: int) -> str:
    try:
        read = [[float(x), float(y)] for x, y in points]
    except (TypeError, ValueError) as error:
        raise CaseError("points are pairs of numbers, x and y in px of the photo") from error
    if not fewest <= len(read) <= most:
        raise CaseError(f"{len(read)} points were given; {fewest} to {most} are needed")
    if not all(math.isfinite(value) for point in read for value in point):
        raise CaseError("a point lies nowhere: x and y have to be finite numbers")
    if most == 2 and math.dist(*read) < 1:
        raise CaseError("the two points lie on one pixel; set them apart")
    return canonical(read)


def _known(value: float | None) -> float:
    low, high = KNOWN_MM
    if value is None or not low <= value <= high:
        raise CaseError(f"{value} mm is no length a scale can be known by; {low} to {high:.0f} mm is")
    return float(value)


def _error(value: float) -> float:
    if not 0 <= value <= KNOWN_MM[1]:
        raise CaseError(f"{value} mm is no error of a length")
    return float(value)
