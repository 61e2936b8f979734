"""Comparisons or results of a batch -> `AnnotatedPhoto`, ...: what is handed to other programs.

Only compared pairs are handed on: a refused pair has no list of marks, and an empty one would read as "nothing new".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from condition.batch import BatchResults, Pair
from condition.comparison import COMPARED, Comparison
from condition.errors import ExchangeError
from condition.exchange.model import AnnotatedMark, AnnotatedPhoto
from condition.geometry import as_points
from condition.sets import ComparisonSet

#: What can be written to the files of other programs: one comparison, several by id, a set, or a batch.
Source = Comparison | Mapping[str, Comparison] | ComparisonSet | BatchResults

#: What is handed on; marks of both photos and marks that are gone are nobody's question there.
VERDICTS = ("new", "cannot_tell")


def annotations_of(
    source: Source, pairs: Iterable[Pair] = (), verdicts: Iterable[str] = VERDICTS
) -> tuple[AnnotatedPhoto, ...]:
    """Return the marks of every compared pair.

    Parameters
    ----------
    source : Comparison, mapping of id to Comparison, ComparisonSet, or BatchResults
        Where the marks come from; those of a set are in the reference photo of each view, as far as it shows them.
    pairs : iterable of Pair
        The list of pairs, for the paths of the photos; without it a photo has its name alone.
    verdicts : iterable of {"new", "cannot_tell"}
        Which marks are handed on.

    Raises
    ------
    ExchangeError
        Where a line of a batch does not say how large its photo is (an older version wrote it).
    """
    files = {pair.id: pair.after for pair in pairs if isinstance(pair.after, Path)}
    wanted = frozenset(verdicts)
    if isinstance(source, BatchResults):
        compared = [record for record in source.records if record["status"] == COMPARED]
        return tuple(_of_record(record, files, wanted) for record in compared)
    if isinstance(source, ComparisonSet):
        return tuple(_of_view(source, number, wanted) for number in range(len(source.views)))
    comparisons = {_stem(source): source} if isinstance(source, Comparison) else source
    return tuple(
        _of_comparison(pair_id, comparison, files, wanted)
        for pair_id, comparison in comparisons.items()
        if comparison.status == COMPARED
    )


def _of_comparison(
    pair_id: str, comparison: Comparison, files: Mapping[str, Path], wanted: frozenset[str]
) -> AnnotatedPhoto:
    after = comparison.after
    marks = tuple(
        AnnotatedMark(found.polygon, str(found.kind), str(found.verdict), found.score, found.number)
        for found in comparison.findings
        if str(found.verdict) in wanted
    )
    file = files[pair_id].as_posix() if pair_id in files else after.name
    return AnnotatedPhoto(pair_id, file, after.width, after.height, marks, after.sha256)


def _of_view(made: ComparisonSet, number: int, wanted: frozenset[str]) -> AnnotatedPhoto:
    reference = made.views[number].reference
    marks = tuple(
        AnnotatedMark(mark.polygon, str(mark.kind), str(mark.verdict), mark.score, mark.number)
        for mark in made.marks
        if mark.view == number and mark.in_reference and str(mark.verdict) in wanted
    )
    photo = reference.photo
    stem = Path(reference.name).stem or f"view-{number + 1}"
    return AnnotatedPhoto(stem, reference.name, photo.width, photo.height, marks, photo.sha256)


def _of_record(
    record: Mapping[str, Any], files: Mapping[str, Path], wanted: frozenset[str]
) -> AnnotatedPhoto:
    pair_id = str(record["id"])
    after = (record.get("photos") or {}).get("after")
    if not after:
        raise ExchangeError(
            f"pair {pair_id!r}: the results do not say how large its photo is; compare it again with this version"
        )
    marks = tuple(
        AnnotatedMark(
            as_points(found["polygon"]),
            str(found.get("kind", "mark")),
            str(found.get("verdict", "new")),
            float(found["score"]),
            found.get("number"),
        )
        for found in (*record["findings"], *(record.get("cannot_tell") or ()))
        if found.get("verdict", "new") in wanted
    )
    file = files[pair_id].as_posix() if pair_id in files else str(after["name"])
    return AnnotatedPhoto(
        pair_id, file, int(after["width"]), int(after["height"]), marks, after.get("sha256")
    )


def relative_to(photos: Iterable[AnnotatedPhoto], folder: Path) -> tuple[AnnotatedPhoto, ...]:
    """Return the same photos with their paths told from a folder, so that the folder can move with them."""
    from dataclasses import replace

    return tuple(
        replace(photo, file=Path(os.path.relpath(photo.file, folder)).as_posix()) for photo in photos
    )


def _stem(comparison: Comparison) -> str:
    return Path(comparison.after.name).stem or "photo"
