"""Order is claimed only where intervals do not overlap."""

from __future__ import annotations

from typing import Any

import pytest

from condition.metadata import GpsPosition
from condition.photo import Photo
from condition.timeline import check_pair
from tests.timeline.made_photos import CHANGED, NOW, answers, photo, time

ROME, TOKYO = GpsPosition(41.9, 12.5), GpsPosition(35.68, 139.69)


def order(before: Photo, after: Photo) -> str:
    return answers(check_pair(before, after, (), NOW))["BEFORE_AFTER_ORDER"]


def test_before_precedes_after_by_days() -> None:
    assert order(photo(time("2025:12:31 14:00:00")), photo(time("2026:01:10 09:00:00"), seed=1)) == "ok"


def test_the_reverse_is_a_contradiction() -> None:
    assert (
        order(photo(time("2026:01:10 09:00:00")), photo(time("2025:12:31 14:00:00"), seed=1))
        == "contradiction"
    )


def test_order_is_unknown_without_offsets_on_one_day() -> None:
    assert order(photo(time("2025:12:31 09:00:00")), photo(time("2025:12:31 14:00:00"), seed=1)) == "unknown"


def test_a_reversed_clock_without_offsets_is_only_a_caution() -> None:
    assert order(photo(time("2025:12:31 14:00:00")), photo(time("2025:12:31 09:00:00"), seed=1)) == "caution"


def test_offsets_decide_on_one_day() -> None:
    early, late = time("2025:12:31 14:00:00", offset="+09:00"), time("2025:12:31 09:00:00", offset="+01:00")
    assert order(photo(early), photo(late, seed=1)) == "ok"
    assert order(photo(late), photo(early, seed=1)) == "contradiction"


def test_order_is_unknown_where_one_photo_is_silent() -> None:
    assert order(photo(), photo(time("2025:12:31 14:00:00"), seed=1)) == "unknown"
    assert (
        order(photo(time("2025:12:31 14:00:00", CHANGED)), photo(time("2025:12:31 14:00:00"), seed=1))
        == "unknown"
    )


def test_places_narrow_the_interval_and_confirm_the_order() -> None:
    early, late = (
        photo(time("2025:12:31 14:00:00"), gps=TOKYO),
        photo(time("2025:12:31 14:00:00"), gps=ROME, seed=1),
    )
    assert order(early, late) == "ok"


def test_places_alone_never_accuse() -> None:
    early, late = (
        photo(time("2025:12:31 14:00:00"), gps=TOKYO),
        photo(time("2025:12:31 14:00:00"), gps=ROME, seed=1),
    )
    assert order(late, early) == "caution"


@pytest.mark.parametrize(
    ("names", "times", "severity"),
    [
        (("IMG_4607.jpg", "IMG_9690.jpg"), ("2025:12:31 14:00:00", "2026:01:10 14:00:00"), "ok"),
        (("IMG_9690.jpg", "IMG_4607.jpg"), ("2025:12:31 14:00:00", "2026:01:10 14:00:00"), "caution"),
        (("DSC01234.jpg", "IMG_4607.jpg"), ("2025:12:31 14:00:00", "2026:01:10 14:00:00"), None),
        (("piece.jpg", "IMG_4607.jpg"), ("2025:12:31 14:00:00", "2026:01:10 14:00:00"), None),
    ],
)
def test_running_numbers_are_held_against_times(
    names: tuple[str, str], times: tuple[str, str], severity: str | None
) -> None:
    camera: dict[str, Any] = {"make": "Maker", "model": "Model"}
    before, after = (photo(time(text), name=name, **camera) for text, name in zip(times, names, strict=True))
    assert answers(check_pair(before, after, (), NOW)).get("NAME_ORDER") == severity


def test_numbers_of_two_models_say_nothing() -> None:
    before = photo(time("2025:12:31 14:00:00"), name="IMG_9690.jpg", model="A")
    after = photo(time("2026:01:10 14:00:00"), name="IMG_4607.jpg", model="B")
    assert "NAME_ORDER" not in answers(check_pair(before, after, (), NOW))


@pytest.mark.parametrize(
    ("one", "two", "severity", "words"),
    [
        ({"serial": "1", "model": "A"}, {"serial": "1", "model": "A"}, "ok", "same camera body"),
        ({"serial": "1", "model": "A"}, {"serial": "2", "model": "A"}, "ok", "different camera bodies"),
        ({"model": "A"}, {"model": "A"}, "unknown", "same model"),
        ({"model": "A"}, {"model": "B"}, "ok", "different cameras"),
    ],
)
def test_cameras_are_compared(one: dict[str, Any], two: dict[str, Any], severity: str, words: str) -> None:
    (check,) = (
        check
        for check in check_pair(photo(**one), photo(**two, seed=1), (), NOW)
        if check.code == "SAME_CAMERA"
    )
    assert check.severity.value == severity
    assert words in check.text
