"""The command line as a shell sees it: exit codes, what goes to stdout and stderr, and no traceback ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

import condition.pipeline
from condition.cli import main
from condition.comparison import Comparison
from condition.errors import UnreadablePhoto
from tests.builders import make_clean, make_comparison, make_pair, make_refused
from tests.metadata import made

COMMAND = [sys.executable, "-m", "condition"]

Answer = Callable[..., Comparison]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    settings: dict[str, object] = {
        "capture_output": True,
        "text": True,
        "timeout": 120,
        "check": False,
        **options,
    }
    return subprocess.run([*COMMAND, *map(str, arguments)], **settings)  # type: ignore[call-overload, no-any-return]  # options by name


def is_a_sentence(stderr: str) -> bool:
    return stderr.startswith("condition: ") and "Traceback" not in stderr and len(stderr.splitlines()) <= 3


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a synthetic pair and every kind of bad file."""
    folder = tmp_path_factory.mktemp("photos")
    pair = make_pair(480)
    for name, pixels in (("before.jpg", pair.before), ("after.jpg", pair.after)):
        assert cv2.imwrite(str(folder / name), pixels[:, :, ::-1])
    whole = (folder / "before.jpg").read_bytes()
    (folder / "truncated.jpg").write_bytes(whole[:300])
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("dear diary")
    return folder


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer | Exception], None]:
    """Return a function that puts an answer, or an exception, in place of the comparison."""

    def put(answer: Answer | Exception) -> None:
        def compare(*_: object, **__: object) -> Comparison:
            if isinstance(answer, Exception):
                raise answer
            return answer()

        monkeypatch.setattr(condition.pipeline, "compare", compare)

    return put


# What the answer becomes


@pytest.mark.parametrize(("answer", "code"), [(make_clean, 0), (make_comparison, 1), (make_refused, 3)])
def test_the_exit_code_says_what_was_found(
    answers: Callable[[Answer], None], capsys: pytest.CaptureFixture[str], answer: Answer, code: int
) -> None:
    answers(answer)
    assert main(["compare", "before.jpg", "after.jpg"]) == code
    out, err = capsys.readouterr()
    assert out.strip()
    assert err == ""
    assert "\033" not in out


def test_json_to_stdout_is_json_and_nothing_else(
    answers: Callable[[Answer], None], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(make_comparison)
    assert main(["compare", "before.jpg", "after.jpg", "--json", "-"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert record["schema"] == 1
    assert record["status"] == "compared"


def test_every_output_is_written_where_asked(answers: Callable[[Answer], None], tmp_path: Path) -> None:
    answers(make_comparison)
    arguments = ["--json", "r.json", "--report", "r.html", "--out", "deep/folder"]
    placed = [str(tmp_path / a) if not a.startswith("-") else a for a in arguments]
    assert main(["compare", "before.jpg", "after.jpg", "--quiet", *placed]) == 1
    assert json.loads((tmp_path / "r.json").read_text())["status"] == "compared"
    assert (tmp_path / "r.html").read_text().lstrip().lower().startswith("<!doctype html>")
    assert {"report.html", "result.json", "marks"} <= {
        path.name for path in (tmp_path / "deep/folder").iterdir()
    }
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failure_leaves_no_file_behind(answers: Callable[[Exception], None], tmp_path: Path) -> None:
    answers(UnreadablePhoto("after.jpg", "is damaged"))
    outputs = [
        "--json",
        str(tmp_path / "r.json"),
        "--report",
        str(tmp_path / "r.html"),
        "--out",
        str(tmp_path / "d"),
    ]
    assert main(["compare", "before.jpg", "after.jpg", *outputs]) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_is_a_sentence_and_details_come_with_v(
    answers: Callable[[Exception], None], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(ZeroDivisionError("division by zero"))
    assert main(["compare", "a.jpg", "b.jpg"]) == 2
    assert is_a_sentence(capsys.readouterr().err)
    assert main(["compare", "a.jpg", "b.jpg", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> Comparison:
        raise KeyboardInterrupt

    monkeypatch.setattr(condition.pipeline, "compare", interrupt)
    assert main(["compare", "a.jpg", "b.jpg"]) == 130
    assert is_a_sentence(capsys.readouterr().err)


# Events


def test_events_are_checked_against_the_photos(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.toml"
    events.write_text('[[event]]\nkind = "received"\ntime = 2050-01-01\nsource = "delivery note"\n')
    pair = [str(samples / "case-too-dark" / f"{side}.jpg") for side in ("before", "after")]
    assert main(["compare", *pair, "--events", str(events), "--json", "-"]) == 3
    checks = {check["code"]: check["severity"] for check in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["AFTER_RECEIPT"] == "contradiction"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe", "not UTF-8"), (b"[[event]]\nkind = 'x'", "event 1"), (None, "cannot be read")],
)
def test_bad_events_are_named_before_the_work(
    content: bytes | None, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.toml"
    if content is not None:
        events.write_bytes(content)
    assert main(["compare", "missing.jpg", "missing.jpg", "--events", str(events)]) == 2
    err = capsys.readouterr().err
    assert is_a_sentence(err)
    assert "events.toml" in err
    assert problem in err


def test_a_policy_is_held_against_the_case(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('name = "n"\nsource = "s"\n[[clause]]\nid = "1"\ntext = "t"\nnew_marks = 0\n')
    pair = [str(samples / "case-too-dark" / f"{side}.jpg") for side in ("before", "after")]
    assert main(["compare", *pair, "--policy", str(policy), "--json", "-"]) == 3
    (ruling,) = json.loads(capsys.readouterr().out)["policy"]["rulings"]
    assert (ruling["outcome"], ruling["source"]) == ("cannot_tell", "s, 1")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe", "not UTF-8"), (b"name = 1", "name is 1"), (None, "cannot be read")],
)
def test_a_bad_policy_is_named_before_the_work(
    content: bytes | None, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    if content is not None:
        policy.write_bytes(content)
    assert main(["compare", "missing.jpg", "missing.jpg", "--policy", str(policy)]) == 2
    err = capsys.readouterr().err
    assert is_a_sentence(err)
    assert "policy.toml" in err
    assert problem in err


def test_photos_are_told_among_the_events(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = samples / "dispute"
    photos = [str(folder / "after.jpg"), str(folder / "before.jpg")]
    assert main(["photo", *photos, "--events", str(folder / "events.toml")]) == 0
    line = capsys.readouterr().out.partition("Time line")[2]
    assert [
        line.index(word) for word in ("delivered", "before.jpg", "carrier –", "after.jpg", "answered")
    ] == sorted(
        line.index(word) for word in ("delivered", "before.jpg", "carrier –", "after.jpg", "answered")
    )
    assert main(["photo", *photos, "--events", str(folder / "events.toml"), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert [len(record["timeline"]) for record in (first, second)] == [7, 7]
    assert "photo" in [entry["kind"] for entry in first["timeline"]]


# Bad input, in a process of its own


@pytest.mark.parametrize("bad", ["truncated.jpg", "empty.jpg", "text.jpg", "missing.jpg", "."])
def test_a_bad_photo_is_named_and_the_code_is_2(photos: Path, bad: str) -> None:
    done = run("compare", "before.jpg", bad, cwd=photos)
    assert done.returncode == 2
    assert is_a_sentence(done.stderr), done.stderr
    assert (bad if bad != "." else photos.name) in done.stderr or bad in done.stderr
    assert done.stdout == ""


def test_an_odd_file_name_is_no_trouble(photos: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[31m.jpg")
    missing = run("compare", "before.jpg", name, cwd=photos)
    assert missing.returncode == 2
    assert is_a_sentence(missing.stderr), missing.stderr
    assert "\033" not in missing.stderr
    (photos / name).write_bytes((photos / "before.jpg").read_bytes())
    for form in ([], ["--json"]):
        done = run("photo", name, *form, cwd=photos, env={**os.environ, "PYTHONIOENCODING": "ascii"})
        assert done.returncode == 0, done.stderr
        assert "\033" not in done.stdout
    assert json.loads(done.stdout)[0]["file"] == name


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["compare", "one.jpg"],
        ["compare", "a.jpg", "b.jpg", "--report", "r.docx"],
        ["batch", "pairs.jsonl"],
        ["batch", "pairs.jsonl", "--out", "o.jsonl", "--workers", "0"],
        ["app", "--port", "99999"],
    ],
)
def test_wrong_usage_is_2_with_the_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: condition" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["missing/r.json", "before.jpg/r.json", "."])
def test_a_place_that_cannot_be_written_is_found_before_the_work(photos: Path, place: str) -> None:
    done = run("compare", "before.jpg", "after.jpg", "--json", place, cwd=photos)
    assert done.returncode == 2
    assert is_a_sentence(done.stderr), done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_found_before_the_work(photos: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run("compare", "before.jpg", "after.jpg", "--out", tmp_path, cwd=photos)
    assert done.returncode == 2
    assert "may not be written" in done.stderr


def test_two_dashes_cannot_both_be_standard_input() -> None:
    done = run("compare", "-", "-", input="")
    assert done.returncode == 2
    assert "only once" in done.stderr


def test_a_photo_may_come_on_standard_input(photos: Path) -> None:
    done = run("photo", "-", "--json", input=(photos / "before.jpg").read_bytes(), text=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["width"] == 480


def test_a_closed_pipe_is_2_without_a_traceback(photos: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run(
        "photo",
        "before.jpg",
        "--json",
        cwd=photos,
        capture_output=False,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert done.returncode == 2
    assert is_a_sentence(done.stderr), done.stderr


def test_a_full_disk_is_2_without_a_traceback(photos: Path) -> None:
    with open("/dev/full", "w") as full:
        done = run(
            "photo", "before.jpg", cwd=photos, capture_output=False, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2
    assert is_a_sentence(done.stderr), done.stderr


@pytest.mark.parametrize("broken", ["cv2", "numpy", "PIL"])
def test_a_broken_installation_is_2_and_not_new_marks(photos: Path, tmp_path: Path, broken: str) -> None:
    (tmp_path / f"{broken}.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])]),
    }
    done = run("compare", "before.jpg", "after.jpg", cwd=photos, env=environment)
    assert done.returncode == 2
    assert is_a_sentence(done.stderr), done.stderr
    assert "libGL" in done.stderr


# The other commands


def test_help_and_version_need_nothing_heavy() -> None:
    code = (
        "import sys; from condition.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(sum(name in sys.modules for name in ('numpy', 'cv2', 'streamlit', 'PIL')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    assert run("--version").stdout == f"condition {condition.__version__}\n"


def test_photos_are_described_in_order_and_a_broken_one_is_2(photos: Path) -> None:
    done = run("photo", "before.jpg", "empty.jpg", "after.jpg", "--json", cwd=photos)
    records = json.loads(done.stdout)
    assert done.returncode == 2
    assert [record["file"] for record in records] == ["before.jpg", "empty.jpg", "after.jpg"]
    assert [record["status"] for record in records] == ["ok", "error", "ok"]
    assert records[0]["format"] == "JPEG"
    assert "empty" in records[1]["reason"]


def test_a_damaged_photo_still_says_what_its_metadata_says(tmp_path: Path) -> None:
    whole = made.jpeg(made.exif({made.MAKE: "Maker"}), made.picture())
    (tmp_path / "cut.jpg").write_bytes(whole[:-200])
    done = run("photo", "./cut.jpg", "--json", cwd=tmp_path)
    record = json.loads(done.stdout)[0]
    assert done.returncode == 2
    assert (record["status"], record["file"], record["metadata"]["make"]) == ("error", "./cut.jpg", "Maker")
    shown = run("photo", "cut.jpg", cwd=tmp_path).stdout
    assert "error" in shown
    assert "Maker" in shown


def test_a_person_reads_times_and_checks(samples: Path) -> None:
    done = run("photo", samples / "watch-back-new-scratch/before.jpg")
    assert done.returncode == 0
    assert "EXIF:DateTimeOriginal" in done.stdout
    assert "picture" in done.stdout
    assert "\033" not in done.stdout


def test_a_bad_list_is_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text('{"id": "a", "before": "b.jpg"}\n')
    done = run("batch", "pairs.jsonl", "--out", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "line 1: key 'after' is missing" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_results_do_not_replace_the_list(tmp_path: Path) -> None:
    line = '{"id": "a", "before": "b.jpg", "after": "c.jpg"}\n'
    (tmp_path / "pairs.jsonl").write_text(line)
    done = run("batch", "pairs.jsonl", "--out", "./pairs.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "pairs.jsonl").read_text() == line


def test_a_broken_pair_of_a_batch_is_a_line_and_the_code_is_2(photos: Path, tmp_path: Path) -> None:
    pairs = [
        {"id": name, "before": str(photos / name), "after": str(photos / "before.jpg")}
        for name in ("empty.jpg", "none")
    ]
    done = run(
        "batch",
        "-",
        "--out",
        "out.jsonl",
        "--workers",
        "1",
        cwd=tmp_path,
        input="\n".join(map(json.dumps, pairs)),
    )
    assert done.returncode == 2
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["status"] for line in lines] == ["error", "error"]
    assert "2 in error" in done.stderr
