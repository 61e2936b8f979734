"""What lies over the two photos of a comparison canvas, as data: transparent pictures, and where a point lies in the other.

Takes a comparison's parts, returns pictures as WebP bytes and lattices of points. Judges nothing, serves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points
from condition.novelty import Blind, Coverage
from condition.registration import Alignment
from condition.report.legend import BLIND_STYLES, hatch
from condition.report.warp import View

#: Evidence up to the first share stays clear, because the grain of a brushed surface reaches it everywhere; from the second
#: on it is fully coloured.
CLEAR_UP_TO, FULL_FROM = 0.18, 0.7
#: How opaque the strongest evidence, a hatched area and the dimmed support are.
HEAT_ALPHA, TINT_ALPHA, SUPPORT_ALPHA = 0.85, 0.4, 0.62
WEBP_QUALITY = 82
#: Cells of a lattice along the longer side. Between its points a hand-held photo's homography and the smooth local field
#: are straight to a fraction of a screen pixel.
CELLS = 32
#: Beyond this the homography has its horizon, px.
FAR_PX = 1e6


@dataclass(frozen=True, slots=True)
class Overlay:
    """A transparent picture over a part of the after photo.

    Attributes
    ----------
    data : bytes
        WebP.
    edges : tuple of float
        Left, top, right and bottom in px of the after photo, from the corner of its first pixel.
    around : float
        How strongly the rest of the photo is dimmed: it is not the piece.
    """

    data: bytes
    edges: tuple[float, float, float, float]
    around: float = 0.0


def evidence_layer(coverage: Coverage) -> Overlay | None:
    """Return the heat map of what the after photo shows and the before photo does not; None where it was not kept."""
    if coverage.evidence is None:
        return None
    share = coverage.evidence.astype(np.float32) / 255
    # inferno begins in black; from here on it is seen on bright and on dark metal
    colour = cv2.applyColorMap((96 + 159 * share).astype(np.uint8), cv2.COLORMAP_INFERNO)
    strength = ((share - CLEAR_UP_TO) / (FULL_FROM - CLEAR_UP_TO)).clip(0, 1)
    alpha = np.where(coverage.blind == Blind.NOT_THE_PIECE, 0.0, HEAT_ALPHA * strength)
    return _overlay(np.asarray(colour, np.uint8), alpha.astype(np.float32), coverage)


def blind_layer(coverage: Coverage) -> Overlay:
    """Return what could not be compared, tinted and hatched by reason as in the report; the support is dimmed."""
    colour = np.full((*coverage.blind.shape, 3), 16, np.uint8)
    alpha = np.where(coverage.blind == Blind.NOT_THE_PIECE, SUPPORT_ALPHA, 0.0).astype(np.float32)
    for why, style in BLIND_STYLES.items():
        area = coverage.blind == why
        colour[area] = style.colour[::-1]
        alpha[area] = TINT_ALPHA
        alpha[area & hatch(style.hatch, area.shape)] = 1.0
    return _overlay(colour, alpha, coverage, SUPPORT_ALPHA)


def _overlay(
    bgr: NDArray[np.uint8], alpha: NDArray[np.float32], coverage: Coverage, around: float = 0.0
) -> Overlay:
    pixels = np.dstack([bgr, np.round(255 * alpha).astype(np.uint8)])
    done, encoded = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
    assert done, "WebP holds any picture up to 16,383 px a side"
    return Overlay(encoded.tobytes(), edges_of(coverage), around)


def edges_of(coverage: Coverage) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the part that a coverage covers, px of the after photo from its corner."""
    (left, top), (height, width) = coverage.origin, coverage.blind.shape
    scale = coverage.scale
    return left / scale, top / scale, (left + width) / scale, (top + height) / scale


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """A smooth mapping between two views, as the places of evenly spaced points.

    Attributes
    ----------
    columns, rows : int
        Number of points; the first lies on the source view's top-left corner, the last on its bottom-right corner.
    points : ndarray
        float64 ``(rows * columns, 2)``: where each lies in the target view, x and y from the corner of its first pixel.
    """

    columns: int
    rows: int
    points: Points


def lattices(alignment: Alignment, before: View, after: View) -> tuple[Lattice, Lattice]:
    """Return where points of a view of the after photo lie in a view of the before photo, and the other way round."""
    return _lattice(alignment.to_before, after, before), _lattice(alignment.to_after, before, after)


def _lattice(carry: Callable[[Points], Points], source: View, target: View) -> Lattice:
    cell = max(source.width, source.height) / CELLS
    columns, rows = max(1, round(source.width / cell)) + 1, max(1, round(source.height / cell)) + 1
    across, down = np.linspace(0, source.width, columns), np.linspace(0, source.height, rows)
    corners = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    # views have the centre of their first pixel at (0, 0), and a lattice its corner
    carried = target.to_view(carry(source.to_after(corners - 0.5))) + 0.5
    return Lattice(columns, rows, np.nan_to_num(carried, nan=-FAR_PX, posinf=FAR_PX, neginf=-FAR_PX))
