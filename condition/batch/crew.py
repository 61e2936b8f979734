"""Pairs -> lines by worker processes, in input order, outliving the death of any worker.

`concurrent.futures.ProcessPoolExecutor` gives up all pending work when one process dies, and cannot say which pair
killed it; a photo that exhausts the memory is an ordinary event here. So each worker has a pipe of its own: a worker
that dies turns the one pair it held into an error line and is replaced.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from time import perf_counter
from types import TracebackType

from condition.batch.model import Pair
from condition.batch.record import error_record, render_line
from condition.batch.worker import SMALLER, Compare, serve

# fork would copy the locks of OpenCV's and the caller's threads; spawn starts clean on every platform
CONTEXT = multiprocessing.get_context("spawn")

#: Pairs in flight per worker: the one at work, and one done that waits for its turn in the order.
IN_FLIGHT_PER_WORKER = 2

#: Seconds a worker gets to leave by itself.
PATIENCE_S = 2.0


@dataclass(slots=True)
class Worker:
    """One process, its pipe, and the pair it holds.

    Attributes
    ----------
    process : SpawnProcess
        The process.
    connection : Connection
        This side of the pipe.
    position : int or None
        Place of its pair in the input; None while idle.
    pair : Pair or None
        What it works on; None while idle.
    started : float
        `time.perf_counter` at the start of that work.
    """

    process: SpawnProcess
    connection: Connection
    position: int | None = None
    pair: Pair | None = None
    started: float = field(default=0.0)


class Crew:
    """A fixed number of worker processes; use it as a context manager.

    Parameters
    ----------
    size : int
        Number of processes.
    compare : callable
        Importable by name (it is sent to new processes); takes two paths, returns a `Comparison`.
    """

    def __init__(self, size: int, compare: Compare) -> None:
        self.compare = compare
        self.workers = [self._hire() for _ in range(size)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss(at_once=kind is not None)

    def lines(self, pairs: Iterable[Pair]) -> Iterator[str]:
        """Yield one line a pair, in input order; takes from `pairs` only what is in flight."""
        waiting: dict[int, str] = {}
        queue = enumerate(pairs)
        position = 0
        exhausted = False
        while True:
            while not exhausted and len(waiting) + self._busy() < IN_FLIGHT_PER_WORKER * len(self.workers):
                worker = next((w for w in self.workers if w.pair is None), None)
                if worker is None:
                    break
                item = next(queue, None)
                exhausted = item is None
                if item is not None:
                    waiting.update(self._give(worker, *item))
            if not waiting and not self._busy():
                return
            if position not in waiting:
                waiting.update(self._collect())
            while position in waiting:
                yield waiting.pop(position)
                position += 1

    def dismiss(self, at_once: bool = False) -> None:
        """End all workers: politely, or at once where their work is no longer wanted."""
        for worker in self.workers:
            if at_once:
                worker.process.terminate()
            else:
                _tell_to_stop(worker)
        for worker in self.workers:
            worker.process.join(PATIENCE_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.connection.close()
        self.workers = []

    def _hire(self) -> Worker:
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=serve, args=(theirs, self.compare), name="condition-worker")
        process.start()
        theirs.close()  # so that its end is noticed here
        return Worker(process, ours)

    def _busy(self) -> int:
        return sum(worker.pair is not None for worker in self.workers)

    def _give(self, worker: Worker, position: int, pair: Pair) -> dict[int, str]:
        """Hand a pair to an idle worker; a worker that died meanwhile gives the pair's error line."""
        worker.position, worker.pair, worker.started = position, pair, perf_counter()
        try:
            worker.connection.send(pair)
        except (BrokenPipeError, ConnectionResetError):
            return dict([self._bury(worker)])
        return {}

    def _collect(self) -> dict[int, str]:
        """Wait until a worker is done or dead, and return the lines by position."""
        busy = {worker.connection: worker for worker in self.workers if worker.pair is not None}
        done: dict[int, str] = {}
        for connection in wait(list(busy)):
            worker = busy[connection]  # type: ignore[index]  # wait() returns what it was given
            try:
                line = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                position, line = self._bury(worker)
                done[position] = line
                continue
            assert worker.position is not None
            done[worker.position] = line
            worker.position = worker.pair = None
        return done

    def _bury(self, worker: Worker) -> tuple[int, str]:
        """Replace a dead worker; return the error line of the pair it held."""
        worker.process.join(PATIENCE_S)
        worker.connection.close()
        assert worker.pair is not None
        assert worker.position is not None
        text = f"the worker process {_cause(worker.process.exitcode)}"
        record = error_record(worker.pair.id, "WORKER_DIED", text, perf_counter() - worker.started)
        self.workers[self.workers.index(worker)] = self._hire()
        return worker.position, render_line(record)


def _tell_to_stop(worker: Worker) -> None:
    try:
        worker.connection.send(None)
    except OSError:
        worker.process.terminate()  # it died already, or its pipe is broken


def _cause(exit_code: int | None) -> str:
    """Put the end of a process into words, with what to do about it."""
    on = "on this pair; the other pairs go on"
    if exit_code is None or exit_code >= 0:
        return f"ended with code {exit_code} {on}"
    name = signal.Signals(-exit_code).name
    if name != "SIGKILL":
        return f"was ended by {name} {on}"
    return f"was ended by SIGKILL {on}. Most likely the memory was not enough. {SMALLER}"
