"""Checks of two photos against each other in time.

Steps of proof:

1. Each claimed time of capture becomes an interval; a missing offset widens it (`interval`).
2. Two intervals that do not overlap have an order. It is claimed.
3. Where they overlap, the wall clocks may still hint at an order; that is said as a hint, never as an order.
4. An interval narrowed by a GPS place rests on an assumption: it may confirm, but it accuses only as a caution.
"""

from __future__ import annotations

from condition.language import Sentence, joined, sentence
from condition.metadata import Timestamp
from condition.photo import Photo
from condition.timeline.interval import Interval, capture_interval, interval_of
from condition.timeline.model import Check, Severity
from condition.timeline.registry import CAUTION, CONTRADICTION, OK, UNKNOWN, answer
from condition.timeline.words import span_words, time_words


def check_order(before: Photo, after: Photo) -> list[Check]:
    """Return whether the before photo was taken before the after photo."""
    first, second = before.metadata.capture, after.metadata.capture
    if first is None or second is None:
        return [answer("BEFORE_AFTER_ORDER", UNKNOWN, (), _silent(first, second))]
    tags = tuple(dict.fromkeys((first.source, second.source)))
    narrow = capture_interval(before.metadata), capture_interval(after.metadata)
    assert narrow[0] is not None
    assert narrow[1] is not None
    severity, text = judge_order(interval_of(first), interval_of(second), narrow[0], narrow[1])
    said = sentence("before: {before}, after: {after}", before=time_words(first), after=time_words(second))
    if severity is UNKNOWN and first.start > second.start:
        text = sentence(
            "By their clocks the after photo was taken first, but missing offsets leave the order open"
        )
        severity = CAUTION
    said_so = sentence("{claim} ({said}).", claim=text, said=said)
    return [answer("BEFORE_AFTER_ORDER", severity, tags, said_so)]


def _silent(first: Timestamp | None, second: Timestamp | None) -> Sentence:
    if first is None and second is None:
        return sentence("Neither photo says when it was taken, so their order is not known.")
    if first is None:
        return sentence("The before photo does not say when it was taken, so their order is not known.")
    return sentence("The after photo does not say when it was taken, so their order is not known.")


def judge_order(
    first: Interval, second: Interval, first_narrow: Interval, second_narrow: Interval
) -> tuple[Severity, Sentence]:
    """Return how sure it is that `first` precedes `second`, and a sentence without its end.

    Parameters
    ----------
    first, second : Interval
        As stated.
    first_narrow, second_narrow : Interval
        The same, narrowed by a place where there is one.
    """
    if first.precedes(second):
        return (
            OK,
            sentence(
                "The before photo was taken at least {gap} before the after photo",
                gap=span_words(second.earliest - first.latest),
            ),
        )
    if second.precedes(first):
        gap = span_words(first.earliest - second.latest)
        return CONTRADICTION, sentence(
            "The before photo was taken at least {gap} after the after photo", gap=gap
        )
    assumption = joined(
        (narrow.basis for narrow in (first_narrow, second_narrow) if not narrow.is_stated), "; "
    )
    if first_narrow.precedes(second_narrow):
        return OK, sentence(
            "The before photo was taken before the after photo, with {assumption}", assumption=assumption
        )
    if second_narrow.precedes(first_narrow):
        return CAUTION, sentence(
            "The before photo was taken after the after photo, with {assumption}", assumption=assumption
        )
    return UNKNOWN, sentence("The order of the two photos is not known: their possible times overlap")


def check_camera(before: Photo, after: Photo) -> list[Check]:
    """Return whether the same camera took both photos."""
    one, two = before.metadata, after.metadata
    if one.serial and two.serial:
        tags = ("EXIF:BodySerialNumber", "EXIF:Model")
        if (one.serial, one.model) == (two.serial, two.model):
            return [answer("SAME_CAMERA", OK, tags, sentence("Both photos name the same camera body."))]
        return [answer("SAME_CAMERA", OK, tags, sentence("The photos name two different camera bodies."))]
    if one.model is None or two.model is None:
        return []
    tags = ("EXIF:Make", "EXIF:Model")
    if (one.make, one.model) == (two.make, two.model):
        text = sentence(
            "Both photos name the same model ({model}); whether it is one camera is not written.",
            model=one.model,
        )
        return [answer("SAME_CAMERA", UNKNOWN, tags, text)]
    text = sentence("The photos name two different cameras ({one}, {two}).", one=one.model, two=two.model)
    return [answer("SAME_CAMERA", OK, tags, text)]
