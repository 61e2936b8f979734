"""`check_photo`, `check_pair`: all checks of one photo, or of two photos and the events around them, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from condition.language import joined, sentence
from condition.metadata import Metadata
from condition.photo import Photo
from condition.timeline.capture import check_capture
from condition.timeline.clocks import check_clocks
from condition.timeline.edits import check_edits
from condition.timeline.event_checks import check_events
from condition.timeline.events import Event
from condition.timeline.model import Check
from condition.timeline.moire import check_moire
from condition.timeline.names import check_name, check_name_order
from condition.timeline.order import check_camera, check_order
from condition.timeline.recompression import check_recompression
from condition.timeline.registry import CAUTION, OK, UNKNOWN, answer
from condition.timeline.same import check_same
from condition.timeline.screenshot import check_screenshot
from condition.timeline.thumbnail import check_thumbnail


def check_photo(photo: Photo, now: datetime | None = None) -> tuple[Check, ...]:
    """Return what the times and tags of one photo can and cannot prove.

    Parameters
    ----------
    photo : Photo
        The photo.
    now : datetime, optional
        Moment against which "in the future" is meant, with its zone; the present by default.
    """
    moment = now or datetime.now(UTC)
    return (
        *_check_metadata(photo),
        *check_capture(photo, moment),
        *check_clocks(photo),
        *check_edits(photo),
        *check_recompression(photo),
        *check_screenshot(photo),
        *check_moire(photo),
        *check_thumbnail(photo),
        *check_name(photo),
    )


def check_pair(
    before: Photo, after: Photo, events: Sequence[Event] = (), now: datetime | None = None
) -> tuple[Check, ...]:
    """Return the checks of two photos against each other, then those of each by itself (with `Check.photo` set).

    Parameters
    ----------
    before, after : Photo
        The two photos.
    events : sequence of Event
        What is known to have happened around them.
    now : datetime, optional
        As in `check_photo`.
    """
    moment = now or datetime.now(UTC)
    return (
        *check_same(before, after),
        *check_order(before, after),
        *check_camera(before, after),
        *check_name_order(before, after),
        *check_events({"before": before, "after": after}, events),
        *(replace(check, photo="before") for check in check_photo(before, moment)),
        *(replace(check, photo="after") for check in check_photo(after, moment)),
    )


def _check_metadata(photo: Photo) -> list[Check]:
    metadata = photo.metadata
    if photo.format == "ARRAY":
        return [
            answer(
                "METADATA",
                UNKNOWN,
                (),
                sentence("The photo was given as bare pixels, which carry no metadata."),
            )
        ]
    if metadata.unreadable is not None:
        why = (
            metadata.unreadable
            if metadata.unreadable.startswith("the reader")
            else f"reading {metadata.unreadable}"
        )
        text = sentence("The metadata could not be read: {why}. The picture itself is not affected.", why=why)
        return [answer("METADATA", UNKNOWN, (), text)]
    if not _says_anything(metadata):
        text = sentence(
            "The file says nothing about itself. Messengers, screenshots and web forms remove metadata; that is no sign "
            "of tampering, and no proof of anything."
        )
        if metadata.notes:
            text = sentence(
                "The file says nothing about itself that could be read; that is no sign of tampering."
            )
        found = [answer("METADATA", UNKNOWN, (), text)]
    else:
        found = [
            answer(
                "METADATA", OK, _present(metadata), sentence("The file carries metadata that could be read.")
            )
        ]
    if metadata.notes:
        is_broken = any("damaged" in note or "impossible" in note for note in metadata.notes)
        severity = CAUTION if is_broken else UNKNOWN
        found.append(answer("BROKEN_TAGS", severity, _present(metadata), joined(metadata.notes)))
    return found


def _says_anything(metadata: Metadata) -> bool:
    return bool(metadata.has_exif or metadata.times or metadata.tools or metadata.c2pa != "absent")


def _present(metadata: Metadata) -> tuple[str, ...]:
    sources = (time.source.split(":")[0] for time in metadata.times)
    return tuple(dict.fromkeys((*(["EXIF"] if metadata.has_exif else []), *sources)))
