from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import condition
from condition.batch import Pair, run_batch
from condition.batch.crew import IN_FLIGHT_PER_WORKER, Crew
from condition.batch.results import classify, read_done
from condition.errors import ManifestError
from tests.batch.fakes import compare


def make_pairs(folder: Path, orders: Iterable[str]) -> list[Pair]:
    pairs = []
    for number, order in enumerate(orders):
        after = folder / f"{number}.txt"
        after.write_text(order)
        pairs.append(Pair(f"p{number}", after, after))
    return pairs


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_pair_is_one_line_in_the_order_of_the_list(tmp_path: Path) -> None:
    orders = ["slow", "new", "refused", "broken", "clean", "bug", "new"]
    counts = run_batch(make_pairs(tmp_path, orders), tmp_path / "out.jsonl", workers=2, compare=compare)
    lines = read(tmp_path / "out.jsonl")
    assert [line["id"] for line in lines] == [f"p{n}" for n in range(7)]
    assert [line["status"] for line in lines] == [
        "compared", "compared", "not_comparable", "error", "compared", "error", "compared",
    ]  # fmt: skip
    assert counts == {"new": 2, "compared": 2, "not_comparable": 1, "error": 2}
    assert lines[3]["reasons"][0]["code"] == "UNREADABLE_PHOTO"
    assert "is not a picture. Send the original file" in lines[3]["reasons"][0]["text"]
    assert lines[5]["reasons"][0] == {
        "code": "UNEXPECTED", "text": "unexpected ZeroDivisionError: float division by zero",
        "measured": None, "required": None, "photo": None,
    }  # fmt: skip


def test_a_worker_that_dies_is_one_error_line_and_the_others_go_on(tmp_path: Path) -> None:
    run_batch(
        make_pairs(tmp_path, ["clean", "die", "new", "die", "clean"]),
        tmp_path / "out.jsonl",
        workers=1,
        compare=compare,
    )
    lines = read(tmp_path / "out.jsonl")
    assert [line["status"] for line in lines] == ["compared", "error", "compared", "error", "compared"]
    assert lines[1]["reasons"][0]["code"] == "WORKER_DIED"
    text = lines[1]["reasons"][0]["text"]
    assert "SIGKILL on this pair; the other pairs go on. Most likely the memory was not enough." in text
    assert text.endswith("Send smaller copies beside the originals, or give each worker more memory.")


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux holds a process to an address space"
)
def test_memory_that_is_refused_is_one_error_line_and_the_same_worker_goes_on(tmp_path: Path) -> None:
    orders = ["clean", "hungry array", "hungry opencv", "hungry decoder", "new"]
    run_batch(make_pairs(tmp_path, orders), tmp_path / "out.jsonl", workers=1, compare=compare)
    lines = read(tmp_path / "out.jsonl")
    assert [line["status"] for line in lines] == ["compared", "error", "error", "error", "compared"]
    for line in lines[1:4]:
        (reason,) = line["reasons"]
        assert reason["code"] == "OUT_OF_MEMORY", reason
        assert "more memory than the worker could get; the other pairs go on" in reason["text"]


def test_a_pair_with_a_problem_or_bad_points_is_an_error_line(tmp_path: Path) -> None:
    (pair,) = make_pairs(tmp_path, ["clean"])
    (tmp_path / "points.npy").write_bytes(b"no array")
    pairs = [
        Pair("a", pair.before, pair.after, problem="there is no after photo"),
        Pair("b", pair.before, pair.after, points=tmp_path / "points.npy"),
        Pair("c", pair.before, pair.after, points=tmp_path / "missing.npy"),
    ]
    run_batch(pairs, tmp_path / "out.jsonl", workers=1, compare=compare)
    lines = read(tmp_path / "out.jsonl")
    assert [line["status"] for line in lines] == ["error"] * 3
    assert "There is no after photo" in lines[0]["reasons"][0]["text"]
    assert "points.npy: the points cannot be read" in lines[1]["reasons"][0]["text"]


def test_resume_keeps_whole_lines_and_mends_a_cut_one(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, ["new", "clean", "refused"])
    out = tmp_path / "out.jsonl"
    run_batch(pairs, out, workers=1, compare=compare)
    complete = read(out)
    first, second, _ = out.read_text().splitlines()
    # seconds tell a kept line from a new one
    kept = first.replace('"seconds": ', '"seconds": 9')
    out.write_text(f"{kept}\n{second[: len(second) // 2]}")
    counts = run_batch(pairs, out, workers=1, resume=True, compare=compare)
    again = read(out)
    assert [line["id"] for line in again] == [line["id"] for line in complete]
    assert again[0] == json.loads(kept)
    assert counts == {"new": 1, "compared": 1, "not_comparable": 1}


def test_resume_of_a_finished_batch_does_nothing(tmp_path: Path) -> None:
    pairs, out = make_pairs(tmp_path, ["new"]), tmp_path / "out.jsonl"
    run_batch(pairs, out, workers=1, compare=compare)
    before = out.read_bytes()
    assert run_batch(pairs, out, workers=1, resume=True, compare=compare) == {"new": 1}
    assert out.read_bytes() == before


def test_without_resume_old_results_are_replaced(tmp_path: Path) -> None:
    pairs, out = make_pairs(tmp_path, ["clean"]), tmp_path / "out.jsonl"
    out.write_text("something else\n")
    assert run_batch(pairs, out, workers=1, compare=compare) == {"compared": 1}
    assert len(read(out)) == 1


def test_resume_leaves_a_foreign_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("dear diary\nsecond line")
    with pytest.raises(ManifestError, match="line 1: is not a result"):
        read_done(out)
    assert out.read_text() == "dear diary\nsecond line"


def test_lines_are_on_disk_before_the_next_pair_is_done(tmp_path: Path) -> None:
    pairs, out = make_pairs(tmp_path, ["clean", "clean", "clean"]), tmp_path / "out.jsonl"
    seen = []

    def watch(lines: Iterable[str], total: int) -> Iterator[str]:
        assert total == 3
        for line in lines:
            seen.append(len(out.read_text().splitlines()))
            yield line

    run_batch(pairs, out, workers=1, compare=compare, watch=watch)
    assert seen == [0, 1, 2]


def test_no_more_pairs_are_in_flight_than_promised(tmp_path: Path) -> None:
    taken = 0

    def counted() -> Iterator[Pair]:
        nonlocal taken
        for pair in make_pairs(tmp_path, ["slow"] + ["clean"] * 11):
            taken += 1
            yield pair

    with Crew(2, compare) as crew:
        lines = crew.lines(counted())
        next(lines)
        assert taken <= IN_FLIGHT_PER_WORKER * 2
        assert len(list(lines)) == 11


def test_no_worker_outlives_its_crew(tmp_path: Path) -> None:
    crew = Crew(2, compare)
    processes = [worker.process for worker in crew.workers]
    next(crew.lines(make_pairs(tmp_path, ["clean"] * 5)))
    crew.dismiss(at_once=True)
    assert all(process.exitcode is not None for process in processes)
    assert all(not _is_alive(process.pid) for process in processes)


def _is_alive(pid: int | None) -> bool:
    assert pid is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_batch_of_python_keeps_its_file_and_goes_on_with_it(tmp_path: Path) -> None:
    photo, out = tmp_path / "no.jpg", tmp_path / "out.jsonl"
    photo.write_bytes(b"no photo")
    first = condition.batch([{"id": "b", "before": photo, "after": photo}], out=out, workers=1)
    assert first.counts == {"error": 1}
    kept = out.read_text()
    both = condition.batch([(photo, "gone.jpg"), Pair("b", photo, photo)], out=out, workers=1, resume=True)
    assert [record["id"] for record in both.records] == ["1", "b"]
    assert out.read_text().startswith(kept)
    assert len(read(out)) == 2


@pytest.mark.parametrize(
    "first", ["import condition", "from condition.batch import Pair", "import condition.batch.read"]
)
def test_the_room_can_be_called_and_imported_from_in_any_order(first: str) -> None:
    code = (
        f"{first}\nimport inspect, condition, condition.batch as room\nfrom condition.batch import Pair, batch\n"
        "assert condition.batch is room and callable(room)\n"
        "assert list(inspect.signature(room).parameters) == list(inspect.signature(batch).parameters)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_record_is_counted_by_what_was_found() -> None:
    assert classify({"status": "compared", "findings": [{}]}) == "new"
    assert classify({"status": "compared", "findings": []}) == "compared"
    assert classify({"status": "not_comparable", "findings": []}) == "not_comparable"
    assert classify({"status": "error", "findings": []}) == "error"
