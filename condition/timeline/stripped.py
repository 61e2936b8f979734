"""Whether a photo that a camera must have made arrived without anything a camera writes: then it was lost on the way."""

from __future__ import annotations

import re

from condition.photo import Photo
from condition.timeline.names import MESSENGER_NAMES, SCREENSHOT, running_number

#: Names phones give their own photos beside `names.NUMBERED`: a day and a time, or what Safari calls a fresh one.
_PHONE_NAMES = re.compile(r"(?:PXL|IMG|MVIMG)?_?20\d{6}_\d{6,9}\D.*|image\.jpe?g", re.I)
#: Messengers send at most about 2 MP; a sensor of a phone has had 5 MP since about 2010.
_SENSOR_PIXELS = 5_000_000
#: Shapes of sensors, long side over short side, and how far a crop of a few rows is from them.
_SENSOR_SHAPES, _SHAPE_SLACK = (4 / 3, 3 / 2, 16 / 9), 0.01
#: Formats a phone or a browser sends a photo in; a PNG without EXIF is how most programs write one.
_SENT_AS = frozenset({"JPEG", "HEIF", "AVIF", "WEBP"})


def lost_its_metadata(photo: Photo) -> bool:
    """Return whether a photo looks like a camera's own file but says neither camera nor time.

    Phones' browsers do this: where a photo is chosen from the gallery they may convert it and leave the tags out, while
    the same photo chosen as a file arrives whole [1]_, [2]_. Copies of messengers are told by `names`, not here.

    References
    ----------
    .. [1] Photos from the gallery of iOS lose their EXIF in the browser, https://github.com/qdraw/starsky/issues/70
    .. [2] Chosen as a file they arrive as they are, https://github.com/SnapDrop/snapdrop/issues/304
    """
    metadata = photo.metadata
    if metadata.has_exif or metadata.times or metadata.make or photo.format not in _SENT_AS:
        return False
    if SCREENSHOT.search(photo.name) or any(pattern.match(photo.name) for pattern, _ in MESSENGER_NAMES):
        return False
    return _is_named_by_a_camera(photo.name) or _is_of_a_sensor(photo.width, photo.height)


def _is_named_by_a_camera(name: str) -> bool:
    return running_number(name) is not None or _PHONE_NAMES.fullmatch(name) is not None


def _is_of_a_sensor(width: int, height: int) -> bool:
    shape = max(width, height) / min(width, height)
    fits = any(abs(shape / sensor - 1) <= _SHAPE_SLACK for sensor in _SENSOR_SHAPES)
    return fits and width * height >= _SENSOR_PIXELS
