"""`BreakEdge`: what was measured at a broken edge, and what can be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from condition.errors import SettingsError
from condition.geometry import Points
from condition.measurement import Measured
from condition.photo import Photo

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What the eye resolves: one minute of arc (the size of the gap in the optotype of visual acuity 1.0, ISO 8596) from the
#: conventional near point of 250 mm, mm.
SEEN_MM = 250.0 * float(np.tan(np.radians(1 / 60)))

#: How exactly a person reads the end of a length off a photo, px (95 %).
READ_PX = 2.0


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """What an edge has to show before anything is said of it, and from where it is clean or jagged.

    There is no collection of broken edges with known truth yet, so nothing here is fitted: the limits follow from what a
    photo can show and from what an eye can see.

    Attributes
    ----------
    max_blur_px : float
        Blur across the edge (standard deviation, px) from which nothing is said: waves under `shortest_wave` times it are lost,
        here 20 px.
    shortest_wave : float
        Shortest wave that is used, in units of the blur; at 6.3 a Gaussian leaves 0.61 of its height, which is corrected.
    min_waves : float
        Length of the edge in units of that shortest wave: two octaves below the fitted curve, which takes up what is longer
        than a quarter of the edge.
    min_step : float
        Difference of the two sides in units of their noise.
    min_parted : float
        Difference of the two sides in units of how uneven each is. Cloth, wood and paper without an edge reach 2.8 to 5.2 (75
        regions of ten sample photos); the bevel of a guilloche case has 10.2.
    max_glare : float
        Share of the strip along the edge that may be burnt out in patches, [0, 1].
    max_rival : float
        Length of a second edge across the region, as a share of the first.
    clean_mm, jagged_mm : float
        Roughness (RMS) up to which an edge is clean, and from which it is jagged: four RMS, about the height from valley to
        peak, are what an eye resolves from 250 mm; one RMS alone is.
    clean_share, jagged_share : float
        The same as shares of the edge's length, where no scale is known: an edge of 1000 px on a screen leaves its curve by
        less than a pixel, or by more than four. A convention.
    corner_deg : float
        Change of direction that counts.
    min_turns : int
        Changes of direction that a jagged edge has at least; fewer are a shape.
    """

    max_blur_px: float = 3.2
    shortest_wave: float = 6.3
    min_waves: float = 16.0
    min_step: float = 4.0
    min_parted: float = 6.0
    max_glare: float = 0.2
    max_rival: float = 0.5
    clean_mm: float = SEEN_MM / 4
    jagged_mm: float = SEEN_MM
    clean_share: float = 0.001
    jagged_share: float = 0.004
    corner_deg: float = 25.0
    min_turns: int = 4


class EdgeVerdict(StrEnum):
    """What an edge is like."""

    CLEAN = "clean"
    JAGGED = "jagged"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why nothing can be said of an edge.

    Attributes
    ----------
    code : str
        ``NO_EDGE``, ``NOT_PARTED``, ``MORE_THAN_ONE``, ``BLURRED``, ``TOO_SHORT``, ``LOW_CONTRAST``, ``GLARE``, ``BETWEEN`` or ``A_SHAPE``.
    text : str
        One sentence with the numbers in it.
    measured, required : float or None
        In the same unit, which the sentence names.
    """

    code: str
    text: str
    measured: float | None = None
    required: float | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What lies beside the edge on one side.

    Attributes
    ----------
    brighter : bool
        Whether this is the brighter of the two sides.
    whitened : float
        Share of the edge's length along which a band next to it is clearly brighter than the surface further on, [0, 1].
    whitening_levels : float
        How much brighter, 8-bit levels, in the mean of that share; 0 where there is none.
    marks : int
        Lines that run from the edge into this side.
    """

    brighter: bool
    whitened: float
    whitening_levels: float
    marks: int


@dataclass(frozen=True, slots=True, eq=False)
class BreakEdge:
    """A measured edge.

    Attributes
    ----------
    verdict : EdgeVerdict
        Clean, jagged, or cannot tell.
    text : str
        One sentence: why.
    doubts : tuple of Doubt
        Why nothing can be said; empty where something is.
    path : ndarray
        float64 ``(M, 2)`` x, y: the edge, px of the upright photo; ``(0, 2)`` where none was found.
    smooth : ndarray
        float64 ``(M, 2)``: the fitted curve at the same places.
    deviation_px : ndarray
        float64 ``(K,)``: distance of the edge from that curve, every px along it, positive to the right of its direction.
    length_px : float
        Along the fitted curve.
    blur_px : float or None
        Blur across the edge (standard deviation, px); None where there is no edge.
    band_px : tuple of float or None
        Shortest and longest wave that was measured, px.
    rms_px : Measured or None
        Roughness: root mean square of the deviation, with the half-width of its 95 % interval.
    exponent : Measured or None
        b where the power of the deviation falls as frequency to the -b; None where there is too little roughness to have one. A
        self-affine line of roughness exponent H has b = 2 H + 1; fracture surfaces of many materials have H near 0.8.
    turns : int
        Changes of direction along the edge.
    sides : tuple of Side
        Left and right of its direction; empty where there is no edge.
    mm_per_px : Measured or None
        The scale that was given.
    photo : Photo
        Where it was measured.
    region : ndarray
        float64 ``(K, 2)``: the region, px.
    settings : EdgeSettings
        The limits.
    """

    verdict: EdgeVerdict
    text: str
    doubts: tuple[Doubt, ...]
    path: Points
    smooth: Points
    deviation_px: NDArray[np.float64]
    length_px: float
    blur_px: float | None
    band_px: tuple[float, float] | None
    rms_px: Measured | None
    exponent: Measured | None
    turns: int
    sides: tuple[Side, ...]
    mm_per_px: Measured | None
    photo: Photo
    region: Points
    settings: EdgeSettings

    @property
    def rms_mm(self) -> Measured | None:
        """Roughness in mm, errors of roughness and scale in quadrature; None where no scale is known."""
        if self.rms_px is None or self.mm_per_px is None:
            return None
        value = self.rms_px.value * self.mm_per_px.value
        scale_error = self.rms_px.value * self.mm_per_px.error
        return Measured(value, float(np.hypot(self.rms_px.error * self.mm_per_px.value, scale_error)))

    @property
    def turns_per_100_px(self) -> float:
        """Changes of direction for every 100 px of the edge."""
        return 100.0 * self.turns / self.length_px if self.length_px else 0.0

    def plot(self) -> Figure:
        """Return a matplotlib figure: the edge on the photo, its deviation, and the power over wavelength."""
        from condition.report import render_edge

        return render_edge(self)

    def _repr_html_(self) -> str:
        from condition.report import render_edge_html

        return render_edge_html(self)

    def __repr__(self) -> str:
        """Verdict and roughness."""
        rough = "" if self.rms_px is None else f", RMS {self.rms_px.value:.2f} ± {self.rms_px.error:.2f} px"
        return f"<BreakEdge {self.verdict.value}{rough}>"


def scale_from(known_mm: float, measured_px: float) -> Measured:
    """Return the scale that a known length gives, whose two ends were read off the photo by eye.

    Parameters
    ----------
    known_mm, measured_px : float
        The length, and what it is in the photo. Each end is read to `READ_PX`.

    Raises
    ------
    SettingsError
        Where a length is no positive number.
    """
    if not (np.isfinite([known_mm, measured_px]).all() and min(known_mm, measured_px) > 0):
        raise SettingsError(f"a length of {known_mm:g} mm and {measured_px:g} px gives no scale")
    scale = known_mm / measured_px
    return Measured(scale, scale * float(np.hypot(READ_PX, READ_PX)) / measured_px)


def as_scale(mm_per_px: float | Measured | None) -> Measured | None:
    """Return a scale with its error; a bare number has none.

    Raises
    ------
    SettingsError
        Where it is not a positive number.
    """
    if mm_per_px is None:
        return None
    scale = mm_per_px if isinstance(mm_per_px, Measured) else Measured(float(mm_per_px), 0.0)
    if not (np.isfinite(scale.value) and scale.value > 0 and scale.error >= 0):
        raise SettingsError(
            f"mm_per_px is {scale.value:g}; expected a positive number of millimetres a pixel"
        )
    return scale
