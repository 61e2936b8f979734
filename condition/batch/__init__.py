"""A list of pairs -> one line of results a pair, by worker processes."""

from condition.batch.manifest import parse_json_lines, read_pairs
from condition.batch.model import Pair
from condition.batch.run import count_cores, run_batch

__all__ = ["Pair", "count_cores", "parse_json_lines", "read_pairs", "run_batch"]
