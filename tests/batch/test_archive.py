"""What strangers send: archives that lie, loose files, names that lead elsewhere. Each is a sentence, the rest goes on."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from condition.batch.archive import ArchiveLimits, Unpacking
from condition.batch.folder import list_pairs


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "outer" / "photos"
    folder.mkdir(parents=True)
    return folder


def unpack(top: Path, *files: tuple[str, bytes], **limits: int) -> tuple[str, ...]:
    unpacking = Unpacking(top, ArchiveLimits(**limits))
    for name, data in files:
        unpacking.add(name, data)
    return unpacking.finish()


def ids(top: Path) -> list[str]:
    return [pair.id for pair in list_pairs(top) if pair.problem is None]


def everything_below(top: Path) -> set[str]:
    return {str(path.relative_to(top.parent)) for path in top.parent.rglob("*") if path.is_file()}


def test_folders_names_and_a_wrapping_folder_make_pairs(top: Path) -> None:
    names = (
        "all/ring/before.jpg",
        "all/ring/after.heic",
        "all/b_before.png",
        "b-after.jpg",
        "__MACOSX/._x.jpg",
    )
    assert unpack(top, ("pairs.zip", zipped(dict.fromkeys(names, b"x")))) == ()
    assert ids(top) == ["b", "ring"]


def test_two_files_called_before_and_after_are_a_pair(top: Path) -> None:
    assert unpack(top, ("before.jpg", b"x"), ("After.JPG", b"y")) == ()
    assert ids(top) == ["pair"]


@pytest.mark.parametrize(
    "name", ["../../evil_before.jpg", "/etc/evil_before.jpg", "C:\\evil_before.jpg", "a\\..\\b_before.jpg"]
)
def test_a_name_that_leads_elsewhere_is_left_out(top: Path, name: str) -> None:
    said = unpack(top, ("p.zip", zipped({name: b"x", "ok_before.jpg": b"x", "ok_after.jpg": b"x"})))
    assert len(said) == 1
    assert "leads out of the archive" in said[0]
    assert everything_below(top) == {"photos/ok_before.jpg", "photos/ok_after.jpg"}


def test_an_archive_in_an_archive_is_not_opened(top: Path) -> None:
    inner = zipped({"x_before.jpg": b"x"})
    said = unpack(top, ("p.zip", zipped({"inner.zip": inner, "ok_before.jpg": b"x", "ok_after.jpg": b"x"})))
    assert len(said) == 1
    assert "inner.zip" in said[0]
    assert "unpack it first" in said[0]
    assert ids(top) == ["ok"]


def test_a_bomb_is_stopped_where_it_goes_over_the_limit(top: Path) -> None:
    bomb = zipped({f"{place}_before.jpg": b"\0" * 3_000_000 for place in range(8)})
    assert len(bomb) < 100_000
    said = unpack(top, ("p.zip", bomb), file_bytes=1_000_000, total_bytes=4_000_000)
    assert len(said) == 8
    assert "limit of 1 MB for one photo" in said[0]
    assert "limit of 4 MB for all photos together" in said[-1]
    assert everything_below(top) == set()


def test_a_link_in_an_archive_is_left_out(top: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("x_before.jpg")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    said = unpack(top, ("p.zip", buffer.getvalue()))
    assert "is a link" in said[0]
    assert everything_below(top) == set()


def test_damage_to_one_entry_leaves_the_others(top: Path) -> None:
    data = bytearray(zipped({"a_before.jpg": b"abcdefgh" * 99, "a_after.jpg": b"fine"}, zipfile.ZIP_STORED))
    place = data.index(b"abcdefgh")
    data[place] ^= 0xFF
    said = unpack(top, ("p.zip", bytes(data)))
    assert len(said) == 1
    assert "a_before.jpg" in said[0]
    assert (top / "a_after.jpg").read_bytes() == b"fine"
    assert next(iter(list_pairs(top))).problem == "there is no before photo"


def test_forty_photos_without_a_side_are_one_sentence(top: Path) -> None:
    said = unpack(top, *((f"IMG_{number:04}.jpg", b"x") for number in range(40)))
    assert len(said) == 1
    assert said[0].startswith("40 photos are named neither before nor after")


@pytest.mark.parametrize("name", ["notes.txt", "clip.mp4", "more.rar"])
def test_what_is_no_photo_is_named(top: Path, name: str) -> None:
    said = unpack(top, (name, b"x"))
    assert said[0].startswith(f"{name} was left out")


def test_an_archive_cut_short_is_a_sentence(top: Path) -> None:
    said = unpack(top, ("p.zip", zipped({"a_before.jpg": b"x"})[:-30]))
    assert len(said) == 1
    assert "p.zip" in said[0]
