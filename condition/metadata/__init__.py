"""Bytes -> Metadata: what a file says about itself, read in a fenced child process."""

from condition.metadata.model import GpsPosition, Metadata, Timestamp
from condition.metadata.read import parse_metadata

__all__ = ["GpsPosition", "Metadata", "Timestamp", "parse_metadata"]
