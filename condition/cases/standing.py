"""What stands in a case: of everything that was recorded, what no later record replaces.

A case in, records out; nothing is computed here but the scale. Drawings lie on the after photo, so they stand for every
comparison of the same two photos, also for one that was made later.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from itertools import pairwise

from condition.cases.handwork import Drawing, DrawnMark, Grading, MarkNote, Scale
from condition.cases.model import Case, CaseComparison, CaseEvent
from condition.measurement import Measured

#: How far two people differ when they click an end of a known length, px (95 %).
END_ERROR_PX = 2.0


@dataclass(frozen=True, slots=True)
class StandingEvent:
    """An event as it stands: `event` says what now holds under its first number, `changes` how often it was changed."""

    event: CaseEvent
    changes: int = 0


def same_pair(case: Case, comparison: CaseComparison) -> tuple[CaseComparison, ...]:
    """Return the comparisons of the same two photos, itself among them, in their order."""
    pair = (comparison.before_sha256, comparison.after_sha256)
    return tuple(each for each in case.comparisons if (each.before_sha256, each.after_sha256) == pair)


def drawings_on(case: Case, comparison: CaseComparison) -> tuple[Drawing, ...]:
    """Return the drawings that stand on the photos of a comparison, in the order in which they were drawn."""
    numbers = {each.number for each in same_pair(case, comparison)}
    taken_back = {each.takes_back for each in case.drawings}
    return tuple(
        each
        for each in case.drawings
        if each.points is not None and each.comparison in numbers and each.number not in taken_back
    )


def points_of(item: Drawing | Scale) -> list[list[float]]:
    """Return the points of a drawing or a scale; empty where it has none."""
    points: list[list[float]] = json.loads(item.points) if item.points is not None else []
    return points


def scale_of(case: Case, photo: int) -> Scale | None:
    """Return the scale that stands for a photo; None where none is known."""
    of_photo = [each for each in case.scales if each.photo == photo]
    return of_photo[-1] if of_photo and of_photo[-1].known_mm is not None else None


def mm_per_px(scale: Scale | None) -> Measured | None:
    """Return how many millimetres a pixel of the photo is, with its error; None where no scale is known.

    The relative errors of the known length and of its two clicked ends add in quadrature (JCGM 100:2008, 5.1). It holds
    in the plane of the known length: a photo taken at a slant, or a mark that lies deeper, adds more.
    """
    if scale is None or scale.known_mm is None:
        return None
    length_px = math.dist(*points_of(scale))
    ends = math.sqrt(2) * END_ERROR_PX / length_px
    known = (scale.error_mm or 0.0) / scale.known_mm
    value = scale.known_mm / length_px
    return Measured(value, value * math.hypot(ends, known))


def grading_on(case: Case, comparison: int, mark: int | None) -> Grading | None:
    """Return how a person graded a mark of a comparison, or with None the whole piece; None where nobody did."""
    about = [each for each in case.gradings if (each.comparison, each.mark) == (comparison, mark)]
    return about[-1] if about else None


def length_of(item: Drawing | Scale) -> float:
    """Return the length of a drawn line or of a distance, px of the photo it was drawn on."""
    points = points_of(item)
    return sum(math.dist(one, other) for one, other in pairwise(points))


def length_mm(item: Drawing, scale: Measured) -> Measured:
    """Return the length of a drawn line, mm: the error is that of the scale and of where two people would end the line."""
    length = length_of(item)
    return Measured(length * scale.value, math.hypot(length * scale.error, END_ERROR_PX * scale.value))


def drawn_mark_on(case: Case, drawing: int) -> DrawnMark | None:
    """Return what people said last about a mark that was drawn; None where nobody did."""
    about = [each for each in case.drawn_marks if each.drawing == drawing]
    return about[-1] if about else None


def notes_on(case: Case, comparison: int, mark: int) -> tuple[MarkNote, ...]:
    """Return what people noted about a mark of a comparison."""
    return tuple(each for each in case.mark_notes if (each.comparison, each.mark) == (comparison, mark))


def standing_events(case: Case) -> tuple[StandingEvent, ...]:
    """Return the events as they stand, under the numbers they were recorded with; those taken out are left out."""
    found = []
    for event in case.events:
        changes = [change for change in case.event_changes if change.event == event.number]
        if not changes:
            found.append(StandingEvent(event))
        elif (kind := changes[-1].kind) is not None and (time := changes[-1].time) is not None:
            last = changes[-1]
            now = replace(
                event, kind=kind, time=time, zone=last.zone, source=last.source, label=last.label, photo=last.photo
            )  # fmt: skip
            found.append(StandingEvent(now, len(changes)))
    return tuple(found)
