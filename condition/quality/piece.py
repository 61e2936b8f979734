"""Photo pixels -> `Piece`: where the piece lies on its support.

The support is what touches the border of the frame; it may be patterned and lit unevenly. What differs from it in
colour or texture seeds GrabCut [1]_, which finds the outline at a few hundred pixels. Where this fails, or where the
piece covers nearly everything, the whole frame counts as the piece (`Piece.fills_frame`): a close-up is no error.

References
----------
.. [1] Rother, Kolmogorov, Blake, "GrabCut", ACM Trans. Graph. 23(3), 2004. doi:10.1145/1015706.1015720
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import halved_towards
from condition.quality.model import Piece

Float = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PieceSettings:
    """How a piece is told from its support.

    Attributes
    ----------
    long_side_px : int
        Working size; outlines to about 3 px of it are enough for registration, and GrabCut's time grows with its square.
    border : float
        Width of the frame's border that is taken for support, fraction of the short side.
    texture_sigma_px : float
        Neighbourhood of the texture measure, working px.
    sure_sigma : float
        Distance from the support's model, in its own robust standard deviations, above which a pixel seeds the piece.
    rounds : int
        GrabCut iterations; more than 4 changed no outline by more than 1 px.
    min_area, max_area : float
        Fraction of the frame; outside this range the segmentation has failed and the whole frame is used.
    max_unrest : float
        Median distance of the border from its own model, in robust standard deviations; a support keeps below 3 (97 % of
        rendered photos), facades, walls and macro shots of electronics lie above 3.6.
    max_contrast : float
        Median absolute deviation of the border's lightness, L* units; a support keeps below 6, scenes lie above 11.
    max_border : float
        Fraction of the frame's border that the piece may cover before it counts as filling the frame.
    min_part : float
        Parts smaller than this fraction of the largest part are dropped (dust, hair, pattern of the support).
    seed : int
        Seed of OpenCV's generator, which GrabCut's k-means draws from.
    """

    long_side_px: int = 320
    border: float = 0.06
    texture_sigma_px: float = 2.0
    sure_sigma: float = 4.0
    rounds: int = 3
    min_area: float = 0.01
    max_area: float = 0.80
    max_unrest: float = 3.5
    max_contrast: float = 9.5
    max_border: float = 0.55
    min_part: float = 0.08
    seed: int = 7


DEFAULT = PieceSettings()


def segment_piece(pixels: NDArray[np.uint8], settings: PieceSettings = DEFAULT) -> Piece:
    """Return where the piece lies in a photo.

    Parameters
    ----------
    pixels : ndarray
        uint8 ``(H, W, 3)`` RGB, upright.
    settings : PieceSettings
        Working size and limits.

    Returns
    -------
    Piece
        Its `inside` is all True and `fills_frame` is set where no piece could be told from its support.

    Notes
    -----
    Deterministic. Straps and lugs that touch the piece belong to it; its shadow mostly does not.
    """
    small, scale = _reduce(pixels, settings.long_side_px)
    distance = _distance_from_support(small, settings)
    if not _is_support(small, distance, settings):
        return Piece(np.ones(small.shape[:2], np.bool_), scale, True)
    inside = _tidy(_cut(small, distance, settings), settings)
    if inside is None or _fills(inside, settings):
        return Piece(np.ones(small.shape[:2], np.bool_), scale, True)
    return Piece(inside, scale, False)


def _reduce(pixels: NDArray[np.uint8], long_side_px: int) -> tuple[NDArray[np.uint8], float]:
    """Area-average to `long_side_px`; photos smaller than that stay as they are."""
    scale = min(1.0, long_side_px / max(pixels.shape[:2]))
    if scale == 1.0:
        return np.ascontiguousarray(pixels), 1.0
    width = max(1, round(pixels.shape[1] * scale))
    height = max(1, round(pixels.shape[0] * scale))
    nearer, _ = halved_towards(pixels, scale)
    return np.asarray(cv2.resize(nearer, (width, height), interpolation=cv2.INTER_AREA), np.uint8), scale


def _features(small: NDArray[np.uint8], sigma_px: float) -> Float:
    """CIELAB colour and logarithmic fine texture energy, float32 ``(h, w, 4)``."""
    lab = cv2.cvtColor(small.astype(np.float32) / 255.0, cv2.COLOR_RGB2Lab)
    fine = lab[..., 0] - cv2.GaussianBlur(lab[..., 0], (0, 0), 1.0)
    energy = cv2.GaussianBlur(fine * fine, (0, 0), sigma_px)
    # 0.3 L* is the noise of a phone photo at this size; below it texture means nothing
    texture = np.log(energy + 0.3**2)
    return np.dstack([cv2.GaussianBlur(lab, (0, 0), 1.0), texture]).astype(np.float32)


def _distance_from_support(small: NDArray[np.uint8], settings: PieceSettings) -> Float:
    """How far each pixel is from the support's colour and texture, in robust standard deviations.

    The support's colour is a quadratic surface over the frame (light falls off), fitted to the border by
    iteratively reweighted least squares, because straps and cropped pieces touch the border too.
    """
    features = _features(small, settings.texture_sigma_px)
    height, width = features.shape[:2]
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    basis = np.stack([np.ones_like(xs), xs, ys, xs * xs, xs * ys, ys * ys], axis=-1).reshape(-1, 6)
    at_border = _border(height, width, settings.border).ravel()
    samples, design = features.reshape(-1, 4)[at_border], basis[at_border]
    weight = np.ones(len(samples), np.float32)
    spread = np.ones(4, np.float32)
    for _ in range(8):
        weighted = design * weight[:, None]
        # the ridge term keeps a border that is half hidden from bending the surface
        normal = weighted.T @ design + 0.02 * len(samples) * np.diag([0, 1, 1, 3, 3, 3]).astype(np.float32)
        surface = np.linalg.solve(normal, weighted.T @ samples)
        residual = np.abs(samples - design @ surface)
        spread = np.maximum(1.4826 * _weighted_median(residual, weight), [1.5, 0.8, 0.8, 0.35]).astype(
            np.float32
        )
        weight = 1.0 / (1.0 + ((residual / spread) ** 2).sum(axis=1) / 4.0) ** 2
    away = np.abs(features.reshape(-1, 4) - basis @ surface) / spread
    # a shadow is darker but keeps its colour: lightness below the support's counts half
    darker = (features.reshape(-1, 4)[:, 0] < (basis @ surface)[:, 0]) & (away[:, 0] > 0)
    away[darker, 0] *= 0.5
    return np.asarray(np.sqrt((away**2).sum(axis=1)).reshape(height, width), np.float32)


def _weighted_median(values: Float, weight: Float) -> Float:
    """Median of each column under `weight`."""
    order = np.argsort(values, axis=0)
    total = np.cumsum(weight[order], axis=0)
    index = (total < total[-1] / 2).sum(axis=0)
    return np.asarray(np.take_along_axis(values, np.take_along_axis(order, index[None], 0), 0)[0], np.float32)


def _border(height: int, width: int, fraction: float) -> Flags:
    """True within `fraction` of the short side from the frame's border."""
    thick = max(2, round(fraction * min(height, width)))
    border = np.ones((height, width), np.bool_)
    border[thick:-thick, thick:-thick] = False
    return border


def _is_support(small: NDArray[np.uint8], distance: Float, settings: PieceSettings) -> bool:
    """Whether the border looks like one support; the border of a scene or of a close-up does not."""
    border = _border(distance.shape[0], distance.shape[1], settings.border)
    lightness = cv2.cvtColor(small.astype(np.float32) / 255.0, cv2.COLOR_RGB2Lab)[..., 0][border]
    contrast = float(np.median(np.abs(lightness - np.median(lightness))))
    return float(np.median(distance[border])) <= settings.max_unrest and contrast <= settings.max_contrast


def _cut(small: NDArray[np.uint8], distance: Float, settings: PieceSettings) -> Flags:
    """GrabCut seeded by the distance from the support."""
    smooth = np.asarray(cv2.GaussianBlur(distance, (0, 0), 1.5), np.float32)
    height, width = smooth.shape
    border = _border(height, width, settings.border)
    calm = float(np.percentile(smooth[border], 60))
    threshold = max(settings.sure_sigma, 2.0 * calm, _otsu(smooth))
    label = np.full(smooth.shape, cv2.GC_PR_BGD, np.uint8)
    label[smooth > threshold] = cv2.GC_PR_FGD
    label[smooth > 1.7 * threshold] = cv2.GC_FGD
    label[smooth < 0.45 * threshold] = cv2.GC_BGD
    if not (label & 1).any() or (label & 1).all():
        return np.zeros(smooth.shape, np.bool_)
    cv2.setRNGSeed(settings.seed)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    bgr = np.ascontiguousarray(small[..., ::-1])
    label, _, _ = cv2.grabCut(bgr, label, None, *models, settings.rounds, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]  # the stub wants a rectangle
    return np.asarray((label == cv2.GC_FGD) | (label == cv2.GC_PR_FGD))


def _otsu(values: Float) -> float:
    """Otsu's threshold of the logarithm: distances are heavy-tailed."""
    logs = np.log1p(np.clip(values, 0, 60))
    top = float(logs.max()) + 1e-6
    level, _ = cv2.threshold((logs / top * 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return float(np.expm1(level / 255 * top))


def _tidy(inside: Flags, settings: PieceSettings) -> Flags | None:
    """Drop specks, close pinholes; None where nothing is left."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    solid = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    if count < 2:
        return None
    area = stats[1:, cv2.CC_STAT_AREA]
    kept = np.isin(labels, 1 + np.flatnonzero(area >= settings.min_part * area.max()))
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~kept).astype(np.uint8), connectivity=4)
    pinholes = 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] < 0.02 * kept.sum())
    return np.asarray(kept | np.isin(labels, pinholes))


def _fills(inside: Flags, settings: PieceSettings) -> bool:
    """Whether the segmentation failed or the piece covers nearly everything."""
    area = float(inside.mean())
    rim = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    return not settings.min_area <= area <= settings.max_area or float(rim.mean()) > settings.max_border
