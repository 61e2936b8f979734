"""How a batch scales, on this machine and on a Dask scheduler, and what a million pairs a day would take.

    python benchmarks/batch.py [--pairs 12] [--repeat 3] [--megapixels 12] [--large 4]
                               [--core-hour 0.05] [--gb-month 0.02] [--million-reads 0.4] [--busy 0.8]

First table: the sample pairs, over and over until there are ``--pairs``, by 1 and 2 worker processes, by the local crew and by
a scheduler with workers on loopback (started before the clock, with nothing of this package imported yet). The runs take
turns, so that other work on the machine meets all alike; the median counts, and ratios say more than seconds. *Waiting* is the share
of the workers' time in which they compared nothing: start, imports, the way of a pair and its line, and the end of the list,
where a worker has nothing left. Processor time is that of all processes, scheduler and start included; it is what other
work disturbs least.

Second table: one sample enlarged to ``--megapixels``, ``--large`` pairs by one worker, for the processor time and the bytes of
a pair; and from these the machines, the network and the storage of a million pairs a day. Prices are assumptions that the
options change: US dollars for an hour of one core, for a GB kept for a month, for a million requests that read.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from speed import enlarge

import condition
from condition.batch import Pair, connected, read_pairs, read_results, run_batch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.batch.clusters import loopback  # noqa: E402 - the tests are no package; they start the same scheduler

DAY_S, MILLION = 86_400, 1_000_000


@dataclass(frozen=True)
class Run:
    """One batch: wall and processor time in s, the sum of its pairs' wall times, its workers."""

    wall_s: float
    cpu_s: float
    pairs_s: float
    workers: int

    @property
    def waiting(self) -> float:
        """Share of the workers' time without a pair."""
        return 1 - self.pairs_s / (self.wall_s * self.workers)


def main() -> None:
    """Run everything, print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts (default: 3)")
    parser.add_argument("--megapixels", type=float, default=12.0)
    parser.add_argument("--large", type=int, default=4, help="enlarged pairs (default: 4)")
    parser.add_argument("--core-hour", type=float, default=0.05, help="price of a core for an hour")
    parser.add_argument("--gb-month", type=float, default=0.02, help="price of a GB kept for a month")
    parser.add_argument("--million-reads", type=float, default=0.4, help="price of a million requests")
    parser.add_argument("--busy", type=float, default=0.8, help="share of paid time that compares")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    print(
        f"condition {condition.__version__}, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load:.1f} at the start\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        scaling(Path(folder), args.pairs, args.repeat)
        large(Path(folder), args)


def scaling(folder: Path, number: int, repeat: int) -> None:
    """Print pairs by crew and number of workers."""
    samples = read_pairs(ROOT / "samples/truth.jsonl")
    pairs = [replace(pair, id=f"{n}-{pair.id}") for n, pair in enumerate(islice(cycle(samples), number))]
    runs: dict[tuple[str, int], list[Run]] = {}
    for _ in range(repeat):
        for workers in (1, 2):
            runs.setdefault(("local", workers), []).append(one_run(pairs, folder, workers))
            runs.setdefault(("Dask", workers), []).append(one_run(pairs, folder, workers, by_dask=True))
    base = statistics.median(run.wall_s for run in runs["local", 1])
    print(
        "| by | workers | seconds | pairs a minute | times one local worker | waiting | processor s a pair |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for (by, workers), made in runs.items():
        wall = statistics.median(run.wall_s for run in made)
        waiting = statistics.median(run.waiting for run in made)
        cpu = statistics.median(run.cpu_s for run in made) / number
        times = f"{wall:.1f} | {60 * number / wall:.0f} | {base / wall:.2f}"
        print(f"| {by} | {workers} | {times} | {waiting:.0%} | {cpu:.2f} |")


def one_run(pairs: list[Pair], folder: Path, workers: int, by_dask: bool = False) -> Run:
    """Compare the pairs once."""
    out = folder / "results.jsonl"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with scheduler(folder, workers) if by_dask else nobody() as client:
        started = time.perf_counter()
        run_batch(pairs, out, workers=workers, client=client)
        wall_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    records = read_results(out).records
    assert len(records) == len(pairs)
    assert all(record["status"] != "error" for record in records), records
    cpu_s = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return Run(wall_s, cpu_s, sum(record["seconds"] for record in records), workers)


@contextmanager
def scheduler(folder: Path, workers: int) -> Iterator[object]:
    """A client of a scheduler whose workers are there."""
    with loopback(folder, workers) as cluster, connected(cluster.address) as client:
        client.wait_for_workers(workers, timeout=60)
        yield client


@contextmanager
def nobody() -> Iterator[None]:
    """No scheduler: the local crew."""
    yield None


def large(folder: Path, args: argparse.Namespace) -> None:
    """Print what an enlarged pair takes, and what a million of them a day would."""
    sample = ROOT / "samples/watch-back-new-scratch"
    before, after = (enlarge(sample / f"{role}.jpg", args.megapixels, folder) for role in ("before", "after"))
    pairs = [Pair(str(n), before, after) for n in range(args.large)]
    # what start and imports take is in both, and falls out of the difference
    one, all_of_them = one_run(pairs[:1], folder, 1), one_run(pairs, folder, 1)
    cpu_s = (all_of_them.cpu_s - one.cpu_s) / (args.large - 1)
    line = len((folder / "results.jsonl").read_bytes()) / args.large
    photos = before.stat().st_size + after.stat().st_size
    print(
        f"\n{args.megapixels:g} MP: {cpu_s:.1f} s of processor time a pair, {photos / 1e6:.1f} MB of photos, ",
        end="",
    )
    print(f"{line / 1e3:.1f} kB of results\n")
    print("| a million pairs a day | how | |\n| --- | --- | --- |")
    for what, how, value in plan(cpu_s, photos, line, args):
        print(f"| {what} | {how} | {value} |")


def plan(cpu_s: float, photos: float, line: float, args: argparse.Namespace) -> list[tuple[str, str, str]]:
    """Return the arithmetic, one row a figure: what, how, how much."""
    cores = MILLION * cpu_s / DAY_S / args.busy
    cost = cores * 24 * args.core_hour
    reads = 4 * MILLION / 1e6 * args.million_reads
    kept_gb, lines_gb = MILLION * photos / 1e9, MILLION * line / 1e9
    rate = MILLION * photos / DAY_S
    return [
        ("cores", f"10^6 x {cpu_s:.1f} s / 86,400 s / {args.busy:g} busy", f"{cores:.0f}"),
        ("machines of 16 cores", "cores / 16, rounded up", f"{math.ceil(cores / 16)}"),
        ("memory", "1.5 GB a worker, one worker a core", f"{cores * 1.5:.0f} GB"),
        ("processors, a day", f"cores x 24 h x ${args.core_hour:g}", f"${cost:.0f}"),
        ("reading", f"10^6 x {photos / 1e6:.1f} MB / 86,400 s", f"{rate / 1e6:.0f} MB/s, {rate * 8 / 1e9:.1f} Gbit/s"),
        ("for each machine", "reading / machines", f"{rate * 8 / 1e6 / (cores / 16):.0f} Mbit/s"),
        ("requests, a day", f"10^6 x 2 photos x 2 (size, content), ${args.million_reads:g} a million", f"${reads:.1f}"),
        ("photos, a day", f"10^6 x {photos / 1e6:.1f} MB", f"{kept_gb / 1e3:.1f} TB"),
        ("keeping them, a month", f"each day's photos, ${args.gb_month:g} a GB", f"${kept_gb * args.gb_month:.0f}"),
        ("results, a day", f"10^6 x {line / 1e3:.1f} kB", f"{lines_gb:.1f} GB"),
        ("lines a second", "10^6 / 86,400 s", f"{MILLION / DAY_S:.1f}"),
        ("a pair, processors alone", "processors / 10^6", f"${cost / MILLION:.6f}"),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
