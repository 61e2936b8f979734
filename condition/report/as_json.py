"""Comparison -> JSON record, schema 1 (`schema/comparison-1.json`); within a schema number there are only additions.

What it leaves out on purpose: pixels, the place a photo was taken at and serial numbers (a record is made to be
sent; `condition photo --json` shows them to the owner of the file).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import numpy as np

from condition.comparison import Comparison
from condition.measurement import Finding, Measured
from condition.metadata import Metadata
from condition.novelty import Alternative, Blind
from condition.photo import Photo
from condition.policy import Policy, Ruling
from condition.quality import Quality
from condition.reasons import REGISTRY, Reason
from condition.registration import Alignment
from condition.report.as_photo_json import check_record, entry_record, metadata_record
from condition.report.times import line_of

SCHEMA = 1
#: Decimals of positions in px: a thousandth of a pixel is far below the alignment's residual.
DECIMALS = 3
#: Metadata left out of a record that is made to be sent.
PRIVATE = frozenset({"gps", "serial"})


def render_json(comparison: Comparison) -> str:
    """Return the record as indented JSON text; never holds NaN or Infinity, which are no JSON."""
    return json.dumps(comparison_record(comparison), indent=2, ensure_ascii=False, allow_nan=False)


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Return everything a comparison says as plain dicts, lists, numbers and strings, as the schema describes it.

    ``findings`` is null where the photos were not compared: an empty list would read as "nothing found".
    """
    compared = comparison.alignment is not None
    record = {
        "schema": SCHEMA,
        "version": comparison.version,
        "status": comparison.status,
        "reasons": [reason_record(reason) for reason in comparison.reasons],
        "before": _photo(comparison.before, comparison.before_quality),
        "after": _photo(comparison.after, comparison.after_quality),
        "alignment": None if comparison.alignment is None else _alignment(comparison.alignment),
        "coverage": _coverage(comparison),
        "smallest_mark_px": comparison.smallest_mark_px,
        "checks": [{"photo": None, **check_record(check)} for check in comparison.checks],
        "timeline": [entry_record(entry) for entry in line_of(comparison)],
        "policy": policy_record(comparison.policy, comparison.rulings),
        "findings": [finding_record(finding) for finding in comparison.all_findings] if compared else None,
        "settings": asdict(comparison.settings),
        "seconds": dict(comparison.seconds),
    }
    plain_record = plain(record)
    assert isinstance(plain_record, dict)
    return plain_record


def plain(value: Any) -> Any:
    """Return `value` as JSON types: arrays become lists, enums their value, numbers that are not finite null."""
    if isinstance(value, Enum):
        return value.name.lower() if isinstance(value, int) else value.value
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key.value if isinstance(key, Enum) else key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str(value)  # a sentence is recorded in English, whatever language is active
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def reason_record(reason: Reason) -> dict[str, Any]:
    """Return one reason, with the unit of its numbers and what a person can do."""
    return {
        "code": reason.code.value,
        "text": reason.text,
        "measured": reason.measured,
        "required": reason.required,
        "unit": REGISTRY[reason.code].unit,
        "photo": reason.photo,
        "fix": reason.fix,
    }


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return one mark, positions in px of the upright after photo at full resolution."""
    return {
        "number": finding.number,
        "verdict": finding.verdict.value,
        "kind": finding.kind.value,
        "score": finding.score,
        "shape": finding.shape.value,
        "polarity": finding.polarity.value,
        "path": np.round(finding.path, DECIMALS),
        "polygon": np.round(finding.polygon, DECIMALS),
        "length_px": finding.length_px,
        "width_px": finding.width_px,
        "area_px2": finding.area_px2,
        "length_mm": _measured(finding.length_mm),
        "width_mm": _measured(finding.width_mm),
        "strength_sigma": finding.strength_sigma,
        "grade": finding.grade.name.lower(),
        "explanation": finding.explanation,
        "evidence": dict(finding.evidence),
        "alternatives": [_alternative(alternative) for alternative in finding.alternatives],
        "smallest_mark_px": finding.smallest_mark_px,
    }


def _alternative(alternative: Alternative) -> dict[str, Any]:
    """Return what else a mark could be, with the unit of its numbers and the photo that would settle it."""
    return {
        "code": alternative.code.value,
        "name": alternative.entry.name,
        "ruled_out": alternative.ruled_out,
        "text": alternative.text,
        "measured": alternative.measured,
        "limit": alternative.limit,
        "unit": alternative.entry.unit,
        "settles": alternative.entry.settles,
    }


def _measured(value: Measured | None) -> dict[str, float] | None:
    return None if value is None else {"value": value.value, "error": value.error}


def policy_record(policy: Policy | None, rulings: Sequence[Ruling]) -> dict[str, Any] | None:
    """Return what each clause gives; null without a policy."""
    if policy is None:
        return None
    told = [
        {
            "clause": ruling.clause.id,
            "says": ruling.clause.text,
            "source": ruling.clause.source,
            "outcome": ruling.outcome.value,
            "text": ruling.text,
            "rests_on": list(ruling.rests_on),
        }
        for ruling in rulings
    ]
    return {"name": policy.name, "source": policy.source, "rulings": told}


def _photo(photo: Photo, quality: Quality) -> dict[str, Any]:
    return {
        "name": photo.name,
        "sha256": photo.sha256,
        "format": photo.format,
        "size_bytes": photo.size_bytes,
        "width": photo.width,
        "height": photo.height,
        "notes": list(photo.notes),
        "metadata": _metadata(photo.metadata),
        "quality": {
            "blur_px": quality.blur_px,
            "brightness": quality.brightness,
            "glare": quality.glare,
            "piece_px": quality.piece_px,
            "smallest_mark_px": quality.smallest_mark_px,
            "usable": quality.usable,
            "advice": [reason_record(reason) for reason in quality.advice],
        },
    }


def _metadata(metadata: Metadata) -> dict[str, Any]:
    """Return what `condition photo --json` says about a file, without what points to a person or a place."""
    public = {name: value for name, value in metadata_record(metadata).items() if name not in PRIVATE}
    return {**public, "place_recorded": metadata.gps is not None}


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return {
        "after_from_before": alignment.after_from_before,
        "local_field": alignment.displacement is not None,
        "residual_px": alignment.residual_px,
        "overlap": alignment.overlap,
        "evidence": alignment.evidence,
        "matches": len(alignment.matches),
        "inliers": int(np.count_nonzero(alignment.inlier)),
    }


def _coverage(comparison: Comparison) -> dict[str, float] | None:
    if comparison.coverage is None:
        return None
    fractions = comparison.coverage.fractions
    return {why.name.lower(): fractions[why] for why in Blind if why is not Blind.NOT_THE_PIECE}
