"""Pairs -> lines by the workers of a Dask scheduler, as they are done, outliving the loss of any worker.

Each worker process holds one pair at a time, and this side alone says which. So a worker that is lost gives back one
pair, known for certain, and a photo that exhausts the memory harms no other pair. Dask would send a lost pair on by
itself, but holds its loss against every pair that waited at that worker, too, and its number of tries is the scheduler's.

1. A worker that is free is given the next pair, which no other worker may take over; in flight are no more pairs than workers.
2. The pair of a worker that is lost is given to another; after `TRIES` workers it is an error line.
3. A pair has one task that counts, at any time: what an abandoned one still answers is not read. So no pair has two lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING

from condition.batch.model import Pair, Place
from condition.batch.record import error_record, render_line
from condition.batch.roster import CUT_OFF, LOST, TICK_S, Roster, reaching
from condition.batch.worker import SMALLER, Compare, compare_remotely
from condition.errors import ClusterError

if TYPE_CHECKING:
    from dask.typing import Key
    from distributed import Client, Future

#: Workers a pair is given to. One may be lost by chance (its machine was taken away), two by ill luck.
TRIES = 3
#: Seconds in which the finished line of a pair has to come from its worker; then that worker is as good as lost.
FETCH_S = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """A pair at a worker.

    Attributes
    ----------
    pair : Pair
        As the list has it.
    worker : str
        Address of the worker.
    future : Future
        Its task.
    tried : int
        Which try this is, from 1.
    started : float
        `time.perf_counter` at the start of the first try.
    """

    pair: Pair
    worker: str
    future: Future[str]
    tried: int
    started: float


class Cluster:
    """The workers of a scheduler; use it as a context manager.

    Parameters
    ----------
    client : distributed.Client
        Connected, not asynchronous; it stays open.
    compare : callable
        Importable by name on the workers; takes two paths, returns a `Comparison`.

    Raises
    ------
    ClusterError
        Where there is no worker, or one with other versions.
    """

    def __init__(self, client: Client, compare: Compare) -> None:
        self._client, self._compare = client, compare
        self._roster = Roster(client)
        self._here = Path.cwd()
        self._flights: dict[Key, Flight] = {}
        self._landing: SimpleQueue[Future[str]] = SimpleQueue()
        self._lost: deque[Flight] = deque()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(*LOST):
            self._client.cancel([flight.future for flight in self._flights.values()])
        self._flights = {}

    def lines(self, pairs: Iterable[Pair]) -> Iterator[str]:
        """Yield one line a pair, as they are done; takes from `pairs` only what is in flight.

        Raises
        ------
        ClusterError
            Where the scheduler is gone, no worker is left, or a worker cannot run a comparison at all.
        """
        queue = iter(pairs)
        while True:
            self._roster.look()
            for flight in [each for each in self._flights.values() if self._roster.is_lost(each.worker)]:
                yield from self._give_up(flight)
            is_exhausted = self._send_out(queue)
            if is_exhausted and not self._flights:
                return
            yield from self._land()

    def _send_out(self, queue: Iterator[Pair]) -> bool:
        """Give each free worker a pair, lost ones first; return whether there are no more."""
        for worker in self._roster.free({flight.worker for flight in self._flights.values()}):
            if self._lost:
                lost = self._lost.popleft()
                self._send(lost.pair, worker, lost.tried + 1, lost.started)
            elif (pair := next(queue, None)) is not None:
                self._send(pair, worker, 1, perf_counter())
            else:
                return True
        return False

    def _send(self, pair: Pair, worker: str, tried: int, started: float) -> None:
        with reaching():
            future = self._client.submit(
                compare_remotely,
                _from_anywhere(pair, self._here),
                self._compare,
                self._roster.threads(worker),
                workers=[worker],
                allow_other_workers=False,
                pure=False,  # a key of its own, so that another batch never answers for this one
            )
            self._flights[future.key] = Flight(pair, worker, future, tried, started)
            future.add_done_callback(self._landing.put)

    def _land(self) -> Iterator[str]:
        """Wait a moment for any pair that is done, and yield its line."""
        from distributed import KilledWorker

        try:
            future = self._landing.get(timeout=TICK_S)
        except Empty:
            return
        flight = self._flights.get(future.key)
        if flight is None:  # an abandoned try
            return
        try:
            line = future.result(timeout=FETCH_S)
        except (KilledWorker, TimeoutError):
            yield from self._give_up(flight)
        except LOST as exc:
            raise ClusterError(f"{CUT_OFF} ({type(exc).__name__})") from exc
        except Exception as exc:  # comparisons end as lines, so that the program itself does not run there
            raise ClusterError(
                f"worker {flight.worker} cannot compare photos ({type(exc).__name__}: {exc})"
            ) from exc
        else:
            del self._flights[future.key]
            yield line

    def _give_up(self, flight: Flight) -> Iterator[str]:
        """Take a pair back from a worker that is lost, to be given to another; its error line after the last try."""
        del self._flights[flight.future.key]
        with suppress(*LOST):
            self._client.cancel([flight.future])
        if flight.tried < TRIES:
            self._lost.append(flight)
            return
        text = (
            f"{TRIES} workers were lost on this pair one after the other, most likely for want of memory; the other pairs "
            f"go on. {SMALLER}"
        )
        seconds = perf_counter() - flight.started
        yield render_line(error_record(flight.pair.id, "WORKER_DIED", text, seconds))


def _from_anywhere(pair: Pair, here: Path) -> Pair:
    """Return a pair whose paths do not depend on the folder in which a program was started."""

    def absolute(place: Place) -> Place:
        return place if isinstance(place, str) else here / place

    points = None if pair.points is None else absolute(pair.points)
    return replace(pair, before=absolute(pair.before), after=absolute(pair.after), points=points)
