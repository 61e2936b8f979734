"""Two views -> similarity hypotheses from the piece's shape and structure, without keypoints.

Both pieces are brought to a small common frame by centroid and root mean square radius; then the orientation fields
are correlated over all rotations, a range of scales, and (by FFT) all shifts. This is Fourier template matching on
orientation fields; see `field` for its source. It finds polished pieces on which no keypoint survives a change of room.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix
from condition.registration.field import orientation_field
from condition.registration.spectra import box, correlation, spectrum
from condition.registration.views import Float, View, inverse, render

Complex = NDArray[np.complex64]


@dataclass(frozen=True, slots=True)
class ShapeSearch:
    """How finely poses are searched.

    Attributes
    ----------
    side_px : int
        Side of the common frame.
    radius_px : float
        Root mean square radius of the piece in the common frame.
    step_deg : float
        Step of the rotation; half of it moves the outline by about 1 px.
    scales : tuple of float
        Scale of the before photo's piece, after the radii were made equal.
    reach_px : int
        Largest shift between the centroids.
    """

    side_px: int = 128
    radius_px: float = 34.0
    step_deg: float = 5.0
    scales: tuple[float, ...] = (0.74, 0.82, 0.9, 1.0, 1.11, 1.22, 1.35)
    reach_px: int = 26


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A guess at the mapping: the matrix, where it came from, and its own score (comparable within one source)."""

    after_from_before: Matrix
    source: str
    score: float


def propose_shapes(before: View, after: View, count: int, search: ShapeSearch) -> list[Hypothesis]:
    """Return up to `count` similarity hypotheses, best first, clearly different from each other."""
    frame_before = _frame(before, search)
    frame_after = _frame(after, search)
    field_before = _field(before, frame_before, search)
    field_after = _field(after, frame_after, search)
    poses = _poses(search)
    scores, shifts = _scores(field_before, field_after, poses, search)
    hypotheses = []
    for index in _distinct(scores, shifts, poses, count, search):
        pose = _similarity(*poses[index], shifts[index], search)
        matrix = inverse(frame_after) @ pose @ frame_before
        hypotheses.append(Hypothesis(matrix / matrix[2, 2], "shape", float(scores[index])))
    return hypotheses


def _frame(view: View, search: ShapeSearch) -> Matrix:
    """Common frame from full-resolution px."""
    scale = search.radius_px / view.radius_px
    middle = (search.side_px - 1) / 2
    x, y = view.centre
    return np.array([[scale, 0, middle - scale * x], [0, scale, middle - scale * y], [0, 0, 1.0]])


def _field(view: View, frame: Matrix, search: ShapeSearch) -> Complex:
    """Orientation field of the piece in the common frame."""
    luminance, inside = render(view, frame, (search.side_px, search.side_px))
    return orientation_field(luminance, inside)


def _poses(search: ShapeSearch) -> list[tuple[float, float]]:
    """Every (rotation in degrees, scale) of the search."""
    return [
        (float(turn), scale) for scale in search.scales for turn in np.arange(0.0, 360.0, search.step_deg)
    ]


def _similarity(turn_deg: float, scale: float, shift: NDArray[np.float64], search: ShapeSearch) -> Matrix:
    """Rotation and scale about the frame's middle, then `shift`."""
    middle = (search.side_px - 1) / 2
    c, s = scale * np.cos(np.radians(turn_deg)), scale * np.sin(np.radians(turn_deg))
    return np.array(
        [
            [c, -s, middle - c * middle + s * middle + shift[0]],
            [s, c, middle - s * middle - c * middle + shift[1]],
            [0, 0, 1.0],
        ]
    )


def _turned(field: Complex, turn_deg: float, scale: float, search: ShapeSearch) -> Complex:
    """The field of the turned and scaled picture."""
    pose = _similarity(turn_deg, scale, np.zeros(2), search)[:2]
    side = (field.shape[1], field.shape[0])
    parts = cv2.warpAffine(
        field.view(np.float32).reshape(*field.shape, 2), pose, side, flags=cv2.INTER_LINEAR
    )
    doubled = np.exp(2j * np.radians(turn_deg)).astype(np.complex64)
    return np.asarray(np.ascontiguousarray(parts).view(np.complex64)[..., 0] * doubled, np.complex64)


def _scores(
    before: Complex, after: Complex, poses: list[tuple[float, float]], search: ShapeSearch
) -> tuple[Float, NDArray[np.float64]]:
    """Best normalised correlation of every pose and the shift where it is reached."""
    reach = search.reach_px
    fixed = spectrum(after)
    after_energy = float((np.abs(after) ** 2).sum())
    scores = np.zeros(len(poses), np.float32)
    shifts = np.zeros((len(poses), 2))
    for index, (turn, scale) in enumerate(poses):
        turned = _turned(before, turn, scale, search)
        surface = box(correlation(fixed, spectrum(turned)), reach)
        row, col = divmod(int(surface.argmax()), 2 * reach + 1)
        energy = float((np.abs(turned) ** 2).sum())
        scores[index] = surface[row, col] / np.sqrt(max(energy * after_energy, 1e-9))
        shifts[index] = col - reach, row - reach
    return scores, shifts


def _distinct(
    scores: Float,
    shifts: NDArray[np.float64],
    poses: list[tuple[float, float]],
    count: int,
    search: ShapeSearch,
) -> list[int]:
    """Indices of the best poses that differ from every better one by 2 steps, 16 % of scale, or 5 px."""
    chosen: list[int] = []
    for index in np.argsort(-scores):
        turn, scale = poses[index]
        alike = False
        for other in chosen:
            gap = abs((turn - poses[other][0] + 180) % 360 - 180)
            near = np.abs(shifts[index] - shifts[other]).max() < 5
            alike |= gap <= 2 * search.step_deg and abs(np.log(scale / poses[other][1])) < 0.15 and bool(near)
        if not alike:
            chosen.append(int(index))
        if len(chosen) == count:
            break
    return chosen
