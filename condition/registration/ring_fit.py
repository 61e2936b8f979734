"""One photo of a ring -> its pose and proportions, from the outline and the edges of its rims.

Edges are followed as in model-based tracking [1]_: every visible point of the model's four rim curves looks along its
normal for the nearest edge of the same orientation; Gauss-Newton moves the model there. The outline's ellipse gives the
start, once for each way the ring may lean and for three heights.

References
----------
.. [1] Drummond, Cipolla, "Real-time visual tracking of complex structures", IEEE TPAMI 24(7), 2002.
   doi:10.1109/TPAMI.2002.1017620
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import apply_homography
from condition.registration.field import Complex
from condition.registration.ring import (
    POSE_COUNT,
    SHAPE_COUNT,
    Points,
    RingPose,
    RingShape,
    cast,
    project,
    visible,
)
from condition.registration.views import Level, View, inverse, read_at

#: Focal length over the frame's long side that is assumed at first (a field of view of 33 degrees).
FOCAL_PER_SIDE = 1.7
#: Random rings that are tried, and how many of the best are fitted.
SAMPLES = 4000
ELITE = 60
STARTS = 6
SEED = 7
#: Bonus of a ring whose axis points up in the picture, and malus of one that points down, fraction of the score.
UPRIGHT = 0.25
#: Range of the random rings: turn against the hull's long axis (radians), log half height, log thickness, radius over
#: the hull's, aspect over the hull's, centre off the hull's (x, y, in hull radii), side that faces the camera (sign),
#: width over length of the ring (values above 1 stand for round ones), turn of its long axis (radians).
GENE_LOW = np.array([-0.5, np.log(0.07), np.log(0.05), 0.70, 0.72, -0.24, -0.24, -1.0, 0.78, 0.0])
GENE_HIGH = np.array([0.5, np.log(0.40), np.log(0.20), 1.08, 1.28, 0.24, 0.24, 1.0, 1.22, np.pi])
SIDE_GENE, WIDTH_GENE, SPIN_GENE = 7, 8, 9
#: Bonus for the logarithm of the size: a ring through the hole's edge alone has as good edges as the whole ring.
SIZE_BONUS = 0.3
#: How far logarithmic proportions may differ from those found in the other photo.
LIKE_SPREAD = 0.12
#: Mutations of the later generations, fraction of the range.
MUTATIONS = (0.10, 0.06, 0.03, 0.015)
#: Likely proportions (wedding bands to bangles) and their spread, in the order of `ring`.
SHAPE_LIKELY = np.array([0.0, np.log(0.19), np.log(0.11), 0.0])
SHAPE_SPREAD = np.array([0.07, 0.5, 0.4, 0.03])
#: How far a pose may move in one step where the edges do not determine it.
POSE_SPREAD = np.array([0.5, 0.5, 0.12, 0.1, 0.1, 0.4, 0.25])
#: Points on each rim curve.
CURVE_POINTS = 48
#: Response (of at most 2) below which a place shows no edge of the wanted orientation.
EDGE_RESPONSE = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class RingFit:
    """A ring in one photo, and how well the photo's edges agree with it (0 to about 1)."""

    shape: RingShape
    pose: RingPose
    score: float

    @property
    def lean(self) -> tuple[float, float]:
        """Direction in the picture in which the ring's axis leans (x, y)."""
        axis = self.pose.camera_from_ring[:, 2]
        return float(axis[0]), float(axis[1])


@dataclass(slots=True, eq=False)
class NormalEquations:
    """Sum of weighted squares to be minimised, in one vector of parameters."""

    matrix: NDArray[np.float64]
    right: NDArray[np.float64]

    @classmethod
    def of_size(cls, count: int) -> NormalEquations:
        """Return an empty sum."""
        return cls(np.zeros((count, count)), np.zeros(count))

    def add(
        self, jacobian: NDArray[np.float64], residual: NDArray[np.float64], weight: NDArray[np.float64]
    ) -> None:
        """Add rows: ``weight * (residual - jacobian @ step)^2``."""
        weighted = jacobian * weight[:, None]
        self.matrix += weighted.T @ jacobian
        self.right += weighted.T @ residual

    def step(self) -> NDArray[np.float64]:
        """Return the minimising step."""
        damped = self.matrix + 1e-9 * np.eye(len(self.right)) * (1 + np.trace(self.matrix))
        return np.asarray(np.linalg.solve(damped, self.right))


def fit_ring(view: View, level: Level, edges: Complex, like: RingShape | None = None) -> list[RingFit]:
    """Return fits from every start, best first; empty where the outline is no ring's.

    Parameters
    ----------
    view : View
        The piece of one photo.
    level : Level
        The size at which edges are read.
    edges : ndarray
        complex64 orientation field of that level.
    like : RingShape or None
        Proportions that are known from another photo of the ring.
    """
    fits = []
    for shape, pose in starts(view, level, edges, like):
        for reach_px, tolerance_px in ((9, 4.0), (8, 3.0), (7, 2.5), (6, 2.0), (5, 2.0), (5, 1.5), (4, 1.5)):
            system = NormalEquations.of_size(SHAPE_COUNT + POSE_COUNT)
            add_contours(system, shape, pose, level, edges, reach_px, tolerance_px)
            add_prior(system, shape, (pose,), like)
            step = np.clip(system.step(), -0.25, 0.25)
            shape, pose = shape.moved(step[:SHAPE_COUNT]), pose.moved(step[SHAPE_COUNT:])
        score = contour_score(shape, pose, level, edges)
        # people hold the camera upright and above the piece: the axis of a lying ring then points up in the picture
        score *= 1 - UPRIGHT * float(pose.camera_from_ring[1, 2])
        fits.append(RingFit(shape, pose, score))
    return sorted(fits, key=lambda fit: -fit.score)


def starts(
    view: View, level: Level, edges: Complex, like: RingShape | None = None
) -> list[tuple[RingShape, RingPose]]:
    """Return the best of many random rings inside the outline's hull, by the edges on three rim curves.

    The outline often holds the ring's shadow as well, so the ring is sought inside it, not fitted to it.
    """
    ellipse = _hull_ellipse(level)
    if ellipse is None:
        return []
    focal = FOCAL_PER_SIDE * max(view.frame)
    principal = (np.array(view.frame, np.float64) - 1) / 2
    rng = np.random.default_rng(SEED)
    low, high = GENE_LOW.copy(), GENE_HIGH.copy()
    if like is not None:
        known = np.log([like.half_height, like.thickness])
        low[1:3], high[1:3] = known - LIKE_SPREAD, known + LIKE_SPREAD
    genes = low + (high - low) * rng.random((SAMPLES, len(low)))
    field = _coarse_field(level, edges)
    scores = np.zeros(0)
    elite = np.zeros((0, len(low)))
    # evolution with shrinking mutations: random at first, then ever closer to the best so far
    for spread in (0.0, *MUTATIONS):
        if spread:
            parents = np.repeat(elite, SAMPLES // (2 * len(elite)), axis=0)
            genes = parents + rng.normal(0, spread, parents.shape) * (high - low)
            genes[:, SIDE_GENE] = parents[:, SIDE_GENE]
            genes = np.clip(genes, low, high)
        fresh = _quick_scores(_rings(genes, ellipse, focal, principal), focal, principal, level, field)
        fresh += SIZE_BONUS * np.log(genes[:, 3])
        genes, scores = np.concatenate([elite, genes]), np.concatenate([scores, fresh])
        order = np.argsort(-scores)[: 16 * ELITE]
        genes, scores = genes[order], scores[order]
        # the first generations keep unlike rings, so that one good edge does not take all places
        apart = 0.08 if spread > 0.05 or spread == 0 else 0.02
        leans = [np.flatnonzero(np.sign(genes[:, SIDE_GENE]) == sign) for sign in (-1, 1)]
        kept = np.concatenate([lean[_spread_out(genes[lean], ELITE // 2, apart)] for lean in leans])
        elite, scores = genes[kept], scores[kept]
    # both ways to lean stay in play: which one is right shows in the second photo
    leans = [np.flatnonzero(np.sign(elite[:, SIDE_GENE]) == sign) for sign in (-1, 1)]
    chosen = np.concatenate([lean[_spread_out(elite[lean], STARTS // 2, 0.06)] for lean in leans]).astype(int)
    rotation, place, height, thickness, width = _rings(elite[chosen], ellipse, focal, principal)
    return [
        (
            RingShape(float(width[k]), float(height[k]), float(thickness[k]), 0.0),
            RingPose(rotation[k], place[k], focal, principal),
        )
        for k in range(len(chosen))
    ]


def _rings(
    genes: NDArray[np.float64], ellipse: tuple[Points, float, float, Points], focal: float, principal: Points
) -> tuple[NDArray[np.float64], ...]:
    """Rotation, place, half height and thickness of rings described relative to the hull's ellipse."""
    centre, major, minor, along = ellipse
    turn = np.arctan2(along[1], along[0]) + genes[:, 0]
    height, thickness = np.exp(genes[:, 1]), np.exp(genes[:, 2])
    radius = major * genes[:, 3]
    # outline of a band seen at elevation e: half its extent on the short axis is sin e + height cos e
    aspect = np.clip(minor / major * genes[:, 4], 0.15, 1.1)
    sine = np.clip(
        np.sin(np.arcsin(np.minimum(1, aspect / np.hypot(1, height))) - np.arctan(height)), 0.12, 0.99
    )
    x_axis = np.stack([np.cos(turn), np.sin(turn), np.zeros(len(genes))], axis=-1)
    flat = np.sqrt(1 - sine**2) * np.where(genes[:, 7] < 0, -1.0, 1.0)
    axis = np.stack([-np.sin(turn) * flat, np.cos(turn) * flat, -sine], axis=-1)
    y_axis = np.cross(axis, x_axis)
    c, s = np.cos(genes[:, SPIN_GENE])[:, None], np.sin(genes[:, SPIN_GENE])[:, None]
    rotation = np.stack([c * x_axis + s * y_axis, c * y_axis - s * x_axis, axis], axis=-1)
    place = np.column_stack([(centre + genes[:, 5:7] * major - principal) / focal, focal / radius])
    return rotation, place, height, thickness, np.minimum(genes[:, WIDTH_GENE], 1.0)


def _spread_out(genes: NDArray[np.float64], count: int, apart: float) -> list[int]:
    """Indices of the best rings (rows are in that order) that differ from every better one in some gene."""
    chosen: list[int] = []
    step = apart * (GENE_HIGH - GENE_LOW)
    step[SPIN_GENE] = np.inf
    free = np.ones(len(genes), np.bool_)
    while free.any() and len(chosen) < count:
        k = int(free.argmax())
        chosen.append(k)
        free &= (np.abs(genes - genes[k]) > step).any(axis=1)
    return chosen


def _coarse_field(level: Level, edges: Complex) -> NDArray[np.float32]:
    """Edges and piece at half size, slightly blurred: float32 ``(h, w, 3)``."""
    field = cv2.resize(
        edges.view(np.float32).reshape(*edges.shape, 2), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
    )
    inside = cv2.resize(level.inside, (field.shape[1], field.shape[0]), interpolation=cv2.INTER_AREA)
    return np.dstack([cv2.GaussianBlur(field, (0, 0), 0.8), inside]).astype(np.float32)


def _quick_scores(
    rings: tuple[NDArray[np.float64], ...],
    focal: float,
    principal: Points,
    level: Level,
    field: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Mean edge response of many rings at half size: near rim outside and inside, and the near half of the far rim."""
    rotation, place, height, thickness, width = rings
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    shift = place[:, 2:] * np.column_stack([place[:, :2], np.ones(len(place))])
    to_half = np.diag([0.5, 0.5, 1.0]) @ level.level_from_full
    pixels = np.empty((len(place), 3, len(angle), 2), np.float32)
    for k, (z_sign, inner) in enumerate(((1, False), (1, True), (-1, False))):
        inset = thickness if inner else 0 * thickness
        along_x = ((1 - inset)[:, None] * rotation[:, :, 0])[:, :, None] * circle[:, 0]
        along_y = ((width - inset)[:, None] * rotation[:, :, 1])[:, :, None] * circle[:, 1]
        seen = along_x + along_y + (shift + (z_sign * height)[:, None] * rotation[:, :, 2])[:, :, None]
        for axis in (0, 1):
            full = focal * seen[:, axis] / seen[:, 2] + principal[axis]
            pixels[:, k, :, axis] = to_half[axis, axis] * full + to_half[axis, 2]
    tangent = np.roll(pixels, -1, axis=2) - np.roll(pixels, 1, axis=2)
    x, y = tangent[..., 0], tangent[..., 1]
    size = np.maximum(x * x + y * y, 1e-9)
    # the normal is the tangent turned by 90 degrees, which flips the sign of its double angle
    cosine, sine = (y * y - x * x) / size, -2 * x * y / size
    read = read_at(field, pixels.reshape(len(place), -1, 2)).reshape(*cosine.shape, 3)
    response = read[..., 0] * cosine + read[..., 1] * sine
    response = np.clip(response, -0.5, 1.0) - (1 - read[..., 2])
    # of the far rim only the half turned to the camera shows
    outward = _towards(rotation, shift)[:, :2] @ circle.T
    weight = np.ones(response.shape, np.float32)
    weight[:, 2] = outward > 0.05
    return np.asarray((response * weight).sum(axis=(1, 2)) / weight.sum(axis=(1, 2)))


def _towards(rotation: NDArray[np.float64], shift: NDArray[np.float64]) -> NDArray[np.float64]:
    """Direction from each ring to the camera in the ring's own frame."""
    direction = -np.einsum("sij,si->sj", rotation, shift)
    return np.asarray(direction / np.linalg.norm(direction, axis=1, keepdims=True))


def _hull_ellipse(level: Level) -> tuple[Points, float, float, Points] | None:
    """Ellipse of the outline's hull: centre, half axes (full px) and direction of the long axis; None where it is no ellipse."""
    outline, _ = cv2.findContours(
        (level.inside > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not outline:
        return None
    hull = cv2.convexHull(max(outline, key=len)).reshape(-1, 2).astype(np.float32)
    if len(hull) < 8:
        return None
    # resample evenly, so that the fit does not follow the corners of the hull
    closed = np.vstack([hull, hull[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    even = np.linspace(0, length[-1], 200, endpoint=False)
    points = np.column_stack([np.interp(even, length, closed[:, 0]), np.interp(even, length, closed[:, 1])])
    (x, y), (first, second), angle = cv2.fitEllipseAMS(points.astype(np.float32))
    if not 8 < min(first, second) <= max(first, second) < 2 * max(level.luminance.shape):
        return None
    turn = np.radians(angle if first >= second else angle + 90)
    along = np.array([np.cos(turn), np.sin(turn)])
    centre = apply_homography(inverse(level.level_from_full), [[x, y]])[0]
    return centre, max(first, second) / 2 / level.scale, min(first, second) / 2 / level.scale, along


def rim_curves(shape: RingShape) -> Points:
    """Return points ``(4 n, 3)`` on the edges of both rims, outer and inner."""
    angle = np.linspace(0, 2 * np.pi, CURVE_POINTS, endpoint=False)
    curves = []
    for z in (-shape.half_height, shape.half_height):
        for inset in (0.0, shape.thickness):
            x, y = (1 - inset) * np.cos(angle), (shape.width - inset) * np.sin(angle)
            curves.append(np.column_stack([x, y, np.full_like(x, z)]))
    return np.concatenate(curves)


def _normals(pixels: Points) -> Points:
    """Unit normals of the four closed curves in the picture."""
    curves = pixels.reshape(4, CURVE_POINTS, 2)
    tangent = np.roll(curves, -1, axis=1) - np.roll(curves, 1, axis=1)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=2, keepdims=True), 1e-9)
    return np.stack([-tangent[..., 1], tangent[..., 0]], axis=-1).reshape(-1, 2)


def _responses(
    pixels: Points, normals: Points, level: Level, edges: Complex, offsets: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Edge strength of the normals' orientation at `offsets` (level px) along them, float32 ``(M, offsets)``."""
    at = apply_homography(level.level_from_full, pixels)
    line = at[:, None] + offsets[None, :, None] * normals[:, None]
    field = edges.view(np.float32).reshape(*edges.shape, 2)
    read = read_at(field, line.astype(np.float32))
    doubled = (normals[:, 0] + 1j * normals[:, 1]) ** 2
    return np.asarray(
        (read[..., 0] * doubled.real[:, None] + read[..., 1] * doubled.imag[:, None]), np.float32
    )


def add_contours(
    system: NormalEquations,
    shape: RingShape,
    pose: RingPose,
    level: Level,
    edges: Complex,
    reach_px: int,
    tolerance_px: float,
    pose_at: int = SHAPE_COUNT,
    weight: float = 1.0,
) -> None:
    """Add what the edges near the visible rim curves say about shape and pose."""
    surface = rim_curves(shape)
    pixels, _ = project(pose, surface)
    normals = _normals(pixels)
    seen = visible(shape, pose, surface)
    offsets = np.arange(-reach_px, reach_px + 1, dtype=np.float64)
    response = _responses(pixels, normals, level, edges, offsets)
    judged = response * np.exp(-0.5 * (offsets / (0.6 * reach_px)) ** 2)
    best = judged.argmax(axis=1)
    strength = response[np.arange(len(best)), best]
    residual = offsets[best]
    trusted = seen & (strength > EDGE_RESPONSE)
    robust = weight * np.minimum(strength, 1.0) / (1 + (residual / tolerance_px) ** 2) / tolerance_px**2
    jacobian = np.zeros((len(surface), len(system.right)))
    each = 1e-4
    for k in range(SHAPE_COUNT):
        moved, _ = project(pose, rim_curves(shape.moved(each * np.eye(SHAPE_COUNT)[k])))
        jacobian[:, k] = ((moved - pixels) * normals).sum(axis=1) * level.scale / each
    for k in range(POSE_COUNT):
        moved, _ = project(pose.moved(each * np.eye(POSE_COUNT)[k]), surface)
        jacobian[:, pose_at + k] = ((moved - pixels) * normals).sum(axis=1) * level.scale / each
    system.add(jacobian[trusted], residual[trusted], robust[trusted])


def add_prior(
    system: NormalEquations, shape: RingShape, poses: tuple[RingPose, ...], like: RingShape | None = None
) -> None:
    """Pull proportions and focal lengths towards what is likely; damp the poses."""
    count = SHAPE_COUNT + POSE_COUNT * len(poses)
    likely, shape_spread = SHAPE_LIKELY, SHAPE_SPREAD
    if like is not None:
        likely, shape_spread = _logs(like), np.minimum(SHAPE_SPREAD, LIKE_SPREAD / 2)
    spread = np.concatenate([shape_spread] + [POSE_SPREAD] * len(poses))
    system.matrix[np.diag_indices(count)] += 1 / spread**2
    system.right[:SHAPE_COUNT] += (likely - _logs(shape)) / shape_spread**2
    for k, pose in enumerate(poses):
        at = SHAPE_COUNT + POSE_COUNT * (k + 1) - 1
        usual = np.log(FOCAL_PER_SIDE * 2 * (float(pose.principal.max()) + 0.5))
        system.right[at] += (usual - np.log(pose.focal_px)) / POSE_SPREAD[-1] ** 2


def _logs(shape: RingShape) -> Points:
    """Shape parameters as the vector they move in."""
    return np.array([np.log(shape.width), np.log(shape.half_height), np.log(shape.thickness), shape.bulge])


def contour_score(shape: RingShape, pose: RingPose, level: Level, edges: Complex) -> float:
    """Return how well edges lie on the visible rim curves (0 to 1), times how well the outline agrees."""
    surface = rim_curves(shape)
    pixels, _ = project(pose, surface)
    seen = visible(shape, pose, surface)
    if seen.sum() < 20:
        return 0.0
    response = _responses(pixels, _normals(pixels), level, edges, np.arange(-1.0, 2.0)).max(axis=1)
    return float(np.clip(response[seen], 0, 1).mean()) * outline_agreement(shape, pose, level)


def outline_agreement(shape: RingShape, pose: RingPose, level: Level) -> float:
    """Return how much of the model lies on the piece, times the root of how much of the piece it explains.

    The piece may hold a shadow that the model cannot explain, hence the root.
    """
    height, width = level.inside.shape
    step = max(1, max(height, width) // 64)
    rows, cols = np.mgrid[0:height:step, 0:width:step]
    full = apply_homography(inverse(level.level_from_full), np.column_stack([cols.ravel(), rows.ravel()]))
    _, depth = cast(shape, pose, full)
    model = np.isfinite(depth)
    piece = level.inside[rows.ravel(), cols.ravel()] > 0.5
    both = float((model & piece).sum())
    return float(both / max(float(model.sum()), 1.0) * np.sqrt(both / max(float(piece.sum()), 1.0)))
