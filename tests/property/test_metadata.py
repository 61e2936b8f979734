"""Laws of reading: whatever a file or a reader says, the answer is a record, and its times are intervals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from condition.metadata import Metadata
from condition.metadata.interpret import PNG_TIMES, XMP_TIMES, interpret
from condition.metadata.readers.exif import WANTED
from condition.metadata.readers.iptc import WANTED as IPTC_TAGS
from condition.metadata.readers.worker import read_record
from condition.timeline import REGISTRY, check_pair
from tests.metadata import made
from tests.timeline.made_photos import NOW, photo

numbers = st.none() | st.floats() | st.integers(-(2**70), 2**70).map(float)
digits = st.text("0123456789:-/.+ TZ\0", max_size=30)
texts = st.text(max_size=30) | digits
exif = st.dictionaries(st.sampled_from(sorted(set(WANTED.values()))), texts | st.lists(numbers, max_size=4))


def texts_of(names: Any) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(sorted(names)), texts)


BLOCK = made.exif(
    {made.MAKE: "Maker", made.ORIENTATION: 6, made.DATE_TIME: "2018:02:06 10:00:00"},
    {made.ORIGINAL: "2018:02:05 15:11:44", made.OFFSET_ORIGINAL: "+01:00", made.SUBSEC_ORIGINAL: "277", made.WIDTH: 48},
    made.gps_tags(48.5, -123.25, (14, 11, 40), "2018:02:05"),
    b"\xff\xd8thumbnail",
)  # fmt: skip


def is_sound(metadata: Metadata) -> bool:
    assert all(time.interval_utc[0] <= time.interval_utc[1] for time in metadata.times)
    assert all(isinstance(note, str) and note.endswith((".", ")")) for note in metadata.notes)
    return True


@given(exif, texts_of(XMP_TIMES), texts_of(IPTC_TAGS.values()), texts_of(PNG_TIMES))
@settings(deadline=None)
def test_whatever_readers_find_gives_a_record(
    exif: dict[str, Any], xmp: dict[str, str], iptc: dict[str, str], text: dict[str, str]
) -> None:
    record = json.loads(json.dumps({"exif": exif, "xmp": xmp, "iptc": iptc, "text": text}))
    assert is_sound(interpret(record))


@given(st.lists(st.tuples(st.integers(0, len(BLOCK) - 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(deadline=None)
def test_changed_bytes_of_an_exif_block_give_a_record(changes: list[tuple[int, int]]) -> None:
    block = bytearray(BLOCK)
    for place, value in changes:
        block[place] = value
    assert is_sound(interpret(read_record(made.jpeg(bytes(block)), "JPEG")))


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"]), st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_give_a_record(format: str, data: bytes) -> None:
    assert is_sound(interpret(read_record(data, format)))


moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: f"{moment:%Y:%m:%d %H:%M:%S}"
)
likely = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("DateTimeOriginal", "DateTimeDigitized", "DateTime", "GPSDateStamp"), moments),
        **{name: st.sampled_from(["+14:00", "-12:00", "+05:45", "Z", "   :  "]) for name in ("OffsetTimeOriginal", "OffsetTime")},
        "GPSTimeStamp": st.lists(st.floats(0, 59), min_size=3, max_size=3),
        "GPSLatitude": st.lists(st.floats(0, 60), min_size=3, max_size=3),
        "GPSLongitude": st.lists(st.floats(0, 60), min_size=3, max_size=3),
        "GPSLatitudeRef": st.sampled_from("NS"),
        "GPSLongitudeRef": st.sampled_from("EW"),
        "ExifImageWidth": st.lists(st.floats(0, 1e9), max_size=1),
        "ExifImageLength": st.lists(st.floats(0, 1e9), max_size=1),
    },
)  # fmt: skip


@given(exif | likely, texts_of(XMP_TIMES), st.text(max_size=20), likely)
@settings(deadline=None, max_examples=60)
def test_every_record_can_be_judged(
    exif: dict[str, Any], xmp: dict[str, str], name: str, other: dict[str, Any]
) -> None:
    before, after = (
        replace(
            photo(name=name, seed=seed), metadata=interpret({"exif": tags, "xmp": xmp, "tables": [[1] * 64]})
        )
        for seed, tags in enumerate((exif, other))
    )
    for check in check_pair(before, after, (), NOW):
        assert check.severity in REGISTRY[check.code].severities
        assert check.text.endswith((".", "!"))
