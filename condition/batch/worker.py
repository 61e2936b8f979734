"""What a worker process does: receive a pair, compare it, send back its line.

An edge of the program: here every exception ends, because one broken pair must not end the batch.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from condition.batch.fetch import fetched
from condition.batch.model import Pair
from condition.batch.record import compared_record, error_code, error_record, render_line
from condition.comparison import Comparison
from condition.errors import ConditionError, ManifestError

#: `condition.pipeline.compare`, or another function with its first two parameters.
Compare = Callable[[Path, Path], Comparison]
#: What is said of a pair whose photos were too much, and what to do.
SMALLER = "Send smaller copies beside the originals, or give each worker more memory."
OUT_OF_MEMORY = f"the photos need more memory than the worker could get; the other pairs go on. {SMALLER}"
#: What to do about a pair whose files show that it is none.
UNPAIRED = "Put one photo named before and one named after side by side."


def compare_pair(pair: Pair, compare: Compare) -> dict[str, Any]:
    """Return the record of one pair; whatever goes wrong becomes an error record."""
    started = time.perf_counter()
    try:
        if pair.problem:
            text = f"{pair.problem[0].upper()}{pair.problem[1:]}. {UNPAIRED}"
            return error_record(pair.id, error_code(ManifestError()), text, time.perf_counter() - started)
        with fetched(pair) as files:
            points = None if files.points is None else read_points(files.points)
            comparison = compare(files.before, files.after)
        seconds = time.perf_counter() - started
        return compared_record(pair.id, comparison, points, seconds)
    except Exception as exc:  # the edge of one pair: whatever breaks is its line, and the batch goes on
        return error_record(pair.id, *_told(exc), time.perf_counter() - started)


def _told(exc: Exception) -> tuple[str, str]:
    """Return the code of what went wrong, and what is said of it."""
    if _is_for_want_of_memory(exc):
        return "OUT_OF_MEMORY", OUT_OF_MEMORY
    if isinstance(exc, ConditionError):
        return error_code(exc), f"{exc}. {exc.hint()}"
    return "UNEXPECTED", f"unexpected {type(exc).__name__}: {exc}"


def _is_for_want_of_memory(exc: BaseException | None) -> bool:
    """Whether memory was refused: to Python, to OpenCV, which has an error of its own, or to a decoder that says otherwise."""
    import cv2

    while exc is not None:
        if isinstance(exc, MemoryError):
            return True
        if isinstance(exc, cv2.error) and getattr(exc, "code", None) == cv2.Error.StsNoMem:
            return True
        exc = exc.__cause__
    return False


def read_points(path: Path) -> NDArray[np.floating[Any]]:
    """Return the points of a .npy file, ``(N, 2+)``.

    Raises
    ------
    ManifestError
        Where the file is missing, is no .npy file, or does not hold rows of numbers.
    """
    try:
        points = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise ManifestError(f"{path.name}: the points cannot be read ({why})") from exc
    if not isinstance(points, np.ndarray) or points.ndim != 2 or points.shape[1] < 2:
        raise ManifestError(
            f"{path.name}: expected an array (N, 2) or wider, found {getattr(points, 'shape', '?')}"
        )
    if not np.issubdtype(points.dtype, np.number) or np.iscomplexobj(points):
        raise ManifestError(f"{path.name}: expected numbers, found {points.dtype}")
    return points.astype(np.float64)


def serve(connection: Connection, compare: Compare) -> None:
    """Compare pairs from the connection until it is closed; the main function of a worker process."""
    # Ctrl-C reaches the whole group of processes; the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _use_threads(1)  # the workers already share out the cores
    try:
        while True:
            pair: Pair | None = connection.recv()
            if pair is None:
                return
            connection.send(render_line(compare_pair(pair, compare)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone, and nobody reads the results


def compare_remotely(pair: Pair, compare: Compare, threads: int) -> str:
    """Return the line of one pair; what a worker of a cluster runs, as the processes of a `Crew` do.

    Parameters
    ----------
    pair : Pair
        Its paths are absolute, or addresses.
    compare : callable
        Importable by name there.
    threads : int
        Threads of the worker; they change how long it takes and not what comes out.
    """
    _use_threads(threads)
    return render_line(compare_pair(pair, compare))


def _use_threads(number: int) -> None:
    """Let OpenCV, and what runs side by side within a comparison, use so many threads of this process."""
    import cv2

    cv2.setNumThreads(number)
