"""Where the before photo could have shown a mark, and where it could not: the map behind "cannot tell".

"Not visible before" is not "absent before". A place that was burnt out, blurred, out of the frame or not aligned in
the before photo cannot testify, whatever the after photo shows there.

Blur is told by comparing the two photos in the band where marks live, as in measuring relative defocus between two pictures
of one scene [1]_: what the scene itself has in detail divides out.

References
----------
.. [1] Subbarao, Surya: Depth from defocus: a spatial domain approach. International Journal of Computer Vision 13(3), 1994.
   doi:10.1007/BF02028349
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.novelty.model import Blind, Coverage
from condition.registration import AlignedView

#: Luminance from which a pixel is burnt out, grey levels.
BURNT = 250.0
#: A burnt place counts with its rim: bloom hides marks beside it, px of the view.
RIM_PX = 2
#: Detail is the band between these two scales, px (sigma): where marks of 1 to 4 px have their energy.
FINE_PX, BROAD_PX = 0.8, 2.4
#: Window over which detail is compared, px (sigma).
WINDOW_PX = 14.0
#: Detail of the after photo that noise cannot explain, grey levels (rms).
MIN_DETAIL = 4.0


def map_coverage(view: AlignedView, blur_ratio: float) -> Coverage:
    """Return which pixels of the piece could be compared, and why the others could not.

    Parameters
    ----------
    view : AlignedView
        Both photos on one grid.
    blur_ratio : float
        The before photo counts as blurred where its detail is below this share of the after photo's.

    Returns
    -------
    Coverage
        On the view's grid. Later entries win over earlier ones: blurred, glare, not aligned, out of view.
    """
    before, after = (
        cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) for p in (view.before, view.after)
    )
    blind = np.full(view.shape, Blind.COMPARED, np.uint8)
    blind[_blurred(before, after, blur_ratio)] = Blind.BLURRED
    blind[_burnt(before) | _burnt(after)] = Blind.GLARE
    blind[~view.valid] = Blind.NOT_ALIGNED
    blind[~view.in_view] = Blind.OUT_OF_VIEW
    blind[~view.inside] = Blind.NOT_THE_PIECE
    return Coverage(blind, view.scale, view.origin)


def _blurred(before: NDArray[np.float32], after: NDArray[np.float32], ratio: float) -> NDArray[np.bool_]:
    """Where the after photo shows fine detail of which the before photo shows nearly nothing."""
    detail_before, detail_after = _detail(before), _detail(after)
    return np.asarray((detail_after > MIN_DETAIL) & (detail_before < ratio * detail_after))


def _detail(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Local rms of the band in which marks live, grey levels."""
    band = cv2.GaussianBlur(grey, (0, 0), FINE_PX) - cv2.GaussianBlur(grey, (0, 0), BROAD_PX)
    # clipped, so that one strong new scratch does not make its whole surroundings look sharper than before
    energy = np.minimum(band * band, 12.0**2)
    height, width = grey.shape
    small = cv2.resize(energy, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    wide = cv2.GaussianBlur(small, (0, 0), WINDOW_PX / 4)
    return np.sqrt(cv2.resize(wide, (width, height), interpolation=cv2.INTER_LINEAR))


def _burnt(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Burnt-out areas with their rim; single sparkling pixels do not count."""
    size = 2 * RIM_PX + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    opened = cv2.morphologyEx((grey >= BURNT).astype(np.uint8), cv2.MORPH_OPEN, kernel)
    return np.asarray(cv2.dilate(opened, kernel) > 0)
