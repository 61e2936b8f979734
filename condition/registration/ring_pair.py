"""Two photos of a ring -> one shape, two poses, and how far it was turned about its own axis.

Both walls are unrolled into strips along the circumference; correlating the strips' orientation fields over all turns
gives the turn. Then everything is refined together: edges in both photos, and blocks that say how the surfaces match.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography
from condition.registration.blocks import Blocks, match_blocks
from condition.registration.field import Complex, orientation_field
from condition.registration.ring import (
    POSE_COUNT,
    POSE_PROBE,
    SHAPE_COUNT,
    SHAPE_PROBE,
    Points,
    RingPose,
    RingShape,
    cast,
    project,
    visible,
    wall_point,
)
from condition.registration.ring_both import EDGE_SIDE_PX, edge_level, fit_both, lost_by_turns, near_angle
from condition.registration.ring_fit import NormalEquations, add_contours, add_prior
from condition.registration.views import Float, Level, View, inverse, read_at

#: Samples around the circumference; at 384 one is about 1 px of a ring that fills 120 px.
AROUND = 384
#: Size of a level from which on the mapping is computed at every second pixel only.
SPARSE_FROM_PX = 512
#: Spread of the turn between two photos of a piece that was put down alike, degrees: breaks ties only.
USUAL_TURN_DEG = 25.0
#: Turns up to which the same side of a ring is shown; a step to the side of 15 degrees turns a ring seen at 40 by 20.
ALIKE_DEG = 30.0
#: Weight of that habit in units of correlation.
HABIT = 0.15
#: Weight of how well the edges fit in each photo, in units of correlation.
FIT_WEIGHT = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class RingPair:
    """A ring as two photos show it; the surface's coordinates are common to both.

    Attributes
    ----------
    shape : RingShape
        Proportions.
    before, after : RingPose
        Poses; equal surface points are equal points of the piece.
    score : float
        Correlation of the unrolled walls at this turn.
    """

    shape: RingShape
    before: RingPose
    after: RingPose
    score: float

    def to_before(self, after_pixels: Points) -> tuple[Points, NDArray[np.bool_]]:
        """Return where the before photo shows what after pixels show, and where both photos do show it."""
        surface, depth = cast(self.shape, self.after, after_pixels)
        hit = np.isfinite(depth)
        pixels = np.full((len(after_pixels), 2), np.nan)
        pixels[hit], _ = project(self.before, surface[hit])
        seen = np.zeros(len(after_pixels), np.bool_)
        seen[hit] = visible(self.shape, self.before, surface[hit])
        return pixels, seen


def propose_rings(before: View, after: View, count: int) -> list[RingPair]:
    """Return up to `count` ring pairs, best first; empty where the pieces are no rings."""
    pairs: list[RingPair] = []
    angle = np.arange(AROUND) * 2 * np.pi / AROUND
    for first, second in fit_both(before, after):
        shape = first.shape
        strips = [_unroll(view, shape, fit.pose) for view, fit in ((before, first), (after, second))]
        correlation = _around(strips[0], strips[1])
        usual = near_angle(second.pose) - near_angle(first.pose)
        off_deg = np.degrees(np.abs(np.angle(np.exp(1j * (angle - usual)))))
        judged = correlation + HABIT * np.exp(-0.5 * (off_deg / USUAL_TURN_DEG) ** 2)
        judged = judged + FIT_WEIGHT * (first.score + second.score) + lost_by_turns(second, after, AROUND)
        alike = np.where(off_deg < ALIKE_DEG, judged, -np.inf)
        # the likelier pair of fits gets more turns, and none takes the place of another
        turns = {*_peaks(judged, 2 if pairs else 3), *_peaks(alike, 2 if pairs else 4)}
        pairs += [
            RingPair(shape, first.pose, second.pose.spun(angle[k]), float(judged[k])) for k in sorted(turns)
        ]
    return sorted(pairs, key=lambda pair: -pair.score)[:count]


def usual(pair: RingPair) -> float:
    """Return how far both photos show the ring from one side, 1 to 0, as people put a piece down alike."""
    turn = np.angle(np.exp(1j * (near_angle(pair.after) - near_angle(pair.before))))
    return float(np.exp(-0.5 * (np.degrees(turn) / USUAL_TURN_DEG) ** 2))


def turned_again(pair: RingPair, before: View, after: View, count: int) -> list[RingPair]:
    """Return the pair with other turns about its axis that its refined walls suggest, best first.

    Before refinement the strips are off by some px, which hides a correlation of engraving a few px high.
    """
    strips = [_unroll(view, pair.shape, pose) for view, pose in ((before, pair.before), (after, pair.after))]
    correlation = _around(strips[0], strips[1])
    angle = np.arange(AROUND) * 2 * np.pi / AROUND
    return [
        replace(pair, after=pair.after.spun(angle[k]), score=float(correlation[k]))
        for k in _peaks(correlation, count)
    ]


def _unroll(view: View, shape: RingShape, pose: RingPose) -> list[tuple[Complex, Float]]:
    """Orientation fields of outer wall, inner wall and near rim along the circumference, and where they show."""
    step = 2 * np.pi / AROUND
    angle = (np.arange(AROUND) + 0.5) * step
    level = view.sized(768)
    strips = []
    wall_rows = max(6, round(2 * shape.half_height / step))
    rim_rows = max(4, round(shape.thickness / step))
    for name, rows in (("outer", wall_rows), ("inner", wall_rows), ("rim", rim_rows)):
        across = (np.arange(rows) + 0.5) / rows
        turn, place = np.meshgrid(angle, across)
        surface = _strip_points(shape, name, turn.ravel(), place.ravel())
        pixels, _ = project(pose, surface)
        seen = visible(shape, pose, surface, slack=0.01).reshape(rows, AROUND).astype(np.uint8)
        at = apply_homography(level.level_from_full, pixels).reshape(rows, AROUND, 2).astype(np.float32)
        luminance = read_at(level.luminance, at, cv2.BORDER_REPLICATE)
        wrapped = np.hstack([luminance[:, -16:], luminance, luminance[:, :16]])
        field = orientation_field(wrapped)[:, 16:-16]
        inside = _within_frame(at, level)
        # edges of the strip are the rims' own edges, which tell nothing about the turn
        seen[:1] = 0
        seen[-1:] = 0
        shown = cv2.erode(seen, np.ones((3, 5), np.uint8)).astype(np.float32) * inside
        strips.append((np.asarray(_without_lines(field, shown)), shown))
    return strips


def _within_frame(at: Float, level: Level) -> Float:
    height, width = level.luminance.shape
    within = (at[..., 0] > 1) & (at[..., 0] < width - 2) & (at[..., 1] > 1) & (at[..., 1] < height - 2)
    return np.asarray(within, np.float32)


def _strip_points(shape: RingShape, name: str, turn: Points, place: Points) -> Points:
    """Surface points of one strip."""
    if name == "rim":
        inset = shape.thickness * place
        # the near rim is at +half height: poses keep the ring's axis towards the camera
        return np.column_stack(
            [
                (1 - inset) * np.cos(turn),
                (shape.width - inset) * np.sin(turn),
                np.full_like(turn, shape.half_height),
            ]
        )
    return wall_point(shape, turn, 2 * place - 1, name == "inner")


def _without_lines(field: Complex, shown: Float) -> Complex:
    """Take away what is constant along the circumference: grooves fit every turn."""
    total = np.maximum(shown.sum(axis=1, keepdims=True), 1)
    mean = (field * shown).sum(axis=1, keepdims=True) / total
    return np.asarray((field - mean) * shown, np.complex64)


def _around(before: list[tuple[Complex, Float]], after: list[tuple[Complex, Float]]) -> NDArray[np.float64]:
    """Normalised correlation of the strips for every turn, float64 ``(AROUND,)``."""
    product = np.zeros(AROUND)
    power_before = np.zeros(AROUND)
    power_after = np.zeros(AROUND)
    for (zb, mb), (za, ma) in zip(before, after, strict=True):
        fb, fa = np.fft.fft(zb, axis=1), np.fft.fft(za, axis=1)
        product += np.fft.ifft(np.conj(fb) * fa, axis=1).real.sum(axis=0)
        eb, ea = np.abs(zb) ** 2, np.abs(za) ** 2
        power_before += np.fft.ifft(
            np.conj(np.fft.fft(eb, axis=1)) * np.fft.fft(ma, axis=1), axis=1
        ).real.sum(axis=0)
        power_after += np.fft.ifft(np.conj(np.fft.fft(mb, axis=1)) * np.fft.fft(ea, axis=1), axis=1).real.sum(
            axis=0
        )
    power = np.sqrt(np.maximum(power_before, 0) * np.maximum(power_after, 0))
    # a turn at which little is seen twice must not win by luck
    return np.asarray(product / (power + 0.15 * power.max() + 1e-9))


def _peaks(values: NDArray[np.float64], count: int) -> list[int]:
    """Indices of the highest values at least 4 degrees apart, around the circle."""
    gap = round(AROUND * 4 / 360)
    left = values.copy()
    chosen = []
    for _ in range(count):
        k = int(left.argmax())
        if not np.isfinite(left[k]):
            break
        chosen.append(k)
        left[(k + np.arange(-gap, gap + 1)) % AROUND] = -np.inf
    return chosen


def ring_fields(pair: RingPair, before: View, level: Level) -> tuple[Complex, Complex]:
    """Return the after level's orientation field and the before photo's in the same frame, both where the ring shows."""
    source = before.levels[0]
    wanted = (
        level.scale
        * pair.after.focal_px
        / pair.after.centre[2]
        / (pair.before.focal_px / pair.before.centre[2])
    )
    for candidate in before.levels[1:]:
        if candidate.scale >= 0.9 * wanted:
            source = candidate
    at, shown = _places(pair, level, source)
    size = source.luminance.shape
    shown &= (
        (at[..., 0] > 0) & (at[..., 1] > 0) & (at[..., 0] < size[1] - 1) & (at[..., 1] < size[0] - 1)
    ).astype(np.uint8)
    luminance = read_at(source.luminance, at, cv2.BORDER_REPLICATE)
    # outside the ring the before picture is unknown: what lies there must not make an edge
    luminance = np.where(shown > 0, luminance, level.luminance).astype(np.float32)
    within = cv2.erode(shown, np.ones((3, 3), np.uint8)).astype(np.float32)
    return orientation_field(level.luminance, within), orientation_field(luminance, within)


def _places(pair: RingPair, level: Level, source: Level) -> tuple[Float, NDArray[np.uint8]]:
    """Where the source level shows what each pixel of the after level shows, float32 ``(h, w, 2)``, and which are seen.

    On large levels every second pixel of every second row is computed: rays cost most, and between edges the map is smooth.
    """
    height, width = level.luminance.shape
    step = 2 if max(height, width) >= SPARSE_FROM_PX else 1
    rows, cols = np.nonzero(level.inside[::step, ::step] > 0.3)
    full = apply_homography(inverse(level.level_from_full), np.column_stack([cols, rows]) * step)
    pixels, seen = pair.to_before(full)
    known = seen & np.isfinite(pixels).all(axis=1)
    shape = level.inside[::step, ::step].shape
    at = np.full((*shape, 2), -1e4, np.float32)
    at[rows[known], cols[known]] = apply_homography(source.level_from_full, pixels[known])
    shown = np.zeros(shape, np.float32)
    shown[rows[known], cols[known]] = 1
    if step > 1:
        grid = np.dstack(np.meshgrid(np.arange(width) / step, np.arange(height) / step)).astype(np.float32)
        at, shown = read_at(at, grid, cv2.BORDER_REPLICATE), read_at(shown, grid)
    return at, (shown > 0.999).astype(np.uint8)


def ring_homography(pair: RingPair, after: View) -> Matrix:
    """Return the homography that comes closest to the ring's mapping over all that both photos show."""
    level = after.sized(EDGE_SIDE_PX)
    rows, cols = np.nonzero(level.inside > 0.5)
    every = max(1, len(rows) // 2000)
    full = apply_homography(inverse(level.level_from_full), np.column_stack([cols, rows])[::every])
    pixels, seen = pair.to_before(full)
    seen &= np.isfinite(pixels).all(axis=1)
    if seen.sum() < 8:
        return np.eye(3)
    source, target = np.ascontiguousarray(pixels[seen]), np.ascontiguousarray(full[seen])
    found, _ = cv2.findHomography(source, target, 0)
    return np.eye(3) if found is None else np.asarray(found, np.float64)


def refine_ring(
    pair: RingPair, before: View, after: View, side_px: int, block_px: int, reach_px: int
) -> tuple[RingPair, Blocks]:
    """Return the pair after one round of blocks and edges together, and the blocks (measured before the update)."""
    level = after.sized(side_px)
    fixed, moving = ring_fields(pair, before, level)
    blocks = match_blocks(fixed, moving, block_px, max(4, block_px * 5 // 8), reach_px, pull=0.05)
    edges = [edge_level(view) for view in (before, after)]
    for tolerance_px in (max(reach_px / 2, 2.0), 1.5):
        system = NormalEquations.of_size(SHAPE_COUNT + 2 * POSE_COUNT)
        if len(blocks) >= 4:
            _add_blocks(system, pair, blocks, level, float(tolerance_px))
        for k, pose in enumerate((pair.before, pair.after)):
            at = SHAPE_COUNT + k * POSE_COUNT
            add_contours(system, pair.shape, pose, *edges[k], 5, 2.0, pose_at=at, weight=0.25)
        add_prior(system, pair.shape, (pair.before, pair.after))
        step = np.clip(system.step(), -0.2, 0.2)
        moved = replace(
            pair,
            shape=pair.shape.moved(step[:SHAPE_COUNT]),
            before=pair.before.moved(step[SHAPE_COUNT : SHAPE_COUNT + POSE_COUNT]),
            after=pair.after.moved(step[SHAPE_COUNT + POSE_COUNT :]),
        )
        blocks = _carried(blocks, pair, moved, level)
        pair = moved
    return pair, blocks


def _moved_pair(pair: RingPair, k: int, by: float) -> RingPair:
    """The pair with one parameter changed."""
    if k < SHAPE_COUNT:
        return replace(pair, shape=pair.shape.moved(by * np.eye(SHAPE_COUNT)[k]))
    step = by * np.eye(POSE_COUNT)[(k - SHAPE_COUNT) % POSE_COUNT]
    if k < SHAPE_COUNT + POSE_COUNT:
        return replace(pair, before=pair.before.moved(step))
    return replace(pair, after=pair.after.moved(step))


def _mapped(pair: RingPair, full: Points) -> Points:
    """Before pixels of after pixels, hidden or not."""
    surface, _ = cast(pair.shape, pair.after, full)
    with np.errstate(invalid="ignore"):
        return project(pair.before, surface)[0]


def _back_matrix(pair: RingPair, full: Points) -> NDArray[np.float64]:
    """Matrices ``(N, 2, 2)`` that take small before-px differences to after px."""
    ahead = [
        _mapped(pair, full + e) - _mapped(pair, full - e) for e in (np.array([1.0, 0]), np.array([0, 1.0]))
    ]
    jacobian = np.stack(ahead, axis=-1) / 2
    determinant = jacobian[:, 0, 0] * jacobian[:, 1, 1] - jacobian[:, 0, 1] * jacobian[:, 1, 0]
    with np.errstate(invalid="ignore"):
        good = (np.abs(determinant) > 0.02) & (np.abs(jacobian).max(axis=(1, 2)) < 12)
    back = np.full_like(jacobian, np.nan)
    back[good] = inverse(jacobian[good])
    return back


def _add_blocks(
    system: NormalEquations, pair: RingPair, blocks: Blocks, level: Level, tolerance_px: float
) -> None:
    """Add what the blocks say: the new mapping should send each block where it was found."""
    full = apply_homography(inverse(level.level_from_full), blocks.centre)
    here = _mapped(pair, full)
    back = _back_matrix(pair, full)
    count = len(system.right)
    jacobian = np.zeros((len(full), 2, count))
    for k, by in enumerate([*SHAPE_PROBE, *[POSE_PROBE] * (count - SHAPE_COUNT)]):
        change = (_mapped(_moved_pair(pair, k, by), full) - here) / by
        jacobian[:, :, k] = np.einsum("nij,nj->ni", back, change) * level.scale
    with np.errstate(invalid="ignore"):
        good = np.abs(jacobian).max(axis=(1, 2)) < 1e5
    squared = np.einsum("ni,nij,nj->n", blocks.shift, blocks.information, blocks.shift)
    weight = np.clip(blocks.score, 0, 1) ** 2 / (1 + squared / tolerance_px**2) / tolerance_px**2
    root = np.linalg.cholesky(blocks.information + 1e-3 * np.eye(2))
    rows = np.einsum("nji,njk->nik", root, jacobian)[good].reshape(-1, count)
    residual = np.einsum("nji,nj->ni", root, blocks.shift)[good].ravel()
    system.add(rows, residual, np.repeat(weight[good], 2))


def _carried(blocks: Blocks, old: RingPair, new: RingPair, level: Level) -> Blocks:
    """The blocks with their shifts reduced by what the update already moved."""
    full = apply_homography(inverse(level.level_from_full), blocks.centre)
    back = _back_matrix(new, full)
    change = np.einsum("nij,nj->ni", back, _mapped(new, full) - _mapped(old, full)) * level.scale
    return replace(blocks, shift=blocks.shift - np.where(np.isfinite(change), change, 0.0))
