"""A ZIP archive of photos: each photo comes out under its side, and nothing that lies gets in."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

import pytest

from condition.archive import is_archive
from condition.sets import Side
from condition.sets import archive as archives
from condition.sets.archive import open_archive, side_of


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("ring/before/IMG_1.jpg", Side.BEFORE),
        ("After repair/IMG_2.jpg", Side.AFTER),
        ("before/ring after.jpg", Side.AFTER),
        ("IMG_3.jpg", None),
        ("before and after/IMG_4.jpg", None),
        ("beforehand.jpg", None),
    ],
)
def test_the_side_is_what_the_name_or_the_nearest_folder_says(name: str, side: Side | None) -> None:
    assert side_of(PurePosixPath(name)) is side


def test_photos_come_out_with_their_names_alone_and_what_systems_add_is_passed_over() -> None:
    data = zipped(("a/before/one.JPG", b"1"), ("a/../../two.heic", b"2"), ("__MACOSX/a/._one.JPG", b"x"))
    taken, left = open_archive("set.zip", data)
    assert [(photo.name, photo.data, photo.side) for photo in taken] == [
        ("one.JPG", b"1", Side.BEFORE),
        ("two.heic", b"2", None),
    ]
    assert left == ()


def test_what_is_no_photo_or_too_much_is_left_out_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TAKEN", 1)
    taken, left = open_archive("set.zip", zipped(("notes.txt", b"x"), ("1.jpg", b"1"), ("2.jpg", b"2")))
    assert [photo.name for photo in taken] == ["1.jpg"]
    assert ["it is no photo" in left[0], "only 1 photos" in left[1]] == [True, True]


def test_a_photo_of_the_archive_is_not_read_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "Limits", lambda: type("Small", (), {"max_bytes": 10})())
    taken, left = open_archive("set.zip", zipped(("big.jpg", b"0" * 11), ("fits.jpg", b"0" * 10)))
    assert [photo.name for photo in taken] == ["fits.jpg"]
    assert "over the limit" in left[0]


def test_all_photos_of_an_archive_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 15)
    taken, left = open_archive(
        "set.zip", zipped(("1.jpg", b"0" * 10), ("2.jpg", b"0" * 6), ("3.jpg", b"0" * 5))
    )
    assert [photo.name for photo in taken] == ["1.jpg", "3.jpg"]
    assert "2.jpg" in left[0]
    assert "all photos together" in left[0]


def test_an_archive_inside_an_archive_is_not_opened() -> None:
    taken, left = open_archive("set.zip", zipped(("inner.zip", zipped(("1.jpg", b"1"))), ("2.jpg", b"2")))
    assert [photo.name for photo in taken] == ["2.jpg"]
    assert "unpack it first" in left[0]


def test_a_damaged_archive_is_a_sentence() -> None:
    whole = zipped(("1.jpg", b"1" * 500))
    assert is_archive(whole)
    assert not is_archive(b"\xff\xd8\xff")
    taken, left = open_archive("set.zip", whole[:200])
    assert taken == ()
    assert "set.zip was left out: the archive is damaged" in left[0]
