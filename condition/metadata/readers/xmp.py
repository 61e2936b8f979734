"""XMP packet -> the dates, the tool and the history it names, as texts."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
EVENT = "{http://ns.adobe.com/xap/1.0/sType/ResourceEvent#}"
#: Namespace -> the properties read from it.
PROPERTIES = {
    "http://ns.adobe.com/xap/1.0/": ("CreateDate", "ModifyDate", "MetadataDate", "CreatorTool"),
    "http://ns.adobe.com/photoshop/1.0/": ("DateCreated",),
    "http://ns.adobe.com/exif/1.0/": ("DateTimeOriginal", "DateTimeDigitized", "UserComment"),
}
WANTED = {f"{{{space}}}{name}": name for space, names in PROPERTIES.items() for name in names}
MAX_TEXT = 200
MAX_HISTORY = 50


def read_xmp(packet: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the wanted properties and the edit history (when, action, softwareAgent) of one packet.

    Raises
    ------
    ValueError
        If the packet is not well-formed XML, or declares entities (which no XMP writer does).
    """
    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        raise ValueError("declares entities")
    try:
        root = ElementTree.fromstring(packet.strip(b"\x00 \r\n\t"))
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    found: dict[str, str] = {}
    for name, value in _properties(root):
        found.setdefault(name, value)
    return found, _history(root)


def _properties(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield each wanted property, whether written as an attribute or as an element."""
    for description in root.iter(f"{RDF}Description"):
        for key, value in description.attrib.items():
            if key in WANTED:
                yield WANTED[key], value[:MAX_TEXT]
        for child in description:
            text = "".join(child.itertext()).strip() if child.tag in WANTED else ""
            if text:
                yield WANTED[child.tag], text[:MAX_TEXT]


def _history(root: ElementTree.Element) -> list[dict[str, str]]:
    """Return the resource events, in file order."""
    events: list[dict[str, str]] = []
    for element in root.iter(f"{RDF}li"):
        pairs = dict(element.attrib)
        for child in element.iter():
            pairs.update(child.attrib)
            if child.text and child.text.strip():
                pairs[child.tag] = child.text.strip()
        event = {
            key.removeprefix(EVENT): value[:MAX_TEXT] for key, value in pairs.items() if key.startswith(EVENT)
        }
        if event and len(events) < MAX_HISTORY:
            events.append({key: event[key] for key in ("when", "action", "softwareAgent") if key in event})
    return events
