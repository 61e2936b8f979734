from __future__ import annotations

from datetime import timedelta

import pytest

from condition.metadata.clock import format_offset, parse_gps_time, parse_iptc_time, parse_offset, parse_time

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "wall_clock", "resolution"),
    [
        ("2018:02:05 15:11:44", "2018-02-05T15:11:44", SECOND),
        ("2018:02:05 15:11:44\0\0", "2018-02-05T15:11:44", SECOND),
        ("2018-02-05 15:11:44", "2018-02-05T15:11:44", SECOND),
        ("2018/02/05 15:11:44", "2018-02-05T15:11:44", SECOND),
        ("2018: 2: 5  5: 1: 4", "2018-02-05T05:01:04", SECOND),
        ("2018:02:05 15:11", "2018-02-05T15:11", timedelta(minutes=1)),
        ("2018:02:05", "2018-02-05", DAY),
        ("2018:02:05   :  :  ", "2018-02-05", DAY),
        ("2018:02:05 15:11:44.277", "2018-02-05T15:11:44.277", SECOND / 1000),
        ("2018:02:05 24:00:00", "2018-02-05T00:00:00", DAY + SECOND),
        ("2018:02:05 24:15:03", "2018-02-05T00:15:03", SECOND),
        ("2016:12:31 23:59:60", "2016-12-31T23:59:59", 2 * SECOND),
        ("2018-02", "2018-02", timedelta(days=31)),
        ("2018", "2018", timedelta(days=366)),
    ],
)
def test_a_text_that_can_be_read_gives_its_time(text: str, wall_clock: str, resolution: timedelta) -> None:
    stamp, _ = parse_time(text, "EXIF:DateTimeOriginal")
    assert stamp is not None
    assert (stamp.wall_clock, stamp.resolution) == (wall_clock, resolution)


@pytest.mark.parametrize(
    "text",
    [
        "2018:13:05 15:11:44",
        "2018:02:30 15:11:44",
        "2018:02:05 25:11:44",
        "2018:02:05 15:61:44",
        "1997:08:25:13:12:50",
        "2008:09:08 09:42?29",
        "yesterday",
        "2018-13",
        "\u0661\u0662\u0663\u0664:01:01 01:01:01",
    ],
)
def test_a_damaged_text_gives_no_time_and_is_quoted(text: str) -> None:
    stamp, notes = parse_time(text, "EXIF:DateTime")
    assert stamp is None
    assert "damaged" in notes[0]


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "::", "0000-00-00T00:00:00Z"])
def test_a_blank_text_means_that_the_clock_was_never_set(text: str) -> None:
    stamp, notes = parse_time(text, "EXIF:DateTime")
    assert stamp is None
    assert all("never set" in note for note in notes)


def test_an_absent_text_is_no_news() -> None:
    assert parse_time("   ", "EXIF:DateTime") == (None, ())


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("+01:00", 60), ("-5:00", -300), ("+0530", 330), ("+12:45", 765), ("-03:30", -210), ("Z", 0), ("+14:00", 840), ("+1:00", 60)],
)  # fmt: skip
def test_offsets_of_real_files_are_read(text: str, minutes: int) -> None:
    assert parse_offset(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "   :  ", "+25:00", "+01:07", "+15:00", "-12:15", "+01:75", "CET", "0100", None]
)
def test_other_offsets_are_unknown_never_utc(text: str | None) -> None:
    assert parse_offset(text) is None


def test_an_impossible_offset_is_said_and_a_blank_one_is_not() -> None:
    _, notes = parse_time("2018:02:05 15:11:44", "EXIF:DateTime", offset="+25:00")
    assert "impossible" in notes[0]
    assert parse_time("2018:02:05 15:11:44", "EXIF:DateTime", offset="   :  ")[1] == ()


@pytest.mark.parametrize("digits", ["2", "08", "277", "00", "123456789"])
def test_subseconds_keep_exactly_their_digits(digits: str) -> None:
    stamp, _ = parse_time("2018:02:05 15:11:44", "EXIF:DateTime", f"{digits}  ")
    assert stamp is not None
    assert stamp.wall_clock == f"2018-02-05T15:11:44.{digits}"
    assert stamp.resolution == max(SECOND / 10 ** len(digits), timedelta.resolution)


def test_damaged_subseconds_are_left_out_with_a_note() -> None:
    stamp, notes = parse_time("2018:02:05 15:11:44", "EXIF:DateTime", "2x")
    assert stamp is not None
    assert stamp.wall_clock.endswith(":44")
    assert "sub-seconds" in notes[0]


def test_gps_time_is_utc_with_the_digits_of_its_ratio() -> None:
    stamp, notes = parse_gps_time("2008:10:23", [14.0, 27.0, 7.24])
    assert stamp is not None
    assert (stamp.wall_clock, stamp.utc_offset, notes) == ("2008-10-23T14:27:07.24", timedelta(0), ())


def test_gps_time_without_a_date_is_a_time_of_day_and_nothing_more() -> None:
    stamp, notes = parse_gps_time(None, [8.0, 19.0, 39.0])
    assert stamp is not None
    assert (stamp.wall_clock, stamp.has_day) == ("08:19:39", False)
    assert stamp.interval_utc[0].year == 1
    assert stamp.interval_utc[1].year == 9999
    assert "without a date" in notes[0]


@pytest.mark.parametrize("clock", [[25.0, 0.0, 0.0], [1.0, 2.0], [None, 1.0, 1.0], [-1.0, 0.0, 0.0], "noon"])
def test_damaged_gps_times_are_notes(clock: list[float | None] | str) -> None:
    stamp, notes = parse_gps_time("2008:10:23", clock)
    assert stamp is None
    assert notes


def test_iptc_pairs_date_and_time() -> None:
    stamp, _ = parse_iptc_time("20020916", "120000+0200", "IPTC:DateCreated")
    assert stamp is not None
    assert (stamp.wall_clock, stamp.utc_offset) == ("2002-09-16T12:00:00", timedelta(hours=2))


def test_offsets_are_written_as_iso_8601() -> None:
    assert [format_offset(timedelta(minutes=m)) for m in (330, -210, 0)] == ["+05:30", "-03:30", "+00:00"]
