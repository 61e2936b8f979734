"""The same work on several things, side by side on the threads that OpenCV may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import cv2

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
