"""Photos of one piece from before and after, unsorted -> pairs, and marks that rest on all of them."""

from condition.sets.archive import Packed, open_archive
from condition.sets.compare import compare_sets
from condition.sets.frames import Frames
from condition.sets.gather import MAX_PHOTOS
from condition.sets.model import (
    ComparedPair,
    ComparisonSet,
    JoinedMark,
    LeftOut,
    Link,
    Says,
    SetPhoto,
    SetView,
    Side,
    Testimony,
    Why,
)
from condition.sets.ruling import checks_of, together
from condition.sets.weighing import BASE_RATE, DEPENDENCE, MISSED

__all__ = [
    "BASE_RATE",
    "DEPENDENCE",
    "MAX_PHOTOS",
    "MISSED",
    "ComparedPair",
    "ComparisonSet",
    "Frames",
    "JoinedMark",
    "LeftOut",
    "Link",
    "Packed",
    "Says",
    "SetPhoto",
    "SetView",
    "Side",
    "Testimony",
    "Why",
    "checks_of",
    "compare_sets",
    "open_archive",
    "together",
]
