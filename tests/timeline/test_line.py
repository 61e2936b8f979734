"""The time line of a made dispute reads as a person would tell it; a changed tag is marked where it contradicts."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from condition.photo import Photo
from condition.timeline import LineEntry, build_line, check_pair, line_zone, parse_events
from tests.timeline.made_photos import NOW, photo, time
from tests.timeline.test_events import AFTER, BEFORE, DISPUTE


def line(before: Photo, after: Photo) -> tuple[LineEntry, ...]:
    events = parse_events(DISPUTE)
    return build_line([("before", before), ("after", after)], events, check_pair(before, after, events, NOW))


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


def test_only_the_events_that_contradict_each_other_are_marked() -> None:
    events = parse_events(DISPUTE.replace("2026-01-05", "2025-12-30"))
    entries = build_line(
        [("before", BEFORE), ("after", AFTER)], events, check_pair(BEFORE, AFTER, events, NOW)
    )
    assert {entry.kind for entry in entries if entry.marks} == {"handed_over", "received"}


def test_a_statement_about_one_photo_marks_only_that_photo() -> None:
    entries = line(photo(time("2025:12:30 18:00:00", offset="+01:00")), AFTER)
    marked = {entry.label: [check.code for check in entry.marks] for entry in entries if entry.marks}
    assert marked == {
        "photographed (before photo)": ["STATED_PHOTO_TIME"],
        "before photo (piece.jpg)": ["STATED_PHOTO_TIME"],
    }


def test_a_sound_signature_has_its_own_place() -> None:
    signed = photo(
        time("2025:12:31 14:02:10", offset="+01:00"),
        time("2025-12-31T14:02:12+01:00", "C2PA:SignedTime"),
        c2pa="trusted",
        c2pa_signer="Camera works",
    )
    entries = build_line([("before", signed)])
    assert [entry.label for entry in entries] == [
        "before photo (piece.jpg)",
        "before photo signed by Camera works (piece.jpg)",
    ]
    broken = photo(time("2025-12-31T14:02:12+01:00", "C2PA:SignedTime"), c2pa="invalid")
    assert build_line([("before", broken)]) == ()


def test_photos_that_are_neither_before_nor_after_have_places_too() -> None:
    entries = build_line([("photo", AFTER), ("photo", BEFORE)], parse_events(DISPUTE))
    assert [entry.kind for entry in entries if entry.is_photo] == ["photo", "photo"]
    assert all(entry.marks == () for entry in entries)


def test_the_line_is_told_in_the_zone_most_entries_state() -> None:
    assert line_zone(line(BEFORE, AFTER)) == (ZoneInfo("Europe/Berlin"), "Europe/Berlin")
    assert line_zone(build_line([("before", BEFORE)]))[1] == "UTC+01:00"
    assert line_zone(build_line([("before", photo(time("2025:12:31 14:02:10")))])) == (UTC, "UTC")
