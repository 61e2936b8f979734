"""Checks of photos against events, and of events against each other. Order is claimed only without overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from condition.photo import Photo
from condition.timeline.events import KINDS, Event
from condition.timeline.interval import Interval, capture_interval, interval_of
from condition.timeline.model import Check, Severity
from condition.timeline.registry import CAUTION, CONTRADICTION, OK, UNKNOWN, answer
from condition.timeline.words import span_words, time_words

#: Check -> (photo, kind of event, whether the photo must come first, how much the opposite weighs).
RULES: dict[str, tuple[str, str, bool, Severity]] = {
    "BEFORE_DELIVERY": ("before", "delivered", False, CAUTION),
    "BEFORE_HANDOVER": ("before", "handed_over", True, CONTRADICTION),
    "AFTER_RECEIPT": ("after", "received", False, CONTRADICTION),
    "AFTER_ANSWER": ("after", "answered", True, CAUTION),
}
#: Kinds that must follow each other in this order.
SEQUENCE = ("bought", "delivered", "handed_over", "received", "inspected", "answered")


#: A check with the events it is about.
Link = tuple[Check, tuple[Event, ...]]


def check_events(photos: Mapping[str, Photo], events: Sequence[Event]) -> list[Check]:
    """Return how the "before" and the "after" photo fit the events, as far as given, and the events each other."""
    return [check for check, _ in link_events(photos, events)]


def link_events(photos: Mapping[str, Photo], events: Sequence[Event]) -> list[Link]:
    """Return the checks of `check_events`, each with the events it is about; a missing photo leaves its checks out."""
    found: list[Link] = []
    for code, (which, kind, photo_first, worst) in RULES.items():
        if which in photos:
            found += [
                (_against(code, which, photos[which], event, photo_first, worst), (event,))
                for event in events
                if event.kind == kind
            ]
    for event in events:
        photo = photos.get(event.photo or "")
        if event.kind == "photographed" and photo is not None:
            found += [(check, (event,)) for check in _statement(photo, event)]
    return found + _sequence(events)


def _against(code: str, which: str, photo: Photo, event: Event, photo_first: bool, worst: Severity) -> Check:
    capture = photo.metadata.capture
    happened = f"{event.words} ({time_words(event.time)}, {event.source})"
    if capture is None:
        text = f"The {which} photo does not say when it was taken; it cannot be held against: {happened}."
        return answer(code, UNKNOWN, ("events",), text, which)
    tags = (capture.source, "events")
    narrow = capture_interval(photo.metadata)
    assert narrow is not None
    side = _side(interval_of(capture), event.interval)
    narrow_side = side or _side(narrow, event.interval)
    said = f"The {which} photo ({time_words(capture)}) was taken {narrow_side} the piece was {happened}"
    if not narrow_side:
        text = (
            f"Whether the {which} photo ({time_words(capture)}) was taken before or after the piece was {happened} is "
            "not certain: the possible times overlap."
        )
        return answer(code, UNKNOWN, tags, text, which)
    assumption = "" if side else f", with {narrow.basis}"
    if (narrow_side == "before") == photo_first:
        return answer(code, OK, tags, f"{said}{assumption}, as it should be.", which)
    severity = worst if side else CAUTION
    return answer(code, severity, tags, f"{said}{assumption}.", which)


def _side(taken: Interval, happened: Interval) -> str:
    """Return "before", "after", or "" where the intervals overlap."""
    if taken.precedes(happened):
        return "before"
    return "after" if happened.precedes(taken) else ""


def _statement(photo: Photo, event: Event) -> list[Check]:
    capture = photo.metadata.capture
    if capture is None:
        return []
    tags = (capture.source, "events")
    narrow = capture_interval(photo.metadata)
    assert narrow is not None
    stated = f"{time_words(event.time)} ({event.source})"
    if _side(interval_of(capture), event.interval):
        text = f"The {event.photo} photo is said to be from {stated}; the file says {time_words(capture)}."
        return [answer("STATED_PHOTO_TIME", CONTRADICTION, tags, text, event.photo)]
    inside = event.interval.earliest <= narrow.earliest and narrow.latest <= event.interval.latest
    text = (
        f"The {event.photo} photo is said to be from {stated}; the file's {time_words(capture)} "
        f"{'agrees' if inside else 'can agree, but need not: a zone is missing'}."
    )
    return [answer("STATED_PHOTO_TIME", OK if inside else UNKNOWN, tags, text, event.photo)]


def _sequence(events: Sequence[Event]) -> list[Link]:
    """Return a contradiction for each neighbouring pair of kinds in the wrong order, or one ok for all."""
    known = [event for kind in SEQUENCE for event in events if event.kind == kind]
    pairs = [(first, second) for first, second in pairwise(known) if first.kind != second.kind]
    if not pairs:
        return []
    wrong = [(first, second) for first, second in pairs if second.interval.precedes(first.interval)]
    if wrong:
        return [(_wrong_order(*pair), pair) for pair in wrong]
    if not all(first.interval.precedes(second.interval) for first, second in pairs):
        text = "The order of some events is not certain: their possible times overlap."
        return [(answer("EVENT_ORDER", UNKNOWN, ("events",), text), tuple(known))]
    listed = ", ".join(f"{KINDS[event.kind]} {event.time.wall_clock[:10]}" for event in known)
    text = f"The events follow each other as they must: {listed}."
    return [(answer("EVENT_ORDER", OK, ("events",), text), tuple(known))]


def _wrong_order(earlier: Event, later: Event) -> Check:
    gap = span_words(earlier.interval.earliest - later.interval.latest)
    text = (
        f"{later.words.capitalize()} ({time_words(later.time)}) comes before {earlier.words} "
        f"({time_words(earlier.time)}), by at least {gap}; it must come after."
    )
    return answer("EVENT_ORDER", CONTRADICTION, ("events",), text)
