"""Photo and Piece -> Quality: blur, brightness, glare, size, and the thinnest mark the photo could show.

Measured on a copy of at most `QualitySettings.long_side_px`, given in px of the full photo. Blur is measured at the
photo's strongest edges, not as an overall energy: noise and JPEG blocks feign sharpness, a blurred strong edge
cannot. Nothing here looks at a second photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import halved_towards
from condition.language import sentence
from condition.photo import Photo
from condition.quality.model import Piece, Quality
from condition.reasons import Reason, ReasonCode

#: A line of width w under a Gaussian blur s keeps the share erf(w / (2 sqrt(2) s)) of its contrast; solved for one half.
HALF_CONTRAST_WIDTHS = 2 * NormalDist().inv_cdf(0.75)
#: Scales of the two gradients whose ratio gives the blur of an edge, px of the reduced photo.
FINE_PX, COARSE_PX, PEAK_PX = 1.0, 3.0, 2.0
#: The difference over two pixels blurs by itself: variance of a box two pixels wide, px^2.
SOBEL_VARIANCE = 1 / 3
#: Edges weaker than this are noise; grey levels of the Sobel gradient at `PEAK_PX`.
MIN_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class QualitySettings:
    """When a photo is too dark, blurred, burnt out or small.

    Attributes
    ----------
    long_side_px : int
        The photo is reduced to this long side before measuring.
    min_brightness : float
        90th percentile of luminance on the piece, [0, 1]; measured: <= 0.22 on all near-dark photos of the two
        shared sets, >= 0.37 on every usable one.
    max_blur : float
        Blur as a fraction of the piece's long side; measured: >= 0.0025 on the blurred photos, <= 0.0016 on the others.
    min_blur_px : float
        Blur below this is never refused, px of the reduced photo: no photo is sharper than its pixels.
    max_glare, warn_glare : float
        Fraction of the piece that is burnt out: unusable above the first, advice above the second.
    min_piece_px : float
        Long side of the piece below which nothing can be said, px of the full photo.
    min_photo_px : int
        Short side of the photo, px.
    min_contrast : float
        Standard deviation of luminance below which the photo shows nothing, grey levels.
    """

    long_side_px: int = 1600
    min_brightness: float = 0.28
    max_blur: float = 0.0021
    min_blur_px: float = 2.4
    max_glare: float = 0.6
    warn_glare: float = 0.12
    min_piece_px: float = 200.0
    min_photo_px: int = 160
    min_contrast: float = 3.0


DEFAULT = QualitySettings()


def assess(photo: Photo, piece: Piece, settings: QualitySettings = DEFAULT) -> Quality:
    """Measure what a photo can show.

    Parameters
    ----------
    photo : Photo
        Upright RGB uint8 ``(H, W, 3)``.
    piece : Piece
        Where the piece lies in it.
    settings : QualitySettings
        Limits with their units.

    Returns
    -------
    Quality
        All lengths in px of the full photo; `usable` is False where a limit is broken, and `advice` says which.
    """
    scale = min(1.0, settings.long_side_px / max(photo.width, photo.height))
    grey = _reduced_luminance(photo.pixels, scale)
    inside = cv2.resize(piece.inside.astype(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    values = grey[inside] if inside.any() else grey.ravel()
    blur_px = blur_at_edges(grey, cv2.dilate(inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    quality = Quality(
        blur_px=blur_px / scale,
        brightness=float(np.percentile(values, 90)) / 255,
        glare=float((values >= 250).mean()),
        piece_px=piece.long_side_px,
        smallest_mark_px=max(1.0, HALF_CONTRAST_WIDTHS * blur_px) / scale,
        usable=True,
    )
    stopping = _stopping(photo, grey, quality, scale, settings)
    return Quality(
        blur_px=quality.blur_px,
        brightness=quality.brightness,
        glare=quality.glare,
        piece_px=quality.piece_px,
        smallest_mark_px=quality.smallest_mark_px,
        usable=not stopping,
        advice=stopping or _advice(quality, settings),
    )


def blur_at_edges(grey: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Return the blur at the sharpest tenth of the strong edges, as a standard deviation in px.

    For a step edge under Gaussian blur s the gradient at scale t is proportional to 1 / sqrt(s^2 + t^2); the ratio r
    of two scales gives s^2 = (t2^2 - r^2 t1^2) / (r^2 - 1), the re-blur estimate of Zhuo and Sim [1]_.

    Parameters
    ----------
    grey : ndarray
        float32 ``(H, W)``, 0..255.
    where : ndarray
        bool ``(H, W)``; the edges looked at.

    Returns
    -------
    float
        Blur in px; 0 where there is no strong edge to measure (unknown is not called blurred).

    References
    ----------
    .. [1] Zhuo, Sim: Defocus map estimation from a single image. Pattern Recognition 44(9), 2011.
       doi:10.1016/j.patcog.2011.03.009
    """
    peak = _gradient(grey, PEAK_PX)
    crest = (peak >= cv2.dilate(peak, np.ones((7, 7), np.uint8))) & where & (peak >= MIN_EDGE)
    if crest.sum() < 20:
        return 0.0
    strong = crest & (peak >= np.quantile(peak[crest], 0.8))
    ratio = (_gradient(grey, FINE_PX)[strong] / np.maximum(_gradient(grey, COARSE_PX)[strong], 1e-6)) ** 2
    ratio = np.clip(ratio, 1.03, None)
    variance = np.maximum(0.0, (COARSE_PX**2 - ratio * FINE_PX**2) / (ratio - 1) - SOBEL_VARIANCE)
    return float(np.percentile(np.sqrt(variance), 10))


def _reduced_luminance(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.float32]:
    """Luminance, float32 0..255, of the photo reduced by `scale`."""
    if scale < 1.0:
        nearer, left = halved_towards(pixels, scale)
        pixels = np.asarray(
            cv2.resize(nearer, None, fx=left, fy=left, interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)


def _gradient(grey: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Gradient magnitude of the picture smoothed by `sigma_px`, grey levels per px (times 8, the Sobel gain)."""
    smooth = cv2.GaussianBlur(grey, (0, 0), sigma_px)
    return np.asarray(
        cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)), np.float32
    )


def _stopping(
    photo: Photo, grey: NDArray[np.float32], quality: Quality, scale: float, settings: QualitySettings
) -> tuple[Reason, ...]:
    """What makes the photo unusable; empty for a usable one."""
    short = min(photo.width, photo.height)
    spread = float(grey.std())
    blur_limit = max(settings.max_blur * quality.piece_px, settings.min_blur_px / scale)
    bare, large = spread < settings.min_contrast, short >= settings.min_photo_px
    # (broken, code, sentence, measured, required): a bare photo is not also called dark, nor a small one's piece small
    rules = (
        (
            not large, ReasonCode.PHOTO_TOO_SMALL, short, settings.min_photo_px,
            sentence(
                "This photo is only {short} px on its short side; {required} px are needed.",
                short=short, required=settings.min_photo_px,
            ),
        ),
        (
            bare, ReasonCode.NO_DETAIL, spread, settings.min_contrast,
            sentence(
                "This photo shows no detail: its brightness varies by {spread:.1f} grey levels, {required:.0f} are needed.",
                spread=spread, required=settings.min_contrast,
            ),
        ),
        (
            not bare and quality.brightness < settings.min_brightness, ReasonCode.TOO_DARK,
            quality.brightness * 255, settings.min_brightness * 255,
            sentence(
                "The piece is too dark: its bright parts reach {brightness:.1%} of white, {required:.1%} are needed.",
                brightness=quality.brightness, required=settings.min_brightness,
            ),
        ),
        (
            large and quality.piece_px < settings.min_piece_px, ReasonCode.PIECE_TOO_SMALL,
            quality.piece_px, settings.min_piece_px,
            sentence(
                "The piece is only {length:.0f} px long in this photo; {required:.0f} px are needed.",
                length=quality.piece_px, required=settings.min_piece_px,
            ),
        ),
        (
            quality.blur_px > blur_limit, ReasonCode.TOO_BLURRED, quality.blur_px, blur_limit,
            sentence(
                "This photo is blurred by {blur:.1f} px; marks thinner than {smallest:.0f} px would not show. At most "
                "{limit:.1f} px are accepted here.",
                blur=quality.blur_px, smallest=quality.smallest_mark_px, limit=blur_limit,
            ),
        ),
        (
            quality.glare > settings.max_glare, ReasonCode.TOO_BRIGHT, quality.glare, settings.max_glare,
            sentence(
                "{glare:.0%} of the piece is burnt out; at most {limit:.0%} are accepted.",
                glare=quality.glare, limit=settings.max_glare,
            ),
        ),
    )  # fmt: skip
    return tuple(
        Reason(code, text, float(measured), float(required))
        for broken, code, measured, required, text in rules
        if broken
    )


def _advice(quality: Quality, settings: QualitySettings) -> tuple[Reason, ...]:
    """What would make a usable photo better."""
    if quality.glare <= settings.warn_glare:
        return ()
    return (
        Reason(
            ReasonCode.GLARE,
            sentence(
                "Highlights cover {glare:.0%} of the piece; marks under them cannot be judged.",
                glare=quality.glare,
            ),
            quality.glare,
            settings.warn_glare,
        ),
    )
