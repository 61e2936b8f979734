"""Bytes -> Metadata: what a file says about itself, read in a fenced child process."""

from condition.metadata.clock import format_offset, format_utc, is_civil_offset, parse_offset, parse_time
from condition.metadata.model import GpsPosition, Metadata, Timestamp
from condition.metadata.read import parse_metadata

__all__ = [
    "GpsPosition",
    "Metadata",
    "Timestamp",
    "format_offset",
    "format_utc",
    "is_civil_offset",
    "parse_metadata",
    "parse_offset",
    "parse_time",
]
