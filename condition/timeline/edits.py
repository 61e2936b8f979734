"""Checks of traces that programs leave: software tags, sizes, compression tables, provenance manifests."""

from __future__ import annotations

import re

from condition.language import sentence
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
        (EDITORS, CAUTION, sentence("a program that can change what a picture shows")),
        (MESSENGERS, UNKNOWN, sentence("a messenger or social network, which sends copies")),
        (TRANSFER, UNKNOWN, sentence("a program that copies and turns photos, and may do more")),
    ):
        for tag, tool in named:
            if any(kind in tool.lower() for kind in kinds):
                text = sentence("The file was written by {tool!r}, {kind}.", tool=tool, kind=words)
                return [answer("SOFTWARE", severity, (tag,), text)]
    if not named:
        return []
    tag, tool = named[0]
    text = sentence("The program named is {tool!r}; that is no editor known here.", tool=tool)
    return [answer("SOFTWARE", OK, (tag,), text)]


def _check_size(photo: Photo) -> list[Check]:
    written = photo.metadata.written_size
    if written is None:
        return []
    tags = ("EXIF:ExifImageWidth", "EXIF:ExifImageLength")
    real = (photo.width, photo.height)
    if sorted(written) == sorted(real):
        text = sentence("It has the size its tags say, {width} x {height} px.", width=real[0], height=real[1])
        return [answer("PIXEL_SIZE", OK, tags, text)]
    ratios = (max(written) / min(written), max(real) / min(real))
    if abs(ratios[0] / ratios[1] - 1) <= ASPECT_TOLERANCE:
        smaller = max(real) < max(written)
        what = (
            sentence("it was made smaller afterwards")
            if smaller
            else sentence("it was made larger afterwards")
        )
    else:
        what = sentence("it was cropped or padded afterwards")
    text = sentence(
        "Its tags say {tag_width} x {tag_height} px, it has {width} x {height} px: {what}.",
        tag_width=written[0], tag_height=written[1], width=real[0], height=real[1], what=what,
    )  # fmt: skip
    return [answer("PIXEL_SIZE", CAUTION, tags, text)]


def _check_c2pa(metadata: Metadata) -> list[Check]:
    signer = metadata.c2pa_signer or sentence("an unnamed signer")
    if metadata.c2pa == "trusted":
        text = sentence(
            "Its provenance manifest is sound and signed by {signer}, who is trusted.", signer=signer
        )
        return [answer("C2PA", OK, ("C2PA",), text)]
    if metadata.c2pa == "untrusted":
        text = sentence(
            "Its provenance manifest is signed by {signer}, who is not on the list of trusted signers.",
            signer=signer,
        )
        return [answer("C2PA", UNKNOWN, ("C2PA",), text)]
    if metadata.c2pa == "invalid":
        why = re.sub(r"\s+", " ", metadata.c2pa_problem or "no reason given")
        if "mismatch" in why.lower():
            text = sentence(
                "Its provenance manifest does not fit the file ({why}): the file was changed after it was signed.",
                why=why,
            )
            return [answer("C2PA", CONTRADICTION, ("C2PA",), text)]
        return [
            answer(
                "C2PA", CAUTION, ("C2PA",), sentence("Its provenance manifest is not valid ({why}).", why=why)
            )
        ]
    return []
