"""Comparisons with known truth, built without running the pipeline: a synthetic piece, warped and scratched.

The piece is a brushed round plate with an engraved number on a woven cloth. The after photo is the before photo
with one mark more and one speck less, carried through a known homography and a little brighter on one side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import COMPARED, NOT_COMPARABLE, Comparison
from condition.geometry import Matrix, Points, apply_homography, grid, polygon_area, polyline_length, ribbon
from condition.marks import Polarity, Shape
from condition.measurement import Finding, Grade, Measured
from condition.metadata import GpsPosition, Metadata, Timestamp
from condition.novelty import Alternative, AlternativeCode, Blind, Coverage, Kind, Verdict
from condition.photo import Photo
from condition.quality import Piece, Quality
from condition.reasons import Reason, ReasonCode
from condition.registration import Alignment
from condition.settings import DEFAULT
from condition.timeline import Check, Severity

Pixels = NDArray[np.uint8]

#: Name, path in units of the before photo's width, width in the same unit, grey level added.
MARKS: dict[str, tuple[list[tuple[float, float]], float, int]] = {
    "new": ([(0.36, 0.25), (0.40, 0.29), (0.47, 0.32), (0.53, 0.33)], 0.0050, 70),
    "scuff": ([(0.60, 0.50), (0.64, 0.52)], 0.0300, 28),
    "unclear": ([(0.31, 0.45), (0.35, 0.52)], 0.0040, 40),
    "old": ([(0.52, 0.60), (0.45, 0.63), (0.38, 0.62)], 0.0050, -60),
    "speck": ([(0.58, 0.24), (0.60, 0.25)], 0.0100, -80),
}
IN_BEFORE = ("old", "speck")
IN_AFTER = ("old", "new", "scuff", "unclear")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two photos of one synthetic piece and the truth about them.

    Attributes
    ----------
    before, after : ndarray
        uint8 ``(H, W, 3)`` sRGB.
    after_from_before : ndarray
        float64 ``(3, 3)``.
    """

    before: Pixels
    after: Pixels
    after_from_before: Matrix

    def path(self, name: str) -> Points:
        """Centre line of a mark in after-photo px."""
        return apply_homography(self.after_from_before, np.array(MARKS[name][0]) * self.before.shape[1])

    def width_px(self, name: str) -> float:
        """Width of a mark in px (the homography keeps sizes within a few percent)."""
        return float(MARKS[name][1] * self.before.shape[1])


def make_pair(width: int = 480, turn_deg: float = 7.0, seed: int = 1) -> Pair:
    """Return a pair of 4:3 photos `width` px wide, the after photo turned by `turn_deg`."""
    plain = _draw_piece(width, seed)
    after_from_before = _homography(width, turn_deg)
    before = _scratch(plain, IN_BEFORE)
    size = (plain.shape[1], plain.shape[0])
    after = cv2.warpPerspective(
        _scratch(plain, IN_AFTER),
        after_from_before,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return Pair(before, _relight(np.asarray(after, np.uint8)), after_from_before)


def scratched_piece(width: int, marks: tuple[str, ...], seed: int = 1) -> Pixels:
    """Return the plate with these marks, as nobody turned it and in even light."""
    return _scratch(_draw_piece(width, seed), marks)


def turned(width: int, turn_deg: float) -> Matrix:
    """Return the homography of a hand-held photo of the plate, turned."""
    return _homography(width, turn_deg)


def _homography(width: int, turn_deg: float) -> Matrix:
    centre = np.array([0.5 * width, 0.375 * width])
    angle = np.radians(turn_deg)
    cos, sin = 1.03 * np.cos(angle), 1.03 * np.sin(angle)
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [2e-2 / width, -1e-2 / width, 1.0]])
    there = np.array(
        [[1.0, 0.0, centre[0] + 0.01 * width], [0.0, 1.0, centre[1] - 0.008 * width], [0.0, 0.0, 1.0]]
    )
    back = np.array([[1.0, 0.0, -centre[0]], [0.0, 1.0, -centre[1]], [0.0, 0.0, 1.0]])
    matrix = there @ turn @ back
    return np.asarray(matrix / matrix[2, 2])


def _draw_piece(width: int, seed: int) -> Pixels:
    height = width * 3 // 4
    rng = np.random.default_rng(seed)
    x, y = np.moveaxis(grid((height, width)), -1, 0) / width
    radius, angle = np.hypot(x - 0.5, y - 0.375), np.arctan2(y - 0.375, x - 0.5)
    cloth = 0.33 + 0.03 * np.sin(x * 500) * np.sin(y * 500) + 0.05 * (y - 0.4)
    sheen = 0.66 + 0.13 * np.cos(2 * angle - 0.8) + 0.06 * np.cos(5 * angle) - 0.25 * (radius - 0.15)
    grooves = 0.10 * (np.abs(radius - 0.255) < 0.004) + 0.06 * (np.abs(radius - 0.19) < 0.002)
    brushed = 0.02 * np.sin(radius * 900)
    on_plate = radius < 0.29
    grey = np.where(on_plate, sheen - grooves + brushed, cloth)
    tint = np.where(on_plate[..., None], np.array([1.0, 0.93, 0.80]), np.array([0.86, 0.93, 1.0]))
    pixels = grey[..., None] * tint + rng.normal(0, 0.006, (height, width, 1))
    picture = np.ascontiguousarray((pixels * 255).clip(0, 255), dtype=np.uint8)
    _engrave(picture)
    return picture


def _engrave(picture: Pixels) -> None:
    width = picture.shape[1]
    at = (int(0.40 * width), int(0.42 * width))
    cv2.putText(
        picture,
        "No 417",
        at,
        cv2.FONT_HERSHEY_DUPLEX,
        0.0018 * width,
        (96, 84, 62),
        max(1, width // 240),
        cv2.LINE_AA,
    )


def _scratch(picture: Pixels, names: tuple[str, ...]) -> Pixels:
    out = picture.astype(np.int16)
    width = picture.shape[1]
    for name in names:
        path, relative_width, added = MARKS[name]
        covered = np.zeros(picture.shape[:2], np.uint8)
        thickness = max(1, round(relative_width * width))
        at = (np.array(path) * width * 16).round().astype(np.int32)
        cv2.polylines(covered, [at], False, 255, thickness, cv2.LINE_AA, 4)
        out += (covered.astype(np.int16) * added // 255)[..., None]
    return np.asarray(out.clip(0, 255), np.uint8)


def _relight(picture: Pixels) -> Pixels:
    gain = np.linspace(0.92, 1.12, picture.shape[1])[None, :, None]
    return np.asarray((picture * gain).clip(0, 255), np.uint8)


def make_photo(pixels: Pixels, name: str = "photo.jpg", metadata: Metadata | None = None) -> Photo:
    """Return a photo of the given pixels, as if read from a JPEG."""
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return Photo(
        hashlib.sha256(pixels.tobytes()).hexdigest(),
        name,
        pixels,
        "JPEG",
        pixels.size // 6,
        metadata or Metadata(),
    )


def make_metadata(wall_clock: str, utc_offset_h: float | None = None) -> Metadata:
    """Return the metadata of a phone photo taken at a wall-clock time."""
    offset = None if utc_offset_h is None else timedelta(hours=utc_offset_h)
    stamp = Timestamp("EXIF:DateTimeOriginal", wall_clock, offset)
    return Metadata(
        times=(stamp,), make="Phonemaker", model="Phone 12", software="17.1", gps=GpsPosition(52.0, 13.0)
    )


def make_alignment(pair: Pair, scale: float = 0.25) -> Alignment:
    """Return the true alignment of a pair, valid on the plate."""
    height, width = pair.after.shape[:2]
    shape = (round(height * scale), round(width * scale))
    on_plate = _plate(pair, shape, scale)
    rng = np.random.default_rng(3)
    before = rng.uniform((0.35, 0.2), (0.65, 0.55), (60, 2)) * width
    after = apply_homography(pair.after_from_before, before) + rng.normal(0, 0.4, (60, 2))
    inlier = np.ones(60, bool)
    inlier[::12] = False
    after[::12] += 0.03 * width
    return Alignment(
        pair.after_from_before, None, on_plate, scale, np.hstack([before, after]), inlier, 0.42, 0.87, 14.5
    )


def _plate(pair: Pair, shape: tuple[int, int], scale: float) -> NDArray[np.bool_]:
    width = pair.before.shape[1]
    after_px = (grid(shape).reshape(-1, 2) + 0.5) / scale - 0.5
    before_from_after = np.asarray(np.linalg.inv(pair.after_from_before), np.float64)
    before = apply_homography(before_from_after, after_px)
    return np.asarray((np.hypot(*(before / width - (0.5, 0.375)).T) < 0.29).reshape(shape))


def make_coverage(pair: Pair, scale: float = 0.25) -> Coverage:
    """Return a coverage that holds every `Blind` value: four wedges of the plate could not be compared."""
    height, width = pair.after.shape[:2]
    shape = (round(height * scale), round(width * scale))
    blind = np.where(_plate(pair, shape, scale), Blind.COMPARED, Blind.NOT_THE_PIECE).astype(np.uint8)
    x, y = np.moveaxis(grid(shape), -1, 0)
    inside = blind == Blind.COMPARED
    for why, left, top, reach in (
        (Blind.OUT_OF_VIEW, 0.72, 0.18, 0.10),
        (Blind.GLARE, 0.34, 0.48, 0.07),
        (Blind.BLURRED, 0.74, 0.50, 0.08),
        (Blind.NOT_ALIGNED, 0.27, 0.25, 0.06),
    ):
        near = np.hypot(x / shape[1] - left, (y / shape[0] - top / 0.75) * 0.75) < reach
        blind[inside & near] = why
    return Coverage(blind, scale, evidence=_evidence(pair, shape, scale))


def _evidence(pair: Pair, shape: tuple[int, int], scale: float) -> NDArray[np.uint8]:
    """Return full evidence on the marks that only the after photo has."""
    evidence = np.zeros(shape, np.uint8)
    for name in set(IN_AFTER) - set(IN_BEFORE):
        at = ((pair.path(name) + 0.5) * scale - 0.5).round().astype(np.int32)
        cv2.polylines(evidence, [at], False, 255, 2)
    return evidence


def make_finding(
    pair: Pair, number: int, name: str, verdict: Verdict, score: float, **changes: object
) -> Finding:
    """Return the finding of one mark of the synthetic piece."""
    path, width_px = pair.path(name), pair.width_px(name)
    polygon = ribbon(_with_round_ends(path, width_px), width_px)
    finding = Finding(
        number=number,
        verdict=verdict,
        kind=Kind.SCRATCH,
        score=score,
        shape=Shape.CURVE,
        polarity=Polarity.BRIGHT,
        path=path,
        polygon=polygon,
        length_px=polyline_length(path),
        width_px=width_px,
        area_px2=polygon_area(polygon),
        length_mm=None,
        width_mm=None,
        strength_sigma=8.2,
        grade=Grade.LIGHT,
        explanation="The before photo is sharp here and shows bare metal where the after photo shows a line.",
        evidence={"contrast_after_sigma": 8.2, "contrast_before_sigma": 0.6, "clear_view_before": 0.97},
    )
    return replace(finding, **changes)  # type: ignore[arg-type]  # fields by name


def _with_round_ends(path: Points, width_px: float) -> Points:
    """Lengthen a path by half its width at both ends, as the drawn line is."""
    ends = path[[0, -1]] - path[[1, -2]]
    ends *= 0.5 * width_px / np.linalg.norm(ends, axis=1, keepdims=True)
    return np.vstack([path[:1] + ends[:1], path[1:-1], path[-1:] + ends[1:]])


#: What else a mark could be: one ruled out, one open, one that nobody checked.
ALTERNATIVES = (
    Alternative(
        AlternativeCode.OLD_MARK,
        True,
        "Both photos show 0.6 times the grain there, the after photo alone 8.2.",
        0.6,
        8.2,
    ),
    Alternative(
        AlternativeCode.REFLECTION,
        False,
        "Close beside it the before photo shows a line as strong.",
        9.1,
        8.2,
    ),
    Alternative(AlternativeCode.FOREIGN_BODY, None, "In one photo, dust looks like a mark."),
)


def make_findings(pair: Pair) -> tuple[Finding, ...]:
    """Return five findings with all four verdicts."""
    return (
        make_finding(
            pair, 1, "new", Verdict.NEW, 0.96, grade=Grade.MODERATE, length_mm=Measured(7.9, 0.4),
            width_mm=Measured(0.21, 0.05), alternatives=(ALTERNATIVES[0], ALTERNATIVES[2]), smallest_mark_px=1.8,
        ),
        make_finding(pair, 2, "scuff", Verdict.NEW, 0.74, kind=Kind.SCUFF, shape=Shape.PATCH),
        make_finding(
            pair, 3, "unclear", Verdict.CANNOT_TELL, 0.48, alternatives=ALTERNATIVES, smallest_mark_px=3.2,
            explanation="In the before photo this place lies under a highlight, so a mark would not have shown.",
        ),
        make_finding(
            pair, 4, "old", Verdict.ALREADY_THERE, 0.03, polarity=Polarity.DARK,
            explanation="The same line is in the before photo, at the same place and of the same length.",
        ),
        make_finding(
            pair, 5, "speck", Verdict.GONE, 0.01, kind=Kind.FOREIGN, shape=Shape.PATCH, grade=Grade.TRACE,
            explanation="Only the before photo shows it; dust or a drop that was wiped off looks like this.",
        ),
    )  # fmt: skip


CHECKS = (
    Check(
        "BEFORE_AFTER_ORDER", Severity.OK, ("EXIF:DateTimeOriginal", "EXIF:OffsetTimeOriginal"),
        "The before photo claims an earlier time than the after photo, whatever the time zones were.",
    ),
    Check("CAPTURE_OFFSET", Severity.UNKNOWN, (), "It does not say its time zone.", "after"),
    Check(
        "SOFTWARE", Severity.CAUTION, ("EXIF:Software",), "It was saved by an editing program.", "before"
    ),
    Check(
        "GPS_TIME", Severity.CONTRADICTION, ("GPS:TimeStamp", "EXIF:DateTimeOriginal"),
        "Its satellite time and its clock differ by 3 h 12 min.", "after",
    ),
)  # fmt: skip

#: Advice on a usable photo, with numbers.
GLARE = Reason(
    ReasonCode.GLARE,
    "Highlights cover 9 % of the piece in the before photo; 5 % or less is good.",
    0.09,
    0.05,
    "before",
)
SECONDS: Mapping[str, float] = {
    "read": 0.21,
    "quality": 0.08,
    "registration": 0.94,
    "marks": 0.52,
    "novelty": 0.11,
}


def make_quality(**changes: object) -> Quality:
    """Return the quality of a good photo, with the named fields changed."""
    good = Quality(
        blur_px=0.9, brightness=0.78, glare=0.02, piece_px=280.0, smallest_mark_px=2.4, usable=True
    )
    return replace(good, **changes)  # type: ignore[arg-type]  # fields by name


def _piece(pair: Pair, scale: float = 0.25) -> Piece:
    shape = (round(pair.after.shape[0] * scale), round(pair.after.shape[1] * scale))
    return Piece(_plate(pair, shape, scale), scale, fills_frame=False)


def make_comparison(width: int = 480, pair: Pair | None = None, **changes: object) -> Comparison:
    """Return a comparison with two new marks, one undecided, one old, one gone, and every kind of check."""
    pair = pair or make_pair(width)
    comparison = Comparison(
        status=COMPARED,
        reasons=(),
        all_findings=make_findings(pair),
        alignment=make_alignment(pair),
        coverage=make_coverage(pair),
        checks=CHECKS,
        before=make_photo(pair.before, "plate before.jpg", make_metadata("2026-03-02T10:15:30", 1.0)),
        after=make_photo(pair.after, "plate after.jpg", make_metadata("2026-03-19T16:40:02")),
        before_quality=make_quality(smallest_mark_px=3.1, glare=0.09, advice=(GLARE,)),
        after_quality=make_quality(),
        before_piece=_piece(pair),
        after_piece=_piece(pair),
        settings=DEFAULT,
        version="0.1.0",
        seconds=SECONDS,
        smallest_mark_px=3.2,
    )
    return replace(comparison, **changes)  # type: ignore[arg-type]  # fields by name


def make_clean(width: int = 480) -> Comparison:
    """Return a comparison in which nothing is new and nothing is undecided."""
    comparison = make_comparison(width)
    kept = [f for f in comparison.all_findings if f.verdict in (Verdict.ALREADY_THERE, Verdict.GONE)]
    findings = tuple(replace(f, number=i) for i, f in enumerate(kept, 1))
    return replace(comparison, all_findings=findings, checks=CHECKS[:1])


def make_refused(width: int = 480) -> Comparison:
    """Return a comparison that was refused for two reasons, one with numbers on the before photo."""
    reasons = (
        Reason(
            ReasonCode.NO_COMMON_STRUCTURE,
            "No alignment of the two photos is better than chance: evidence 0.4, needs 2.5.",
            0.4,
            2.5,
        ),
        Reason(
            ReasonCode.TOO_BLURRED,
            "The before photo is blurred by 6.1 px; 3.0 px or less is needed.",
            6.1,
            3.0,
            "before",
        ),
    )
    return make_comparison(
        width,
        status=NOT_COMPARABLE,
        reasons=reasons,
        all_findings=(),
        alignment=None,
        coverage=None,
        smallest_mark_px=None,
        before_quality=make_quality(blur_px=6.1, usable=False, advice=(reasons[1],)),
        before_piece=None,
    )
