"""Shifts of blocks -> a smooth displacement: a membrane [1]_ on a grid of nodes, pulled by every block it trusts.

A block pulls only in the directions it knows, and less the further it lies from what its neighbours say.

References
----------
.. [1] Horn, Schunck, "Determining optical flow", Artificial Intelligence 17, 1981 (membrane regularisation).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from numpy.typing import NDArray

from condition.registration.blocks import Blocks
from condition.registration.views import Float

#: Blocks that correlate less than this are noise.
MIN_SCORE = 0.3
#: Stiffness of the membrane against a block of full trust.
STIFFNESS = 0.6
#: Pull towards no displacement, per node.
REST = 0.02
#: Residual (level px) at which a block's weight has halved.
TOLERANCE_PX = 1.5


def fit_membrane(blocks: Blocks, shape: tuple[int, int], step_px: int) -> Float:
    """Return the displacement of ``shape`` nodes that are `step_px` apart, float32 ``(rows, columns, 2)``, in px."""
    rows, cols = shape
    count = rows * cols
    at = np.clip(np.round(blocks.centre / step_px).astype(int), 0, [cols - 1, rows - 1])
    node = at[:, 1] * cols + at[:, 0]
    trust = np.where(blocks.score > MIN_SCORE, np.clip(blocks.score, 0, 1) ** 2, 0.0)
    smoothness = STIFFNESS * _laplacian(rows, cols) + REST * scipy.sparse.identity(count)
    system = scipy.sparse.block_diag([smoothness, smoothness], format="csr")
    values = np.zeros(2 * count)
    for _ in range(3):
        mapped = np.column_stack([values[node], values[count + node]])
        residual = blocks.shift - mapped
        squared = np.einsum("ni,nij,nj->n", residual, blocks.information, residual)
        weight = trust / (1 + squared / TOLERANCE_PX**2)
        data, right = _data_terms(blocks, node, weight, count)
        values = scipy.sparse.linalg.spsolve((system + data).tocsc(), right)
    return np.asarray(values.reshape(2, rows, cols).transpose(1, 2, 0), np.float32)


def _data_terms(
    blocks: Blocks, node: NDArray[np.int64], weight: NDArray[np.float64], count: int
) -> tuple[scipy.sparse.csr_matrix, NDArray[np.float64]]:
    """Normal equations of the blocks."""
    weighted = blocks.information * weight[:, None, None]
    entries, rows, cols = [], [], []
    for i in (0, 1):
        for j in (0, 1):
            entries.append(weighted[:, i, j])
            rows.append(node + i * count)
            cols.append(node + j * count)
    matrix = scipy.sparse.csr_matrix(
        (np.concatenate(entries), (np.concatenate(rows), np.concatenate(cols))), shape=(2 * count, 2 * count)
    )
    right = np.zeros(2 * count)
    pull = np.einsum("nij,nj->ni", weighted, blocks.shift)
    for i in (0, 1):
        np.add.at(right, node + i * count, pull[:, i])
    return matrix, right


def _laplacian(rows: int, cols: int) -> scipy.sparse.csr_matrix:
    """Graph Laplacian of a grid with four neighbours."""
    chain = [
        scipy.sparse.diags(
            [-np.ones(n - 1), np.r_[1, 2 * np.ones(max(n - 2, 0)), 1][:n], -np.ones(n - 1)], [-1, 0, 1]
        )
        for n in (rows, cols)
    ]
    across = scipy.sparse.kron(scipy.sparse.identity(rows), chain[1])
    down = scipy.sparse.kron(chain[0], scipy.sparse.identity(cols))
    return scipy.sparse.csr_matrix(across + down)
