"""Metadata of one or two photos, and events -> checks: what times and tags can and cannot prove."""

from condition.timeline.checks import check_pair, check_photo
from condition.timeline.event_checks import check_events
from condition.timeline.events import KINDS, YEARS, Event, parse_events
from condition.timeline.interval import Interval, interval_of, moved
from condition.timeline.line import LineEntry, build_line, in_order, line_zone
from condition.timeline.model import ONE_PICTURE, ORDER_CHECK, Check, Severity
from condition.timeline.registry import REGISTRY, Entry
from condition.timeline.stripped import lost_its_metadata
from condition.timeline.words import span_words, time_words
from condition.timeline.zone import zone_of

__all__ = [
    "KINDS",
    "ONE_PICTURE",
    "ORDER_CHECK",
    "REGISTRY",
    "YEARS",
    "Check",
    "Entry",
    "Event",
    "Interval",
    "LineEntry",
    "Severity",
    "build_line",
    "check_events",
    "check_pair",
    "check_photo",
    "in_order",
    "interval_of",
    "line_zone",
    "lost_its_metadata",
    "moved",
    "parse_events",
    "span_words",
    "time_words",
    "zone_of",
]
