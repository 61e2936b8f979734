"""Made files with known tags -> Metadata, in every container, and the ways in which real files break the rules."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta

import pytest

from condition.metadata import GpsPosition, parse_metadata
from tests.metadata import made

FULL = made.exif(
    {made.MAKE: "Maker  ", made.MODEL: "Model 1", made.ORIENTATION: 6, made.SOFTWARE: "1.0", made.DATE_TIME: "2018:02:06 10:00:00"},
    {
        made.ORIGINAL: "2018:02:05 15:11:44",
        made.DIGITISED: "2018:02:05 15:11:45",
        made.OFFSET: "+03:00",
        made.OFFSET_ORIGINAL: "+01:00",
        made.OFFSET_DIGITISED: "+02:00",
        made.SUBSEC_ORIGINAL: "277",
        made.SUBSEC_DIGITISED: "08",
        made.SUBSEC: "5",
        made.WIDTH: 48,
        made.HEIGHT: 32,
        made.SERIAL: "B123",
    },
    made.gps_tags(48.5, -123.25, (14, 11, 40), "2018:02:05"),
    made.encoded(made.picture(16, 12), "JPEG"),
)  # fmt: skip
CONTAINERS = {
    "JPEG": made.jpeg(FULL),
    "PNG": made.png(made.png_chunk(b"eXIf", FULL)),
    "WEBP": made.encoded(made.picture(), "WEBP", exif=b"Exif\0\0" + FULL),
    "AVIF": made.encoded(made.picture(), "AVIF", exif=FULL),
}


@pytest.mark.parametrize("format", CONTAINERS)
def test_every_container_gives_the_same_record(format: str) -> None:
    metadata = parse_metadata(CONTAINERS[format], format)
    assert metadata.unreadable is None
    assert (metadata.make, metadata.model, metadata.software, metadata.serial) == (
        "Maker",
        "Model 1",
        "1.0",
        "B123",
    )
    assert metadata.written_size == (48, 32)
    assert metadata.gps == GpsPosition(48.5, -123.25)
    # Pillow writes the EXIF block of an AVIF anew, and leaves the thumbnail out
    assert (metadata.thumbnail or b"").startswith(b"\xff\xd8") == (format != "AVIF")


@pytest.mark.parametrize("format", CONTAINERS)
def test_each_time_has_its_own_offset_and_subseconds(format: str) -> None:
    times = {time.source: time for time in parse_metadata(CONTAINERS[format], format).times}
    assert {source: (time.wall_clock, time.utc_offset) for source, time in times.items()} == {
        "EXIF:DateTimeOriginal": ("2018-02-05T15:11:44.277", timedelta(hours=1)),
        "EXIF:DateTimeDigitized": ("2018-02-05T15:11:45.08", timedelta(hours=2)),
        "GPS:TimeStamp": ("2018-02-05T14:11:40", timedelta(0)),
        "EXIF:DateTime": ("2018-02-06T10:00:00.5", timedelta(hours=3)),
    }


@pytest.mark.parametrize("width", [[(1, 2)], [(0, 1)], [(1, 0)], 0])
def test_a_size_below_one_pixel_is_no_size(width: object) -> None:
    block = made.exif({made.MAKE: "M"}, {made.WIDTH: width, made.HEIGHT: 32})
    assert parse_metadata(made.jpeg(block), "JPEG").written_size is None


def test_big_endian_blocks_are_read_too() -> None:
    block = made.exif({made.MAKE: "Maker"}, {made.ORIGINAL: "2018:02:05 15:11:44"}, order=">")
    metadata = parse_metadata(made.jpeg(block), "JPEG")
    assert metadata.make == "Maker"
    assert metadata.capture is not None


def test_the_offset_of_the_change_is_not_the_offset_of_the_capture() -> None:
    block = made.exif(None, {made.ORIGINAL: "2018:02:05 15:11:44", made.OFFSET: "+03:00"})
    capture = parse_metadata(made.jpeg(block), "JPEG").capture
    assert capture is not None
    assert capture.utc_offset is None


def test_of_two_exif_blocks_the_first_is_used_and_the_second_is_said() -> None:
    second = made.segment(0xE1, b"Exif\0\0" + made.exif({made.MAKE: "Other"}))
    metadata = parse_metadata(made.jpeg(made.exif({made.MAKE: "Maker"}), segments=second), "JPEG")
    assert metadata.make == "Maker"
    assert any("2 EXIF blocks" in note for note in metadata.notes)


def test_an_exif_block_may_go_on_in_a_second_segment() -> None:
    block = made.exif({made.MAKE: "Maker", made.SOFTWARE: "a program with a long name"})
    rest = made.segment(0xE1, b"Exif\0\0" + block[60:])
    assert (
        parse_metadata(made.jpeg(block[:60], segments=rest), "JPEG").software == "a program with a long name"
    )


def test_a_file_without_metadata_gives_an_empty_record() -> None:
    metadata = parse_metadata(made.jpeg(), "JPEG")
    assert (metadata.times, metadata.has_exif, metadata.c2pa, metadata.notes) == ((), False, "absent", ())


def test_a_thumbnail_beyond_the_block_is_none() -> None:
    block = bytearray(made.exif({made.MAKE: "M"}, thumbnail=b"\xff\xd8thumbnail"))
    assert parse_metadata(made.jpeg(bytes(block[:-11])), "JPEG").thumbnail is None


@pytest.mark.parametrize(("written", "read"), [(0, None), (9, None), (8, 8), (1, 1)])
def test_an_orientation_is_1_to_8_or_nothing(written: int, read: int | None) -> None:
    block = made.exif({made.ORIENTATION: written, made.MAKE: "M"})
    assert parse_metadata(made.jpeg(block), "JPEG").orientation == read


@pytest.mark.parametrize(
    "tags",
    [
        made.gps_tags(0, 0),
        {made.GPS_LAT: [(48, 1), (0, 1), (0, 1)], made.GPS_LON: [(2, 1), (0, 1), (0, 1)]},
        made.gps_tags(48, 2) | {made.GPS_LAT: [(95, 1), (0, 1), (0, 1)]},
        made.gps_tags(48, 2) | {made.GPS_LAT: [(0, 0), (0, 1), (0, 1)]},
    ],
    ids=["no fix", "no reference", "out of range", "over zero"],
)
def test_a_place_that_is_no_place_is_unknown_and_said(tags: dict[int, object]) -> None:
    metadata = parse_metadata(made.jpeg(made.exif({made.MAKE: "M"}, gps=tags)), "JPEG")
    assert metadata.gps is None
    assert any("GPS position" in note for note in metadata.notes)


def test_xmp_times_keep_their_offset_and_name_the_tool() -> None:
    packet = made.xmp(CreateDate="2020-05-04T18:39:11.644-04:00", CreatorTool="Some Editor 2")
    data = made.jpeg(segments=made.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    metadata = parse_metadata(data, "JPEG")
    assert [(time.source, time.wall_clock) for time in metadata.times] == [
        ("XMP:CreateDate", "2020-05-04T18:39:11.644")
    ]
    assert metadata.times[0].utc_offset == timedelta(hours=-4)
    assert metadata.tools == ("Some Editor 2",)


def test_the_last_step_of_an_edit_history_is_a_time_and_its_programs_are_named() -> None:
    steps = "".join(
        f'<rdf:li stEvt:action="{action}" stEvt:when="{when}" stEvt:softwareAgent="{agent}"/>'
        for action, when, agent in (
            ("created", "2020-05-04T18:39:11-04:00", "Some Camera"),
            ("saved", "2020-05-09T10:00:00+02:00", "Some Editor 2"),
        )
    )
    packet = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
        'xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"><rdf:Description><xmpMM:History><rdf:Seq>'
        f"{steps}</rdf:Seq></xmpMM:History></rdf:Description></rdf:RDF>"
    )
    data = made.png(made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode()))
    metadata = parse_metadata(data, "PNG")
    (time,) = metadata.times
    assert (time.source, time.wall_clock) == ("XMP:History", "2020-05-09T10:00:00")
    assert metadata.tools == ("Some Camera", "Some Editor 2")


@pytest.mark.parametrize("packet", [b"<broken", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_broken_or_hostile_xmp_is_a_note(packet: bytes) -> None:
    data = made.jpeg(segments=made.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    metadata = parse_metadata(data, "JPEG")
    assert metadata.unreadable is None
    assert "XMP packet is damaged" in metadata.notes[0]


def test_iptc_dates_are_read_from_the_photoshop_segment() -> None:
    iim = b"\x1c\x02\x37\x00\x0820020916" + b"\x1c\x02\x3c\x00\x0b120000+0200"
    resource = b"8BIM\x04\x04\x00\x00" + len(iim).to_bytes(4, "big") + iim
    data = made.jpeg(segments=made.segment(0xED, b"Photoshop 3.0\0" + resource))
    (time,) = parse_metadata(data, "JPEG").times
    assert (time.source, time.wall_clock) == ("IPTC:DateCreated", "2002-09-16T12:00:00")


def test_png_texts_and_raw_profiles_are_read() -> None:
    raw = f"\nexif\n{len(FULL)}\n{FULL.hex()}\n".encode()
    data = made.png(
        made.png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(raw)),
        made.png_chunk(b"zTXt", b"create-date\0\0" + zlib.compress(b"2008-10-13T10:18:30-05:00")),
        made.png_chunk(b"tEXt", b"Software\0Some Editor"),
    )
    metadata = parse_metadata(data, "PNG")
    assert metadata.make == "Maker"
    assert "PNG:CreateDate" in [time.source for time in metadata.times]
    assert metadata.tools == ("Some Editor",)


def test_a_decompression_bomb_in_a_text_chunk_is_cut() -> None:
    bomb = zlib.compress(bytes(60_000_000), 9)
    metadata = parse_metadata(made.png(made.png_chunk(b"zTXt", b"Comment\0\0" + bomb)), "PNG")
    assert metadata.unreadable is None


def test_the_compression_tables_of_a_jpeg_are_kept() -> None:
    tables = parse_metadata(made.jpeg(), "JPEG").jpeg_tables
    assert [len(table) for table in tables] == [64, 64]


def profile(*date: int) -> bytes:
    """Return the header of a colour profile of this date, and some bytes after it."""
    header = bytearray(200)
    struct.pack_into(">6H", header, 24, *date)
    return bytes(header)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_date_of_a_colour_profile_is_a_curiosity_beside_the_times(format: str) -> None:
    data = made.encoded(made.picture(), format, icc_profile=profile(2017, 7, 7, 13, 22, 32))
    metadata = parse_metadata(data, format)
    assert metadata.times == ()
    assert metadata.profile_time is not None
    assert (metadata.profile_time.wall_clock, metadata.profile_time.utc_offset) == (
        "2017-07-07T13:22:32",
        timedelta(0),
    )


@pytest.mark.parametrize("date", [(0, 0, 0, 0, 0, 0), (2017, 13, 45, 99, 0, 0), (65535,) * 6])
def test_a_profile_without_a_date_says_nothing(date: tuple[int, ...]) -> None:
    metadata = parse_metadata(made.encoded(made.picture(), "PNG", icc_profile=profile(*date)), "PNG")
    assert (metadata.profile_time, metadata.notes) == (None, ())


@pytest.mark.parametrize(
    "body",
    [
        b"ASCII\0\0\0Screenshot",
        b"\0" * 8 + b"Screenshot\0\0",
        b"UNICODE\0" + "Screenshot".encode("utf-16-le"),
    ],
)
def test_a_comment_is_read_in_its_encodings(body: bytes) -> None:
    block = made.exif({made.MAKE: "M"}, {0x9286: body})
    assert parse_metadata(made.jpeg(block), "JPEG").comment == "Screenshot"


def test_a_comment_of_an_xmp_packet_is_read() -> None:
    packet = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        b'xmlns:exif="http://ns.adobe.com/exif/1.0/"><exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">Screenshot'
        b"</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF>"
    )
    data = made.png(made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
    assert parse_metadata(data, "PNG").comment == "Screenshot"


@pytest.mark.parametrize("length", [3, 40, 80, 120, 200, 300, 500])
def test_a_cut_block_never_breaks_the_reader(length: int) -> None:
    metadata = parse_metadata(made.jpeg(FULL[:length]), "JPEG")
    assert metadata.unreadable is None
