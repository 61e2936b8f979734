"""A list of pairs -> one line of results a pair, by worker processes."""

from condition.batch.archive import PHOTO_SUFFIXES, ArchiveLimits
from condition.batch.as_csv import render_csv
from condition.batch.job import BatchJob
from condition.batch.manifest import parse_json_lines, read_pairs
from condition.batch.model import Pair
from condition.batch.read import BatchResults, read_results
from condition.batch.results import classify
from condition.batch.run import count_cores, run_batch

__all__ = [
    "PHOTO_SUFFIXES",
    "ArchiveLimits",
    "BatchJob",
    "BatchResults",
    "Pair",
    "classify",
    "count_cores",
    "parse_json_lines",
    "read_pairs",
    "read_results",
    "render_csv",
    "run_batch",
]
