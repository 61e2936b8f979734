"""A Dask scheduler -> the workers that may be given pairs: there, running, and with the same versions as this side.

The same bytes, settings and versions give the same result; so a worker with another version of `condition`, or of a
library that decides about pixels, is not given anything.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from condition.errors import ClusterError, ExtraMissing

if TYPE_CHECKING:
    from distributed import Client

LOG = logging.getLogger(__name__)

#: Seconds until a scheduler has to answer; until it has a first worker; without any that runs until a batch ends; a worker
#: may be paused by Dask (which does so at four fifths of its memory) before its pair is given to another.
CONNECT_S, START_S, GONE_S, PAUSED_S = 10.0, 30.0, 300.0, 60.0
#: Seconds between two looks at the workers.
TICK_S = 1.0
#: What decides about a result, by the names of packages.
DECISIVE = ("condition", "numpy", "scipy", "opencv-python", "scikit-image", "pillow", "pi-heif", "exifread")
ADDRESS = re.compile(r"(?:[a-z]+://)?[^/\s]+:\d+/?")
CUT_OFF = "the connection to the Dask scheduler was lost; what is done is in the results"
#: What calls of a client raise once the scheduler is gone.
LOST = (OSError, RuntimeError, asyncio.CancelledError, concurrent.futures.CancelledError)


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Give a client of the scheduler at an address (``tcp://10.0.0.5:8786``), and close it at the end.

    Raises
    ------
    ExtraMissing
        Where Dask is not installed.
    ClusterError
        Where it is no address, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError as exc:
        raise ExtraMissing(
            f"pairs are sent to other machines by Dask, which is not installed here ({exc})"
        ) from exc
    if not ADDRESS.fullmatch(address):
        raise ClusterError(f"{address!r} is no address of a scheduler; expected one like tcp://10.0.0.5:8786")
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False, name="condition-batch")
    except (OSError, RuntimeError, ValueError, ImportError) as exc:
        raise ClusterError(f"{address}: no Dask scheduler answered within {CONNECT_S:.0f} s") from exc
    try:
        yield client
    finally:
        with suppress(*LOST):
            client.close(timeout=CONNECT_S)


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what calls of a client raise without a scheduler into a `ClusterError`."""
    try:
        yield
    except LOST as exc:
        raise ClusterError(f"{CUT_OFF} ({type(exc).__name__})") from exc


class Roster:
    """The workers of a scheduler as they come and go.

    Parameters
    ----------
    client : distributed.Client
        Connected, not asynchronous.

    Raises
    ------
    ClusterError
        Where there is no worker within `START_S`, or one with other versions.
    """

    def __init__(self, client: Client) -> None:
        if not hasattr(client, "scheduler_info"):
            raise ClusterError(f"client: expected a distributed.Client, found {type(client).__name__}")
        if client.asynchronous:
            raise ClusterError("client: it is asynchronous; make one without asynchronous=True")
        self._client = client
        self._workers: Mapping[str, Mapping[str, Any]] = {}
        self._fit: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._ran: dict[str, float] = {}
        self._looked, self._alive = float("-inf"), perf_counter()
        self._wait_for_first()

    def look(self) -> None:
        """Ask the scheduler who is there; at most once in `TICK_S`.

        Raises
        ------
        ClusterError
            Where the scheduler is gone, or nobody has been there for `GONE_S`.
        """
        now = perf_counter()
        if now - self._looked < TICK_S:
            return
        self._looked = now
        with reaching():
            self._workers = self._client.scheduler_info(n_workers=-1)["workers"]
        running = {address for address, told in self._workers.items() if told["status"] == "running"}
        self._ran.update(dict.fromkeys(running, now))
        # whoever comes back under an old address may have been changed
        self._fit &= self._workers.keys()
        self._unfit = {address: why for address, why in self._unfit.items() if address in self._workers}
        self._admit(running - self._fit - self._unfit.keys())
        if self._fit & running:
            self._alive = now
        elif now - self._alive > GONE_S:
            raise ClusterError(
                f"no worker has run for {GONE_S:.0f} s: all are gone, or paused for want of memory; "
                "what is done is in the results"
            )

    def free(self, busy: Collection[str]) -> list[str]:
        """Return the addresses of workers that may be given a pair now."""
        running = (address for address in self._fit if self._workers[address]["status"] == "running")
        return sorted(address for address in running if address not in busy)

    def threads(self, address: str) -> int:
        """Return how many threads a worker has."""
        return int(self._workers[address]["nthreads"])

    def is_lost(self, address: str) -> bool:
        """Whether a worker is gone, or has not run for `PAUSED_S`."""
        return address not in self._workers or self._looked - self._ran[address] > PAUSED_S

    def _wait_for_first(self) -> None:
        self.look()
        while not self._fit and not self._unfit:
            if perf_counter() - self._alive > START_S:
                where = self._client.scheduler_info(n_workers=0).get("address", "the scheduler")
                raise ClusterError(
                    f"{where} has no worker that runs (waited {START_S:.0f} s); "
                    f"start some: dask worker {where} --nthreads 1 --nworkers N"
                )
            sleep(TICK_S / 5)
            self.look()
        if self._unfit:
            raise ClusterError("; ".join(list(self._unfit.values())[:3]))
        self._alive = perf_counter()

    def _admit(self, arrived: set[str]) -> None:
        """Take those whose versions are ours; the others are told once, and left out."""
        if not arrived:
            return
        with reaching():
            told: Any = self._client.get_versions(packages=list(DECISIVE))
        ours = told["client"]["packages"]
        for address in sorted(arrived & told["workers"].keys()):  # whoever did not answer is asked again
            differing = _differing(ours, told["workers"][address]["packages"])
            if differing:
                self._unfit[address] = f"worker {address} could give another result: {differing}"
                LOG.error("%s; it is left out", self._unfit[address])
            else:
                self._fit.add(address)


def _differing(ours: Mapping[str, str | None], theirs: Mapping[str, str | None]) -> str:
    """Name what has another version on a worker than here; empty where all is the same."""
    return ", ".join(
        f"{name} {theirs.get(name) or 'is missing'} there, {ours[name] or 'is missing'} here"
        for name in DECISIVE
        if ours[name] != theirs.get(name)
    )
