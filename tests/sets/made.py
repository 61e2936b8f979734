"""Sets with known truth: photos of one synthetic plate in several lights, and pairs of them compared without the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import COMPARED, Comparison
from condition.language import sentence
from condition.measurement import Finding
from condition.novelty import NoveltySettings, Verdict
from condition.sets import ComparedPair, ComparisonSet, LeftOut, SetPhoto, Side, Why
from condition.sets.marks import join_marks
from condition.settings import DEFAULT
from tests.builders import (
    IN_AFTER,
    IN_BEFORE,
    Pair,
    Pixels,
    make_comparison,
    make_finding,
    make_pair,
    scratched_piece,
    turned,
)

#: A file name that means harm to a page and a terminal.
EVIL = "<script>alert(1)</script>\x1b[2J.jpg"
#: Width of the synthetic photos, px.
WIDTH = 640


@cache
def lit(marks: tuple[str, ...], seed: int, turn_deg: float, width: int = WIDTH) -> Pixels:
    """A photo of the plate with these marks, in a light of its own, turned."""
    picture = scratched_piece(width, marks)
    rng = np.random.default_rng(seed)
    rows, cols = np.mgrid[0 : picture.shape[0], 0:width] / width
    away, beam = rng.uniform(0, 2 * np.pi, 2)
    x, y = cols - 0.5, rows - 0.375
    gain = 1 + 0.5 * (x * np.cos(away) + y * np.sin(away)) + 0.08 * np.cos(6 * np.arctan2(y, x) + beam)
    light = (picture * gain[..., None]).clip(0, 255) + rng.normal(0, 1.5, picture.shape)
    size = (width, picture.shape[0])
    moved = cv2.warpPerspective(
        light.clip(0, 255).astype(np.uint8), turned(width, turn_deg), size, borderMode=cv2.BORDER_REFLECT
    )
    return np.ascontiguousarray(moved, np.uint8)


def before_photo(seed: int = 1, turn_deg: float = 0.0) -> Pixels:
    return lit(IN_BEFORE, seed, turn_deg)


def after_photo(seed: int = 3, turn_deg: float = 6.0) -> Pixels:
    return lit(IN_AFTER, seed, turn_deg)


def closeup(photo: Pixels, left: float, top: float, share: float, side_px: int = 600) -> Pixels:
    """A part of a photo, enlarged: `left` and `top` are its corner, `share` its width, all as shares of the photo's width."""
    width = photo.shape[1]
    x, y, w = round(left * width), round(top * width), round(share * width)
    part = photo[y : y + w * 3 // 4, x : x + w]
    big = cv2.resize(part, (side_px, side_px * 3 // 4), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(big, np.uint8)


def set_photo(side: Side, name: str, like: Comparison) -> SetPhoto:
    """A photo of a set, as one side of a comparison has it."""
    if side is Side.BEFORE:
        piece, photo, quality = like.before_piece, like.before, like.before_quality
    else:
        piece, photo, quality = like.after_piece, like.after, like.after_quality
    assert piece is not None
    return SetPhoto(side, name, replace(photo, name=name), piece, quality)


class Bench:
    """Pairs of a set, compared by hand: every pair has the same truth and the findings that a test gives it."""

    def __init__(self, before: int = 1, after: int = 1) -> None:
        self.pair: Pair = make_pair(480)
        self.like: Comparison = make_comparison(pair=self.pair)
        self.before = [set_photo(Side.BEFORE, f"b{k}", self.like) for k in range(before)]
        self.after = [set_photo(Side.AFTER, f"a{k}", self.like) for k in range(after)]
        self.blind = np.zeros_like(_blind(self.like))

    def finding(self, name: str, verdict: Verdict, score: float = 0.6, **changes: object) -> Finding:
        return make_finding(
            self.pair, 1, name, verdict, score, **{"evidence": {}, "alternatives": (), **changes}
        )

    def compared(
        self,
        b: int,
        a: int,
        findings: Sequence[Finding] = (),
        shows: Sequence[str] = ("new",),
        blind: NDArray[np.uint8] | None = None,
    ) -> ComparedPair:
        """A compared pair; `shows` names the marks at which only its after photo shows something."""
        coverage = self.like.coverage
        assert coverage is not None
        evidence = np.zeros(self.blind.shape, np.uint8)
        for name in shows:
            at = ((self.pair.path(name) + 0.5) * coverage.scale - 0.5).round().astype(np.int32)
            cv2.polylines(evidence, [at], False, 200, 2)
        made = replace(coverage, evidence=evidence, blind=self.blind if blind is None else blind)
        comparison = replace(
            self.like,
            all_findings=tuple(findings),
            coverage=made,
            before=self.before[b].photo,
            after=self.after[a].photo,
        )
        return ComparedPair(self.before[b], self.after[a], comparison)


def _blind(like: Comparison) -> NDArray[np.uint8]:
    assert like.coverage is not None
    return like.coverage.blind


@cache
def staged_set() -> ComparisonSet:
    """Two before and two after photos; a new mark, a doubted one, a refuted one, an old one; one photo left out."""
    bench = Bench(2, 2)
    new = bench.finding("new", Verdict.NEW, 0.6)
    doubted = bench.finding("unclear", Verdict.CANNOT_TELL, 0.4)
    flagged = bench.finding("scuff", Verdict.CANNOT_TELL, 0.26)
    old = bench.finding("old", Verdict.ALREADY_THERE, 0.0)
    pairs = (
        bench.compared(0, 0, [new, doubted, flagged, old], shows=("new", "unclear", "scuff")),
        bench.compared(1, 0, [new, old], shows=("new", "unclear", "scuff")),
        bench.compared(0, 1, [new, old], shows=("new", "unclear")),
    )
    joined = join_marks(pairs, NoveltySettings())
    text = sentence("The file {problem}.", problem="is empty")
    left = LeftOut(Side.AFTER, EVIL, Why.UNREADABLE, text, "Send the original file.")
    return ComparisonSet(
        COMPARED, tuple(bench.before), tuple(bench.after), pairs, (), (left,), joined.views, joined.marks, joined.refuted,
        1, DEFAULT, "0", {"photos": 1.0},
    )  # fmt: skip
