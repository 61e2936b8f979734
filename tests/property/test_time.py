"""Laws of time: nothing is claimed that a wider reading of the same words would take back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from condition.metadata import Timestamp, format_offset, parse_offset, parse_time
from condition.timeline import Severity, check_pair
from condition.timeline.interval import Interval, interval_of
from condition.timeline.order import judge_order
from tests.timeline.made_photos import NOW, ORIGINAL, photo

#: Every civil offset is a multiple of a quarter of an hour from UTC-12 to UTC+14.
offsets = st.integers(-48, 56).map(lambda quarters: timedelta(minutes=15 * quarters))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
stamps = st.builds(
    lambda moment, offset: Timestamp(ORIGINAL, moment.isoformat(), offset), moments, st.none() | offsets
)
widths = st.timedeltas(timedelta(0), timedelta(days=3))
OPPOSITE = {
    Severity.OK: Severity.CONTRADICTION,
    Severity.CONTRADICTION: Severity.OK,
    Severity.UNKNOWN: Severity.UNKNOWN,
}


def order_of(first: Timestamp, second: Timestamp) -> Severity:
    checks = check_pair(photo(first), photo(second, seed=1), (), NOW)
    return next(check.severity for check in checks if check.code == "BEFORE_AFTER_ORDER")


def judged(first: Interval, second: Interval) -> Severity:
    return judge_order(first, second, first, second)[0]


@given(offsets)
def test_offsets_round_trip(offset: timedelta) -> None:
    assert parse_offset(format_offset(offset)) == offset


@given(st.text(max_size=12))
def test_a_text_that_is_no_offset_is_unknown_and_never_raises(text: str) -> None:
    offset = parse_offset(text)
    assert offset is None or parse_offset(format_offset(offset)) == offset


@given(moments, offsets)
def test_a_stated_offset_fixes_the_moment_to_its_resolution(moment: datetime, offset: timedelta) -> None:
    stamp, _ = parse_time(moment.strftime("%Y:%m:%d %H:%M:%S"), ORIGINAL, offset=format_offset(offset))
    assert stamp is not None
    earliest, latest = stamp.interval_utc
    assert earliest == moment.replace(tzinfo=UTC) - offset
    assert latest - earliest == timedelta(seconds=1)


@given(moments, offsets)
def test_a_missing_offset_contains_every_zone(moment: datetime, offset: timedelta) -> None:
    without = interval_of(Timestamp(ORIGINAL, moment.isoformat()))
    stated = interval_of(Timestamp(ORIGINAL, moment.isoformat(), offset))
    assert without.earliest <= stated.earliest
    assert stated.latest <= without.latest


@given(stamps, stamps, widths, widths)
def test_widening_never_turns_unknown_into_a_claim(
    first: Timestamp, second: Timestamp, one: timedelta, two: timedelta
) -> None:
    narrow, wide = interval_of(first), interval_of(first).widened(one)
    other, wide_other = interval_of(second), interval_of(second).widened(two)
    before, after = judged(narrow, other), judged(wide, wide_other)
    assert after in (before, Severity.UNKNOWN)


@given(stamps, stamps)
def test_swapping_the_photos_flips_the_order(first: Timestamp, second: Timestamp) -> None:
    assert (
        judged(interval_of(second), interval_of(first))
        == OPPOSITE[judged(interval_of(first), interval_of(second))]
    )


@given(stamps)
def test_a_photo_is_never_before_itself(stamp: Timestamp) -> None:
    assert order_of(stamp, stamp) == Severity.UNKNOWN


@given(st.text(max_size=40), st.none() | st.text(max_size=10), st.none() | st.text(max_size=10))
def test_any_text_gives_a_time_or_a_note_and_never_raises(
    text: str, subseconds: str | None, offset: str | None
) -> None:
    stamp, notes = parse_time(text, ORIGINAL, subseconds, offset)
    assert stamp is not None or notes or not text.split("\0")[0].strip()
    if stamp is not None:
        earliest, latest = stamp.interval_utc
        assert earliest <= latest


@given(st.dates(), st.times(), st.none() | offsets)
def test_intervals_hold_in_every_year_datetime_knows(
    day: object, clock: object, offset: timedelta | None
) -> None:
    earliest, latest = Timestamp(ORIGINAL, f"{day}T{clock}", offset).interval_utc
    assert earliest <= latest
