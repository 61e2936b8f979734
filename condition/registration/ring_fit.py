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

import numpy as np
from numpy.typing import NDArray

from condition.geometry import apply_homography
from condition.registration.field import Complex
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
)
from condition.registration.ring_search import FOCAL_PER_SIDE, UPRIGHT, find_rings
from condition.registration.views import Level, View, inverse, read_at

#: Rounds of the fit: how far edges are sought along the normal, and the distance at which they count half (px of the level).
ROUNDS = ((9, 4.0), (8, 3.0), (7, 2.5), (6, 2.0), (5, 2.0), (5, 1.5), (4, 1.5))
#: Likely proportions (wedding bands to bangles) and their spread: log width, log half height, log thickness over half height
#: (a high wall is mostly a thick one), bulge.
SHAPE_LIKELY = np.array([0.0, np.log(0.19), np.log(0.55), 0.0])
SHAPE_SPREAD = np.array([0.07, 0.5, 0.5, 0.03])
#: These four from the parameters of `ring`.
PROPORTIONS = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, -1, 1, 0], [0, 0, 0, 1]])
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


def fit_ring(view: View, level: Level, edges: Complex, plain_rims: bool = True) -> list[RingFit]:
    """Return fits from every start, best first; empty where the outline is no ring's.

    Parameters
    ----------
    view : View
        The piece of one photo.
    level : Level
        The size at which edges are read.
    edges : ndarray
        complex64 orientation field of that level.
    plain_rims : bool
        As in `find_rings`.
    """
    fits = []
    for shape, pose in find_rings(view, level, edges, plain_rims):
        for reach_px, tolerance_px in ROUNDS:
            system = NormalEquations.of_size(SHAPE_COUNT + POSE_COUNT)
            add_contours(system, shape, pose, level, edges, reach_px, tolerance_px)
            add_prior(system, shape, (pose,))
            step = np.clip(system.step(), -0.25, 0.25)
            shape, pose = shape.moved(step[:SHAPE_COUNT]), pose.moved(step[SHAPE_COUNT:])
        fits.append(_judged(shape, pose, level, edges))
    return sorted(fits, key=lambda fit: -fit.score)


def fit_together(
    shape: RingShape,
    poses: tuple[RingPose, RingPose],
    levels: tuple[tuple[Level, Complex], tuple[Level, Complex]],
) -> tuple[RingFit, RingFit]:
    """Return fits of two photos of one ring with one shape, from the edges of both."""
    for reach_px, tolerance_px in ROUNDS:
        system = NormalEquations.of_size(SHAPE_COUNT + 2 * POSE_COUNT)
        for k, pose in enumerate(poses):
            at = SHAPE_COUNT + k * POSE_COUNT
            add_contours(system, shape, pose, *levels[k], reach_px, tolerance_px, pose_at=at)
        add_prior(system, shape, poses)
        step = np.clip(system.step(), -0.25, 0.25)
        shape = shape.moved(step[:SHAPE_COUNT])
        first, second = np.split(step[SHAPE_COUNT:], 2)
        poses = poses[0].moved(first), poses[1].moved(second)
    return _judged(shape, poses[0], *levels[0]), _judged(shape, poses[1], *levels[1])


def _judged(shape: RingShape, pose: RingPose, level: Level, edges: Complex) -> RingFit:
    """The fit with its score; a ring whose axis points up in the picture is likelier."""
    score = contour_score(shape, pose, level, edges) * (1 - UPRIGHT * float(pose.camera_from_ring[1, 2]))
    return RingFit(shape, pose, score)


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
    for k, by in enumerate(SHAPE_PROBE):
        moved, _ = project(pose, rim_curves(shape.moved(by * np.eye(SHAPE_COUNT)[k])))
        jacobian[:, k] = ((moved - pixels) * normals).sum(axis=1) * level.scale / by
    for k in range(POSE_COUNT):
        moved, _ = project(pose.moved(POSE_PROBE * np.eye(POSE_COUNT)[k]), surface)
        jacobian[:, pose_at + k] = ((moved - pixels) * normals).sum(axis=1) * level.scale / POSE_PROBE
    system.add(jacobian[trusted], residual[trusted], robust[trusted])


def add_prior(system: NormalEquations, shape: RingShape, poses: tuple[RingPose, ...]) -> None:
    """Pull proportions and focal lengths towards what is likely; damp the poses."""
    unlikely = SHAPE_LIKELY - PROPORTIONS @ _logs(shape)
    weighted = PROPORTIONS.T / SHAPE_SPREAD**2
    system.matrix[:SHAPE_COUNT, :SHAPE_COUNT] += weighted @ PROPORTIONS
    system.right[:SHAPE_COUNT] += weighted @ unlikely
    poses_at = np.arange(SHAPE_COUNT, SHAPE_COUNT + POSE_COUNT * len(poses))
    system.matrix[poses_at, poses_at] += np.tile(1 / POSE_SPREAD**2, len(poses))
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
