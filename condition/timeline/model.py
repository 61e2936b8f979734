"""`Check`: one question asked of the times and tags, its answer, and the tags it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: The check that compares the capture times of the two photos.
ORDER_CHECK = "BEFORE_AFTER_ORDER"
#: Checks that are made only where both photos are one picture: "new" then says nothing about any time between.
ONE_PICTURE = frozenset({"SAME_FILE", "SAME_PICTURE"})


class Severity(StrEnum):
    """How much a check's answer weighs."""

    OK = "ok"
    UNKNOWN = "unknown"
    CAUTION = "caution"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question about the times, the origin or the edits of one or two photos.

    Attributes
    ----------
    code : str
        Entry of the check registry (`condition.timeline.REGISTRY`).
    severity : Severity
        ok / unknown / caution / contradiction.
    tags : tuple of str
        The tags the answer rests on; empty where it rests on a tag's absence.
    text : str
        One sentence for a person, with the values in it.
    photo : {"before", "after"} or None
        The photo it is about in a comparison; None where it is about both, or about a single photo.
    """

    code: str
    severity: Severity
    tags: tuple[str, ...]
    text: str
    photo: str | None = None
