"""Fill samples/dispute: the photos of another sample with the times of a made dispute written into them.

    python scripts/make_dispute.py

Nothing is compressed again: only the block of metadata is exchanged. The events and the policy beside the photos are
written by hand. scripts/make_samples.py ends with this, and with the registry of hashes.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image

SAMPLES = Path(__file__).parents[1] / "samples"
PICTURES, DISPUTE = SAMPLES / "watch-back-new-scratch", SAMPLES / "dispute"

MAKE, MODEL, DATE_TIME, EXIF_IFD = 0x010F, 0x0110, 0x0132, 0x8769
ORIGINAL, DIGITISED = 0x9003, 0x9004
OFFSET, OFFSET_ORIGINAL, OFFSET_DIGITISED = 0x9010, 0x9011, 0x9012
TIMES, OFFSETS = (ORIGINAL, DIGITISED), (OFFSET, OFFSET_ORIGINAL, OFFSET_DIGITISED)

APP0, APP1, SOS = 0xE0, 0xE1, 0xDA

#: Side -> camera, time of capture, offset from UTC. The workshop's camera does not write its offset, as most do not.
TAKEN = {
    "before": ("phone", "2025:12:31 14:02:10", "+01:00"),
    "after": ("camera", "2026:01:08 10:15:32", None),
}


def main() -> None:
    """Write both photos and where they come from."""
    DISPUTE.mkdir(exist_ok=True)
    for side, (camera, taken, offset) in TAKEN.items():
        original = (PICTURES / f"{side}.jpg").read_bytes()
        (DISPUTE / f"{side}.jpg").write_bytes(retimed(original, taken, offset, camera))
    (DISPUTE / "ORIGIN").write_text(
        f"Rendered for this project (the pictures of {PICTURES.name}); the times in the photos, the events and the policy "
        "are made up. Apache-2.0.\n"
    )


def retimed(jpeg: bytes, taken: str, offset: str | None, camera: str = "phone") -> bytes:
    """Return a JPEG whose metadata says another camera, time of capture and offset; its picture is untouched.

    Parameters
    ----------
    jpeg : bytes
        The file.
    taken : str
        As EXIF writes it: ``2025:12:31 14:02:10``.
    offset : str or None
        ``+01:00``; None leaves the offset out.
    camera : str
        Model.
    """
    exif = Image.open(io.BytesIO(jpeg)).getexif()
    exif[MAKE], exif[MODEL], exif[DATE_TIME] = "Sample", camera, taken
    inner = exif.get_ifd(EXIF_IFD)
    inner.update(dict.fromkeys(TIMES, taken))
    for tag in OFFSETS:
        inner.pop(tag, None)
    if offset is not None:
        inner.update(dict.fromkeys(OFFSETS, offset))
    return with_exif(jpeg, exif.tobytes())


def with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """Return a JPEG with this block of metadata in place of its own; cameras write it first, and no JFIF header."""
    own, at = [], 2
    while jpeg[at + 1] != SOS:
        end = at + 2 + int(struct.unpack_from(">H", jpeg, at + 2)[0])
        if jpeg[at + 1] not in (APP0, APP1):
            own.append(jpeg[at:end])
        at = end
    block = struct.pack(">BBH", 0xFF, APP1, len(exif) + 2) + exif
    return b"".join((jpeg[:2], block, *own, jpeg[at:]))


if __name__ == "__main__":
    main()
