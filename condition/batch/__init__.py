"""A list of pairs -> one line of results a pair, by worker processes here or elsewhere.

This room can be called: ``condition.batch(pairs)`` is `batch`.
"""

from __future__ import annotations

import sys
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING

from condition.batch.archive import ArchiveLimits
from condition.batch.as_csv import render_csv
from condition.batch.job import BatchJob
from condition.batch.manifest import Listed, parse_json_lines, read_pairs
from condition.batch.model import Pair
from condition.batch.read import BatchResults, read_results
from condition.batch.results import classify
from condition.batch.roster import connected
from condition.batch.run import batch, count_cores, run_batch

if TYPE_CHECKING:
    from distributed import Client

__all__ = [
    "ArchiveLimits",
    "BatchJob",
    "BatchResults",
    "Pair",
    "batch",
    "classify",
    "connected",
    "count_cores",
    "parse_json_lines",
    "read_pairs",
    "read_results",
    "render_csv",
    "run_batch",
]


class _Room(ModuleType):
    """A module that is also its verb: one name cannot be both a function and the room that others import from."""

    def __call__(
        self,
        pairs: Listed,
        *,
        out: str | PathLike[str] | None = None,
        client: Client | None = None,
        workers: int | None = None,
        resume: bool = False,
        trust_anchors: str | None = None,
    ) -> BatchResults:
        return batch(
            pairs, out=out, client=client, workers=workers, resume=resume, trust_anchors=trust_anchors
        )

    __call__.__doc__ = batch.__doc__


sys.modules[__name__].__class__ = _Room
