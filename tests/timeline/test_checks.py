"""Each check: a made photo that triggers it, and one that nearly does."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL.JpegPresets import presets

from condition.metadata import GpsPosition
from condition.photo import Photo, read_photo
from condition.timeline import REGISTRY, Severity, check_pair, check_photo
from condition.timeline.jpeg_tables import STANDARD_LUMINANCE, ZIGZAG, standard_quality
from condition.timeline.registry import answer
from tests.timeline.made_photos import CHANGED, DIGITISED, NOW, answers, gps_time, photo, time
from tests.timeline.test_recompression import saved, scene

TAKEN = "2024:03:05 15:11:44"
BERLIN, NEPAL = GpsPosition(52.52, 13.40), GpsPosition(27.70, 85.32)
EDITOR_HIGH = tuple(presets["high"]["quantization"][0][at] for at in ZIGZAG)  # type: ignore[index]  # the presets of Pillow have no types
TABLE_80 = tuple(min(255, max(1, (value * 40 + 50) // 100)) for value in STANDARD_LUMINANCE)


def png(size: tuple[int, int], **fields: Any) -> Photo:
    return replace(photo(size=size, **fields), format="PNG")


#: code, severity that the photo must give, photo that gives it, photo that nearly does
CASES: list[tuple[str, str, Photo, Photo]] = [
    ("METADATA", "unknown", photo(), photo(make="Maker")),
    ("METADATA", "unknown", photo(unreadable="took longer than 4 s"), photo(time(TAKEN))),
    ("BROKEN_TAGS", "caution", photo(time(TAKEN), notes=("EXIF:DateTime is damaged.",)), photo(time(TAKEN))),
    ("CAPTURE_TIME", "unknown", photo(time(TAKEN, CHANGED)), photo(time(TAKEN, DIGITISED))),
    ("CAPTURE_OFFSET", "unknown", photo(time(TAKEN)), photo(time(TAKEN, offset="+01:00"))),
    ("DEFAULT_CLOCK", "caution", photo(time("2000:01:01 10:00:00")), photo(time("2000:01:02 10:00:00"))),
    ("DEFAULT_CLOCK", "caution", photo(time("1970:01:01 01:00:00")), photo(time("1991:01:01 01:00:00"))),
    ("DEFAULT_CLOCK", "caution", photo(time("2012:01:01 00:00:00")), photo(time("2012:01:01 00:00:01"))),
    ("DEFAULT_CLOCK", "caution", photo(time("1985:06:01 12:00:00")), photo(time("1995:06:01 12:00:00"))),
    ("FUTURE_TIME", "contradiction", photo(time("2026:06:03 12:00:00")), photo(time("2026:06:01 13:59:59"))),
    ("FUTURE_TIME", "caution", photo(time("2026:06:01 00:05:00", offset="Z")), photo(time("2026:05:31 23:59:00", offset="Z"))),
    ("GPS_TIME", "contradiction", photo(time(TAKEN), gps_time("2024-03-08T14:11:40")), photo(time(TAKEN), gps_time("2024-03-05T14:11:40"))),
    ("GPS_TIME", "caution", photo(time(TAKEN), gps_time("2024-03-06T14:11:40")), photo(time(TAKEN), gps_time("2024-03-06T02:11:40"))),
    ("GPS_TIME", "caution", photo(time(TAKEN, offset="+01:00"), gps_time("2024-03-05T12:00:00")), photo(time(TAKEN, offset="+01:00"), gps_time("2024-03-05T14:08:00"))),
    ("GPS_TIME", "contradiction", photo(time(TAKEN, offset="+01:00"), gps_time("2024-03-03T12:00:00")), photo(time(TAKEN, offset="+01:00"), gps_time("2024-03-05T14:11:44"))),
    ("GPS_TIME", "unknown", photo(time(TAKEN), gps_time("2024-03-05T14:04:00")), photo(time(TAKEN), gps_time("2024-03-05T09:26:40"))),
    ("GPS_TIME", "unknown", photo(time(TAKEN), gps_time("14:04:00")), photo(time(TAKEN), gps_time("14:11:40"))),
    ("OFFSET_PLACE", "caution", photo(time(TAKEN, offset="+02:00"), gps=BERLIN), photo(time("2024:07:05 15:11:44", offset="+02:00"), gps=BERLIN)),
    ("OFFSET_PLACE", "caution", photo(time(TAKEN, offset="+05:30"), gps=NEPAL), photo(time(TAKEN, offset="+05:45"), gps=NEPAL)),
    ("DIGITISED_TIME", "caution", photo(time(TAKEN), time("2024:04:05 15:11:44", DIGITISED)), photo(time(TAKEN), time("2024:03:05 15:11:45", DIGITISED))),
    ("MODIFIED_TIME", "caution", photo(time(TAKEN), time("2024:04:05 15:11:44", CHANGED)), photo(time(TAKEN), time(TAKEN, CHANGED))),
    ("MODIFIED_TIME", "contradiction", photo(time(TAKEN), time("2024:02:05 15:11:44", CHANGED)), photo(time(TAKEN), time("2024:03:05 15:11:40", CHANGED))),
    ("MODIFIED_TIME", "unknown", photo(time(TAKEN), time("2024:03:05 14:11:44", CHANGED)), photo(time(TAKEN), time(TAKEN, CHANGED))),
    ("SOFTWARE", "caution", photo(software="Adobe Photoshop 25.0"), photo(software="17.3.1")),
    ("SOFTWARE", "caution", photo(software="17.3.1", tools=("GIMP 2.10",)), photo(software="HDR+ 1.0.5")),
    ("SOFTWARE", "unknown", photo(software="Instagram"), photo(software="Ver.1.00")),
    ("FILE_NAME", "unknown", photo(name="IMG-20240305-WA0001.jpg"), photo(name="IMG_20240305_151144.jpg")),
    ("FILE_NAME", "caution", photo(name="Screenshot_20240305.png"), photo(name="screen.png")),
    ("NAME_DATE", "caution", photo(time(TAKEN), name="PXL_20240309_151144.jpg"), photo(time(TAKEN), name="PXL_20240306_011144.jpg")),
    ("PIXEL_SIZE", "caution", photo(written_size=(64, 48)), photo(written_size=(24, 32))),
    ("JPEG_TABLES", "unknown", photo(make="Maker", jfif=True, jpeg_tables=(TABLE_80,)), photo(make="Maker", jpeg_tables=(TABLE_80,))),
    ("JPEG_TABLES", "caution", photo(jpeg_tables=(EDITOR_HIGH,)), photo(jpeg_tables=((*EDITOR_HIGH[:-1], 9),))),
    ("JPEG_TABLES", "ok", photo(make="Maker", jpeg_tables=(EDITOR_HIGH[::-1],)), photo(make="Maker", jfif=True, jpeg_tables=(EDITOR_HIGH[::-1],))),
    ("SCREENSHOT", "caution", photo(comment="Screenshot"), photo(comment="shot of the screen")),
    ("SCREENSHOT", "caution", photo(tools=("gnome-screenshot",)), photo(tools=("Pixel shutter",))),
    ("SCREENSHOT", "unknown", png((1170, 2532)), png((1170, 2531))),
    ("SCREENSHOT", "unknown", png((1920, 1080)), png((1920, 1080), make="Maker")),
    ("DOUBLE_COMPRESSION", "caution", read_photo(saved(scene(), 75, 92)), read_photo(saved(scene(), 92, 92))),
    ("C2PA", "contradiction", photo(c2pa="invalid", c2pa_problem="assertion.dataHash.mismatch"), photo(c2pa="invalid")),
    ("C2PA", "unknown", photo(c2pa="untrusted"), photo(c2pa="trusted")),
    ("THUMBNAIL", "unknown", photo(thumbnail=b"\xff\xd8broken"), photo(make="Maker")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "severity", "hit", "miss"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_check_answers_the_made_photo_and_not_the_near_one(
    code: str, severity: str, hit: Photo, miss: Photo
) -> None:
    assert answers(check_photo(hit, NOW)).get(code) == severity
    assert answers(check_photo(miss, NOW)).get(code) != severity


#: Checks of pixels, of two photos and of events: the file that makes both photos for each.
ELSEWHERE = {
    "SCREEN_PATTERN": "test_moire.py",
    "SAME_FILE": "test_same.py",
    "SAME_PICTURE": "test_same.py",
    "BEFORE_AFTER_ORDER": "test_order.py",
    "SAME_CAMERA": "test_order.py",
    "NAME_ORDER": "test_order.py",
    "BEFORE_DELIVERY": "test_events.py",
    "BEFORE_HANDOVER": "test_events.py",
    "AFTER_RECEIPT": "test_events.py",
    "AFTER_ANSWER": "test_events.py",
    "STATED_PHOTO_TIME": "test_events.py",
    "EVENT_ORDER": "test_events.py",
}


@pytest.mark.parametrize("code", REGISTRY)
def test_every_check_has_a_photo_that_triggers_it_and_one_that_nearly_does(code: str) -> None:
    if code in ELSEWHERE:
        text = (Path(__file__).parent / ELSEWHERE[code]).read_text(encoding="utf-8")
        assert f'"{code}"' in text
    else:
        assert code in {case[0] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_what_is_answered_is_in_the_registry_with_its_severity(case: tuple[str, str, Photo, Photo]) -> None:
    for check in check_pair(case[2], case[3], (), NOW):
        assert check.severity in REGISTRY[check.code].severities
        assert check.text.endswith((".", "!"))


def test_a_photo_without_metadata_is_unknown_never_suspicious() -> None:
    assert set(answers(check_photo(photo(), NOW)).values()) == {"unknown"}


def test_an_ordinary_camera_photo_raises_nothing() -> None:
    ordinary = photo(
        time(TAKEN, offset="+01:00"),
        time(TAKEN, DIGITISED, "+01:00"),
        time(TAKEN, CHANGED, "+01:00"),
        gps_time("2024-03-05T14:11:43"),
        gps=BERLIN,
        make="Maker",
        model="Model",
        software="17.3.1",
        written_size=(32, 24),
        name="IMG_4607.jpg",
    )
    assert set(answers(check_photo(ordinary, NOW)).values()) == {"ok"}


def test_checks_of_a_pair_say_which_photo_they_are_about() -> None:
    checks = check_pair(photo(time(TAKEN)), photo(seed=1), (), NOW)
    assert {check.photo for check in checks if check.code == "METADATA"} == {"before", "after"}
    assert {check.photo for check in checks if REGISTRY[check.code].of_pair} <= {None, "before", "after"}


def test_a_severity_the_registry_does_not_know_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="SAME_FILE"):
        answer("SAME_FILE", Severity.CONTRADICTION, (), "No.")


@pytest.mark.parametrize("quality", [10, 50, 75, 80, 95, 99])
def test_standard_tables_are_recognised_at_any_quality(quality: int) -> None:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    table = tuple(min(255, max(1, (value * scale + 50) // 100)) for value in STANDARD_LUMINANCE)
    assert standard_quality(table) == quality


def test_other_tables_are_nobodys() -> None:
    assert standard_quality((1,) * 64) is None
    assert standard_quality((*TABLE_80[:-1], TABLE_80[-1] + 1)) is None
    assert standard_quality(()) is None


def test_the_documentation_is_the_registry() -> None:
    from condition.timeline.registry import render_docs

    path = Path(__file__).parents[2] / "docs" / "checks.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(render_docs(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == render_docs(), "UPDATE_GOLDEN=1 renews docs/checks.md"


def test_what_could_not_be_read_is_not_called_absent() -> None:
    from condition.cli.photo_text import render_photo
    from condition.report import photo_record
    from condition.report.times import photo_rows

    unread = photo(unreadable="took longer than 4 s")
    checks = check_photo(unread, NOW)
    text = render_photo(photo_record(unread, checks), colour=False)
    assert "could not be read: reading took longer than 4 s" in text
    for words in (text, str(photo_rows(unread)), " ".join(check.text for check in checks)):
        assert "absent" not in words
        assert "not stated" not in words
        assert "not in the file" not in words
        assert "does not say" not in words
