"""A photo's record -> text for a person, in the order a person asks: what is it, when, where, what is odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from condition.report import printable

#: ANSI colours by severity: green, grey, yellow, red
COLOURS = {"ok": "32", "unknown": "90", "caution": "33", "contradiction": "31", "error": "31"}


def render_photo(record: Mapping[str, Any], colour: bool) -> str:
    """Return the text for one record of ``condition photo --json``."""
    lines = [printable(record["file"])]
    if record["status"] == "error":
        lines.append(f"  {_tinted('error     ', 'error', colour)}{printable(record['reason'])}")
    if record["metadata"] is not None:
        lines += [f"  {name:<10}{printable(text)}" for name, text in _rows(record, record["metadata"])]
    lines += [_check_line(check, colour) for check in record["checks"]]
    return "\n".join(lines) + "\n"


def _rows(record: Mapping[str, Any], metadata: Mapping[str, Any]) -> list[tuple[str, str]]:
    size = f", {record['width']} x {record['height']} px" if record["width"] else ""
    picture = [("picture", f"{record['format']}{size}"), ("sha256", record["sha256"])]
    if metadata["unreadable"]:  # what was not read is not "not stated"
        return [*picture, ("metadata", f"could not be read: reading {metadata['unreadable']}")]
    return [
        *picture,
        *_time_rows(metadata["times"]),
        ("camera", " ".join(filter(None, (metadata["make"], metadata["model"]))) or "not stated"),
        ("software", metadata["software"] or "not stated"),
        ("place", _place(metadata["gps"])),
        *_profile_rows(metadata["profile_time"]),
        ("signed", f"C2PA {metadata['c2pa']}"),
    ]


def _time_rows(times: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    if not times:
        return [("times", "none written")]
    return [("times" if i == 0 else "", _time(time)) for i, time in enumerate(times)]


def _time(time: Mapping[str, Any]) -> str:
    written = time["wall_clock"].replace("T", " ")
    offset = time["utc_offset"]
    if offset:
        return f"{written} {offset}  ({time['source']})"
    between = f"between {_minute(time['earliest_utc'])} and {_minute(time['latest_utc'])} UTC"
    return f"{written}, no offset: {between}  ({time['source']})"


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _profile_rows(time: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return when the colour profile was made; it says nothing about when the photo was taken."""
    return (
        [] if time is None else [("profile", f"colour profile of {time['wall_clock'].replace('T', ' ')} UTC")]
    )


def _place(gps: Mapping[str, float] | None) -> str:
    return "not stated" if gps is None else f"{gps['latitude']:.5f}, {gps['longitude']:.5f}"


def _check_line(check: Mapping[str, Any], colour: bool) -> str:
    severity = str(check["severity"])
    return f"  {_tinted(f'{severity:<14}', severity, colour)}{printable(check['text'])} [{check['code']}]"


def _tinted(text: str, severity: str, colour: bool) -> str:
    return f"\033[{COLOURS[severity]}m{text}\033[0m" if colour else text
