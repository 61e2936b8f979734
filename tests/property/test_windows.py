"""Laws of windows: nothing is claimed that a wider reading, a longer window or another zone would take back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.metadata import Timestamp
from condition.policy.model import Outcome, Window
from condition.policy.window import Moment, judge_window
from condition.timeline import Interval, interval_of

zones = st.sampled_from(
    [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns")]
)
starts = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(
    lambda m: m.replace(microsecond=0, tzinfo=UTC)
)
windows = st.builds(
    Window, st.just("received"), st.just("delivered"), st.integers(0, 90), st.sampled_from(["days", "hours"])
)
gaps = st.timedeltas(timedelta(0), timedelta(days=120)).map(
    lambda gap: timedelta(seconds=int(gap.total_seconds()))
)
widths = st.timedeltas(timedelta(0), timedelta(days=3))
CLAIMS = (Outcome.MET, Outcome.NOT_MET)


def moment(at: datetime, width: timedelta = timedelta(0)) -> Moment:
    """A moment in UTC, known to the second, and `width` more on both sides."""
    stamp = Timestamp("event:received", at.replace(tzinfo=None).isoformat(), timedelta(0))
    return Moment("received", stamp, "book", Interval(at - width, at + timedelta(seconds=1) + width, ""), UTC)


@given(starts, gaps, windows, zones, widths, widths)
def test_widening_never_turns_cannot_tell_into_a_claim_nor_one_claim_into_the_other(
    start: datetime, gap: timedelta, window: Window, zone: ZoneInfo, one: timedelta, two: timedelta
) -> None:
    narrow, _ = judge_window(moment(start + gap), moment(start), window, zone)
    wide, _ = judge_window(moment(start + gap, one), moment(start, two), window, zone)
    assert wide in (narrow, Outcome.CANNOT_TELL)


@given(starts, gaps, windows, zones, st.integers(0, 30))
def test_a_longer_window_is_never_harder_to_meet(
    start: datetime, gap: timedelta, window: Window, zone: ZoneInfo, more: int
) -> None:
    longer = Window(window.event, window.of, window.within + more, window.unit)
    short, _ = judge_window(moment(start + gap), moment(start), window, zone)
    if short is Outcome.MET:
        assert judge_window(moment(start + gap), moment(start), longer, zone)[0] is Outcome.MET


@given(starts, gaps, gaps, windows, zones)
def test_later_is_never_easier(
    start: datetime, gap: timedelta, more: timedelta, window: Window, zone: ZoneInfo
) -> None:
    early, _ = judge_window(moment(start + gap), moment(start), window, zone)
    late, _ = judge_window(moment(start + gap + more), moment(start), window, zone)
    assert not (early is Outcome.NOT_MET and late is Outcome.MET)


@given(starts, st.integers(0, 400), st.integers(1, 400))
def test_exact_hours_are_arithmetic(start: datetime, hours: int, within: int) -> None:
    window = Window("received", "delivered", within, "hours")
    outcome, _ = judge_window(moment(start + timedelta(hours=hours)), moment(start), window, UTC)
    if hours != within:
        assert outcome is (Outcome.MET if hours < within else Outcome.NOT_MET)


@given(starts, st.integers(0, 60), st.integers(0, 60), zones)
def test_exact_days_are_a_matter_of_dates(start: datetime, days: int, within: int, zone: ZoneInfo) -> None:
    noon = start.astimezone(zone).replace(hour=12, minute=0, second=0).astimezone(UTC)
    there = (noon.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
    outcome, _ = judge_window(
        moment(there), moment(noon), Window("received", "delivered", within, "days"), zone
    )
    assert outcome is (Outcome.MET if days <= within else Outcome.NOT_MET)


@given(starts, gaps, windows)
def test_an_unknown_zone_claims_only_what_holds_in_every_zone(
    start: datetime, gap: timedelta, window: Window
) -> None:
    """A start without a zone, against the same start in each of three zones."""
    written = Timestamp("event:delivered", start.replace(tzinfo=None).isoformat())
    unknown = Moment("delivered", written, "book", interval_of(written), None)
    outcome, _ = judge_window(moment(start + gap), unknown, window, None)
    if outcome in CLAIMS:
        for hours in (-12, 0, 14):
            stated = Timestamp(written.source, written.wall_clock, timedelta(hours=hours))
            zone = ZoneInfo(f"Etc/GMT{-hours:+d}") if hours else UTC
            known = Moment("delivered", stated, "book", interval_of(stated), zone)
            event = moment(start + gap)
            # where the event would lie before the start, the statements contradict each other, and nothing is claimed
            contradicts = event.interval.precedes(known.interval)
            assert judge_window(event, known, window, None)[0] is outcome or contradicts


@pytest.mark.parametrize(("last", "outcome"), [("27", Outcome.MET), ("28", Outcome.NOT_MET)])
def test_the_day_of_the_event_is_not_counted_and_the_last_counts_whole(last: str, outcome: Outcome) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = moment(datetime(2025, 12, 28, 9, tzinfo=zone).astimezone(UTC))
    end = moment(datetime(2026, 1, int(last), 0 if last == "28" else 23, 30, tzinfo=zone).astimezone(UTC))
    assert judge_window(end, start, Window("handed_over", "delivered", 30, "days"), zone)[0] is outcome
