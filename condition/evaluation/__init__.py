"""Results and a truth -> how right the results are: hits, false flags, FROC, refusals, calibration."""

from condition.evaluation.as_text import record_of as figures_record
from condition.evaluation.as_text import rows_of as figures_rows
from condition.evaluation.model import Evaluation, ScoredMark, ScoredPair, TrueMark, TruePair
from condition.evaluation.scoring import evaluate
from condition.evaluation.truth import read_truth

__all__ = [
    "Evaluation",
    "ScoredMark",
    "ScoredPair",
    "TrueMark",
    "TruePair",
    "evaluate",
    "figures_record",
    "figures_rows",
    "read_truth",
]
