"""What file names say: messengers, screenshots, dates and running numbers. Names are easily changed; weigh lightly."""

from __future__ import annotations

import re
from datetime import date

from condition.language import sentence
from condition.photo import Photo
from condition.timeline.model import Check
from condition.timeline.registry import CAUTION, OK, UNKNOWN, answer
from condition.timeline.words import time_words

#: Pattern of a name -> who names files so.
MESSENGER_NAMES = (
    (re.compile(r"IMG-\d{8}-WA\d{4,}", re.I), "WhatsApp"),
    (re.compile(r"WhatsApp[ _-]Image", re.I), "WhatsApp"),
    (re.compile(r"photo_\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}", re.I), "Telegram"),
    (re.compile(r"photo_\d{1,5}@\d{2}-\d{2}-\d{4}", re.I), "Telegram"),
    (re.compile(r"signal-\d{4}-\d{2}-\d{2}", re.I), "Signal"),
    (re.compile(r"FB_IMG_\d{10,}|received_\d{10,}", re.I), "Facebook Messenger"),
    (re.compile(r"mmexport\d{13}", re.I), "WeChat"),
    (re.compile(r"Snapchat-\d+", re.I), "Snapchat"),
    (re.compile(r"IMG_\d{8}_\d{6}_\d{3}\.webp", re.I), sentence("a messenger")),
)
SCREENSHOT = re.compile(
    r"screen[ _-]?shot|bildschirmfoto|screencap|captura de pantalla|capture d.écran", re.I
)
NAME_DATE = re.compile(
    r"(?<!\d)(19[89]\d|20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d{1,5}(?:\D|$))"
)
#: A prefix of the camera and a running number, as DCF has it: IMG_4607, DSC01234, P1010001, _MG_0042.
NUMBERED = re.compile(r"(?P<prefix>[A-Z_]{2,5}|P\d{3})_?(?P<number>\d{4,5})(?:\D.*)?", re.I)
#: Names carry the day of another zone (some phones write UTC): a day of difference says nothing.
NAME_DATE_SLACK_DAYS = 1


def check_name(photo: Photo) -> list[Check]:
    """Return what the name of one file says."""
    if photo.format == "ARRAY":
        return []
    if SCREENSHOT.search(photo.name):
        text = sentence(
            "The name {name!r} is one of a screenshot: it shows a screen, not the piece itself.",
            name=photo.name,
        )
        return [answer("FILE_NAME", CAUTION, ("file name",), text)]
    for pattern, sender in MESSENGER_NAMES:
        if pattern.match(photo.name):
            text = sentence(
                "The name {name!r} is one that {sender} gives: a compressed copy, sent without its metadata.",
                name=photo.name, sender=sender,
            )  # fmt: skip
            return [answer("FILE_NAME", UNKNOWN, ("file name",), text)]
    return _check_date(photo)


def _check_date(photo: Photo) -> list[Check]:
    capture, named = photo.metadata.capture, name_date(photo.name)
    if capture is None or named is None:
        return []
    tags = ("file name", capture.source)
    apart = abs((capture.start.date() - named).days)
    if apart <= NAME_DATE_SLACK_DAYS:
        text = sentence("The date in the name, {date}, fits the time of capture.", date=str(named))
        return [answer("NAME_DATE", OK, tags, text)]
    text = sentence(
        "The name {name!r} says {date}, the time of capture is {time}: {days} days apart.",
        name=photo.name, date=str(named), time=time_words(capture), days=apart,
    )  # fmt: skip
    return [answer("NAME_DATE", CAUTION, tags, text)]


def name_date(name: str) -> date | None:
    """Return the date written in a file name; None where there is none, or an impossible one."""
    match = NAME_DATE.search(name)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def check_name_order(before: Photo, after: Photo) -> list[Check]:
    """Return whether the running numbers of one camera follow the order of the times."""
    numbers = running_number(before.name), running_number(after.name)
    if (
        numbers[0] is None
        or numbers[1] is None
        or numbers[0][0] != numbers[1][0]
        or not _same_model(before, after)
    ):
        return []
    first, second = before.metadata.capture, after.metadata.capture
    if first is None or second is None or numbers[0][1] == numbers[1][1]:
        return []
    tags = ("file name", first.source, second.source)
    rising = numbers[0][1] < numbers[1][1]
    if rising == (first.start < second.start):
        text = sentence("The running numbers of the file names follow the order of the times.")
        return [answer("NAME_ORDER", OK, tags, text)]
    one, two = (before, after) if rising else (after, before)
    text = sentence(
        "By their numbers {one!r} comes before {two!r}, by their times it is the other way round.",
        one=one.name, two=two.name,
    )  # fmt: skip
    return [answer("NAME_ORDER", CAUTION, tags, text)]


def running_number(name: str) -> tuple[str, int] | None:
    """Return (prefix, number) of a name as cameras give it; None for any other name."""
    stem = name.rsplit(".", 1)[0]
    match = NUMBERED.fullmatch(stem)
    return (match["prefix"].upper().rstrip("_"), int(match["number"])) if match else None


def _same_model(before: Photo, after: Photo) -> bool:
    one, two = before.metadata, after.metadata
    return one.model is not None and (one.make, one.model) == (two.make, two.model)
