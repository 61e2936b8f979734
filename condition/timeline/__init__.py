"""Metadata of one or two photos, and events -> checks: what times and tags can and cannot prove."""

from condition.timeline.checks import check_pair, check_photo
from condition.timeline.events import Event, parse_events
from condition.timeline.line import LineEntry, build_line, line_zone
from condition.timeline.model import Check, Severity
from condition.timeline.registry import REGISTRY, Entry

__all__ = [
    "REGISTRY",
    "Check",
    "Entry",
    "Event",
    "LineEntry",
    "Severity",
    "build_line",
    "check_pair",
    "check_photo",
    "line_zone",
    "parse_events",
]
