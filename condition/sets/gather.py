"""Sources of both sides -> photos that can be compared, and the others with their reasons.

A broken photo is named and the rest goes on; the same bytes twice are used once; the same bytes on both sides are used on
none, because nobody can say which they are. Too many photos, or none on a side, end the work with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from condition.errors import PhotoError, PhotoSetError
from condition.language import joined, sentence
from condition.photo import Photo, read_photo
from condition.quality import assess, segment_piece
from condition.sets.model import LeftOut, SetPhoto, Side, Why
from condition.settings import Settings

Source = str | os.PathLike[str] | bytes | NDArray[np.uint8] | Photo
#: Most photos a side. Their pixels are held together (48 photos of 12 MP: 2 GB), and a person reads the report.
MAX_PHOTOS = 24


@dataclass(frozen=True, slots=True)
class Gathered:
    """Photos of both sides that can be compared, and those left out so far."""

    before: tuple[SetPhoto, ...]
    after: tuple[SetPhoto, ...]
    left_out: tuple[LeftOut, ...]


def gather(
    before: Sequence[Source], after: Sequence[Source], settings: Settings, trust_anchors: str | None = None
) -> Gathered:
    """Read the photos of both sides.

    Raises
    ------
    PhotoSetError
        If a side has no photo or too many, or none that can be read.
    """
    sides = {Side.BEFORE: before, Side.AFTER: after}
    for side, sources in sides.items():
        _check_number(side, sources)
    photos: dict[Side, list[Photo]] = {}
    left_out: list[LeftOut] = []
    for side, sources in sides.items():
        photos[side], unreadable = _read_all(side, sources, settings, trust_anchors)
        left_out += unreadable
    common = {p.sha256 for p in photos[Side.BEFORE]} & {p.sha256 for p in photos[Side.AFTER]}
    kept: dict[Side, list[Photo]] = {}
    for side in sides:
        kept[side], doubled = _once(side, photos[side], common)
        left_out += doubled
        if not kept[side]:
            raise PhotoSetError(_nothing_left(side, [photo for photo in left_out if photo.side is side]))
    usable = {side: _usable(side, kept[side], settings, left_out) for side in sides}
    return Gathered(usable[Side.BEFORE], usable[Side.AFTER], tuple(left_out))


def _check_number(side: Side, sources: Sequence[Source]) -> None:
    if not sources:
        raise PhotoSetError(f"the {side.value} side has no photo; give at least one of each side")
    if len(sources) > MAX_PHOTOS:
        raise PhotoSetError(
            f"the {side.value} side has {len(sources)} photos; at most {MAX_PHOTOS} of one piece are compared"
        )


def _read_all(
    side: Side, sources: Iterable[Source], settings: Settings, trust_anchors: str | None
) -> tuple[list[Photo], list[LeftOut]]:
    """The photos that can be read, each with a name of its own, and the others."""
    photos: list[Photo] = []
    broken: list[LeftOut] = []
    for number, source in enumerate(sources, 1):
        try:
            photo = _read(source, f"{side.value} {number}", settings, trust_anchors)
        except PhotoError as error:
            text = sentence("The file {problem}.", problem=error.problem)
            broken.append(LeftOut(side, error.name, Why.UNREADABLE, text, error.hint()))
            continue
        taken = {other.name for other in photos}
        photos.append(replace(photo, name=_unique(photo.name, source, number, taken)))
    return photos, broken


def _read(source: Source, name: str, settings: Settings, trust_anchors: str | None) -> Photo:
    if isinstance(source, Photo):
        return source
    named = name if isinstance(source, (bytes, np.ndarray)) else None
    return read_photo(source, named, settings.limits, trust_anchors)


def _unique(name: str, source: Source, number: int, taken: set[str]) -> str:
    """The file's name; with its folder, then with a number, where another photo has the same."""
    if name in taken and isinstance(source, (str, os.PathLike)):
        name = f"{Path(source).parent.name}/{name}"
    return f"{name} ({number})" if name in taken else name


def _once(side: Side, photos: Sequence[Photo], common: set[str]) -> tuple[list[Photo], list[LeftOut]]:
    """Each photo once, and none that lies on both sides."""
    first: dict[str, Photo] = {}
    left_out: list[LeftOut] = []
    for photo in photos:
        if photo.sha256 in common:
            text = sentence(
                "The same file was given as a before and as an after photo, so it cannot be either of them."
            )
            fix = sentence("Say which side it belongs to, and take it out of the other.")
            left_out.append(LeftOut(side, photo.name, Why.ON_BOTH_SIDES, text, fix))
        elif photo.sha256 in first:
            text = sentence(
                "It is the same file as {other}, byte for byte; it was used once.",
                other=first[photo.sha256].name,
            )
            left_out.append(LeftOut(side, photo.name, Why.DUPLICATE, text))
        else:
            first[photo.sha256] = photo
    return list(first.values()), left_out


def _nothing_left(side: Side, left_out: Sequence[LeftOut]) -> str:
    told = "; ".join(f"{photo.name}: {photo.text}" for photo in left_out[:5])
    return f"no {side.value} photo can be used. {told}"


def _usable(
    side: Side, photos: Sequence[Photo], settings: Settings, left_out: list[LeftOut]
) -> tuple[SetPhoto, ...]:
    """The photos that can show something; the others are added to `left_out`."""
    usable = []
    for photo in photos:
        piece = segment_piece(photo.pixels)
        quality = assess(photo, piece, settings.quality)
        if quality.usable:
            usable.append(SetPhoto(side, photo.name, photo, piece, quality))
            continue
        reasons = tuple(replace(reason, photo=side.value) for reason in quality.advice)
        text = joined(reason.text for reason in reasons)
        fix = joined(dict.fromkeys(reason.fix for reason in reasons))
        left_out.append(LeftOut(side, photo.name, Why.UNUSABLE, text, fix, reasons))
    return tuple(usable)
