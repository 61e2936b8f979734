"""Checks whether the after photo is the before photo: the same bytes, or the same picture saved again."""

from __future__ import annotations

from condition.photo import Photo
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, answer


def check_same(before: Photo, after: Photo) -> list[Check]:
    """Return SAME_FILE or SAME_PICTURE where the two photos are one; nothing otherwise."""
    if before.sha256 == after.sha256:
        text = (
            "Both photos are the same file. The same file twice says nothing about what happened in between."
        )
        return [answer("SAME_FILE", CAUTION, ("SHA-256",), text)]
    return []
