"""`Photo`: upright sRGB pixels, the hash of the original bytes, and what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from condition.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before decoding.

    Attributes
    ----------
    max_bytes : int
        Largest file, bytes; 100 MB holds any phone or camera JPEG and HEIC.
    max_pixels : int
        Largest picture, pixels; 120 MP holds today's medium-format cameras. A header may claim 60,000 x 60,000.
    """

    max_bytes: int = 100_000_000
    max_pixels: int = 120_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of a file whose picture cannot be used.

    Attributes
    ----------
    sha256 : str
        Hex digest of the bytes.
    format : str
        As `Photo.format`.
    size_px : tuple of int or None
        (width, height) as the header claims them, not turned upright; None where it does not say.
    metadata : Metadata
        What the file says about itself.
    """

    sha256: str
    format: str
    size_px: tuple[int, int] | None
    metadata: Metadata


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One photo, ready to be compared.

    Attributes
    ----------
    sha256 : str
        Hex digest of the original bytes (of the raw pixels, where a photo came as an array).
    name : str
        File name, for display only.
    pixels : ndarray
        uint8 ``(H, W, 3)``, RGB, sRGB, EXIF-upright, read-only.
    format : str
        ``"JPEG"``, ``"HEIF"``, ``"PNG"``, ``"WEBP"``, ``"TIFF"``, ``"AVIF"`` or ``"ARRAY"``.
    size_bytes : int
        Length of the original file in bytes.
    metadata : Metadata
        What the file says about itself.
    notes : tuple of str
        What was done to the pixels on reading ("Display P3 converted to sRGB"), one sentence each.
    jpeg_luminance : ndarray or None
        uint8 ``(H, W)``: the luminance of the middle of a JPEG as it was decoded, on the grid of its 8 x 8 blocks, neither
        turned nor with other colours; None for any other format.
    """

    sha256: str
    name: str
    pixels: NDArray[np.uint8]
    format: str
    size_bytes: int
    metadata: Metadata
    notes: tuple[str, ...] = ()
    jpeg_luminance: NDArray[np.uint8] | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        """Width of the upright photo in px."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height of the upright photo in px."""
        return int(self.pixels.shape[0])
