"""Comparisons and batches <-> the files of other programs: Parquet, COCO, LabelMe; and what a person changed in them."""

from condition.exchange.collect import annotations_of
from condition.exchange.compare import corrections
from condition.exchange.files import export, read_annotations, read_parquet
from condition.exchange.model import AnnotatedMark, AnnotatedPhoto

__all__ = [
    "AnnotatedMark",
    "AnnotatedPhoto",
    "annotations_of",
    "corrections",
    "export",
    "read_annotations",
    "read_parquet",
]
