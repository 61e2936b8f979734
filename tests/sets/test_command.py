"""`condition compare` with several photos a side: exit codes, what is written, and bad arguments in a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest

import condition.sets
from condition.cli import main
from condition.comparison import COMPARED, NOT_COMPARABLE
from condition.measurement import Finding
from condition.novelty import NoveltySettings, Verdict
from condition.sets import ComparisonSet
from condition.sets.marks import join_marks
from condition.settings import DEFAULT
from tests.sets.made import Bench, before_photo

Answer = Callable[[ComparisonSet], None]


def made(*findings: Finding, bench: Bench) -> ComparisonSet:
    pairs = (bench.compared(0, 0, findings),)
    joined = join_marks(pairs, NoveltySettings())
    return ComparisonSet(
        COMPARED, tuple(bench.before), tuple(bench.after), pairs, (), (), joined.views, joined.marks, joined.refuted, 0,
        DEFAULT, "0",
    )  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sides")
    for side in ("before", "after", "empty"):
        (root / side).mkdir()
    for side in ("before", "after"):
        assert cv2.imwrite(str(root / side / f"{side}.jpg"), before_photo()[:, :, ::-1])
    (root / "before" / ".hidden").touch()
    return root


@pytest.fixture
def told() -> dict[str, Any]:
    """What else the command hands over."""
    return {}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]) -> tuple[list[Any], Answer]:
    asked: list[Any] = []

    def put(answer: ComparisonSet) -> None:
        def compare_sets(before: list[str], after: list[str], **more: object) -> ComparisonSet:
            asked.append((before, after))
            told.update(more)
            return answer

        monkeypatch.setattr(condition.sets, "compare_sets", compare_sets)

    return asked, put


@pytest.mark.parametrize(("verdict", "code"), [(None, 0), (Verdict.CANNOT_TELL, 0), (Verdict.NEW, 1)])
def test_the_exit_code_says_what_was_found(
    answers: tuple[list[Any], Answer],
    folders: Path,
    verdict: Verdict | None,
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = Bench()
    found = [] if verdict is None else [bench.finding("new", verdict, 0.6 if code else 0.3)]
    answers[1](made(*found, bench=bench))
    assert main(["compare", str(folders / "before"), str(folders / "after")]) == code
    assert "before photos" in capsys.readouterr().out or not code
    assert answers[0] == [([str(folders / "before" / "before.jpg")], [str(folders / "after" / "after.jpg")])]


def test_photos_that_cannot_be_compared_end_with_three(
    answers: tuple[list[Any], Answer], folders: Path
) -> None:
    refused = replace(made(bench=Bench()), status=NOT_COMPARABLE, pairs=(), views=())
    answers[1](refused)
    assert main(["compare", str(folders / "before"), str(folders / "after")]) == 3


def test_report_folder_and_record_are_written(
    answers: tuple[list[Any], Answer], folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers[1](made(bench=Bench()))
    sides = [str(folders / "before"), str(folders / "after")]
    written = ["--report", str(tmp_path / "set.html"), "--out", str(tmp_path / "out"), "--json", "-"]
    assert main(["compare", *sides, *written]) == 0
    assert json.loads(capsys.readouterr().out)["set_schema"] == 1
    assert (tmp_path / "set.html").is_file()
    assert (tmp_path / "out" / "report.html").is_file()


def test_events_are_handed_over_and_the_report_may_be_a_pdf(
    answers: tuple[list[Any], Answer], told: dict[str, Any], folders: Path, tmp_path: Path
) -> None:
    answers[1](made(bench=Bench()))
    events, report = tmp_path / "events.toml", tmp_path / "set.pdf"
    events.write_text(
        '[[events]]\nkind = "handed_over"\ntime = "2026-01-08T11:40:00+01:00"\nsource = "receipt"\n'
    )
    sides = [str(folders / "before"), str(folders / "after")]
    assert main(["compare", *sides, "--events", str(events), "--report", str(report)]) == 0
    assert [event.kind for event in told["events"]] == ["handed_over"]
    assert report.read_bytes().startswith(b"%PDF")


def test_a_policy_and_facts_are_handed_over_and_the_exit_code_stays(
    answers: tuple[list[Any], Answer], told: dict[str, Any], folders: Path, samples: Path
) -> None:
    answers[1](made(bench=Bench()))
    sides = [str(folders / "before"), str(folders / "after")]
    papers = [f"--{kind}={samples / 'dispute' / kind}.toml" for kind in ("events", "policy")]
    assert main(["compare", *sides, *papers]) == 0
    assert told["policy"].name == "Returns of a made-up shop"
    assert [fact.name for fact in told["facts"]] == ["engraved"]


def test_several_files_a_side_are_a_set(answers: tuple[list[Any], Answer]) -> None:
    answers[1](made(bench=Bench()))
    assert main(["compare", "--before", "b1.jpg", "b2.jpg", "--after", "a1.jpg"]) == 0
    assert answers[0] == [(["b1.jpg", "b2.jpg"], ["a1.jpg"])]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{}/empty", "{}/after"], "holds no photo"),
        (["{}/before", "{}/after", "--policy", "{}/nowhere.toml"], "nowhere.toml: cannot be read"),
        (["{}/before", "{}/nowhere"], "does not exist"),
        (["{}/before", "{}/after", "--events", "{}/nowhere.toml"], "cannot be read"),
        (["--before", "-", "--after", "{}/after"], "standard input"),
    ],
)
def test_bad_arguments_end_with_two_and_a_sentence(
    arguments: list[str], said: str, folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.replace("{}", str(folders)) for argument in arguments]
    assert main(["compare", *filled]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.jpg"], "the after side was given nowhere"),
        (["--before", "one.jpg"], "the after side was given nowhere"),
        (["one.jpg", "two.jpg", "--before", "three.jpg"], "the before side was given twice"),
    ],
)
def test_a_side_given_nowhere_or_twice_is_told_with_the_usage(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["compare", *arguments])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "usage: condition" in told
    assert said in told


# The sample


def test_the_eight_unsorted_photos_are_small_unchanged_and_of_known_origin(samples: Path) -> None:
    folder = samples / "unsorted"
    truth = json.loads((folder / "truth.json").read_text())
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/*.jpg")}
    assert len(found) == 8
    assert {name: hashlib.sha256(data).hexdigest() for name, data in found.items()} == truth["sha256"]
    assert sum(map(len, found.values())) < 2e6
    assert "Rendered for this project" in (folder / "ORIGIN").read_text()


@pytest.mark.slow
def test_eight_unsorted_photos_of_one_piece_come_out_as_one_report(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = samples / "unsorted"
    readme = (samples.parent / "README.md").read_text(encoding="utf-8")
    assert "condition compare samples/unsorted/before samples/unsorted/after" in readme
    truth = json.loads((folder / "truth.json").read_text())
    report, record = tmp_path / "set.html", tmp_path / "set.json"
    code = main(
        [
            "compare",
            str(folder / "before"),
            str(folder / "after"),
            "--report",
            str(report),
            "--json",
            str(record),
        ]
    )
    made = json.loads(record.read_text())
    assert code in (0, 1)
    page = report.read_text()
    assert all(Path(name).name in page for name in truth["sha256"])
    # overviews pair across the sides, whatever their names
    overviews = {Path(name).name for name in truth["sha256"]} - set(truth["closeups"])
    paired = {name for pair in made["pairs"] for name in (pair["before"], pair["after"])}
    assert overviews <= paired
    # the close-up is compared with the part of an overview that it shows, and that part is not told to be cropped
    parts = [pair for pair in made["pairs"] if pair["before_part"] or pair["after_part"]]
    assert {name for pair in parts for name in (pair["before"], pair["after"])} & set(truth["closeups"])
    told = [(check["code"], check["severity"]) for pair in parts for check in pair["comparison"]["checks"]]
    assert ("PIXEL_SIZE", "caution") not in told
    # marks are found, and nothing is claimed where nothing is new
    claimed = [mark for mark in made["marks"] if mark["verdict"] == "new"]
    assert len(claimed) >= 2
    for mark in claimed:
        pair = made["pairs"][mark["best"]["pair"]]
        assert on_a_mark(mark, pair, truth["marks"][pair["after"]]), mark["explanation"]


def on_a_mark(mark: dict[str, Any], pair: dict[str, Any], boxes: dict[str, list[int]]) -> bool:
    finding = next(f for f in pair["comparison"]["findings"] if f["number"] == mark["best"]["finding"])
    left, top = (pair["after_part"] or [0, 0])[:2]
    x = sum(p[0] for p in finding["polygon"]) / len(finding["polygon"]) + left
    y = sum(p[1] for p in finding["polygon"]) / len(finding["polygon"]) + top
    reach = 12
    return any(
        a - reach <= x <= a + w + reach and b - reach <= y <= b + h + reach for a, b, w, h in boxes.values()
    )
