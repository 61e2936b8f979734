"""Pairs -> results file: what ``condition batch`` does once its arguments are read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from condition.batch.crew import Crew
from condition.batch.model import Pair
from condition.batch.results import Results, read_done
from condition.batch.worker import Compare

#: Wraps the lines as they come, for a progress bar: takes the lines and the number of pairs still to do.
Watch = Callable[[Iterable[str], int], Iterable[str]]


def count_cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_batch(
    pairs: Sequence[Pair],
    out: Path,
    *,
    workers: int,
    resume: bool = False,
    trust_anchors: str | None = None,
    compare: Compare | None = None,
    watch: Watch | None = None,
) -> Counter[str]:
    """Compare every pair and write one line each to `out`, in input order, flushed as it is done.

    Parameters
    ----------
    pairs : sequence of Pair
        The pairs; ids are unique.
    out : Path
        The results file; replaced, unless `resume`.
    workers : int
        Worker processes, at least 1.
    resume : bool
        Keep the whole lines that `out` already holds, and compare only the pairs that it lacks.
    trust_anchors : str or None
        PEM certificates, as for `condition.compare`; not handed to a `compare` of the caller's own.
    compare : callable or None
        Function of two paths, importable by name; None means `condition.pipeline.compare`.
    watch : callable or None
        Wraps the iterator of lines (progress bar).

    Returns
    -------
    Counter
        Lines in `out` by class: "new", "compared" (nothing new), "not_comparable", "error".
    """
    if compare is None:
        # here, so that a broken installation is one message and not an error line a pair
        from condition.pipeline import compare as compare_photos

        compare = partial(compare_photos, trust_anchors=trust_anchors)
    done = read_done(out) if resume else {}
    todo = [pair for pair in pairs if pair.id not in done]
    with Results(out, done) as results:
        if todo:
            with Crew(min(workers, len(todo)), compare) as crew:
                lines: Iterable[str] = crew.lines(todo)
                results.append(watch(lines, len(todo)) if watch else lines)
        return results.counts
