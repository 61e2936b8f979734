"""A Dask scheduler and workers on loopback, in processes of their own, as a person starts them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
#: Seconds for a process to start; a machine that runs all tests at once needs many.
PATIENCE_S = 60.0


@dataclass
class LoopbackCluster:
    """What was started: end it with `stop`, kill a worker with `kill`."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        log = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = _wait_for(r"Scheduler at:\s+(tcp://[\d.:]+)", log)

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start one worker without a nanny, so that its process is the worker itself."""
        self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory",
            str(self.folder), *options,
        )  # fmt: skip
        return self.processes[-1]

    def start_guarded_worker(self, memory_limit: str) -> subprocess.Popen[bytes]:
        """Start one worker below a nanny that ends it, and starts it again, where it takes more memory than that."""
        self._start(
            "worker", self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder),
            "--memory-limit", memory_limit,
        )  # fmt: skip
        return self.processes[-1]

    def stop(self) -> None:
        """End all at once; a polite end takes seconds, and nothing here is worth them."""
        for process in self.processes:
            kill(process)

    def _start(self, role: str, *arguments: str) -> Path:
        log = self.folder / f"{role}{len(self.processes)}.log"
        with log.open("wb") as output:
            self.processes.append(_python(f"distributed.cli.dask_{role}", arguments, output))
        return log


def _python(module: str, arguments: tuple[str, ...], output: IO[bytes]) -> subprocess.Popen[bytes]:
    # the fakes of these tests have to be importable there, too
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
    )


def _wait_for(pattern: str, log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found.group(1)
        time.sleep(0.05)
    raise AssertionError(f"{pattern!r} did not come: {log.read_text(errors='replace')}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a worker as the kernel does when the memory is gone."""
    process.send_signal(signal.SIGKILL)
    process.wait()


@contextmanager
def loopback(folder: Path, workers: int) -> Iterator[LoopbackCluster]:
    """Give a scheduler with workers that start while the test goes on."""
    cluster = LoopbackCluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        cluster.stop()
