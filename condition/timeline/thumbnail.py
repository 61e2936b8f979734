"""Check of the embedded thumbnail against the picture: proportions, and content after turning and toning.

Cameras frame thumbnails in three ways: the whole picture, the whole picture between black bars, or its middle. All
are tried, and the best agreement counts. Agreement is the normalised correlation of blurred grey values, which does
not care for exposure, contrast or colour.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.language import sentence
from condition.photo import Photo, read_thumbnail
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, OK, UNKNOWN, answer

Grey = NDArray[np.float32]
#: Correlation above which two small pictures show the same. Real files in the corpus: 0.97 and more.
SAME_CONTENT = 0.9
#: Below it they show something else; between the two nothing is claimed.
OTHER_CONTENT = 0.6
#: Proportions within this ratio are equal: 160 x 120 px is coarse.
SAME_ASPECT = 0.04
#: A row or column darker than this everywhere (grey levels) may belong to a black bar.
BAR_LEVEL = 20
#: Standard deviation (grey levels) under which a picture has nothing to correlate.
FLAT = 4.0
#: Long side at which the pictures are compared, px.
SIDE = 96
TAGS = ("EXIF:Thumbnail",)


def check_thumbnail(photo: Photo) -> list[Check]:
    """Return whether the embedded thumbnail shows the same picture; nothing where there is none."""
    if photo.metadata.thumbnail is None:
        return []
    thumbnail = read_thumbnail(photo)
    if thumbnail is None:
        return [answer("THUMBNAIL", UNKNOWN, TAGS, sentence("The embedded thumbnail cannot be decoded."))]
    small, whole = _trimmed(_grey(thumbnail)), _grey(photo.pixels)
    agreement = max((_correlation(small, part) for part in _framings(whole, small)), default=float("nan"))
    if not np.isfinite(agreement):
        text = sentence("The thumbnail has too little contrast to be compared.")
        return [answer("THUMBNAIL", UNKNOWN, TAGS, text)]
    numbers = {"measured": agreement, "required": SAME_CONTENT}
    if agreement >= SAME_CONTENT:
        text = sentence(
            "The embedded thumbnail shows the same picture (agreement {measured:.2f}, required {required}).",
            **numbers,
        )
        return [answer("THUMBNAIL", OK, TAGS, text)]
    if _is_part(whole, small):
        text = sentence(
            "The picture is only a part of what its embedded thumbnail shows: it was cropped after it was taken."
        )
        return [answer("THUMBNAIL", CAUTION, TAGS, text)]
    if agreement <= OTHER_CONTENT:
        text = sentence(
            "The embedded thumbnail shows something else than the picture (agreement {measured:.2f}, required {required}): it was "
            "changed after it was taken.", **numbers,
        )  # fmt: skip
        return [answer("THUMBNAIL", CAUTION, TAGS, text)]
    text = sentence(
        "Whether the embedded thumbnail shows the same picture is not certain (agreement {measured:.2f}, required {required}).",
        **numbers,
    )
    return [answer("THUMBNAIL", UNKNOWN, TAGS, text)]


def _grey(pixels: NDArray[np.uint8]) -> Grey:
    """Return a small float32 grey copy, long side `SIDE` px or less."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)


def _trimmed(grey: Grey) -> Grey:
    """Return the picture without black bars; the pixel beside a bar is mixed with it, and goes too."""
    trimmed = grey
    for axis in (1, 0):
        lit = np.flatnonzero(trimmed.max(axis=axis) > BAR_LEVEL)
        length = trimmed.shape[1 - axis]
        if len(lit) == 0 or len(lit) < length / 2:
            continue
        start, stop = int(lit[0]), int(lit[-1]) + 1
        start, stop = start + (start > 0), stop - (stop < length)
        trimmed = trimmed[start:stop] if axis == 1 else trimmed[:, start:stop]
    return trimmed


def _framings(whole: Grey, small: Grey) -> Iterator[Grey]:
    """Yield the picture, and its middle cut to the proportions of the thumbnail where these differ."""
    yield whole
    height, width = whole.shape
    wanted = small.shape[1] / small.shape[0]
    if abs(width / height / wanted - 1) > SAME_ASPECT:
        cut_width, cut_height = min(width, round(height * wanted)), min(height, round(width / wanted))
        left, top = (width - cut_width) // 2, (height - cut_height) // 2
        if min(cut_width, cut_height) >= 8:
            yield whole[top : top + cut_height, left : left + cut_width]


def _correlation(small: Grey, part: Grey) -> float:
    """Return the normalised correlation of two pictures brought to one size; NaN where one is flat."""
    size = (small.shape[1], small.shape[0])
    other = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    one, two = (cv2.GaussianBlur(grey, (0, 0), 1.0) for grey in (small, other))
    if min(float(one.std()), float(two.std())) < FLAT:
        return float("nan")
    return float(np.corrcoef(one.ravel(), two.ravel())[0, 1])


def _is_part(whole: Grey, small: Grey) -> bool:
    """Return whether the picture fits well somewhere inside its thumbnail, at a smaller scale."""
    best = 0.0
    for share in np.linspace(0.3, 0.95, 14):
        scale = share * min(small.shape[0] / whole.shape[0], small.shape[1] / whole.shape[1])
        size = (round(whole.shape[1] * scale), round(whole.shape[0] * scale))
        if min(size) < 16:
            continue
        template = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
        if template.std() >= FLAT:
            best = max(best, float(cv2.matchTemplate(small, template, cv2.TM_CCOEFF_NORMED).max()))
    return best >= SAME_CONTENT
