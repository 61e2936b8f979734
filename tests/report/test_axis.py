"""The axis keeps the order of time, stays inside its width, and its words never touch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from condition.report.axis import Axis, build_axis

LEFT, WIDTH = 8.0, 334.0
moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(lambda m: m.replace(tzinfo=UTC))
zones = st.sampled_from(
    [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia"), timezone(timedelta(hours=-12))]
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime, datetime]:
    start = draw(moments)
    try:
        return start, start + draw(st.timedeltas(timedelta(0), timedelta(days=800)))
    except OverflowError:
        return start, start


def axis(found: list[tuple[datetime, datetime]], zone: tzinfo = UTC) -> Axis:
    return build_axis(found, zone, LEFT, WIDTH, 26.0)


def day(number: int, month: int = 1, days: int = 1, year: int = 2026) -> tuple[datetime, datetime]:
    start = datetime(year, month, number, tzinfo=UTC)
    return start, start + timedelta(days=days)


@given(st.lists(spans(), min_size=1, max_size=12), zones)
def test_later_is_never_further_left(found: list[tuple[datetime, datetime]], zone: tzinfo) -> None:
    made = axis(found, zone)
    placed = [made.place(moment) for moment in sorted(moment for span in found for moment in span)]
    assert placed == sorted(placed)
    assert placed[0] >= LEFT - 1e-6
    assert placed[-1] <= LEFT + WIDTH + 1e-6


@given(st.lists(spans(), min_size=1, max_size=12), zones, st.floats(4, 12))
def test_words_never_touch_and_stay_on_the_axis(
    found: list[tuple[datetime, datetime]], zone: tzinfo, char_px: float
) -> None:
    made = axis(found, zone)
    for ticks in (made.day_ticks(char_px), made.year_ticks(char_px), made.fold_ticks(char_px)):
        ends = [(t.x - len(t.text) * char_px / 2, t.x + len(t.text) * char_px / 2) for t in ticks]
        assert all(one[1] <= two[0] for one, two in pairwise(ends))
        assert all(end <= LEFT + WIDTH + 1e-6 for _, end in ends)


@given(st.lists(spans(), min_size=1, max_size=12), zones)
def test_blocks_lie_apart_and_hold_every_span(found: list[tuple[datetime, datetime]], zone: tzinfo) -> None:
    made = axis(found, zone)
    assert all(one.right < two.left and one.end < two.start for one, two in pairwise(made.blocks))
    assert all(block.width > 0 for block in made.blocks)


def test_days_without_anything_are_folded_and_counted() -> None:
    made = axis([day(5), day(14)])
    assert [tick.text for tick in made.day_ticks(6.0)] == ["5 Jan", "14 Jan"]
    assert [tick.text for tick in made.fold_ticks(5.0)] == ["8 d"]
    assert [tick.text for tick in made.fold_ticks(2.0)] == ["8 days"]


def test_a_single_day_between_is_shown() -> None:
    assert len(axis([day(5), day(7)]).blocks) == 1


def test_a_fold_of_years_says_years() -> None:
    assert [tick.text for tick in axis([day(1, year=2000), day(1)]).fold_ticks(4.0)] == ["26 y"]


def test_inside_a_day_time_runs_evenly() -> None:
    made = axis([day(5), day(14)])
    left, noon, right = (
        made.place(datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=h)) for h in (0, 12, 24)
    )
    assert noon - left == right - noon


def test_a_year_is_one_statement_and_takes_less_room_than_its_days() -> None:
    year, one = axis([day(1, days=365, year=2020), day(1)]).blocks
    assert year.width < 12 * one.width


def test_days_are_days_of_the_zone() -> None:
    late = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert axis([(late, late)], ZoneInfo("Europe/Berlin")).blocks[0].first.isoformat() == "2026-01-01"
