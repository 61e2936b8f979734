"""Work side by side: the same on several things, or one thing beside others; and linear algebra that stays on one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

import cv2
from threadpoolctl import threadpool_limits

T = TypeVar("T")
R = TypeVar("R")


def in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Return ``[work(item) for item in items]``, in this order, whatever the number of threads.

    OpenCV, decoders and most of NumPy let go of Python's lock. `work` may write only to what belongs to its item, and
    seeds its own random numbers, so that the threads do not matter.
    """
    items = list(items)
    threads = min(cv2.getNumThreads(), len(items))
    if threads <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))


@contextmanager
def beside(work: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Begin `work` on a thread of its own; what is given waits for its result, or raises what it raised."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work).result


class _OneThread:
    """Keeps linear algebra (BLAS) on the calling thread while anybody is inside.

    Its helper threads spin for a while after each product, on the processors that the next step wants: a fifth of a
    comparison's processor time on two of them. The setting is one for the process, so the last to leave restores it.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._limits: threadpool_limits | None = None

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._limits = threadpool_limits(1, user_api="blas")
            self._inside += 1

    def __exit__(self, *failure: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._limits is not None:
                self._limits.restore_original_limits()


#: ``with one_blas_thread: ...``
one_blas_thread = _OneThread()
