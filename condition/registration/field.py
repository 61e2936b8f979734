"""Luminance -> orientation field: a description of structure that reversed contrast cannot change.

Polished metal returns with its engraving bright where it was dark. The gradient's direction then turns by 180 degrees,
its orientation does not: doubling the angle, as for structure tensors [1]_, makes both equal, and dividing by the local
mean gradient makes faint and strong engraving count alike [2]_.

References
----------
.. [1] Granlund, Knutsson, Signal Processing for Computer Vision, 1995, ch. 6 (double-angle representation).
.. [2] Fitch et al., "Orientation correlation", BMVC 2002. doi:10.5244/C.16.11
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]
Complex = NDArray[np.complex64]

#: Gradient scale in px of the level.
SIGMA_PX = 1.0
#: Neighbourhood of the mean gradient, px.
NEIGHBOURHOOD_PX = 31
#: Gradient of log luminance per px under which there is only noise.
NOISE_FLOOR = 0.012
#: Weights are clipped here (multiples of the local mean), so that one bright edge does not outweigh its neighbourhood.
CLIP = 2.0


def orientation_field(luminance: Float, within: Float | None = None) -> Complex:
    """Return the double-angle gradient field, complex64 ``(h, w)``, magnitude in [0, `CLIP`].

    Parameters
    ----------
    luminance : ndarray
        float32 ``(h, w)``, logarithmic.
    within : ndarray or None
        float32 ``(h, w)`` weights in [0, 1] that multiply the field, such as the piece.
    """
    smooth = cv2.GaussianBlur(luminance, (0, 0), SIGMA_PX)
    gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125)
    gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)
    size = np.sqrt(gx * gx + gy * gy)
    mean = cv2.blur(size, (NEIGHBOURHOOD_PX, NEIGHBOURHOOD_PX)) + NOISE_FLOOR
    weight = np.minimum(size / mean, CLIP)
    safe = np.maximum(size * size, 1e-12)
    field = np.empty(luminance.shape, np.complex64)
    field.real = weight * (gx * gx - gy * gy) / safe
    field.imag = weight * (2 * gx * gy) / safe
    if within is not None:
        field *= within
    return field
