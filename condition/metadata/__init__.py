"""Bytes -> Metadata: what a file says about itself, read in a fenced child process."""

from condition.metadata.clock import format_offset, format_utc, is_civil_offset, parse_offset, parse_time
from condition.metadata.model import GpsPosition, Metadata, Timestamp
from condition.metadata.read import parse_metadata
from condition.metadata.trust import check_trust_anchors

__all__ = [
    "GpsPosition",
    "Metadata",
    "Timestamp",
    "check_trust_anchors",
    "format_offset",
    "format_utc",
    "is_civil_offset",
    "parse_metadata",
    "parse_offset",
    "parse_time",
]
