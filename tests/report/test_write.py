"""Reports on disk: the extension chooses, and nothing half-written is left."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from condition.comparison import Comparison
from condition.errors import SettingsError
from condition.report import write_folder, write_report


@pytest.mark.parametrize("extension", [".html", ".pdf", ".json", ".png", ".txt", ".HTML"])
@pytest.mark.parametrize("name", ["comparison", "refused"])
def test_extension_chooses_the_form(
    extension: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = write_report(request.getfixturevalue(name), tmp_path / f"report{extension}")
    start = {
        ".html": b"<!doctype html>",
        ".pdf": b"%PDF-1.7",
        ".json": b"{",
        ".png": b"\x89PNG",
        ".txt": b"plate before.jpg",
    }
    assert path.read_bytes().startswith(start[extension.lower()])
    assert [entry.name for entry in tmp_path.iterdir()] == [f"report{extension}"]


@pytest.mark.parametrize("name", ["report.docx", "report"])
def test_other_extensions_are_refused_with_the_known_ones(
    name: str, comparison: Comparison, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"\.html, \.pdf, \.json, \.png, \.txt"):
        write_report(comparison, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_folder_holds_everything(comparison: Comparison, tmp_path: Path) -> None:
    paths = write_folder(comparison, tmp_path / "new" / "folder")
    names = {path.relative_to(tmp_path / "new" / "folder").as_posix() for path in paths}
    pictures = {"before.jpg", "after.jpg", "before_aligned.jpg", "coverage.jpg"}
    marks = {f"marks/{number:02d}.png" for number in range(1, 6)}
    assert names == {"report.html", "result.json", "timeline.svg"} | pictures | marks
    for path in paths:
        if path.suffix in (".jpg", ".png"):
            assert cv2.imread(str(path)) is not None
    assert (
        json.loads((tmp_path / "new" / "folder" / "result.json").read_text("utf-8"))["status"] == "compared"
    )


def test_a_file_name_that_is_not_text_is_written_as_an_escape(refused: Comparison, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    odd = replace(refused, before=replace(refused.before, name=name))
    for extension in (".html", ".json", ".txt"):
        assert "caf\\udce9.jpg" in write_report(odd, tmp_path / f"r{extension}").read_text("utf-8")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["before"]["name"] == name


def test_folder_of_a_refusal_has_no_marks(refused: Comparison, tmp_path: Path) -> None:
    names = {path.name for path in write_folder(refused, tmp_path)}
    assert names == {"report.html", "result.json", "timeline.svg", "before.jpg", "after.jpg"}


def test_a_failing_write_leaves_the_old_file_and_no_other(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "report.txt"
    old.write_text("old")

    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_report(comparison, old)
    assert old.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.txt"]
