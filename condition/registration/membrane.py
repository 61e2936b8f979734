"""Shifts of blocks -> a smooth displacement: a membrane [1]_ on a grid of nodes, pulled by every block it trusts.

A block pulls only in the directions it knows, and less the further it lies from what its neighbours say. The normal equations
are symmetric and positive definite, so that conjugate gradients [2]_ solve them without a matrix and without a library that
takes longer to load than they take to run.

References
----------
.. [1] Horn, Schunck, "Determining optical flow", Artificial Intelligence 17, 1981 (membrane regularisation).
.. [2] Hestenes, Stiefel, "Methods of conjugate gradients for solving linear systems", J. Res. NBS 49, 1952.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from condition.registration.blocks import Blocks
from condition.registration.views import Float

Real = NDArray[np.float64]

#: Blocks that correlate less than this are noise.
MIN_SCORE = 0.3
#: Stiffness of the membrane against a block of full trust.
STIFFNESS = 0.6
#: Pull towards no displacement, per node.
REST = 0.02
#: Residual (level px) at which a block's weight has halved.
TOLERANCE_PX = 1.5
#: Conjugate gradients end when the residual has fallen to this part of the right side, or after so many steps: the spectrum
#: lies between `REST` and about 6, which takes some 60.
CONVERGED, MOST_STEPS = 1e-7, 400


def fit_membrane(blocks: Blocks, shape: tuple[int, int], step_px: int) -> Float:
    """Return the displacement of ``shape`` nodes that are `step_px` apart, float32 ``(rows, columns, 2)``, in px."""
    rows, cols = shape
    at = np.clip(np.round(blocks.centre / step_px).astype(int), 0, [cols - 1, rows - 1])
    node = at[:, 1] * cols + at[:, 0]
    trust = np.where(blocks.score > MIN_SCORE, np.clip(blocks.score, 0, 1) ** 2, 0.0)
    values = np.zeros((rows, cols, 2))
    for _ in range(3):
        residual = blocks.shift - values.reshape(-1, 2)[node]
        squared = np.einsum("ni,nij,nj->n", residual, blocks.information, residual)
        weighted = blocks.information * (trust / (1 + squared / TOLERANCE_PX**2))[:, None, None]
        pull, towards = np.zeros((rows * cols, 2, 2)), np.zeros((rows * cols, 2))
        np.add.at(pull, node, weighted)
        np.add.at(towards, node, np.einsum("nij,nj->ni", weighted, blocks.shift))
        values = _solved(pull.reshape(rows, cols, 2, 2), towards.reshape(rows, cols, 2), values)
    return np.asarray(values, np.float32)


def _solved(pull: Real, towards: Real, start: Real) -> Real:
    """The displacement at which stiffness, rest and the pull of the blocks are in balance, from a guess."""
    values = start.copy()
    residual = towards - _forces(values, pull)
    direction = residual.copy()
    energy = float((residual**2).sum())
    enough = CONVERGED**2 * max(float((towards**2).sum()), 1e-30)
    for _ in range(MOST_STEPS):
        if energy <= enough:
            break
        against = _forces(direction, pull)
        step = energy / float((direction * against).sum())
        values += step * direction
        residual -= step * against
        previous, energy = energy, float((residual**2).sum())
        direction = residual + energy / previous * direction
    return values


def _forces(values: Real, pull: Real) -> Real:
    """What a displacement of the nodes meets: the membrane (graph Laplacian, four neighbours), rest, and the blocks."""
    forces = REST * values
    down, across = np.diff(values, axis=0), np.diff(values, axis=1)
    forces[1:] += STIFFNESS * down
    forces[:-1] -= STIFFNESS * down
    forces[:, 1:] += STIFFNESS * across
    forces[:, :-1] -= STIFFNESS * across
    forces += (pull @ values[..., None])[..., 0]
    return forces
