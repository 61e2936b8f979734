"""`condition export` and `condition evaluate`, and the story of docs/exchange.md from its first line to its last."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from condition.batch.record import compared_record, error_record, render_line
from condition.cli import main
from tests.builders import make_comparison, make_refused

ROOT = Path(__file__).parents[2]
STORY = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples and results of three of their pairs."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    records = [
        compared_record("watch-back-new-scratch", make_comparison(480), None, 1.0),
        compared_record("case-too-dark", make_refused(480), None, 1.0),
        error_record("case-blurred", "UNREADABLE_PHOTO", "is empty", 0.0),
    ]
    (tmp_path / "results.jsonl").write_text("".join(render_line(record) + "\n" for record in records))
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", STORY, flags=re.MULTILINE | re.DOTALL)


def test_the_commands_and_the_python_of_the_page_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    batch, *commands = lines
    assert batch.startswith("condition batch")
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, command
    assert "false flags a pair" in capsys.readouterr().out
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, names)
    changed = names["changed"]
    assert set(changed["change"]) == {"kept"}  # type: ignore[index]  # the column is there
    made = {"results.jsonl", "marks.parquet", "marks.json", "froc.png", "labels", "ours.json"}
    assert made <= {path.name for path in here.iterdir()}


def test_photos_are_named_from_where_the_file_lies(here: Path) -> None:
    (here / "out").mkdir()
    assert (
        main(["export", "results.jsonl", "--pairs", "samples/truth.jsonl", "--coco", "out/marks.json", "-q"])
        == 0
    )
    image = json.loads((here / "out" / "marks.json").read_text())["images"][0]
    assert image["file_name"] == "../samples/watch-back-new-scratch/after.jpg"
    assert (here / "out" / image["file_name"]).resolve().is_file()


def test_json_is_all_that_is_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "results.jsonl", "samples/truth.jsonl", "--json", "-"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["schema"], figures["pairs"]) == (1, 10)
    assert set(figures["froc"]) == {"0.125", "0.25", "0.5", "1", "2", "4", "8"}
    assert figures["missing_or_error"] == 8


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "results.jsonl"], "nothing to write"),
        (["export", "results.jsonl", "--parquet", "marks.csv"], "has to end in .parquet"),
        (["export", "results.jsonl", "--labelme", "marks.json"], "a folder was expected"),
        (["export", "results.jsonl", "--coco", "nowhere/marks.json"], "does not exist"),
        (["export", "missing.jsonl", "--coco", "marks.json"], "missing.jsonl: No such file"),
        (["evaluate", "results.jsonl", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["evaluate", "results.jsonl", "samples"], "shapes"),
        (
            ["evaluate", "results.jsonl", "samples/truth.jsonl", "--plot", "froc.docx"],
            "choose .png, .svg or .pdf",
        ),
    ],
)
def test_trouble_is_one_sentence_and_code_2(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    if says == "shapes":
        (here / "drawn").mkdir()
        (here / "drawn" / "a.json").write_text("{}")
        arguments[2] = "drawn"
    assert main(arguments) == 2
    assert says in capsys.readouterr().err
    assert not (here / "marks.csv").exists()
