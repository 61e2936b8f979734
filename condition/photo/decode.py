"""Bytes of one format -> a decoded Pillow image, in the orientation of its container, not yet colour-managed.

There is one decode call a photo. Whatever a decoder raises on damaged bytes ends here as `UnreadablePhoto`.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from condition.errors import PhotoError, PhotoTooLarge, UnreadablePhoto, UnsupportedPhoto
from condition.language import sentence
from condition.photo.bare import check_tiff, count_tiff_pages, strip_jpeg, strip_png
from condition.photo.header import check_complete, check_pixels, header_size, is_animated
from condition.photo.model import Limits

#: Formats whose decoder, or whose step here, has already turned the picture; EXIF orientation must not turn it again.
TURNED_BY_CONTAINER = frozenset({"HEIF", "AVIF", "TIFF"})
#: Sides of the part of a JPEG whose luminance is kept, px: a million pixels say what the whole would.
LUMINANCE_SIDE = 1024
#: DNG version: the first picture of a raw file is only its preview.
DNG_VERSION = 0xC612
# Pillow warns about damaged metadata, which the metadata room reports in its own words. `catch_warnings` changes a
# global of the process, so only one thread at a time may be inside it.
_WARNINGS_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A decoded picture.

    Attributes
    ----------
    image : PIL.Image.Image
        All pixels loaded, any mode.
    icc : bytes or None
        Embedded colour profile.
    primaries : int or None
        Colour primaries by ITU-T H.273 where a HEIF or AVIF names them instead of a profile (12 = Display P3).
    notes : tuple of str
        What a person should know ("the file has 3 pages; the first was read").
    """

    image: Image.Image
    icc: bytes | None
    primaries: int | None = None
    notes: tuple[str, ...] = ()


def decode(data: bytes, format: str, name: str, limits: Limits) -> Decoded:
    """Decode one photo once.

    Raises
    ------
    PhotoTooLarge
        If the header announces more pixels than allowed, and nothing was decoded; or if memory was refused.
    UnsupportedPhoto
        If it is an animation or a camera raw file.
    UnreadablePhoto
        If the bytes are damaged or cut off.
    """
    if is_animated(data, format):
        raise UnsupportedPhoto(name, sentence("is an animation, not a photo"))
    size = header_size(data, format)
    if size is not None:
        check_pixels(size, name, limits)
    check_complete(data, format, name)
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return (
                _decode_heif(data, name, limits)
                if format == "HEIF"
                else _decode_pillow(data, format, name, limits)
            )
        except PhotoError:
            raise
        except MemoryError as error:
            raise PhotoTooLarge(name, sentence("needs more memory than there is")) from error
        except (
            Exception
        ) as error:  # decoders raise OSError, SyntaxError, ValueError, struct.error, IndexError ...
            raise UnreadablePhoto(name, _problem(error, format)) from error


def read_luminance(image: Image.Image) -> NDArray[np.uint8] | None:
    """Return the luminance of the middle of a decoded JPEG, uint8 ``(H, W)``, from a corner of its 8 x 8 blocks on.

    Decoders round the three colours; the luminance they came from is a whole number again (JFIF 1.02, page 3).
    """
    if image.mode not in ("RGB", "L"):
        return None
    sides = [min(length, LUMINANCE_SIDE) // 8 * 8 for length in image.size]
    left, top = ((length - side) // 16 * 8 for length, side in zip(image.size, sides, strict=True))
    part = np.asarray(image.crop((left, top, left + sides[0], top + sides[1])))
    if image.mode == "RGB":
        part = np.rint(part @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.uint8)
    return part


def _problem(error: Exception, format: str) -> str:
    words = str(error).lower()
    if any(
        sign in words for sign in ("truncated", "end of file", "premature", "incomplete", "not enough data")
    ):
        return sentence("is cut off: the file ends before the picture does; copy it again from the camera")
    return sentence("is damaged: this {format} cannot be decoded", format=format)


@lru_cache(maxsize=1)
def _openers() -> dict[str, Any]:
    """Return format -> Pillow's class for it, called directly: `Image.open` would apply its own global size guard."""
    from PIL import AvifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

    return {
        "JPEG": JpegImagePlugin.JpegImageFile,
        "PNG": PngImagePlugin.PngImageFile,
        "WEBP": WebPImagePlugin.WebPImageFile,
        "TIFF": TiffImagePlugin.TiffImageFile,
        "AVIF": AvifImagePlugin.AvifImageFile,
    }


def _decode_pillow(data: bytes, format: str, name: str, limits: Limits) -> Decoded:
    notes: tuple[str, ...] = ()
    if format == "JPEG":
        data = strip_jpeg(data, name)
    elif format == "PNG":
        data, notes = strip_png(data)
    elif format == "TIFF":
        check_tiff(data, name)
        notes = _page_note(count_tiff_pages(data))
    image = _openers()[format](io.BytesIO(data))
    check_pixels(image.size, name, limits)
    _check_kind(image, format, name)
    icc = image.info.get("icc_profile")
    image.load()
    primaries = None
    if format == "AVIF":
        from PIL import ImageOps

        # Pillow hands the container's own rotation on as EXIF orientation
        image, primaries = ImageOps.exif_transpose(image), _named_primaries(data)
    return Decoded(image, icc if isinstance(icc, bytes) else None, primaries, notes)


def _check_kind(image: Any, format: str, name: str) -> None:
    """Raise `UnsupportedPhoto` for what is no single photo although its format is read."""
    if format == "TIFF" and DNG_VERSION in image.tag_v2:
        raise UnsupportedPhoto(
            name, sentence("is a camera raw file; send the JPEG or HEIC the camera wrote beside it")
        )
    if format == "AVIF" and getattr(image, "n_frames", 1) > 1:
        raise UnsupportedPhoto(name, sentence("is an animation, not a photo"))


def _page_note(pages: int) -> tuple[str, ...]:
    return (sentence("The file has {pages} pages; the first was read.", pages=pages),) if pages > 1 else ()


def _decode_heif(data: bytes, name: str, limits: Limits) -> Decoded:
    """Decode the primary picture; libheif applies the container's rotation and mirroring, as the standard demands."""
    import pi_heif

    heif = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True, bgr_mode=False)
    picture = heif[heif.primary_index]
    check_pixels(picture.size, name, limits)
    pixels = picture.data
    check_pixels(picture.size, name, limits)  # the size may change on decoding
    image = Image.frombuffer(picture.mode, picture.size, pixels, "raw", picture.mode, picture.stride, 1)
    icc = picture.info.get("icc_profile")
    return Decoded(image, icc or None, None if icc else _named_primaries(data))


def _named_primaries(data: bytes) -> int | None:
    """Return the colour primaries of the first ``colr`` box of type ``nclx``; None where there is none."""
    at = data.find(b"colrnclx", 0, 65536)
    return int.from_bytes(data[at + 8 : at + 10], "big") if at >= 0 else None
