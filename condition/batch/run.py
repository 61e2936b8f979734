"""Pairs -> results file: what ``condition batch`` does once its arguments are read, and `batch` does from Python."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from condition.batch.crew import Crew
from condition.batch.fetch import check_fetching
from condition.batch.manifest import Listed, list_of
from condition.batch.model import Pair
from condition.batch.read import BatchResults, read_results
from condition.batch.results import Results, read_done
from condition.batch.worker import Compare
from condition.errors import SettingsError

if TYPE_CHECKING:
    from distributed import Client

    from condition.batch.cluster import Cluster

#: Wraps the lines as they come, for a progress bar: takes the lines and the number of pairs still to do.
Watch = Callable[[Iterable[str], int], Iterable[str]]


def count_cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batch(
    pairs: Listed,
    *,
    out: str | os.PathLike[str] | None = None,
    client: Client | None = None,
    workers: int | None = None,
    resume: bool = False,
    trust_anchors: str | None = None,
) -> BatchResults:
    """Compare many pairs, by processes of this machine or by the workers of a Dask scheduler.

    Parameters
    ----------
    pairs : path, or iterable of Pair, mapping or (before, after)
        A list as ``condition batch`` reads it (.jsonl, .csv, folder); or the pairs: mappings with id, before, after and
        optionally points, or photos two by two, whose ids are then "1", "2", ... A photo is a path or an address
        (``s3://...``, read by fsspec where the pair is compared).
    out : path, optional
        The results file, written as pairs are done; replaced, unless `resume`. None keeps no file.
    client : distributed.Client, optional
        The workers of its scheduler compare; they see the photos under the same paths, or by address. It stays open.
    workers : int, optional
        Processes of this machine, without a `client`; one a core by default.
    resume : bool
        Keep the whole lines that `out` already holds, and compare only the pairs that it lacks.
    trust_anchors : str, optional
        PEM certificates, as for `condition.compare`.

    Returns
    -------
    BatchResults
        One record a pair, in the order of `pairs`, whatever the order in which they were done.

    Raises
    ------
    ManifestError
        Where the list cannot be read, lacks a key or repeats an id.
    ClusterError
        Where the scheduler cannot be reached or has no worker that fits.
    ExtraMissing
        Where photos are given by address and fsspec is not installed.

    Notes
    -----
    Processes of this machine import the program that started them; so a script calls this below
    ``if __name__ == "__main__":``.
    """
    if client is not None and workers is not None:
        raise SettingsError("workers: the client's scheduler decides how many there are; leave it out")
    if resume and out is None:
        raise SettingsError("resume: say with `out` which results are to be completed")
    listed = list_of(pairs)
    with TemporaryDirectory(prefix="condition-results-") as folder:
        path = Path(folder, "results.jsonl") if out is None else Path(out)
        run_batch(
            listed, path, workers=workers or count_cores(), client=client, resume=resume, trust_anchors=trust_anchors
        )  # fmt: skip
        found = read_results(path)
    by_id = {str(record["id"]): record for record in found.records}
    return BatchResults(tuple(by_id[pair.id] for pair in listed), found.name)


def run_batch(
    pairs: Sequence[Pair],
    out: Path,
    *,
    workers: int,
    client: Client | None = None,
    resume: bool = False,
    trust_anchors: str | None = None,
    compare: Compare | None = None,
    watch: Watch | None = None,
) -> Counter[str]:
    """Compare every pair and write one line each to `out`, flushed as it is done: in input order, but for a `client`.

    Parameters
    ----------
    pairs : sequence of Pair
        The pairs; ids are unique.
    out : Path
        The results file; replaced, unless `resume`.
    workers : int
        Worker processes of this machine, at least 1.
    client : distributed.Client or None
        Workers of its scheduler in place of those; lines are then in the order in which they are done.
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
    check_fetching(todo)
    if not todo:
        with Results(out, done) as results:
            return results.counts
    # the team first: where nobody can work, old results are not replaced
    with _team(min(workers, len(todo)), client, compare) as team, Results(out, done) as results:
        lines: Iterable[str] = team.lines(todo)
        results.append(watch(lines, len(todo)) if watch else lines)
        return results.counts


def _team(workers: int, client: Client | None, compare: Compare) -> Crew | Cluster:
    """Return who compares: processes of this machine, or the workers of a scheduler."""
    if client is None:
        return Crew(workers, compare)
    from condition.batch.cluster import Cluster

    return Cluster(client, compare)
