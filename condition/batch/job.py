"""A batch in a process of its own, for programs that stay: it can be watched, stopped, and forgotten with its photos.

It is ``condition batch`` on a private folder, so that a photo that exhausts the memory takes down nobody else, and
stopping is immediate. The results file is the only channel.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from condition.batch.archive import ArchiveLimits, Unpacking
from condition.batch.folder import list_pairs
from condition.batch.model import Pair

#: Seconds a stopped batch gets to end before it is killed.
PATIENCE_S = 3.0


class BatchJob:
    """Pairs from delivered files, compared in a process of its own.

    Parameters
    ----------
    files : iterable of (str, bytes)
        Names and contents as they came: photos, ZIP archives.
    limits : ArchiveLimits
        What is taken at most.

    Attributes
    ----------
    pairs : tuple of Pair
        In the order of their names; those with a `Pair.problem` become error lines.
    problems : tuple of str
        What was left out, one sentence each.
    stopped : bool
        Whether somebody stopped it before its end.
    """

    def __init__(self, files: Iterable[tuple[str, bytes]], limits: ArchiveLimits | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="condition-batch-", ignore_cleanup_errors=True)
        top = Path(self._folder.name)
        self._photos, self._results = top / "photos", top / "results.jsonl"
        self._photos.mkdir()
        unpacking = Unpacking(self._photos, limits or ArchiveLimits())
        for name, data in files:
            unpacking.add(name, data)
        self.problems = unpacking.finish()
        self.pairs: tuple[Pair, ...] = tuple(list_pairs(self._photos))
        self.stopped = False
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, workers: int = 1) -> None:
        """Begin to compare; does nothing where there is no pair."""
        if not self.pairs or self._process is not None:
            return
        command = [sys.executable, "-m", "condition", "batch", str(self._photos), "--out", str(self._results)]
        self._process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that its workers can be ended with it
        )

    @property
    def is_running(self) -> bool:
        """Whether pairs are still being compared."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the batch at once; what is done stays."""
        if self.is_running:
            self.stopped = True
            self._end()

    def records(self) -> tuple[Mapping[str, Any], ...]:
        """Return the results so far, as `condition batch` writes them, in input order."""
        return tuple(json.loads(line) for line in self.lines().splitlines() if line)

    def lines(self) -> bytes:
        """Return the results so far as JSON Lines, whole lines only."""
        try:
            return self._results.read_bytes().rpartition(b"\n")[0]
        except FileNotFoundError:
            return b""

    def close(self) -> None:
        """End the batch and remove its photos and results from the disk."""
        self._end()
        self._folder.cleanup()

    def _end(self) -> None:
        process = self._process
        if process is None:
            return
        for request in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, request)
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                process.poll()
            return
