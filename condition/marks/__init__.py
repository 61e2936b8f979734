"""Aligned views -> marks: curves and patches that stand out from their surroundings."""

from condition.marks.detect import MarkSettings, detect
from condition.marks.model import Mark, Polarity, Shape

__all__ = ["Mark", "MarkSettings", "Polarity", "Shape", "detect"]
