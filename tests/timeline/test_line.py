"""The time line of a made dispute reads as a person would tell it; a changed tag is marked where it contradicts."""

from __future__ import annotations

from condition.photo import Photo
from condition.timeline import LineEntry, build_line, check_pair, parse_events
from tests.timeline.made_photos import NOW, photo, time
from tests.timeline.test_events import AFTER, BEFORE, DISPUTE


def line(before: Photo, after: Photo) -> tuple[LineEntry, ...]:
    events = parse_events(DISPUTE)
    return build_line(before, after, events, check_pair(before, after, events, NOW))


def test_a_dispute_reads_in_the_order_it_happened() -> None:
    entries = line(BEFORE, AFTER)
    assert [entry.kind for entry in entries] == [
        "bought", "delivered", "photographed", "before", "handed_over", "received", "after", "answered",
    ]  # fmt: skip
    assert all(entry.marks == () for entry in entries)


def test_every_entry_says_when_as_written_and_who_says_so() -> None:
    entry = next(entry for entry in line(BEFORE, AFTER) if entry.kind == "before")
    assert (entry.said, entry.source) == ("2025-12-31 14:02:10 +01:00", "EXIF:DateTimeOriginal")
    assert (entry.latest - entry.earliest).total_seconds() == 1


def test_a_contradiction_marks_the_photo_and_the_event() -> None:
    entries = line(photo(time("2025:12:31 18:00:00", offset="+01:00")), AFTER)
    marked = {entry.kind: [check.code for check in entry.marks] for entry in entries if entry.marks}
    assert marked == {"before": ["BEFORE_HANDOVER"], "handed_over": ["BEFORE_HANDOVER"]}


def test_a_photo_without_a_time_has_no_place() -> None:
    assert "before" not in [entry.kind for entry in line(photo(), AFTER)]
