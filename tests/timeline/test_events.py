"""Events: read from TOML or JSON, and held against photos and each other. The dispute of issue 4 as a story."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from condition.errors import EventsError
from condition.photo import Photo
from condition.timeline import Check, check_pair, parse_events
from tests.timeline.made_photos import NOW, answers, photo, time

DISPUTE = """
[[event]]
kind = "bought"
time = 2025-12-19
zone = "Europe/Berlin"
source = "invoice"

[[event]]
kind = "delivered"
time = 2025-12-28
zone = "Europe/Berlin"
source = "carrier's tracking"

[[event]]
kind = "photographed"
time = 2025-12-31
zone = "Europe/Berlin"
source = "customer's letter"
photo = "before"

[[event]]
kind = "handed_over"
time = 2025-12-31T16:20:00
zone = "Europe/Berlin"
source = "carrier's receipt"

[[event]]
kind = "received"
time = 2026-01-05
zone = "Europe/Berlin"
source = "goods-in book"

[[event]]
kind = "answered"
time = 2026-01-14
zone = "Europe/Berlin"
source = "mail"
"""
BEFORE = photo(time("2025:12:31 14:02:10", offset="+01:00"))
AFTER = photo(time("2026:01:08 10:15:00", offset="+01:00"), seed=1)


def codes(before: Photo, after: Photo, text: str = DISPUTE) -> dict[str, str]:
    return answers(
        [check for check in check_pair(before, after, parse_events(text), NOW) if "events" in check.tags]
    )


def test_a_consistent_dispute_has_no_contradiction() -> None:
    assert set(codes(BEFORE, AFTER).values()) == {"ok"}
    assert set(codes(BEFORE, AFTER)) == {
        "BEFORE_DELIVERY", "BEFORE_HANDOVER", "AFTER_RECEIPT", "AFTER_ANSWER", "STATED_PHOTO_TIME", "EVENT_ORDER",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "code", "severity"),
    [
        (photo(time("2025:12:31 18:00:00", offset="+01:00")), AFTER, "BEFORE_HANDOVER", "contradiction"),
        (photo(time("2025:12:24 18:00:00", offset="+01:00")), AFTER, "BEFORE_DELIVERY", "caution"),
        (photo(time("2025:12:30 18:00:00", offset="+01:00")), AFTER, "STATED_PHOTO_TIME", "contradiction"),
        (
            BEFORE,
            photo(time("2026:01:02 10:00:00", offset="+01:00"), seed=1),
            "AFTER_RECEIPT",
            "contradiction",
        ),
        (BEFORE, photo(time("2026:01:20 10:00:00", offset="+01:00"), seed=1), "AFTER_ANSWER", "caution"),
        (photo(time("2025:12:31 14:02:10")), AFTER, "BEFORE_HANDOVER", "unknown"),
        (photo(), AFTER, "BEFORE_HANDOVER", "unknown"),
    ],
)
def test_one_changed_tag_is_found(before: Photo, after: Photo, code: str, severity: str) -> None:
    assert codes(before, after)[code] == severity


def test_the_sentence_carries_both_times_and_the_source() -> None:
    late = photo(time("2025:12:31 18:00:00", offset="+01:00"))
    text = sentence(check_pair(late, AFTER, parse_events(DISPUTE), NOW), "BEFORE_HANDOVER")
    assert "2025-12-31 18:00:00 +01:00" in text
    assert "2025-12-31 16:20:00" in text
    assert "carrier's receipt" in text


def sentence(checks: tuple[Check, ...], code: str) -> str:
    return next(check.text for check in checks if check.code == code)


def test_events_in_the_wrong_order_are_a_contradiction() -> None:
    swapped = DISPUTE.replace("2026-01-05", "2025-12-30")
    assert codes(BEFORE, AFTER, swapped)["EVENT_ORDER"] == "contradiction"


def test_events_on_one_day_without_a_clock_leave_the_order_open() -> None:
    same = DISPUTE.replace("2025-12-31T16:20:00", "2025-12-28").replace('"photographed"', '"other"')
    assert codes(photo(), photo(seed=1), same)["EVENT_ORDER"] == "unknown"


def test_a_day_is_a_day_wide_in_its_zone() -> None:
    (event,) = parse_events('[[event]]\nkind = "received"\ntime = 2025-12-31\nzone = "Europe/Berlin"')
    assert event.interval.latest - event.interval.earliest == timedelta(days=1)
    assert event.interval.earliest.isoformat() == "2025-12-30T23:00:00+00:00"


def test_a_day_without_a_zone_widens() -> None:
    (event,) = parse_events('[[event]]\nkind = "received"\ntime = "2025-12-31"')
    assert event.interval.latest - event.interval.earliest == timedelta(days=1, hours=26)


def test_the_day_of_a_clock_change_has_its_own_length() -> None:
    (event,) = parse_events('[[event]]\nkind = "received"\ntime = 2025-03-30\nzone = "Europe/Berlin"')
    assert event.interval.latest - event.interval.earliest == timedelta(hours=23)


def test_json_says_the_same_as_toml() -> None:
    text = json.dumps([{"kind": "received", "time": "2025-12-31T10:00", "zone": "+01:00", "source": "book"}])
    (event,) = parse_events(text)
    assert event.time.resolution == timedelta(minutes=1)
    assert event.interval.earliest.isoformat() == "2025-12-31T09:00:00+00:00"
    assert parse_events(json.dumps({"event": json.loads(text)})) == (event,)


def test_an_offset_that_was_in_force_may_stand_beside_its_zone() -> None:
    (event,) = parse_events(
        "[[event]]\nkind = 'received'\ntime = 2025-07-01T10:00:00+02:00\nzone = 'Europe/Berlin'"
    )
    assert event.interval.earliest.isoformat() == "2025-07-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "neither TOML nor JSON"),
        ("[1, 2]", "event is no list of tables"),
        ("kind = 'received'", "holds no list of events"),
        ("[[event]]\nkind = 'stolen'\ntime = 2025-12-31", "event 1: kind is 'stolen'"),
        ("[[event]]\nkind = 'received'\nwhen = 2025-12-31", "unknown key 'when'"),
        ("[[event]]\nkind = 'received'\ntime = 'soon'", "time is 'soon'"),
        ("[[event]]\nkind = 'received'", "time is None"),
        ("[[event]]\nkind = 'received'\ntime = 2025-12-31\nzone = 'Mars/Base'", "zone is 'Mars/Base'"),
        ("[[event]]\nkind = 'photographed'\ntime = 2025-12-31\nphoto = 'third'", "photo is 'third'"),
        ("[[event]]\nkind = 'received'\ntime = '08:19:39'", "time is '08:19:39'"),
        ("[[event]]\nkind = 'received'\ntime = 0001-01-01", "time is '0001-01-01'"),
        ("[[event]]\nkind = 'received'\ntime = 2025-12-31\nzone = 'Europe'", "zone is 'Europe'"),
        ("[[event]]\nkind = 'received'\ntime = 2025-12-31\nsource = 3", "source is 3"),
        (
            "[[event]]\nkind = 'received'\ntime = 2025-07-01T10:00:00+01:00\nzone = 'Europe/Berlin'",
            "time says .01:00 and zone says Europe/Berlin",
        ),
        ("[[events]]\nkind = 'received'\ntime = 2025-12-31\n[notes]\na = 1", "unknown key 'notes'"),
    ],
)
def test_a_bad_list_names_the_event_and_the_key(text: str, words: str) -> None:
    with pytest.raises(EventsError, match=rf"^case\.toml.*{words}"):
        parse_events(text, "case.toml")
