"""Check of the quantisation tables of a JPEG: a camera's own, the standard ones that programs scale, or an editor's.

Facts, and where they come from:

- The tables of ITU-T T.81, annex K, scaled by a quality of 1 to 100, are what the library of the Independent JPEG Group and
  all its descendants write (its `jcparam.c`, `jpeg_set_quality`): browsers, the systems of phones, most free programs, and
  with them messengers and social networks. Many phones and some cameras write them too.
- Cameras write a JPEG with EXIF without a JFIF header: EXIF 2.32, section 4.5.4, wants APP1 directly after the start.
- A widely used photo editor writes tables of its own for its presets; Pillow lists them (`PIL.JpegPresets`). That they tell an
  editor from a camera: Kornblum, Using JPEG quantization tables to identify imagery processed by software, Digital
  Investigation 5, 2008. doi:10.1016/j.diin.2008.05.004

Tables of single camera models are not listed: the list would be old on the day it is made.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from condition.language import sentence
from condition.metadata import Metadata
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, OK, UNKNOWN, answer

#: Order in which JPEG files list the 64 entries of a table (ITU-T T.81, figure A.6): file place -> row-major place.
ZIGZAG = sorted(range(64), key=lambda at: (at // 8 + at % 8, (at // 8 if (at // 8 + at % 8) % 2 else at % 8)))
#: Annex K of ITU-T T.81, luminance, in zigzag order: the table that libjpeg scales by its quality setting.
STANDARD_LUMINANCE = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
    60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113,
    121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip


def check_tables(metadata: Metadata) -> list[Check]:
    """Return whose tables a JPEG has; nothing for other formats, and for standard tables without a contradiction."""
    if not metadata.jpeg_tables:
        return []
    table = metadata.jpeg_tables[0]
    quality, preset = standard_quality(table), editor_preset(table)
    if preset is not None and quality is None:
        text = sentence(
            "Its compression tables are those a widely used photo editor writes (preset {preset!r}), not a camera's: it was "
            "saved by that editor, or by a program that imitates it.", preset=preset,
        )  # fmt: skip
        return [answer("JPEG_TABLES", CAUTION, ("JPEG:DQT",), text)]
    if metadata.make is None:
        return []
    if quality is not None and metadata.jfif:
        text = sentence(
            "Its tags name a camera ({make}), but it is compressed with the standard tables at quality {quality} and "
            "begins with a JFIF header: cameras seldom write that, programs that save a photo again do.",
            make=metadata.make, quality=quality,
        )  # fmt: skip
        return [answer("JPEG_TABLES", UNKNOWN, ("JPEG:DQT", "JPEG:JFIF", "EXIF:Make"), text)]
    if quality is None and not metadata.jfif and max(table, default=1) > 1:
        text = sentence(
            "Its compression tables are of its own kind and it has no JFIF header, as cameras write it."
        )
        return [answer("JPEG_TABLES", OK, ("JPEG:DQT", "JPEG:JFIF"), text)]
    return []


def standard_quality(table: tuple[int, ...]) -> int | None:
    """Return the libjpeg quality (1..99) whose scaled standard table this is; None for any other table.

    Quality 100 is left out: all its entries are 1, whatever they were scaled from.
    """
    if len(table) != len(STANDARD_LUMINANCE):
        return None
    for quality in range(1, 100):
        scale = 5000 // quality if quality < 50 else 200 - 2 * quality
        if all(
            value == min(255, max(1, (base * scale + 50) // 100))
            for value, base in zip(table, STANDARD_LUMINANCE, strict=True)
        ):
            return quality
    return None


def editor_preset(table: tuple[int, ...]) -> str | None:
    """Return the name of the editor's preset with this luminance table; None for any other."""
    presets: Any = import_module("PIL.JpegPresets").presets
    for name, preset in presets.items():
        listed = preset["quantization"][0]
        if len(listed) == len(ZIGZAG) and table == tuple(listed[at] for at in ZIGZAG):
            return str(name)
    return None
