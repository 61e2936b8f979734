"""Aligned view -> marks: curves and patches that appeared, vanished, or were kept."""

from condition.marks.detect import Candidate, Detection, MarkSettings, detect
from condition.marks.model import Mark, Polarity, Shape

__all__ = ["Candidate", "Detection", "Mark", "MarkSettings", "Polarity", "Shape", "detect"]
