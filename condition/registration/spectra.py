"""Correlation of complex fields by OpenCV's Fourier transform, which is faster on small fields than NumPy's and SciPy's.

A complex field is carried as float32 ``(h, w, 2)``, as OpenCV has it. `benchmarks/README.md` has the comparison.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.registration.field import Complex, Float


def fast_side(least_px: int) -> int:
    """Return the smallest side of at least `least_px` whose transform is quick (factors 2, 3 and 5)."""
    return int(cv2.getOptimalDFTSize(least_px))


def spectrum(field: Complex | Float, shape: tuple[int, int] | None = None) -> Float:
    """Return the Fourier transform of a field, after padding with zeros to `shape`: float32 ``(h, w, 2)``."""
    height, width = field.shape
    padded = np.zeros((*(shape or field.shape), 2), np.float32)
    padded[:height, :width] = as_two(field)
    return cv2.dft(padded, nonzeroRows=height)  # type: ignore[return-value]  # OpenCV's stub knows no dtype


def as_two(field: Complex | Float) -> Float:
    """Return a field as two channels, the second zero where it is real."""
    if np.iscomplexobj(field):
        return np.ascontiguousarray(field).view(np.float32).reshape(*field.shape, 2)
    return np.stack([field, np.zeros_like(field)], axis=-1)


def correlation(of: Float, against: Float) -> Float:
    """Return the real part of the cyclic correlation of two spectra: at (y, x), `against` shifted there and multiplied.

    float32 ``(h, w)``, scaled so that a field with itself gives its energy at (0, 0).
    """
    product = cv2.mulSpectrums(of, against, 0, conjB=True)
    return np.asarray(cv2.dft(product, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE)[..., 0], np.float32)


def box(surface: NDArray[np.float32], reach: int) -> Float:
    """Return the shifts from ``-reach`` to ``reach`` of a cyclic correlation, ``(2 reach + 1, 2 reach + 1)``."""
    return np.roll(surface, (reach, reach), axis=(0, 1))[: 2 * reach + 1, : 2 * reach + 1]
