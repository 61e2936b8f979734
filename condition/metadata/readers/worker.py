"""The fenced child: limits itself, reads one file from stdin, writes one JSON object to stdout.

Steps: (1) set the limits before touching a byte, (2) read the job (a JSON line, then the bytes),
(3) find the blocks, (4) read each one on its own, so that one broken block does not hide the others.
"""

from __future__ import annotations

import base64
import json
import struct
import sys
from typing import Any, BinaryIO

from .blocks import TIFF_MARKS, Blocks, find_blocks
from .exif import read_exif
from .iptc import read_iptc
from .salvage import Value, salvage
from .xmp import read_xmp

#: Place of the date and time in the header of a colour profile (ICC.1:2010, section 7.2.9).
ICC_DATE = 24


def main() -> None:
    """Run one job; a failure that is not foreseen ends the process, which the parent sees."""
    job = json.loads(sys.stdin.buffer.readline())
    limit_self(job["memory_bytes"], job["cpu_s"])
    record = read_record(
        _read_exactly(sys.stdin.buffer, job["size"]), job["format"], job.get("trust_anchors")
    )
    sys.stdout.buffer.write(json.dumps(record).encode("ascii"))
    sys.stdout.buffer.flush()


def limit_self(memory_bytes: int, cpu_s: int) -> None:
    """Limit memory and processor time, and forbid writing files; only the first is missing on some systems."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the parent's deadline still holds
        return
    for name, value in (("AS", memory_bytes), ("CPU", cpu_s), ("FSIZE", 0), ("CORE", 0)):
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def read_record(data: bytes, format: str, trust_anchors: str | None = None) -> dict[str, Any]:
    """Return everything the readers found in one file, as plain JSON values."""
    blocks = find_blocks(data, format)
    record: dict[str, Any] = {"exif": {}, "xmp": {}, "history": [], "iptc": {}, "thumbnail": None}
    _read_exif_blocks(blocks, record)
    _read_xmp_blocks(blocks, record)
    for body in blocks.iptc:
        record["iptc"] = read_iptc(body) | record["iptc"]
    record["c2pa"] = _read_c2pa(data, format, blocks, trust_anchors)
    record["text"] = {key[:80]: value[:500] for key, value in list(blocks.text.items())[:50]}
    record["tables"] = [blocks.tables[number] for number in sorted(blocks.tables)]
    record["jfif"] = blocks.jfif
    record["icc"] = list(struct.unpack_from(">6H", blocks.icc, ICC_DATE)) if len(blocks.icc) >= 36 else None
    record["blocks"] = {"exif": len(blocks.exif) if format != "TIFF" else 0, "xmp": len(blocks.xmp)}
    record["notes"] = blocks.notes
    return record


def _read_exif_blocks(blocks: Blocks, record: dict[str, Any]) -> None:
    """Read the first block that holds anything; a second block is said, not merged (nobody knows which is right)."""
    for body in blocks.exif:
        if body and body[:4] not in TIFF_MARKS:
            what = (
                "of a TIFF over 4 GB, which is not read" if body[2:3] == b"+" else "damaged and was not read"
            )
            blocks.notes.append(f"An EXIF block is {what}.")
            continue
        tags, thumbnail = _read_exif_block(body, blocks)
        if not record["exif"]:
            record["exif"] = tags
            record["thumbnail"] = base64.b64encode(thumbnail).decode("ascii") if thumbnail else None
    if len(blocks.exif) > 1:
        blocks.notes.append(
            f"The file holds {len(blocks.exif)} EXIF blocks; the first readable one was used."
        )


def _read_exif_block(body: bytes, blocks: Blocks) -> tuple[dict[str, Value], bytes | None]:
    """Read one block with ExifRead; what it skips, or all where it gives up over one tag, is read plainly."""
    try:
        tags, thumbnail = read_exif(body)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # ExifRead raises IndexError, TypeError, struct.error ... on broken blocks
        tags, thumbnail = {}, None
        left = "only its plain values were" if salvage(body) else "it was not"
        blocks.notes.append(f"An EXIF block is damaged; {left} read ({type(error).__name__}).")
    return salvage(body) | tags, thumbnail


def _read_xmp_blocks(blocks: Blocks, record: dict[str, Any]) -> None:
    for packet in blocks.xmp:
        try:
            found, history = read_xmp(packet)
        except ValueError as error:
            blocks.notes.append(f"An XMP packet is damaged and was not read ({str(error)[:80]}).")
            continue
        record["xmp"] = found | record["xmp"]
        record["history"] += history


def _read_c2pa(data: bytes, format: str, blocks: Blocks, trust_anchors: str | None) -> dict[str, Any]:
    if not blocks.c2pa:
        return {"state": "absent"}
    from .provenance import read_provenance  # 15 MB of native code: only where there is a manifest

    return read_provenance(data, format, trust_anchors)


def _read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError(f"expected {size} bytes, got {len(data)}")
    return data
