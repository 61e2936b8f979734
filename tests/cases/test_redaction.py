"""Shared copies lack what was left out, show the same picture, and can be traced to their originals."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condition.cases import CaseStore, add_photo, new_key, redact, seal, verify
from condition.cases.custody import sha256_of
from condition.cli import main
from condition.errors import ConditionError, PackageError
from condition.photo import read_facts, read_photo
from tests.metadata import made

SERIAL = "SN-0123456789"
BOTH = ("gps", "serial")


def block(order: str = "<") -> bytes:
    return made.exif(
        {made.MAKE: "Maker", made.MODEL: "Model"},
        {made.ORIGINAL: "2025:12:31 14:02:00", made.SERIAL: SERIAL},
        made.gps_tags(52.5, 13.4),
        order=order,
    )


FILES = {
    "JPEG, little-endian": made.jpeg(block()),
    "JPEG, big-endian": made.jpeg(block(">")),
    "WebP": made.encoded(made.picture(), "WEBP", exif=b"Exif\0\0" + block()),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_was_left_out_is_gone_and_nothing_else(kind: str) -> None:
    data = FILES[kind]
    before, copy = read_photo(data), redact(data, "a.jpg", BOTH)
    after = read_photo(copy)
    assert before.metadata.gps is not None
    assert (after.metadata.gps, after.metadata.serial) == (None, None)
    assert SERIAL.encode() not in copy
    assert len(copy) == len(data)
    assert np.array_equal(before.pixels, after.pixels)
    assert (after.metadata.make, after.metadata.model) == ("Maker", "Model")
    assert after.metadata.capture == before.metadata.capture


def test_only_what_is_named_is_left_out() -> None:
    metadata = read_facts(redact(FILES["JPEG, little-endian"], "a.jpg", ("gps",))).metadata
    assert metadata.gps is None
    assert metadata.serial == SERIAL


def test_a_photo_without_these_tags_is_the_original() -> None:
    data = made.jpeg(made.exif({made.MAKE: "Maker"}))
    assert redact(data, "a.jpg", BOTH) is data


def test_a_png_with_a_place_is_refused_not_shared() -> None:
    data = made.png(made.png_chunk(b"eXIf", block()))
    with pytest.raises(PackageError, match="cannot be left out of a file of this form"):
        redact(data, "a.png", BOTH)


def test_a_tag_that_cannot_be_left_out_is_a_sentence() -> None:
    with pytest.raises(PackageError, match="'time' cannot be left out; known are gps, serial"):
        redact(b"", "a.jpg", ("time",))


@settings(max_examples=15)  # each reads four files, each in a child process
@given(st.integers(0, len(FILES["JPEG, little-endian"]) - 1), st.integers(0, 255))
def test_a_damaged_block_is_redacted_or_refused(place: int, value: int) -> None:
    data = bytearray(FILES["JPEG, little-endian"])
    data[place] = value
    try:
        copy = redact(bytes(data), "a.jpg", BOTH)
    except ConditionError:
        return
    metadata = read_facts(copy).metadata
    assert (metadata.gps, metadata.serial) == (None, None)


@pytest.fixture
def package(store: CaseStore, tmp_path: Path) -> Path:
    """A case of one photo with tags and one without, sealed without them."""
    new_key(tmp_path / "key")
    store.new("c", who="ann")
    add_photo(store, "c", FILES["JPEG, little-endian"], role="before", who="ann")
    add_photo(store, "c", made.jpeg(), role="after", who="ann")
    path = tmp_path / "case.zip"
    seal(store, "c", path, key=tmp_path / "key", who="ann", left_out=BOTH)
    return path


def test_a_package_holds_the_copy_and_tells_the_hash_of_the_original(package: Path, store: CaseStore) -> None:
    verification = verify(package)
    assert verification.problems == ()
    assert "1 photos byte for byte, 1 as copies without gps and serial" in verification.steps[4].said
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert "c/data/shared/01-before.jpeg" in names
    assert "c/data/originals/01-before.jpeg" not in names
    assert SERIAL.encode() not in everything
    assert sha256_of(FILES["JPEG, little-endian"]).encode() in everything
    assert store.originals.read(store.case("c").photos[0].sha256) == FILES["JPEG, little-endian"]


def test_a_changed_copy_is_not_the_one_the_log_tells(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "open")
    copy = tmp_path / "open/c/data/shared/01-before.jpeg"
    copy.write_bytes(copy.read_bytes() + b"\0")
    assert "COPY_ALTERED" in {problem.code for problem in verify(tmp_path / "open/c").problems}


def test_the_command_leaves_tags_out(
    package: Path, store: CaseStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again.zip"
    common = [
        "case",
        "seal",
        "c",
        "--store",
        str(store.folder),
        "--key",
        str(tmp_path / "key"),
        "-o",
        str(again),
    ]
    assert main([*common, "--redact", "gps,serial"]) == 0
    assert verify(again).problems == ()
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    assert main([*common, "--redact", "name"]) == 2
    assert "'name' cannot be left out" in capsys.readouterr().err
