"""Blocks as careless cameras and programs write them: each oddity has one defined answer, and none raises."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import Any

import pytest

from condition.metadata import Metadata, parse_metadata
from condition.metadata.interpret import interpret
from condition.metadata.readers.worker import read_record
from tests.metadata import made

TAKEN = "2018:02:05 15:11:44"
HOUR = timedelta(hours=1)
CAMERA = {made.MAKE: "Maker", made.ORIENTATION: 6}
PLACE = made.gps_tags(48.5, -2.5, (1, 2, 3), "2018:02:05")
BLOCK = made.exif(CAMERA, {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "+01:00"}, PLACE)


def read(block: bytes) -> Metadata:
    """Return what is read, without the child process: an exception would end it."""
    return interpret(read_record(made.jpeg(block), "JPEG"))


def patched(tag: int, kind: int | None = None, count: int | None = None) -> bytes:
    """Return the block with the type or the count of one entry changed."""
    block = bytearray(BLOCK)
    entry = block.find(struct.pack("<H", tag))
    if kind is not None:
        struct.pack_into("<H", block, entry + 2, kind)
    if count is not None:
        struct.pack_into("<I", block, entry + 4, count)
    return bytes(block)


def pointed(tag: int, target: int) -> bytes:
    """Return the block with the pointer to a directory changed."""
    block = bytearray(BLOCK)
    struct.pack_into("<I", block, block.find(struct.pack("<HH", tag, 4)) + 8, target)
    return bytes(block)


@pytest.mark.parametrize(
    "kind", [1, 2, 6, 7, 129], ids=["byte", "ascii", "sbyte", "undefined", "UTF-8 of EXIF 3"]
)
def test_a_date_is_a_text_whatever_type_its_writer_gave_it(kind: int) -> None:
    capture = read(patched(made.ORIGINAL, kind)).capture
    assert capture is not None
    assert (capture.wall_clock, capture.utc_offset) == ("2018-02-05T15:11:44", HOUR)


@pytest.mark.parametrize("kind", [3, 4, 5, 8, 9, 10, 11, 12, 13])
def test_a_date_that_is_a_number_is_said(kind: int) -> None:
    metadata = read(patched(made.ORIGINAL, kind))
    assert metadata.capture is None
    assert "EXIF:DateTimeOriginal is damaged" in metadata.notes[0]


@pytest.mark.parametrize("count", [19, 20, 21, 1000, 70_000, 2**31, 2**32 - 1])
def test_a_wrong_length_of_a_date_does_not_matter(count: int) -> None:
    capture = read(patched(made.ORIGINAL, count=count)).capture
    assert capture is not None
    assert capture.wall_clock == "2018-02-05T15:11:44"


@pytest.mark.parametrize("tag", [made.MAKE, made.ORIENTATION, made.ORIGINAL, made.OFFSET_ORIGINAL])
@pytest.mark.parametrize("kind", [*range(0, 19), 129, 255, 65535])
def test_no_type_of_any_tag_hides_the_others(tag: int, kind: int) -> None:
    metadata = read(patched(tag, kind))
    assert tag == made.MAKE or metadata.make == "Maker"
    assert tag == made.ORIGINAL or metadata.capture is not None


@pytest.mark.parametrize(
    "block",
    [pointed(made.EXIF_IFD, 8), pointed(made.GPS_IFD, 8), pointed(made.EXIF_IFD, 10**6), pointed(made.GPS_IFD, 2**32 - 1)],
    ids=["Exif directory is the first", "GPS directory is the first", "beyond the block", "far beyond"],
)  # fmt: skip
def test_a_pointer_that_leads_astray_leaves_the_rest(block: bytes) -> None:
    assert read(block).make == "Maker"


def test_a_directory_that_follows_itself_ends() -> None:
    block = bytearray(BLOCK)
    (entries,) = struct.unpack_from("<H", block, 8)
    struct.pack_into("<I", block, 10 + 12 * entries, 8)
    assert read(bytes(block)).capture is not None


#: sub-directory tags, GPS tags -> wall clock and offset of the first time, words of a note (or None)
ODD_TIMES: list[tuple[str, dict[int, Any], dict[int, Any], tuple[str, timedelta | None] | None, str | None]] = [
    ("offset of spaces", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "   :  "}, {}, ("2018-02-05T15:11:44", None), None),
    ("offset of nulls", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: b"\0" * 7}, {}, ("2018-02-05T15:11:44", None), None),
    ("offset with a null", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "+01:00\0"}, {}, ("2018-02-05T15:11:44", HOUR), None),
    ("offset without colon", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "+0100"}, {}, ("2018-02-05T15:11:44", HOUR), None),
    ("offset of one digit", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "-5:00"}, {}, ("2018-02-05T15:11:44", -5 * HOUR), None),
    ("offset of hours", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "+01"}, {}, ("2018-02-05T15:11:44", HOUR), None),
    ("offset in words", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "Paris"}, {}, ("2018-02-05T15:11:44", None), "offset of EXIF:DateTimeOriginal is damaged"),
    ("offset of no zone", {made.ORIGINAL: TAKEN, made.OFFSET_ORIGINAL: "+25:00"}, {}, ("2018-02-05T15:11:44", None), "impossible"),
    ("slashes", {made.ORIGINAL: "2018/02/05 15:11:44"}, {}, ("2018-02-05T15:11:44", None), None),
    ("dashes and T", {made.ORIGINAL: "2018-02-05T15:11:44"}, {}, ("2018-02-05T15:11:44", None), None),
    ("trailing Z", {made.ORIGINAL: "2018:02:05 15:11:44Z"}, {}, ("2018-02-05T15:11:44", timedelta(0)), None),
    ("own offset wins", {made.ORIGINAL: "2018-02-05T15:11:44+01:00", made.OFFSET_ORIGINAL: "+02:00"}, {}, ("2018-02-05T15:11:44", HOUR), None),
    ("no separators", {made.ORIGINAL: "20180205 151144"}, {}, ("2018-02-05T15:11:44", None), None),
    ("blank time", {made.ORIGINAL: "2018:02:05 --:--:--"}, {}, ("2018-02-05", None), None),
    ("hour 24", {made.ORIGINAL: "2018:02:05 24:00:00"}, {}, ("2018-02-05T00:00:00", None), "24:00:00"),
    ("never set", {made.ORIGINAL: "0000:00:00 00:00:00"}, {}, None, "never set"),
    ("blank", {made.ORIGINAL: "    :  :     :  :  "}, {}, None, "never set"),
    ("spaces only", {made.ORIGINAL: " " * 19}, {}, None, None),
    ("sub-seconds as a number", {made.ORIGINAL: TAKEN, made.SUBSEC_ORIGINAL: 77}, {}, ("2018-02-05T15:11:44.77", None), None),
    ("sub-seconds as bytes", {made.ORIGINAL: TAKEN, made.SUBSEC_ORIGINAL: b"077"}, {}, ("2018-02-05T15:11:44.077", None), None),
    ("nine sub-seconds", {made.ORIGINAL: TAKEN, made.SUBSEC_ORIGINAL: "123456789"}, {}, ("2018-02-05T15:11:44.123456789", None), None),
    ("blank sub-seconds", {made.ORIGINAL: TAKEN, made.SUBSEC_ORIGINAL: "   "}, {}, ("2018-02-05T15:11:44", None), None),
    ("GPS date with dashes", {}, PLACE | {made.GPS_DATE: "2018-02-05"}, ("2018-02-05T01:02:03", timedelta(0)), None),
    ("GPS date as bytes", {}, PLACE | {made.GPS_DATE: b"2018:02:05\0"}, ("2018-02-05T01:02:03", timedelta(0)), None),
    ("GPS date with a time", {}, PLACE | {made.GPS_DATE: "2018:02:05 09:00:00"}, ("2018-02-05T01:02:03", timedelta(0)), None),
    ("GPS date of nulls", {}, PLACE | {made.GPS_DATE: "\0" * 10}, ("01:02:03", timedelta(0)), "without a date"),
    ("GPS date without year first", {}, PLACE | {made.GPS_DATE: "05:02:2018"}, ("01:02:03", timedelta(0)), "GPS:DateStamp is damaged"),
    ("GPS time over zero", {}, PLACE | {made.GPS_TIME: [(1, 1), (2, 1), (0, 0)]}, None, "GPS:TimeStamp is damaged"),
    ("GPS leap second", {}, PLACE | {made.GPS_TIME: [(23, 1), (59, 1), (60, 1)]}, ("2018-02-05T23:59:59", timedelta(0)), None),
    ("GPS fraction of a second", {}, PLACE | {made.GPS_TIME: [(1, 1), (2, 1), (724, 100)]}, ("2018-02-05T01:02:07.24", timedelta(0)), None),
]  # fmt: skip


@pytest.mark.parametrize(("sub", "gps", "expected", "words"), [odd[1:] for odd in ODD_TIMES], ids=[odd[0] for odd in ODD_TIMES])  # fmt: skip
@pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
def test_an_odd_time_has_a_defined_answer(
    sub: dict[int, Any],
    gps: dict[int, Any],
    expected: tuple[str, timedelta | None] | None,
    words: str | None,
    order: str,
) -> None:
    metadata = read(made.exif({made.MAKE: "Maker"}, sub, gps, order=order))
    first = next(((time.wall_clock, time.utc_offset) for time in metadata.times), None)
    assert first == expected
    assert words in " ".join(metadata.notes) if words else metadata.notes == ()


def test_times_in_the_wrong_directory_are_found() -> None:
    metadata = read(made.exif({made.MAKE: "Maker", made.ORIGINAL: TAKEN}, {made.DATE_TIME: TAKEN}))
    assert [time.source for time in metadata.times] == ["EXIF:DateTimeOriginal", "EXIF:DateTime"]


def test_windows_texts_do_not_disturb() -> None:
    block = made.exif({made.MAKE: "Maker", 0x9C9B: "piece".encode("utf-16-le"), 0x9C9D: b"\xff\xfe\0"})
    assert read(block).make == "Maker"


def test_xmp_alone_gives_the_time_of_capture() -> None:
    packet = made.xmp(CreateDate="2018-02-05T15:11:44.5+01:00")
    data = made.jpeg(segments=made.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    capture = parse_metadata(data, "JPEG").capture
    assert capture is not None
    assert (capture.source, capture.wall_clock, capture.utc_offset) == ("XMP:CreateDate", "2018-02-05T15:11:44.5", HOUR)  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "wall_clock", "offset", "words"),
    [
        (b"151144+0100", "2018-02-05T15:11:44", HOUR, None),
        (b"151144", "2018-02-05T15:11:44", None, None),
        (b"15:11:44+01:00\0", "2018-02-05T15:11:44", HOUR, None),
        (b"1511", "2018-02-05T15:11", None, None),
        (b"noon", "2018-02-05", None, "only its day was used"),
        (b"", "2018-02-05", None, None),
    ],
)
def test_iptc_alone_gives_the_time_of_capture(
    clock: bytes, wall_clock: str, offset: timedelta | None, words: str | None
) -> None:
    iim = b"\x1c\x02\x37\x00\x0820180205" + b"\x1c\x02\x3c" + len(clock).to_bytes(2, "big") + clock
    resource = b"8BIM\x04\x04\x00\x00" + len(iim).to_bytes(4, "big") + iim
    data = made.jpeg(segments=made.segment(0xED, b"Photoshop 3.0\0" + resource))
    metadata = interpret(read_record(data, "JPEG"))
    assert metadata.capture is not None
    assert (metadata.capture.wall_clock, metadata.capture.utc_offset) == (wall_clock, offset)
    assert words in " ".join(metadata.notes) if words else metadata.notes == ()


@pytest.mark.parametrize(
    ("text", "wall_clock", "offset"),
    [
        ("Mon, 05 Feb 2018 15:11:44 +0100", "2018-02-05T15:11:44", HOUR),
        ("5 Feb 2018 15:11 GMT", "2018-02-05T15:11", timedelta(0)),
        ("Mon, 05 Feb 2018 15:11:44 EST", "2018-02-05T15:11:44", -5 * HOUR),
        ("Mon, 05 Feb 2018 15:11:44", "2018-02-05T15:11:44", None),
        ("2018:02:05 15:11:44", "2018-02-05T15:11:44", None),
        ("2018-02-05T15:11:44+01:00", "2018-02-05T15:11:44", HOUR),
    ],
)
@pytest.mark.parametrize("keyword", ["Creation Time", "creation time"])
def test_the_creation_time_of_a_png_is_read_in_its_usual_forms(
    keyword: str, text: str, wall_clock: str, offset: timedelta | None
) -> None:
    data = made.png(made.png_chunk(b"tEXt", f"{keyword}\0{text}".encode()))
    (time,) = interpret(read_record(data, "PNG")).times
    assert (time.source, time.wall_clock, time.utc_offset) == ("PNG:CreationTime", wall_clock, offset)


def test_a_creation_time_in_words_is_a_note() -> None:
    data = made.png(made.png_chunk(b"tEXt", b"Creation Time\0yesterday, 35 Foo"))
    metadata = interpret(read_record(data, "PNG"))
    assert metadata.times == ()
    assert "PNG:CreationTime is damaged" in metadata.notes[0]


def test_the_last_change_of_a_png_is_utc() -> None:
    body = struct.pack(">H5B", 2018, 2, 5, 15, 11, 44)
    (time,) = interpret(read_record(made.png(made.png_chunk(b"tIME", body)), "PNG")).times
    assert (time.source, time.wall_clock, time.utc_offset) == ("PNG:tIME", "2018-02-05T15:11:44", timedelta(0))  # fmt: skip


def test_one_tag_that_breaks_the_reader_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from condition.metadata.readers import worker

    def broken(_: bytes) -> Any:
        raise IndexError

    monkeypatch.setattr(worker, "read_exif", broken)
    metadata = read(BLOCK)
    assert (metadata.make, metadata.orientation) == ("Maker", 6)
    assert metadata.capture is not None
    assert metadata.gps is not None
    assert metadata.notes == ("An EXIF block is damaged; only its plain values were read (IndexError).",)


@pytest.mark.parametrize("junk", [b"\0\0\0", b"\x12", b"any words"])
def test_junk_between_segments_is_said_and_passed_over(junk: bytes) -> None:
    data = made.jpeg(segments=junk + made.segment(0xE1, b"Exif\0\0" + BLOCK))
    metadata = interpret(read_record(data, "JPEG"))
    assert metadata.make == "Maker"
    assert "reading went on" in metadata.notes[0]


def test_a_block_that_is_no_block_is_said() -> None:
    metadata = interpret(read_record(made.jpeg(segments=made.segment(0xE1, b"Exif\0\0nonsense")), "JPEG"))
    assert metadata.notes == ("An EXIF block is damaged and was not read.",)
    assert not metadata.has_exif


def test_a_second_block_is_read_where_the_first_is_nonsense() -> None:
    segments = made.segment(0xE1, b"Exif\0\0") + made.segment(0xE1, b"Exif\0\0" + BLOCK)
    metadata = interpret(read_record(made.jpeg(segments=segments), "JPEG"))
    assert metadata.make == "Maker"


def test_a_tiff_over_four_gigabytes_is_said_not_to_be_read() -> None:
    data = made.encoded(made.picture(), "TIFF", big_tiff=True)
    assert "not read" in interpret(read_record(data, "TIFF")).notes[0]
