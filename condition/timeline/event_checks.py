"""Checks of photos against events, and of events against each other. Order is claimed only without overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from condition.language import joined, sentence
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


#: What a photo is called in a sentence.
PHOTO_NAMES = {"before": sentence("before photo"), "after": sentence("after photo")}
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
    happened = sentence(
        "{event} ({time}, {source})", event=event.words, time=time_words(event.time), source=event.source
    )
    photo_name = PHOTO_NAMES[which]
    if capture is None:
        text = sentence(
            "The {photo} does not say when it was taken; it cannot be held against: {happened}.",
            photo=photo_name, happened=happened,
        )  # fmt: skip
        return answer(code, UNKNOWN, ("events",), text, which)
    tags = (capture.source, "events")
    narrow = capture_interval(photo.metadata)
    assert narrow is not None
    side = _side(interval_of(capture), event.interval)
    narrow_side = side or _side(narrow, event.interval)
    named = {"photo": photo_name, "time": time_words(capture), "happened": happened}
    if not narrow_side:
        text = sentence(
            "Whether the {photo} ({time}) was taken before or after the piece was {happened} is not certain: the possible "
            "times overlap.", **named,
        )  # fmt: skip
        return answer(code, UNKNOWN, tags, text, which)
    if narrow_side == "before":
        said = sentence("The {photo} ({time}) was taken before the piece was {happened}", **named)
    else:
        said = sentence("The {photo} ({time}) was taken after the piece was {happened}", **named)
    claim = said if side else sentence("{claim}, with {assumption}", claim=said, assumption=narrow.basis)
    if (narrow_side == "before") == photo_first:
        return answer(code, OK, tags, sentence("{claim}, as it should be.", claim=claim), which)
    return answer(code, worst if side else CAUTION, tags, sentence("{claim}.", claim=claim), which)


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
    named = {
        "photo": PHOTO_NAMES[str(event.photo)], "stated": time_words(event.time), "source": event.source,
        "time": time_words(capture),
    }  # fmt: skip
    if _side(interval_of(capture), event.interval):
        text = sentence("The {photo} is said to be from {stated} ({source}); the file says {time}.", **named)
        return [answer("STATED_PHOTO_TIME", CONTRADICTION, tags, text, event.photo)]
    inside = event.interval.earliest <= narrow.earliest and narrow.latest <= event.interval.latest
    if inside:
        text = sentence(
            "The {photo} is said to be from {stated} ({source}); the file's {time} agrees.", **named
        )
    else:
        text = sentence(
            "The {photo} is said to be from {stated} ({source}); the file's {time} can agree, but need not: a zone is "
            "missing.", **named,
        )  # fmt: skip
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
        text = sentence("The order of some events is not certain: their possible times overlap.")
        return [(answer("EVENT_ORDER", UNKNOWN, ("events",), text), tuple(known))]
    dated = (joined((KINDS[event.kind], event.time.wall_clock[:10])) for event in known)
    text = sentence("The events follow each other as they must: {listed}.", listed=joined(dated, ", "))
    return [(answer("EVENT_ORDER", OK, ("events",), text), tuple(known))]


def _wrong_order(earlier: Event, later: Event) -> Check:
    gap = span_words(earlier.interval.earliest - later.interval.latest)
    text = sentence(
        "“{later}” ({later_time}) comes before “{earlier}” ({earlier_time}), by at least {gap}; it must come after.",
        later=later.words, later_time=time_words(later.time), earlier=earlier.words,
        earlier_time=time_words(earlier.time), gap=gap,
    )  # fmt: skip
    return answer("EVENT_ORDER", CONTRADICTION, ("events",), text)
