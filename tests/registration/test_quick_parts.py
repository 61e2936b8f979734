"""What stands in for a library because it is quicker gives the library's answer."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.linalg

from condition.registration.blocks import Blocks, match_blocks
from condition.registration.membrane import MIN_SCORE, REST, STIFFNESS, TOLERANCE_PX, fit_membrane
from condition.registration.spectra import box, correlation, fast_side, spectrum


def complex_field(shape: tuple[int, int], seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(np.complex64)


@pytest.mark.parametrize("shape", [(24, 24), (30, 40), (37, 53)])
def test_correlation_is_that_of_numpy(shape: tuple[int, int]) -> None:
    one, two = complex_field(shape, 1), complex_field(shape, 2)
    expected = np.fft.ifft2(np.fft.fft2(one) * np.conj(np.fft.fft2(two))).real
    assert np.allclose(correlation(spectrum(one), spectrum(two)), expected, atol=1e-3)


def test_a_real_field_is_padded_with_zeros() -> None:
    field = np.random.default_rng(3).normal(size=(10, 14)).astype(np.float32)
    found = spectrum(field, (16, 20))
    expected = np.fft.fft2(field, (16, 20))
    assert np.allclose(found[..., 0] + 1j * found[..., 1], expected, atol=1e-4)


def test_the_box_has_no_shift_in_its_middle() -> None:
    field = complex_field((32, 32), 4)
    surface = box(correlation(spectrum(np.roll(field, (2, -3), (0, 1))), spectrum(field)), 5)
    assert divmod(int(surface.argmax()), surface.shape[1]) == (5 + 2, 5 - 3)


def test_a_quick_side_is_no_smaller_than_asked_for() -> None:
    assert all(least <= fast_side(least) <= 2 * least for least in range(1, 300))


def test_a_shift_is_scored_as_the_normalised_correlation_at_its_place() -> None:
    field = complex_field((96, 96), 5)
    blocks = match_blocks(field, np.roll(field, (3, -2), (0, 1)), size_px=24, step_px=12, reach_px=6)
    inner = np.all(np.abs(blocks.centre - 47.5) < 24, axis=1)
    assert np.allclose(blocks.shift[inner], (-2, 3), atol=0.15)
    assert np.allclose(blocks.score[inner], 1.0, atol=0.05)


def sparse_membrane(blocks: Blocks, shape: tuple[int, int], step_px: int) -> np.ndarray:
    """The same normal equations with SciPy's matrices and its direct solver."""
    rows, cols = shape
    count = rows * cols
    chains = [
        scipy.sparse.diags([-np.ones(n - 1), np.r_[1, 2 * np.ones(n - 2), 1], -np.ones(n - 1)], [-1, 0, 1])
        for n in (rows, cols)
    ]
    laplacian = scipy.sparse.kron(scipy.sparse.identity(rows), chains[1]) + scipy.sparse.kron(
        chains[0], scipy.sparse.identity(cols)
    )
    smooth = STIFFNESS * laplacian + REST * scipy.sparse.identity(count)
    at = np.clip(np.round(blocks.centre / step_px).astype(int), 0, [cols - 1, rows - 1])
    node = at[:, 1] * cols + at[:, 0]
    trust = np.where(blocks.score > MIN_SCORE, blocks.score**2, 0.0)
    values = np.zeros((count, 2))
    for _ in range(3):
        residual = blocks.shift - values[node]
        squared = np.einsum("ni,nij,nj->n", residual, blocks.information, residual)
        pull = blocks.information * (trust / (1 + squared / TOLERANCE_PX**2))[:, None, None]
        matrix, right = scipy.sparse.block_diag([smooth, smooth]).tolil(), np.zeros(2 * count)
        for k, place in enumerate(node):
            towards = pull[k] @ blocks.shift[k]
            for i in (0, 1):
                right[place + i * count] += towards[i]
                for j in (0, 1):
                    matrix[place + i * count, place + j * count] += pull[k, i, j]
        values = scipy.sparse.linalg.spsolve(matrix.tocsc(), right).reshape(2, count).T
    return values.reshape(rows, cols, 2)


def test_the_membrane_is_that_of_a_direct_solver() -> None:
    rng = np.random.default_rng(6)
    count = 60
    angle, share = rng.uniform(0, np.pi, count), rng.uniform(0.5, 1, count)
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    outer = along[:, :, None] * along[:, None, :]
    information = share[:, None, None] * outer + (1 - share)[:, None, None] * (np.eye(2) - outer)
    centre = rng.uniform(0, (160, 120), (count, 2))
    shift = np.sin(centre / 40) * 3 + rng.normal(0, 0.3, (count, 2))
    blocks = Blocks(centre, shift, rng.uniform(0.2, 1, count), np.zeros(count), information)
    expected = sparse_membrane(blocks, (8, 10), 20)
    assert np.allclose(fit_membrane(blocks, (8, 10), 20), expected, atol=1e-4)
