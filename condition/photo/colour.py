"""Any Pillow mode and colour profile -> 8-bit sRGB. What was converted, or could not be, becomes a note."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from condition.language import sentence

#: A profile whose colours come out within this many grey levels is sRGB under another name; not converted again.
SAME_COLOUR_LEVELS = 2
#: ITU-T H.273 colour primaries.
DISPLAY_P3, BT2020 = 12, 9
#: Linear sRGB from linear Display P3 (both D65), from the chromaticities of SMPTE EG 432-1 and IEC 61966-2-1.
SRGB_FROM_P3 = np.array(
    [[1.2249401, -0.2249402, 0.0], [-0.0420569, 1.0420571, 0.0], [-0.0196376, -0.0786361, 1.0982736]]
)
WHITE = (255, 255, 255)
#: Steps a channel of the conversion table; between them it is interpolated.
TABLE_STEPS = 33


def to_srgb(
    image: Image.Image, icc: bytes | None, primaries: int | None
) -> tuple[Image.Image, tuple[str, ...]]:
    """Return `image` in Pillow mode "RGB", sRGB, and notes.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode; transparent parts are shown on white.
    icc : bytes or None
        Embedded colour profile.
    primaries : int or None
        Named colour primaries, used where there is no profile.
    """
    flat, notes = _flatten(image)
    if icc:
        flat, more = _convert_profile(flat, icc)
        notes += more
    elif primaries == DISPLAY_P3:
        flat, notes = _p3_to_srgb(flat.convert("RGB")), (*notes, sentence("Display P3 converted to sRGB."))
    elif primaries == BT2020:
        notes += ("The photo has wide colours (BT.2020) that were not converted.",)
    if flat.mode == "CMYK":
        notes += ("A CMYK picture without a usable profile; its colours are approximate.",)
    return flat if flat.mode == "RGB" else flat.convert("RGB"), notes


def _flatten(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Return the image in mode L, RGB, CMYK or LAB: 8 bits, no palette, no transparency."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        return _deep_grey(image)
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in image.info:
        return _on_white(image.convert("RGBA"))
    if image.mode in ("1", "P", "RGBX", "YCbCr", "HSV"):
        return image.convert("L" if image.mode == "1" else "RGB"), ()
    return image, ()


def _on_white(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    if image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB"), ()
    background = Image.new("RGB", image.size, WHITE)
    background.paste(image, mask=image.getchannel("A"))
    return background, ("Transparent parts are shown on white.",)


def _deep_grey(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Scale grey of 16 bits, 32 bits or floating point to 8 bits; the two latter have no fixed white."""
    values = np.asarray(image).astype(np.float64)
    if image.mode.startswith("I;16"):
        return Image.fromarray(np.round(values / 257).astype(np.uint8)), (
            sentence("16-bit grey was reduced to 8 bits."),
        )
    finite = values[np.isfinite(values)]
    white = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    if image.mode == "I" and white <= 65535:
        white = 65535.0 if white > 255 else 255.0
    scaled = np.clip(np.nan_to_num(values, nan=0.0, posinf=white, neginf=0.0) / white, 0, 1)
    return Image.fromarray(np.round(scaled * 255).astype(np.uint8)), (
        sentence("Grey values up to {white:g} were scaled to 8 bits.", white=white),
    )


def _convert_profile(image: Image.Image, icc: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        transform = ImageCms.buildTransform(profile, _srgb(), image.mode, "RGB")
        label = _label(profile)
        if image.mode == "RGB" and _is_identity(transform):
            return image, ()
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        return image, ("The colour profile cannot be used; the colours were taken as sRGB.",)
    return converted or image, (sentence("{profile} converted to sRGB.", profile=label),)


@lru_cache(maxsize=1)
def _srgb() -> Any:
    return ImageCms.createProfile("sRGB")


def _label(profile: Any) -> str:
    try:
        text = str(ImageCms.getProfileDescription(profile)).strip()
    except ImageCms.PyCMSError:
        text = ""
    return (
        "".join(letter for letter in text if letter.isprintable())[:60]
        or "A colour profile without a name was"
    )


def _is_identity(transform: Any) -> bool:
    """Return whether the transform leaves a coarse cube of colours where they are; saves 0.3 s at 12 MP."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    moved = np.asarray(ImageCms.applyTransform(Image.fromarray(cube), transform))
    return bool(np.abs(moved.astype(int) - cube).max() <= SAME_COLOUR_LEVELS)


def _p3_to_srgb(image: Image.Image) -> Image.Image:
    """Convert by a table of colours; both spaces share the sRGB transfer curve."""
    return image.filter(_p3_table())


@lru_cache(maxsize=1)
def _p3_table() -> Any:
    from PIL import ImageFilter

    steps = np.linspace(0, 1, TABLE_STEPS)
    blue, green, red = np.meshgrid(
        steps, steps, steps, indexing="ij"
    )  # red changes fastest, as Pillow wants it
    linear = _linear(np.stack([red, green, blue], axis=-1)) @ SRGB_FROM_P3.T
    table = _encoded(np.clip(linear, 0, 1)).astype(np.float32)
    return ImageFilter.Color3DLUT(TABLE_STEPS, table.reshape(-1, 3))


def _linear(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo the sRGB transfer curve, IEC 61966-2-1: encoded [0, 1] -> linear [0, 1]."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
