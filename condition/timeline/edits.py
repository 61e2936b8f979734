"""Checks of traces that programs leave: software tags, sizes, compression tables, provenance manifests."""

from __future__ import annotations

import re

from condition.metadata import Metadata
from condition.photo import Photo
from condition.timeline.jpeg_tables import check_tables
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, CONTRADICTION, OK, UNKNOWN, answer

#: Programs that change what a picture shows, by a part of the name they write, lower case.
EDITORS = (
    "photoshop", "lightroom", "gimp", "affinity", "pixelmator", "snapseed", "picsart", "facetune", "paint", "corel",
    "capture one", "darktable", "rawtherapee", "canva", "vsco", "acdsee", "picasa", "irfanview", "xnview", "imagemagick",
    "photoscape", "polarr", "luminar", "photodirector", "photofiltre", "fotor", "inshot", "meitu", "remini", "krita",
    "dall-e", "midjourney", "stable diffusion", "firefly", "generative",
)  # fmt: skip
#: Programs that make a copy for sending.
MESSENGERS = (
    "whatsapp",
    "telegram",
    "instagram",
    "facebook",
    "messenger",
    "signal",
    "wechat",
    "snapchat",
    "viber",
)
#: Programs of camera makers that copy and turn photos, and may do more.
TRANSFER = ("nikon transfer", "olympus master", "olympus viewer", "picture motion", "digital photo professional",
            "viewnx", "photos ", "aperture", "iphoto", "windows photo", "microsoft windows")  # fmt: skip
#: Longest difference of the two sides' ratios that rounding on resizing explains.
ASPECT_TOLERANCE = 0.01


def check_edits(photo: Photo) -> list[Check]:
    """Return the traces of programs in one photo."""
    metadata = photo.metadata
    return [*_check_software(metadata), *_check_size(photo), *check_tables(metadata), *_check_c2pa(metadata)]


def _check_software(metadata: Metadata) -> list[Check]:
    named = [("EXIF:Software", metadata.software)] if metadata.software else []
    named += [("XMP:CreatorTool", tool) for tool in metadata.tools]
    for kinds, severity, words in (
        (EDITORS, CAUTION, "a program that can change what a picture shows"),
        (MESSENGERS, UNKNOWN, "a messenger or social network, which sends copies"),
        (TRANSFER, UNKNOWN, "a program that copies and turns photos, and may do more"),
    ):
        for tag, tool in named:
            if any(kind in tool.lower() for kind in kinds):
                return [answer("SOFTWARE", severity, (tag,), f"The file was written by {tool!r}, {words}.")]
    if not named:
        return []
    tag, tool = named[0]
    return [answer("SOFTWARE", OK, (tag,), f"The program named is {tool!r}; that is no editor known here.")]


def _check_size(photo: Photo) -> list[Check]:
    written = photo.metadata.written_size
    if written is None:
        return []
    tags = ("EXIF:ExifImageWidth", "EXIF:ExifImageLength")
    real = (photo.width, photo.height)
    if sorted(written) == sorted(real):
        return [answer("PIXEL_SIZE", OK, tags, f"It has the size its tags say, {real[0]} x {real[1]} px.")]
    ratios = (max(written) / min(written), max(real) / min(real))
    if abs(ratios[0] / ratios[1] - 1) <= ASPECT_TOLERANCE:
        what = f"made {'smaller' if max(real) < max(written) else 'larger'}"
    else:
        what = "cropped or padded"
    text = f"Its tags say {written[0]} x {written[1]} px, it has {real[0]} x {real[1]} px: it was {what} afterwards."
    return [answer("PIXEL_SIZE", CAUTION, tags, text)]


def _check_c2pa(metadata: Metadata) -> list[Check]:
    signer = metadata.c2pa_signer or "an unnamed signer"
    if metadata.c2pa == "trusted":
        return [
            answer(
                "C2PA",
                OK,
                ("C2PA",),
                f"Its provenance manifest is sound and signed by {signer}, who is trusted.",
            )
        ]
    if metadata.c2pa == "untrusted":
        text = f"Its provenance manifest is signed by {signer}, who is not on the list of trusted signers."
        return [answer("C2PA", UNKNOWN, ("C2PA",), text)]
    if metadata.c2pa == "invalid":
        why = re.sub(r"\s+", " ", metadata.c2pa_problem or "no reason given")
        if "mismatch" in why.lower():
            text = f"Its provenance manifest does not fit the file ({why}): the file was changed after it was signed."
            return [answer("C2PA", CONTRADICTION, ("C2PA",), text)]
        return [answer("C2PA", CAUTION, ("C2PA",), f"Its provenance manifest is not valid ({why}).")]
    return []
