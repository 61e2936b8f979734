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
OUT_OF_MEMORY = (
    "the photos need more memory than the worker could get; the other pairs go on. Send smaller copies beside the "
    "originals, or give each worker more memory."
)
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
    except ConditionError as exc:
        text = f"{exc}. {exc.hint()}"
        return error_record(pair.id, error_code(exc), text, time.perf_counter() - started)
    except MemoryError:
        return error_record(pair.id, "OUT_OF_MEMORY", OUT_OF_MEMORY, time.perf_counter() - started)
    except Exception as exc:  # the edge of one pair: whatever breaks is its line, and the batch goes on
        text = f"unexpected {type(exc).__name__}: {exc}"
        return error_record(pair.id, "UNEXPECTED", text, time.perf_counter() - started)


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
