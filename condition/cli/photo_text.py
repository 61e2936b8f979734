"""A photo's record -> text for a person, in the order a person asks: what is it, when, where, what is odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from condition.language import Words, _, columns_of, sentence, shown
from condition.report import printable

#: Columns of the labels.
WIDTH = 10
SEVERITIES: Words[str] = Words(
    {
        "ok": sentence("ok"),
        "unknown": sentence("unknown"),
        "caution": sentence("caution"),
        "contradiction": sentence("contradiction"),
    }
)
#: ANSI colours by severity: green, grey, yellow, red
COLOURS = {"ok": "32", "unknown": "90", "caution": "33", "contradiction": "31", "error": "31"}


def render_photo(record: Mapping[str, Any], colour: bool) -> str:
    """Return the text for one record of ``condition photo --json``."""
    lines = [printable(record["file"])]
    if record["status"] == "error":
        lines.append(f"  {_tinted(_padded(_('error'), WIDTH), 'error', colour)}{printable(record['reason'])}")
    if record["metadata"] is not None:
        lines += [
            f"  {_padded(name, WIDTH)}{printable(text)}" for name, text in _rows(record, record["metadata"])
        ]
    lines += [_check_line(check, colour) for check in record["checks"]]
    return "\n".join(lines) + "\n"


def _rows(record: Mapping[str, Any], metadata: Mapping[str, Any]) -> list[tuple[str, str]]:
    size = f", {record['width']} x {record['height']} px" if record["width"] else ""
    picture = [(_("picture"), f"{record['format']}{size}"), ("sha256", record["sha256"])]
    if metadata["unreadable"]:  # what was not read is not "not stated"
        return [
            *picture,
            (_("metadata"), _("could not be read: reading {what}", what=metadata["unreadable"])),
        ]
    return [
        *picture,
        *_time_rows(metadata["times"]),
        (_("camera"), " ".join(filter(None, (metadata["make"], metadata["model"]))) or _("not stated")),
        (_("software"), metadata["software"] or _("not stated")),
        (_("place"), _place(metadata["gps"])),
        *_profile_rows(metadata["profile_time"]),
        (_("signed"), f"C2PA {metadata['c2pa']}"),
    ]


def _time_rows(times: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    if not times:
        return [(_("times"), _("none written"))]
    return [(_("times") if i == 0 else "", _time(time)) for i, time in enumerate(times)]


def _time(time: Mapping[str, Any]) -> str:
    written = time["wall_clock"].replace("T", " ")
    offset = time["utc_offset"]
    if offset:
        return f"{written} {offset}  ({time['source']})"
    return _(
        "{written}, no offset: between {earliest} and {latest} UTC  ({source})",
        written=written, earliest=_minute(time["earliest_utc"]), latest=_minute(time["latest_utc"]), source=time["source"],
    )  # fmt: skip


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _profile_rows(time: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return when the colour profile was made; it says nothing about when the photo was taken."""
    if time is None:
        return []
    made = _("colour profile of {time} UTC", time=time["wall_clock"].replace("T", " "))
    return [(_("profile"), made)]


def _place(gps: Mapping[str, float] | None) -> str:
    return _("not stated") if gps is None else f"{gps['latitude']:.5f}, {gps['longitude']:.5f}"


def _check_line(check: Mapping[str, Any], colour: bool) -> str:
    severity = str(check["severity"])
    name = _padded(SEVERITIES[severity], 14)
    return f"  {_tinted(name, severity, colour)}{printable(shown(check['text']))} [{check['code']}]"


def _padded(text: str, width: int) -> str:
    """Return a text with spaces up to so many columns, and at least one."""
    return text + " " * max(1, width - columns_of(text))


def _tinted(text: str, severity: str, colour: bool) -> str:
    return f"\033[{COLOURS[severity]}m{text}\033[0m" if colour else text
