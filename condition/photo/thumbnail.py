"""The embedded thumbnail of a photo -> small upright pixels, or None where there is none that can be decoded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from condition.errors import PhotoError
from condition.photo.model import Limits, Photo

#: Thumbnails have 160 x 120 px, previews up to a full HD picture; a hostile one may claim anything.
THUMBNAIL_LIMITS = Limits(max_bytes=1_000_000, max_pixels=4_000_000)


def read_thumbnail(photo: Photo) -> NDArray[np.uint8] | None:
    """Return the thumbnail as uint8 ``(H, W, 3)`` RGB, turned as the photo was; None where it cannot be decoded."""
    from condition.photo.decode import decode
    from condition.photo.upright import turn_upright

    data = photo.metadata.thumbnail
    if data is None or not data.startswith(b"\xff\xd8"):
        return None
    try:
        image = decode(data, "JPEG", photo.name, THUMBNAIL_LIMITS).image.convert("RGB")
    except (PhotoError, OSError, ValueError):
        return None
    return turn_upright(np.asarray(image), photo.metadata.orientation)
