"""Comparison, or its record and pictures -> sheet: the first page for a person, then what everything rests on."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import COMPARED, Comparison
from condition.language import _, current, language
from condition.report import overlay, sheet_parts
from condition.report.as_json import comparison_record, render_json
from condition.report.as_pdf import printed_language
from condition.report.as_timeline import render_timeline
from condition.report.crops import crop_pair, crop_picture
from condition.report.sheet import Answer, Block, Columns, Heading, Picture, Pictures, Sheet, Text
from condition.report.times import line_of
from condition.report.told import Record
from condition.report.untrusted import printable

JPEG_QUALITY = 90
#: Height of the two photos on the first page, and of the time line, mm of paper.
PHOTOS_MM, LINE_MM = 64.0, 135.0
#: Longest foot of a page, characters; the name of a file can be long.
LONGEST_FOOT = 120
#: Marks with a crop pair on the first page; the others follow.
FIRST_MARKS = 1


def print_date() -> datetime:
    """Return the moment a report of a comparison is dated: SOURCE_DATE_EPOCH where that is set, else now.

    A comparison has no date of its own, and a document that is archived needs one.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed.isdigit() else datetime.now(UTC)


def comparison_sheet(comparison: Comparison, date: datetime) -> Sheet:
    """Return the sheet of a comparison that stands alone.

    Parameters
    ----------
    comparison : Comparison
        Compared or refused.
    date : datetime
        What the document is dated; with its zone.
    """
    with language(printed_language()):
        return _sheet(comparison, date)


def _sheet(comparison: Comparison, date: datetime) -> Sheet:
    record = comparison_record(comparison)
    pictures = _pictures(comparison)
    names = f"{record['before']['name']} → {record['after']['name']}"
    blocks = front(record, pictures, sheet_parts.answer(record, sheet_parts.said(names)))
    blocks += back(record, pictures)
    blocks += appendix(record)
    result = f"{render_json(comparison)}\n".encode("utf-8", "backslashreplace")
    attached = {"result.json": (_("The whole result, as condition compare --json writes it"), result)}
    title, running = _("Comparison of two photos"), printable(names, LONGEST_FOOT)
    return Sheet(title, running, date, tuple(blocks), pictures, attached, current())


def front(
    record: Record, pictures: Collection[str], answer: Answer, *, prefix: str = "", before: Sequence[Block] = (),
    decided: sheet_parts.Decided = lambda _: (), asked: Collection[int] = (), after: Sequence[Block] = (),
) -> list[Block]:  # fmt: skip
    """Return the first page: the answer, both photos, the first mark, time line and limits side by side.

    Parameters
    ----------
    record : mapping
        Of the comparison.
    pictures : collection of str
        Names of the pictures there are.
    answer : Answer
        What stands on top.
    prefix : str
        In front of the names of this comparison's pictures.
    before, after : sequence of Block
        What stands between answer and photos, and below the limits.
    decided : callable
        Number of a mark -> what people said about it.
    asked : collection of int
        Numbers of marks that somebody decided or contested.
    """
    cards = sheet_parts.cards(record, pictures, prefix, decided, asked)
    moments = sheet_parts.moments(record)
    line: list[Block] = [Heading(_("Times")), Text(_("No time is known."))]
    if moments is not None:
        line = [Heading(_("Time line")), moments]
    limits = [*sheet_parts.limits(record), *after]
    return [
        answer, *before, *sheet_parts.photos(record, pictures, prefix, PHOTOS_MM), *cards[:FIRST_MARKS],
        Columns(tuple(line), tuple(limits)),
    ]  # fmt: skip


def back(
    record: Record, pictures: Collection[str], *, prefix: str = "",
    decided: sheet_parts.Decided = lambda _: (), asked: Collection[int] = (),
) -> list[Block]:  # fmt: skip
    """Return what follows the first page: the other marks, where nothing was compared, rulings, times."""
    cards = sheet_parts.cards(record, pictures, prefix, decided, asked)
    more = cards[FIRST_MARKS:]
    blocks: list[Block] = []
    if record["findings"]:
        known = sheet_parts.known_marks(record, [card.number for card in cards])
        blocks += [
            Heading(_("Marks"), new_page=True),
            *more,
            Columns(tuple(known), tuple(_hatched(pictures, prefix))),
        ]
    blocks += sheet_parts.rulings(record)
    blocks += [Heading(_("Times and tags"))]
    if f"{prefix}timeline.svg" in pictures:
        drawn = Picture(
            f"{prefix}timeline.svg", "", _("Time line of photos and events; the first page has it in words")
        )
        blocks.append(Pictures((drawn,), LINE_MM, framed=False))
    return [*blocks, *sheet_parts.checks(record)]


def _hatched(pictures: Collection[str], prefix: str) -> list[Block]:
    """Where nothing was compared, as a picture."""
    if f"{prefix}coverage.jpg" not in pictures:
        return []
    alt = _("After photo, hatched where it could not be compared, dark where it is not the piece")
    shown = Picture(f"{prefix}coverage.jpg", _("Hatched: not compared. Dark: not the piece."), alt)
    return [Heading(_("Where nothing was compared"), 3), Pictures((shown,), PHOTOS_MM)]


def appendix(record: Record) -> list[Block]:
    """Return method, files and settings."""
    return [
        Heading(_("Method")), *sheet_parts.method(),
        Heading(_("Files and version")), *sheet_parts.files(record),
        Heading(_("Settings")), *sheet_parts.settings(record),
    ]  # fmt: skip


def _pictures(comparison: Comparison) -> dict[str, bytes]:
    """Return the pictures of a comparison under the names that `write_folder` gives them."""
    made: dict[str, Callable[[], bytes]] = {
        "before.jpg": lambda: _jpeg(overlay.annotated_before(comparison)),
        "after.jpg": lambda: _jpeg(overlay.annotated_after(comparison)),
    }
    line = line_of(comparison)
    if line:
        made["timeline.svg"] = lambda: render_timeline(line).encode()
    if comparison.status == COMPARED:
        made["coverage.jpg"] = lambda: _jpeg(overlay.coverage_picture(comparison))
        for card in sheet_parts.cards(comparison_record(comparison), (), "", lambda _: ()):
            made[f"marks/{card.number:02d}.png"] = _crop(comparison, card.number)
    return {name: make() for name, make in made.items()}


def _crop(comparison: Comparison, number: int) -> Callable[[], bytes]:
    finding = next(each for each in comparison.all_findings if each.number == number)
    return lambda: _encoded(".png", crop_picture(crop_pair(comparison, finding)), [])


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    return _encoded(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def _encoded(extension: str, pixels: NDArray[np.uint8], options: list[int]) -> bytes:
    done, encoded = cv2.imencode(extension, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    assert done, "JPEG and PNG hold any uint8 RGB array of this size"
    return encoded.tobytes()
