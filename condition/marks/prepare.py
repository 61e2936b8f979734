"""Pixels -> the four channels in which marks are looked for; shared by training and use."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

#: Detail is what differs from the local mean of this radius, and is divided by its own local rms, px (sigma).
MEAN_PX, RMS_PX = 8.0, 20.0
#: Sensor floor: detail below this is noise and is not amplified, grey levels.
FLOOR = 3.0


def prepare(pixels: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Return detail, luminance and two colour channels of one picture.

    Parameters
    ----------
    pixels : ndarray
        ``(h, w, 3)`` RGB sRGB, 0..255.

    Returns
    -------
    ndarray
        float32 ``(4, h, w)``: detail over its local rms (clipped to +-6, over 2), luminance (-1..1), Cb and Cr against
        their local mean (grey levels over 32).
    """
    ycc = cv2.cvtColor(np.asarray(pixels, np.float32) / 255, cv2.COLOR_RGB2YCrCb)
    luminance = ycc[..., 0] * 255
    detail = luminance - _smooth(luminance, MEAN_PX)
    rms = np.sqrt(_smooth(detail * detail, RMS_PX) + FLOOR**2)
    cr, cb = (ycc[..., k] * 255 for k in (1, 2))
    return np.stack(
        [
            np.clip(detail / rms, -6, 6) / 2,
            luminance / 127.5 - 1,
            np.clip((cb - _smooth(cb, MEAN_PX)) / 32, -2, 2),
            np.clip((cr - _smooth(cr, MEAN_PX)) / 32, -2, 2),
        ]
    ).astype(np.float32)


def _smooth(channel: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Gaussian blur, computed on a quarter of the resolution (wide kernels need no more)."""
    height, width = channel.shape
    small = cv2.resize(channel, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma_px / 4), (width, height)), np.float32)
