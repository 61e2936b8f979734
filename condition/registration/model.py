"""`Alignment` or `Refusal`: the only two answers of registration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from condition.geometry import Matrix, Points, apply_homography, as_points, sample, scale_points
from condition.reasons import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A mapping between the before and the after photo, and where it holds.

    Attributes
    ----------
    after_from_before : ndarray
        float64 ``(3, 3)``; homography in full-resolution px.
    displacement : ndarray or None
        float32 ``(h, w, 2)`` on the after photo's grid at `scale`, in full-resolution px of the after photo: the
        surface point seen at after pixel ``p`` is where the homography would put ``p + displacement(p)``.
        None where the homography is enough.
    valid : ndarray
        bool ``(h, w)`` on the after photo's grid at `scale`; True where both photos show the piece and the mapping holds.
    scale : float
        Pixels of `valid` and `displacement` per pixel of the full after photo.
    matches : ndarray
        float64 ``(N, 4)``: x, y before, x, y after of the blocks or keypoints the fit rests on, full-resolution px.
    inlier : ndarray
        bool ``(N,)``; the matches that agree with the mapping.
    residual_px : float
        Median distance of the inliers from the mapping, px of the full after photo.
    overlap : float
        Fraction of the piece in the after photo that is `valid`.
    evidence : float
        -log10 of the expected number of alignments as good by chance (number of false alarms).
    """

    after_from_before: Matrix
    displacement: NDArray[np.float32] | None
    valid: NDArray[np.bool_]
    scale: float
    matches: NDArray[np.float64]
    inlier: NDArray[np.bool_]
    residual_px: float
    overlap: float
    evidence: float

    def to_before(self, points: ArrayLike) -> Points:
        """Carry ``(N, 2)`` points of the after photo into the before photo, full-resolution px."""
        return apply_homography(
            np.asarray(np.linalg.inv(self.after_from_before)), self._undisplaced(as_points(points))
        )

    def to_after(self, points: ArrayLike) -> Points:
        """Carry ``(N, 2)`` points of the before photo into the after photo, full-resolution px.

        Inverts the displacement by fixed-point iteration, which converges because the field is smooth (its
        gradient is far below 1).
        """
        target = apply_homography(self.after_from_before, points)
        if self.displacement is None:
            return target
        found = target.copy()
        for _ in range(30):
            found = target - (self._undisplaced(found) - found)
        return found

    def _undisplaced(self, points: Points) -> Points:
        """Where the homography alone would put the surface points seen at these after pixels."""
        if self.displacement is None:
            return points
        inside = np.column_stack(
            [
                np.clip(scale_points(points, self.scale)[:, k], 0, self.displacement.shape[1 - k] - 1)
                for k in (0, 1)
            ]
        )
        return np.asarray(points + sample(self.displacement, inside))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the two photos cannot be aligned; `reasons` is never empty."""

    reasons: tuple[Reason, ...]
