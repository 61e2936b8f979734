"""Aligned view -> marks: curves and patches that appeared, vanished, or were kept."""

from condition.marks.describe import NUMBERS
from condition.marks.detect import Candidate, Detection, MarkSettings, detect
from condition.marks.model import Mark, Polarity, Shape

__all__ = ["NUMBERS", "Candidate", "Detection", "Mark", "MarkSettings", "Polarity", "Shape", "detect"]
