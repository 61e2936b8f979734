"""Check whether a file is a screenshot: a tag that says so, or a PNG without a camera's tags in the size of a screen.

A screenshot shows a photo that somebody has, not the photo: its time is that of the capture of the screen, and the
original may still exist. Names of files are checked in `names`.
"""

from __future__ import annotations

from condition.language import sentence
from condition.photo import Photo
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, UNKNOWN, answer

#: Words in a comment or in the name of a program, lower case: what phones and desktops write, and names of capture tools.
WORDS = (
    "screenshot",
    "screen shot",
    "screencapture",
    "snipping",
    "spectacle",
    "greenshot",
    "flameshot",
    "sharex",
)
#: Sizes of screens in px, long side first: phones, tablets, computers of 2010 to 2025, as their makers state them.
SCREENS = frozenset({
    (1136, 640), (1334, 750), (1792, 828), (2208, 1242), (2436, 1125), (2532, 1170), (2556, 1179), (2622, 1206),
    (2688, 1242), (2778, 1284), (2796, 1290), (2868, 1320), (1280, 720), (1600, 720), (1920, 1080), (2160, 1080),
    (2220, 1080), (2280, 1080), (2310, 1080), (2340, 1080), (2376, 1080), (2400, 1080), (2408, 1080), (2560, 1440),
    (2960, 1440), (3040, 1440), (3088, 1440), (3120, 1440), (3200, 1440), (2992, 1344), (2160, 1620), (2224, 1668),
    (2360, 1640), (2388, 1668), (2732, 2048), (2800, 1752), (1366, 768), (1440, 900), (1536, 864), (1600, 900),
    (1680, 1050), (1920, 1200), (2560, 1600), (2880, 1800), (3024, 1964), (3456, 2234), (3840, 2160), (5120, 2880),
})  # fmt: skip


def check_screenshot(photo: Photo) -> list[Check]:
    """Return a caution where a tag calls the file a screenshot, and what a size alone can say."""
    metadata = photo.metadata
    named = [("UserComment", metadata.comment), ("Software", metadata.software)]
    named += [("Software", tool) for tool in metadata.tools]
    for tag, text in named:
        if text and any(word in text.lower() for word in WORDS):
            said = sentence(
                "A tag says {text!r}: the file is a capture of a screen, not the photo that the screen showed.",
                text=text[:60],
            )
            return [answer("SCREENSHOT", CAUTION, (tag,), said)]
    size = (max(photo.width, photo.height), min(photo.width, photo.height))
    if photo.format == "PNG" and metadata.make is None and metadata.exposure_s is None and size in SCREENS:
        text = sentence(
            "It is a PNG without a camera's tags and has the size of a screen, {width} x {height} px: it may be a screenshot.",
            width=photo.width, height=photo.height,
        )  # fmt: skip
        return [answer("SCREENSHOT", UNKNOWN, ("pixel size",), text)]
    return []
