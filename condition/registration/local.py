"""Two orientation fields in one frame -> the smooth displacement that is left, where it demonstrably helps.

Curved pieces leave a few pixels that no homography explains. Blocks measure them; a membrane (first-order
regularisation, `membrane`) spreads them by trust, each block pulling only in the directions it knows; and a region keeps its
displacement only if the fields then agree better by a margin. Applied everywhere, the field would harm what is
already exact: it turned 0.2 px into 0.46 px on a planar coin.
"""

from __future__ import annotations

import cv2
import numpy as np

from condition.registration.blocks import match_blocks
from condition.registration.field import Complex
from condition.registration.membrane import fit_membrane
from condition.registration.views import Float

#: Blocks of the local search, level px; reach bounds the displacement.
BLOCK_PX, STEP_PX, REACH_PX = 40, 20, 6
#: Gain of the normalised correlation a region must show to keep its displacement.
MARGIN = 0.02
#: Neighbourhood over which the gain is judged, level px.
GAIN_SIGMA_PX = 24.0


def estimate_displacement(fixed: Complex, moving: Complex) -> Float | None:
    """Return the displacement float32 ``(h, w, 2)`` in px, or None where nothing helps.

    What `fixed` shows at ``p`` is found in `moving` at ``p + displacement(p)``.
    """
    blocks = match_blocks(fixed, moving, BLOCK_PX, STEP_PX, REACH_PX, pull=0.05)
    if len(blocks) < 6:
        return None
    height, width = fixed.shape
    nodes = fit_membrane(blocks, (height // STEP_PX + 2, width // STEP_PX + 2), STEP_PX)
    smooth = _upsampled(nodes, (height, width))
    gain = _gain(fixed, moving, smooth)
    kept = np.clip((gain - MARGIN / 2) / (MARGIN / 2), 0, 1)
    if not (kept > 0.5).any():
        return None
    return np.asarray(
        smooth * cv2.blur(kept, (round(GAIN_SIGMA_PX), round(GAIN_SIGMA_PX)))[..., None], np.float32
    )


def _upsampled(nodes: Float, shape: tuple[int, int]) -> Float:
    """Interpolate the nodes' displacements to every pixel."""
    xs, ys = np.meshgrid(np.arange(shape[1], dtype=np.float32), np.arange(shape[0], dtype=np.float32))
    smooth = cv2.GaussianBlur(nodes, (0, 0), 0.8)
    return np.asarray(
        cv2.remap(smooth, xs / STEP_PX, ys / STEP_PX, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def _gain(fixed: Complex, moving: Complex, displacement: Float) -> Float:
    """How much the local correlation rises when `moving` is read at the displaced places."""
    ys, xs = np.mgrid[0 : fixed.shape[0], 0 : fixed.shape[1]].astype(np.float32)
    parts = moving.view(np.float32).reshape(*moving.shape, 2)
    moved = cv2.remap(parts, xs + displacement[..., 0], ys + displacement[..., 1], cv2.INTER_LINEAR)
    there = np.ascontiguousarray(moved).view(np.complex64)[..., 0]
    return _local_correlation(fixed, there) - _local_correlation(fixed, moving)


def _local_correlation(first: Complex, second: Complex) -> Float:
    """Normalised correlation in a Gaussian neighbourhood; averaged at a quarter of the size, which is 10 times faster."""
    parts = [(first * np.conj(second)).real, np.abs(first) ** 2, np.abs(second) ** 2]
    small = cv2.resize(
        np.dstack(parts).astype(np.float32), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA
    )
    product, power, other = cv2.split(cv2.GaussianBlur(small, (0, 0), GAIN_SIGMA_PX / 4))
    correlation = np.asarray(product / np.sqrt(power * other + 0.01), np.float32)
    return np.asarray(cv2.resize(correlation, first.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
