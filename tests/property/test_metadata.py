"""Laws of reading: whatever a file or a reader says, the answer is a record, and its times are intervals."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from condition.metadata import Metadata
from condition.metadata.interpret import PNG_TIMES, XMP_TIMES, interpret
from condition.metadata.readers.exif import WANTED
from condition.metadata.readers.iptc import WANTED as IPTC_TAGS
from condition.metadata.readers.worker import read_record
from tests.metadata import made

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
