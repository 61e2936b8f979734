"""Aligned view -> marks: curves and patches that appeared, vanished, or were kept."""

from condition.marks.describe import NUMBERS, colour_steps
from condition.marks.detect import Candidate, Detection, MarkSettings, detect
from condition.marks.model import Mark, Polarity, Shape

__all__ = [
    "NUMBERS",
    "Candidate",
    "Detection",
    "Mark",
    "MarkSettings",
    "Polarity",
    "Shape",
    "colour_steps",
    "detect",
]
