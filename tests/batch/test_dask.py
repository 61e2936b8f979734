"""A batch on a Dask scheduler: the lines of a local batch, each pair once, whatever happens to workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import cv2
import pytest

import condition
from condition.batch import Pair, cluster, connected, roster, run_batch
from condition.batch.cluster import Cluster
from condition.cli import main
from condition.errors import ClusterError, SettingsError
from tests.batch.clusters import LoopbackCluster, kill, loopback
from tests.batch.fakes import compare
from tests.batch.test_run import make_pairs, read
from tests.builders import make_pair

if TYPE_CHECKING:
    from distributed import Client


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackCluster]:
    with loopback(tmp_path_factory.mktemp("dask"), workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def client(two_workers: LoopbackCluster) -> Iterator[Client]:
    with connected(two_workers.address) as connection:
        connection.wait_for_workers(2, timeout=60)
        yield connection


def without_times(path: Path) -> list[str]:
    """The lines of a results file without what a clock says, sorted."""
    lines = []
    for record in read(path):
        record["seconds"], record["stages"] = 0, dict.fromkeys(record["stages"], 0)
        lines.append(json.dumps(record, ensure_ascii=False))
    return sorted(lines)


def write_photos(folder: Path) -> list[Pair]:
    """Pairs of small photos: one that can be compared, one refused, one broken, one missing, and the first by address."""
    made = make_pair(400)
    for name, pixels in (
        ("before.png", made.before),
        ("after.png", made.after),
        ("black.png", made.after * 0),
    ):
        assert cv2.imwrite(str(folder / name), pixels[:, :, ::-1])
    (folder / "broken.png").write_bytes((folder / "after.png").read_bytes()[:400])
    pairs = [
        Pair(name, folder / "before.png", folder / f"{name}.png")
        for name in ("after", "black", "broken", "gone")
    ]
    by_address = Pair("address", (folder / "before.png").as_uri(), (folder / "after.png").as_uri())
    return [*pairs, by_address]


def test_the_lines_are_those_of_a_local_batch_byte_for_byte_but_for_times(
    client: Client, tmp_path: Path
) -> None:
    pairs = write_photos(tmp_path)
    local, remote = tmp_path / "local.jsonl", tmp_path / "remote.jsonl"
    counts = run_batch(pairs, local, workers=1)
    assert run_batch(pairs, remote, workers=1, client=client) == counts
    assert counts["error"] == 2
    assert counts["not_comparable"] == 1
    assert counts["new"] + counts["compared"] == 2
    assert without_times(remote) == without_times(local)


def test_lines_come_as_they_are_done_and_no_more_pairs_are_taken_than_there_are_workers(
    client: Client, tmp_path: Path
) -> None:
    taken = []

    def counted() -> Iterator[Pair]:
        for pair in make_pairs(tmp_path, ["slow", *["clean"] * 5]):
            taken.append(pair.id)
            yield pair

    with Cluster(client, compare) as team:
        lines = team.lines(counted())
        first = json.loads(next(lines))
        assert first["id"] == "p1"  # p0 takes half a second
        assert len(taken) <= 3
        rest = [json.loads(line)["id"] for line in lines]
    assert sorted([first["id"], *rest]) == [f"p{n}" for n in range(6)]


def test_results_of_python_are_in_the_order_of_the_pairs(client: Client, tmp_path: Path) -> None:
    (tmp_path / "no.jpg").write_bytes(b"no photo")
    photo = tmp_path / "no.jpg"
    made = condition.batch([(photo, photo), {"id": "b", "before": photo, "after": "gone.jpg"}], client=client)
    assert [record["id"] for record in made.records] == ["1", "b"]
    assert made.counts == {"error": 2}


def test_resume_compares_only_what_is_missing(client: Client, tmp_path: Path) -> None:
    pairs, out = make_pairs(tmp_path, ["clean"] * 4), tmp_path / "out.jsonl"
    run_batch(pairs, out, workers=1, client=client, compare=compare)
    kept, cut, *_ = out.read_text().splitlines()
    kept = kept.replace('"seconds": ', '"seconds": 9')
    out.write_text(f"{kept}\n{cut[:50]}")
    todo = []

    def watch(lines: Iterable[str], total: int) -> Iterable[str]:
        todo.append(total)
        return lines

    run_batch(pairs, out, workers=1, client=client, resume=True, compare=compare, watch=watch)
    assert todo == [3]
    assert out.read_text().splitlines()[0] == kept
    assert sorted(record["id"] for record in read(out)) == [pair.id for pair in pairs]


def test_a_batch_that_is_left_in_the_middle_leaves_nothing_at_the_workers(
    client: Client, tmp_path: Path
) -> None:
    with Cluster(client, compare) as team:
        next(team.lines(make_pairs(tmp_path, ["clean", *["slow"] * 4])))
    deadline = time.monotonic() + 20
    while client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_closed_client_is_told_in_a_sentence(two_workers: LoopbackCluster, tmp_path: Path) -> None:
    with connected(two_workers.address) as connection:
        pass
    with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
        run_batch(make_pairs(tmp_path, ["clean"]), tmp_path / "out.jsonl", workers=1, client=connection)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_worker_with_another_version_is_refused_before_results_are_touched(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: Any = client.get_versions(packages=list(roster.DECISIVE))
    told["client"]["packages"]["condition"] = "99.0"
    told["client"]["packages"]["scipy"] = None
    monkeypatch.setattr(client, "get_versions", lambda packages: told)
    out = tmp_path / "out.jsonl"
    out.write_text("old results\n")
    with pytest.raises(ClusterError, match=r"condition 0.* there, 99\.0 here, scipy .* is missing here"):
        run_batch(make_pairs(tmp_path, ["clean"]), out, workers=1, client=client, compare=compare)
    assert out.read_text() == "old results\n"


def test_the_command_compares_on_the_scheduler_that_is_named(
    two_workers: LoopbackCluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_photos(tmp_path)
    out = tmp_path / "out.jsonl"
    assert (
        main(["batch", listed(tmp_path, "black.png"), "--out", str(out), "--dask", two_workers.address]) == 3
    )
    told, said = capfd.readouterr()
    assert told == ""
    assert said == f"1 pairs: 0 with new marks, 0 without, 1 not comparable, 0 in error; see {out}\n"


@pytest.mark.parametrize(
    ("address", "problem"),
    [("tcp://127.0.0.1:9", "no Dask scheduler answered within"), ("nowhere", "'nowhere' is no address of")],
)
def test_the_command_tells_a_scheduler_that_is_not_there(
    address: str,
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(roster, "CONNECT_S", 0.5)
    out = tmp_path / "out.jsonl"
    assert main(["batch", listed(tmp_path, "after.png"), "--out", str(out), "--dask", address]) == 2
    sentence, hint = capfd.readouterr().err.splitlines()
    assert sentence.startswith("condition: ")
    assert problem in sentence
    assert "docs/batch.md" in hint
    assert not out.exists()


def listed(folder: Path, after: str) -> str:
    path = folder / "pairs.csv"
    path.write_text(f"id,before,after\nring,before.png,{after}\n")
    return str(path)


# The tests below end workers; each has workers of its own


def test_a_worker_killed_in_the_middle_loses_no_pair_and_doubles_none(
    two_workers: LoopbackCluster, client: Client, tmp_path: Path
) -> None:
    victim = two_workers.start_worker("--name", "victim")
    client.wait_for_workers(3, timeout=60)
    pairs, out = make_pairs(tmp_path, ["slow"] * 12), tmp_path / "out.jsonl"

    def watch(lines: Iterable[str], total: int) -> Iterator[str]:
        for number, line in enumerate(lines):
            if number == 3:
                kill(victim)
            yield line

    run_batch(pairs, out, workers=1, client=client, compare=compare, watch=watch)
    assert Counter(record["id"] for record in read(out)) == Counter(pair.id for pair in pairs)
    assert {record["status"] for record in read(out)} == {"compared"}


def test_a_pair_that_ends_every_worker_is_one_error_line_and_the_others_go_on(
    two_workers: LoopbackCluster, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "TRIES", 2)
    for _ in range(2):  # as many as it ends, so that two are left
        two_workers.start_worker()
    client.wait_for_workers(4, timeout=60)
    out = tmp_path / "out.jsonl"
    run_batch(make_pairs(tmp_path, ["die", *["slow"] * 7]), out, workers=1, client=client, compare=compare)
    records = {record["id"]: record for record in read(out)}
    assert len(read(out)) == len(records) == 8
    assert [name for name, record in records.items() if record["status"] != "compared"] == ["p0"]
    (reason,) = records["p0"]["reasons"]
    assert reason["code"] == "WORKER_DIED"
    assert reason["text"].startswith("2 workers were lost on this pair one after the other")


def test_without_any_worker_left_the_batch_ends_with_a_sentence_and_keeps_what_is_done(
    two_workers: LoopbackCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "START_S", 1.0)
    with loopback(tmp_path, workers=0) as alone, connected(alone.address) as connection:
        out = tmp_path / "out.jsonl"
        with pytest.raises(ClusterError, match=r"has no worker that runs .* dask worker tcp://"):
            run_batch(make_pairs(tmp_path, ["clean"]), out, workers=1, client=connection, compare=compare)
        monkeypatch.setattr(roster, "GONE_S", 1.0)
        worker = alone.start_worker()
        connection.wait_for_workers(1, timeout=60)

        def watch(lines: Iterable[str], total: int) -> Iterator[str]:
            for line in lines:
                yield line
                kill(worker)

        with pytest.raises(ClusterError, match="no worker has run for 1 s: all are gone"):
            run_batch(
                make_pairs(tmp_path, ["clean"] * 3), out, workers=1, client=connection, compare=compare, watch=watch
            )  # fmt: skip
        assert [record["id"] for record in read(out)] == ["p0"]


def test_a_pair_that_takes_all_memory_is_one_error_line_and_its_worker_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "TRIES", 1)
    with loopback(tmp_path, workers=0) as alone, connected(alone.address) as connection:
        alone.start_guarded_worker("600MB")
        connection.wait_for_workers(1, timeout=60)
        out = tmp_path / "out.jsonl"
        run_batch(
            make_pairs(tmp_path, ["clean", "greedy", "new"]),
            out,
            workers=1,
            client=connection,
            compare=compare,
        )
        assert [record["status"] for record in read(out)] == ["compared", "error", "compared"]
        (reason,) = read(out)[1]["reasons"]
        assert reason["code"] == "WORKER_DIED"
        assert "most likely for want of memory; the other pairs go on" in reason["text"]


# What needs no scheduler


def test_a_client_that_cannot_be_used_is_told() -> None:
    nothing: Any = object()
    with pytest.raises(ClusterError, match=r"expected a distributed\.Client, found object"):
        Cluster(nothing, compare)
    asynchronous: Any = SimpleNamespace(scheduler_info=None, asynchronous=True)
    with pytest.raises(ClusterError, match="it is asynchronous"):
        Cluster(asynchronous, compare)


def test_settings_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    nothing: Any = object()
    with pytest.raises(SettingsError, match="workers: the client's scheduler decides"):
        condition.batch([], client=nothing, workers=2)
    with pytest.raises(SettingsError, match="resume: say with `out`"):
        condition.batch([], resume=True)


def test_without_dask_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError('No module named distributed')")
    pairs, out = listed(tmp_path, "after.png"), str(tmp_path / "out.jsonl")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "condition", "batch", pairs, "--out", out, "--dask", "tcp://h:1"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is not installed here" in done.stderr
    assert done.stderr.splitlines()[1:] == ["Install it: pip install 'condition[dask]'"]


def test_an_abandoned_task_that_answers_late_is_not_read() -> None:
    team = object.__new__(Cluster)
    team._flights = {}
    team._landing = SimpleQueue()
    late: Any = SimpleNamespace(key="of a worker that was given up")
    team._landing.put(late)
    assert list(team._land()) == []
