"""Metadata of one or two photos -> checks: what times and tags can and cannot prove."""

from condition.timeline.checks import REGISTRY, check_pair, check_photo
from condition.timeline.model import Check, Severity

__all__ = ["REGISTRY", "Check", "Severity", "check_pair", "check_photo"]
