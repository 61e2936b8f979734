"""Every check, described once: what it asks, the tags it rests on, how much its answers weigh, harmless causes.

The documentation (`docs/checks.md`), the reports and the tests read this table. A check never claims more than its
tags support: tags can be edited by anybody, so "ok" means "nothing here speaks against it", never "proved".
"""

from __future__ import annotations

from dataclasses import dataclass

from condition.language import sentence
from condition.timeline.model import Check, Severity

OK, UNKNOWN, CAUTION, CONTRADICTION = Severity.OK, Severity.UNKNOWN, Severity.CAUTION, Severity.CONTRADICTION
ALL = (OK, UNKNOWN, CAUTION, CONTRADICTION)
CAPTURE = ("EXIF:DateTimeOriginal", "EXIF:DateTimeDigitized", "XMP", "IPTC")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one check asks and what its answers mean.

    Attributes
    ----------
    asks : str
        The question, in plain words.
    tags : tuple of str
        The tags it can rest on.
    severities : tuple of Severity
        The answers it can give.
    benign : str
        The usual harmless cause of an answer other than ok; empty where there is none.
    of_pair : bool
        Whether it is asked of two photos (or of photos and events) rather than of one photo.
    measured : str
        How often it is right and wrong, where that was measured; empty where it only compares what tags say.
    """

    asks: str
    tags: tuple[str, ...]
    severities: tuple[Severity, ...]
    benign: str = ""
    of_pair: bool = False
    measured: str = ""


REGISTRY: dict[str, Entry] = {
    "METADATA": Entry(
        sentence("Does the file say anything about itself, and could it be read?"),
        ("EXIF", "XMP", "IPTC"),
        (OK, UNKNOWN),
        sentence("Messengers, social networks, screenshots and many web forms remove all metadata."),
    ),
    "BROKEN_TAGS": Entry(
        sentence("Is anything in the metadata incomplete, damaged or impossible?"),
        ("EXIF", "XMP", "IPTC"),
        (UNKNOWN, CAUTION),
        sentence("Cameras, transfer programs and repairs write broken tags more often than forgers do."),
    ),
    "CAPTURE_TIME": Entry(
        sentence("Does the file say when the picture was taken?"),
        CAPTURE,
        (OK, UNKNOWN),
        sentence("The time is lost with the rest of the metadata, or the camera's clock was never set."),
    ),
    "CAPTURE_OFFSET": Entry(
        sentence("Is the offset from UTC stated beside the time of capture?"),
        ("EXIF:OffsetTimeOriginal", "EXIF:OffsetTimeDigitized", "GPS:Latitude"),
        (OK, UNKNOWN),
        sentence("Most cameras, and phones before about 2019, do not write it."),
    ),
    "DEFAULT_CLOCK": Entry(
        sentence("Is the time of capture the one a camera starts with when its clock was never set?"),
        CAPTURE,
        (CAUTION,),
        sentence("The battery was empty, or the picture is a scan of an old print."),
    ),
    "FUTURE_TIME": Entry(
        sentence("Is the time of capture later than now?"),
        CAPTURE,
        (CAUTION, CONTRADICTION),
        sentence("The camera's clock or date is set wrong."),
    ),
    "GPS_TIME": Entry(
        sentence("Does the GPS time agree with the wall clock?"),
        ("GPS:TimeStamp", "EXIF:DateTimeOriginal"),
        (OK, UNKNOWN, CAUTION, CONTRADICTION),
        sentence(
            "The GPS fix was hours old, or the camera's clock was set wrong; some receivers write a wrong date."
        ),
    ),
    "OFFSET_PLACE": Entry(
        sentence("Was the stated offset in force at the GPS place on that date?"),
        ("EXIF:OffsetTimeOriginal", "GPS:Latitude", "GPS:Longitude"),
        (OK, UNKNOWN, CAUTION),
        sentence("A traveller's camera still showed the time of home, or the place is near a border."),
    ),
    "DIGITISED_TIME": Entry(
        sentence("Was the picture digitised when it was taken?"),
        ("EXIF:DateTimeOriginal", "EXIF:DateTimeDigitized"),
        (OK, CAUTION),
        sentence("The picture is a scan, or somebody corrected the date in a photo program."),
    ),
    "MODIFIED_TIME": Entry(
        sentence("Was the file changed after the picture was taken?"),
        ("EXIF:DateTime", "XMP:ModifyDate", "XMP:History", "EXIF:DateTimeOriginal"),
        (OK, UNKNOWN, CAUTION, CONTRADICTION),
        sentence("Turning, cropping, renaming or copying with a photo program is enough."),
    ),
    "SOFTWARE": Entry(
        sentence("Does a tag name an editor or a messenger as the program that wrote the file?"),
        ("EXIF:Software", "XMP:CreatorTool", "XMP:History", "IPTC:OriginatingProgram", "PNG:Software"),
        (OK, UNKNOWN, CAUTION),
        sentence("People crop, straighten and export photos without any wish to deceive."),
    ),
    "FILE_NAME": Entry(
        sentence("Is the file name one that a messenger, a screenshot or a download gives?"),
        ("file name",),
        (UNKNOWN, CAUTION),
        sentence("The photo went through a chat; the original may still be on the phone that took it."),
    ),
    "NAME_DATE": Entry(
        sentence("Does the date in the file name agree with the time of capture?"),
        ("file name", *CAPTURE),
        (OK, CAUTION),
        sentence("Some programs name a file by the day it was copied."),
    ),
    "PIXEL_SIZE": Entry(
        sentence("Has the picture the size its tags say it was taken at?"),
        ("EXIF:ExifImageWidth", "EXIF:ExifImageLength"),
        (OK, CAUTION),
        sentence("The photo was made smaller for sending, or cropped."),
    ),
    "THUMBNAIL": Entry(
        sentence("Does the embedded thumbnail show the same picture?"),
        ("EXIF:Thumbnail",),
        (OK, UNKNOWN, CAUTION),
        sentence("Programs that crop, turn or retouch a photo often forget the thumbnail."),
    ),
    "JPEG_TABLES": Entry(
        sentence("Are the compression tables those of a camera, or of a program that saved the file again?"),
        ("JPEG:DQT", "JPEG:JFIF", "EXIF:Make"),
        (OK, UNKNOWN, CAUTION),
        sentence(
            "Many phones use the same tables as programs do; and who crops or straightens a photo saves it with a program."
        ),
    ),
    "SCREENSHOT": Entry(
        sentence("Is the file a capture of a screen rather than a photo?"),
        ("EXIF:UserComment", "XMP:UserComment", "EXIF:Software", "PNG:Software", "pixel size"),
        (UNKNOWN, CAUTION),
        sentence(
            "Somebody sent what the phone showed, not the file; or a converted photo happens to have the size of a screen."
        ),
    ),
    "SCREEN_PATTERN": Entry(
        sentence("Does a fine regular grid cover the whole photo, as in a photo of a screen?"),
        ("pixels",),
        (CAUTION,),
        sentence(
            "A weave or a screen-printed surface fills the frame; or somebody photographed the screen that showed the photo."
        ),
        measured="no false alarm on 227 photos and renderings; of simulated photos of a screen 35 of 68 sharp and 12 of 34 "
        "blurred ones found (`condition/timeline/moire.py`)",
    ),
    "DOUBLE_COMPRESSION": Entry(
        sentence("Does a JPEG show the steps of an earlier compression under its own?"),
        ("JPEG:DQT", "pixels"),
        (CAUTION,),
        sentence(
            "It was turned, corrected or sent on by a program that saves the picture again; some phones' cameras save twice."
        ),
        measured="no false alarm on 265 pictures saved once; found in 92 % of 468 copies saved again at least five quality points "
        "finer and in 3 % of 360 coarser ones; a change of size in between hides it (`condition/timeline/recompression.py`)",
    ),
    "C2PA": Entry(
        sentence("Is the embedded provenance manifest sound, and is its signer trusted?"),
        ("C2PA",),
        ALL,
        sentence(
            "A program that does not know manifests saved the file again; the signature no longer fits it."
        ),
    ),
    "SAME_FILE": Entry(
        sentence("Are the two photos one and the same file?"),
        ("SHA-256",),
        (CAUTION,),
        sentence("The same file was chosen twice by mistake."),
        of_pair=True,
    ),
    "SAME_PICTURE": Entry(
        sentence("Is the after photo the before photo, saved again?"),
        ("pixels",),
        (CAUTION,),
        sentence(
            "A copy from a chat or a mail was taken for the new photo, or both were taken from a tripod in one session."
        ),
        of_pair=True,
        measured="no false alarm on the 38 pairs of different photos in `shared/bench/real`; of 147 copies in other formats, "
        "qualities and sizes 136 found (`condition/timeline/same.py`)",
    ),
    "BEFORE_AFTER_ORDER": Entry(
        sentence("Was the before photo taken before the after photo?"),
        CAPTURE,
        ALL,
        sentence("A clock was set wrong, or the two photos were given in the wrong order."),
        of_pair=True,
    ),
    "SAME_CAMERA": Entry(
        sentence("Do both photos come from the same camera?"),
        ("EXIF:Make", "EXIF:Model", "EXIF:BodySerialNumber"),
        (OK, UNKNOWN),
        sentence("Two people rarely use one camera; either answer is normal."),
        of_pair=True,
    ),
    "NAME_ORDER": Entry(
        sentence("Do the running numbers in the file names follow the order of the two times?"),
        ("file name", *CAPTURE),
        (OK, CAUTION),
        sentence("The camera's counter was reset or ran over, or a file was renamed."),
        of_pair=True,
    ),
    "BEFORE_DELIVERY": Entry(
        sentence("Was the before photo taken after the piece was delivered?"),
        (*CAPTURE, "events"),
        (OK, UNKNOWN, CAUTION),
        sentence("The before photo is the seller's own; marks may have come between it and the delivery."),
        of_pair=True,
    ),
    "BEFORE_HANDOVER": Entry(
        sentence("Was the before photo taken before the piece was handed to the carrier?"),
        (*CAPTURE, "events"),
        ALL,
        sentence("A clock was set wrong, or the event was written down for the wrong day."),
        of_pair=True,
    ),
    "AFTER_RECEIPT": Entry(
        sentence("Was the after photo taken after the piece was received?"),
        (*CAPTURE, "events"),
        ALL,
        sentence("A clock was set wrong, or the receipt was booked later than the parcel came."),
        of_pair=True,
    ),
    "AFTER_ANSWER": Entry(
        sentence("Was the after photo taken before the answer that rests on it?"),
        (*CAPTURE, "events"),
        (OK, UNKNOWN, CAUTION),
        sentence("The photo was taken again later, to show more."),
        of_pair=True,
    ),
    "STATED_PHOTO_TIME": Entry(
        sentence("Does a statement of when a photo was taken agree with its time of capture?"),
        (*CAPTURE, "events"),
        (OK, UNKNOWN, CONTRADICTION),
        sentence("The statement was made from memory, or the camera's clock was set wrong."),
        of_pair=True,
    ),
    "EVENT_ORDER": Entry(
        sentence("Do the events follow each other as they must?"),
        ("events",),
        (OK, UNKNOWN, CONTRADICTION),
        sentence("One of the events was written down for the wrong day."),
        of_pair=True,
    ),
}


def answer(
    code: str, severity: Severity, tags: tuple[str, ...], text: str, photo: str | None = None
) -> Check:
    """Return a check of the registry.

    Raises
    ------
    ValueError
        If the registry does not know the code, or not with this severity: a mistake in this room.
    """
    if severity not in REGISTRY[code].severities:
        raise ValueError(f"{code} does not answer {severity}")
    return Check(code, severity, tags, text, photo)


def render_docs() -> str:
    """Return `docs/checks.md`: the table above for people, as Markdown."""
    parts = [
        "# Checks of times and tags\n",
        "Generated from `condition/timeline/registry.py`; to renew it, run\n"
        "`UPDATE_GOLDEN=1 pytest tests/timeline/test_checks.py`.\n",
        'Tags can be edited by anybody. "ok" means that nothing here speaks against it, never that it is proved; '
        '"unknown" means that nobody can tell from the file; "caution" asks for a look; "contradiction" means that two '
        "statements cannot both be true, not which of them is wrong.\n",
    ]
    for title, of_pair in (("One photo", False), ("Two photos and the events around them", True)):
        parts.append(f"## {title}\n")
        parts += [_render_entry(code, entry) for code, entry in REGISTRY.items() if entry.of_pair is of_pair]
    return "\n".join(parts)


def _render_entry(code: str, entry: Entry) -> str:
    lines = [
        f"### {code}\n",
        f"{entry.asks}\n",
        f"- answers: {', '.join(severity.value for severity in entry.severities)}",
        f"- rests on: {', '.join(entry.tags)}",
    ]
    if entry.benign:
        lines.append(f"- usual harmless cause: {entry.benign}")
    if entry.measured:
        lines.append(f"- measured: {entry.measured}")
    return "\n".join(lines) + "\n"
