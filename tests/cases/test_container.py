"""The ZIP file of a package where sizes and places need ZIP64: other tools read it, and every changed byte is found."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from condition.cases import container
from condition.cases.container import open_container, write_container

CONTENTS = {
    "bagit.txt": b"BAG!",
    "data/large.bin": bytes(range(256)) * 8,
    "data/small.txt": b"behind the large one",
}


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package of which everything above 1000 bytes counts as large; it has every field of ZIP64."""
    monkeypatch.setattr(container, "LARGE_BYTES", 1000)
    return packed(tmp_path)


def packed(folder: Path) -> Path:
    for name, data in CONTENTS.items():
        (folder / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "c" / name).write_bytes(data)
    write_container(folder / "c", folder / "c.zip")
    return folder / "c.zip"


def problems(package: Path, into: Path) -> list[str]:
    into.mkdir(exist_ok=True)
    return [problem.code for problem in open_container(package, into)]


def test_other_tools_read_it(large: Path) -> None:
    data = large.read_bytes()
    assert b"PK\x06\x06" in data
    assert b"PK\x06\x07" in data
    with zipfile.ZipFile(large) as archive:
        assert archive.testzip() is None
        assert {name.removeprefix("c/"): archive.read(name) for name in archive.namelist()} == CONTENTS


def test_it_opens_as_it_was_written(large: Path, tmp_path: Path) -> None:
    assert problems(large, tmp_path / "out") == []
    assert {name: (tmp_path / "out/c" / name).read_bytes() for name in CONTENTS} == CONTENTS


def test_every_byte_of_its_structure_counts(large: Path, tmp_path: Path) -> None:
    data = bytearray(large.read_bytes())
    content = [data.index(each) + place for each in CONTENTS.values() for place in range(len(each))]
    structure = sorted(set(range(len(data))) - set(content))
    assert len(structure) > 400
    for place in structure:
        data[place] ^= 0x10
        large.write_bytes(data)
        data[place] ^= 0x10
        assert problems(large, tmp_path / "out"), f"byte {place}"


def test_more_entries_than_16_bits_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGE_ENTRIES", 2)
    package = packed(tmp_path)
    with zipfile.ZipFile(package) as archive:
        assert len(archive.namelist()) == len(CONTENTS)
    assert problems(package, tmp_path / "out") == []


def test_fields_of_zip64_that_are_not_needed_are_another_form(large: Path, tmp_path: Path) -> None:
    """There is one form only: a small package with the fields of a large one was not written by `seal`."""
    package = Path(large).rename(tmp_path / "d.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(container, "LARGE_BYTES", 0xFFFFFFFF)
        assert "STRUCTURE" in problems(package, tmp_path / "out")


def test_places_beyond_4_gb_are_written_in_64_bits() -> None:
    first = container.Member("c/a", 5 << 30, 1)
    second = container.Member("c/b", 3, 2, offset=(5 << 30) + 50)
    directory = container._directory([first, second])
    assert (5 << 30).to_bytes(8, "little") * 2 in container._central(first)
    assert ((5 << 30) + 50).to_bytes(8, "little") in container._central(second)
    end = second.offset + len(container._local(second)) + 3
    assert end.to_bytes(8, "little") in directory
