"""A rough mapping -> a finer one: blocks of the orientation field, robust affine, then robust homography.

Each round renders the before photo into the after photo's frame, lets every block find its place, and fits one update
by iteratively reweighted Gauss-Newton with a Cauchy weight [1]_. Residuals count by each block's information, so a
block on a straight edge pulls across the edge only.

References
----------
.. [1] Zhang, "Parameter estimation techniques", Image and Vision Computing 15(1), 1997 (M-estimators).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix
from condition.registration.blocks import Blocks, match_blocks
from condition.registration.field import Complex, orientation_field
from condition.registration.views import Level, View, inverse, render


@dataclass(frozen=True, slots=True)
class Round:
    """One round of refinement.

    Attributes
    ----------
    block_px, reach_px : int
        Side of a block and its search range.
    perspective : bool
        Fit a homography; else an affine map, which is steadier while far off.
    """

    block_px: int
    reach_px: int
    perspective: bool


#: Strength that holds a round's update near the identity, as a multiple of one block's weight.
RIDGE_AFFINE = 0.02
#: The same for the two perspective terms, which few blocks determine.
RIDGE_PERSPECTIVE = 0.5


def after_field(after: View, long_side_px: int) -> tuple[Level, Complex]:
    """Return the after photo's level of that size and its orientation field on the piece."""
    level = after.sized(long_side_px)
    return level, orientation_field(level.luminance, level.inside)


def before_field(before: View, level: Level, after_from_before: Matrix) -> Complex:
    """Return the before photo's orientation field in the frame of an after level."""
    luminance, inside = render(before, level.level_from_full @ after_from_before, level.luminance.shape)
    return orientation_field(luminance, inside)


def refine(
    before: View, fixed: tuple[Level, Complex], after_from_before: Matrix, step: Round
) -> tuple[Matrix, Blocks]:
    """Return the mapping after one round, and the blocks it rests on (measured before the update)."""
    level, field = fixed
    moving = before_field(before, level, after_from_before)
    blocks = match_blocks(
        field, moving, step.block_px, max(4, step.block_px * 5 // 8), step.reach_px, pull=0.04
    )
    if len(blocks) < 6:
        return after_from_before, blocks
    update = fit_update(blocks, step.reach_px, step.perspective)
    to_level = level.level_from_full
    refined = inverse(to_level) @ update @ to_level @ after_from_before
    return refined / refined[2, 2], blocks


def fit_update(blocks: Blocks, reach_px: float, perspective: bool) -> Matrix:
    """Return the map that takes every block's place in the moving frame to its place in the fixed one."""
    middle = blocks.centre.mean(axis=0)
    size = max(float(np.abs(blocks.centre - middle).max()), 1.0)
    source = (blocks.centre + blocks.shift - middle) / size
    target = (blocks.centre - middle) / size
    trust = np.clip(blocks.score, 0, 1) ** 2
    parameters = np.zeros(8)
    count = 8 if perspective else 6
    # graduated: start with half the search range, end at 1.5 px
    for tolerance_px in np.geomspace(max(reach_px / 2, 2.0), 1.5, 8):
        parameters[:count] += _step(
            source, target, blocks.information, trust, parameters, count, tolerance_px / size
        )
    normalise = np.array([[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]])
    return np.asarray(inverse(normalise) @ _matrix(parameters) @ normalise)


def _matrix(parameters: NDArray[np.float64]) -> Matrix:
    """Homography from its eight parameters; zeros are the identity."""
    a, b, c, d, e, f, g, h = parameters
    return np.array([[1 + a, b, c], [d, 1 + e, f], [g, h, 1.0]])


def _step(
    source: NDArray[np.float64],
    target: NDArray[np.float64],
    information: NDArray[np.float64],
    trust: NDArray[np.float64],
    parameters: NDArray[np.float64],
    count: int,
    tolerance: float,
) -> NDArray[np.float64]:
    """One Gauss-Newton step of the Cauchy-weighted, information-weighted squares."""
    x, y = source.T
    mapped = np.column_stack([x, y, np.ones(len(x))]) @ _matrix(parameters).T
    depth = mapped[:, 2]
    u, v = mapped[:, 0] / depth, mapped[:, 1] / depth
    residual = target - np.column_stack([u, v])
    one, zero = np.ones(len(x)), np.zeros(len(x))
    rows_u = np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=-1) / depth[:, None]
    rows_v = np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=-1) / depth[:, None]
    jacobian = np.stack([rows_u, rows_v], axis=1)[..., :count]
    squared = np.einsum("ni,nij,nj->n", residual, information, residual)
    weight = trust / (1 + squared / tolerance**2)
    weighted = np.einsum("n,nij,njk->nik", weight, information, jacobian)
    normal = np.einsum("nij,nik->jk", jacobian, weighted)
    pull = np.einsum("nij,ni->j", weighted, residual)
    ridge = np.array(
        [RIDGE_AFFINE, RIDGE_AFFINE, 0, RIDGE_AFFINE, RIDGE_AFFINE, 0, RIDGE_PERSPECTIVE, RIDGE_PERSPECTIVE]
    )
    normal[np.diag_indices(count)] += ridge[:count] * float(trust.mean()) + 1e-9
    return np.asarray(np.linalg.solve(normal, pull))
