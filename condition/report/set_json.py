"""ComparisonSet -> JSON record, schema 1 of sets (`schema/set-1.json`); within a schema number there are only additions.

Every pair is written as `as_json` writes one comparison, so that a joined mark can be traced to the findings it rests on by
the pair's position and the finding's number.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from condition.comparison import COMPARED
from condition.report.as_json import DECIMALS, comparison_record, plain, policy_record, reason_record
from condition.sets import (
    ComparedPair,
    ComparisonSet,
    JoinedMark,
    LeftOut,
    Link,
    SetPhoto,
    SetView,
    Testimony,
)

SCHEMA = 1


def render_set_json(made: ComparisonSet) -> str:
    """Return the record as indented JSON text."""
    return json.dumps(set_record(made), indent=2, ensure_ascii=False, allow_nan=False)


def set_record(made: ComparisonSet) -> dict[str, Any]:
    """Return everything a set says as plain dicts, lists, numbers and strings, as the schema describes it.

    ``marks`` is null where nothing was compared: an empty list would read as "nothing found".
    """
    compared = made.status == COMPARED
    record = {
        "set_schema": SCHEMA,
        "version": made.version,
        "status": made.status,
        "before": [_photo(photo) for photo in made.before],
        "after": [_photo(photo) for photo in made.after],
        "left_out": [_left_out(photo) for photo in made.left_out],
        "views": [_view(view) for view in made.views],
        "marks": [_mark(mark, made) for mark in made.all_marks] if compared else None,
        "refuted": [_mark(mark, made) for mark in made.refuted],
        "pairs": [_pair(pair) for pair in made.pairs],
        "links": [_link(link) for link in made.links],
        "pairs_refused": made.refused,
        "policy": policy_record(made.policy, made.rulings),
        "settings": asdict(made.settings),
        "seconds": dict(made.seconds),
    }
    written = plain(record)
    assert isinstance(written, dict)
    return written


def _photo(photo: SetPhoto) -> dict[str, Any]:
    return {
        "name": photo.name,
        "sha256": photo.photo.sha256,
        "width": photo.photo.width,
        "height": photo.photo.height,
        "smallest_mark_px": photo.quality.smallest_mark_px,
    }


def _left_out(photo: LeftOut) -> dict[str, Any]:
    return {
        "side": photo.side.value,
        "name": photo.name,
        "why": photo.why.value,
        "text": photo.text,
        "fix": photo.fix,
        "reasons": [reason_record(reason) for reason in photo.reasons],
    }


def _view(view: SetView) -> dict[str, Any]:
    return {
        "reference": view.reference.name,
        "before": list(view.before),
        "after": list(view.after),
        "compared": view.compared,
        "compared_by_pair": list(view.by_pair),
    }


def _mark(mark: JoinedMark, made: ComparisonSet) -> dict[str, Any]:
    """Return one joined mark; its positions are px of the view's reference photo."""
    return {
        "number": mark.number,
        "verdict": mark.verdict.value,
        "kind": mark.kind.value,
        "score": mark.score,
        "grade": mark.grade.name.lower(),
        "explanation": mark.explanation,
        "view": mark.view,
        "in_reference": mark.in_reference,
        "path": np.round(mark.path, DECIMALS),
        "polygon": np.round(mark.polygon, DECIMALS),
        "best": _testimony(mark.best, made),
        "testimonies": [_testimony(testimony, made) for testimony in mark.testimonies],
    }


def _testimony(testimony: Testimony, made: ComparisonSet) -> dict[str, Any]:
    pair = made.pairs[testimony.pair]
    return {
        "pair": testimony.pair,
        "before": pair.before.name,
        "after": pair.after.name,
        "says": testimony.says.value,
        "finding": None if testimony.finding is None else testimony.finding.number,
        "chance": testimony.chance,
        "excess": testimony.excess,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "side": link.overview.side.value,
        "overview": link.overview.name,
        "closeup": link.closeup.name,
        "closeup_from_overview": link.closeup_from_overview,
        "evidence": link.evidence,
    }


def _pair(pair: ComparedPair) -> dict[str, Any]:
    return {
        "before": pair.before.name,
        "after": pair.after.name,
        "before_part": None if pair.before_part is None else list(pair.before_part),
        "after_part": None if pair.after_part is None else list(pair.after_part),
        "comparison": comparison_record(pair.comparison),
    }
