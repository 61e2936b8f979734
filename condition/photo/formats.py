"""First bytes of a file -> its format, or a sentence that says what it is instead. Names and extensions are ignored."""

from __future__ import annotations

import string

from condition.errors import UnreadablePhoto, UnsupportedPhoto
from condition.language import sentence

HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2"})
SEQUENCE_BRANDS = frozenset({b"hevc", b"hevx", b"msf1", b"avis"})
#: Bytes looked at; a HEIF or AVIF file lists its brands there.
HEAD = 64
#: Beginning of the file -> what a person would call it.
KNOWN_OTHERS = (
    (b"GIF8", sentence("a GIF")),
    (b"BM", sentence("a BMP picture")),
    (b"%PDF", sentence("a PDF document")),
    (b"PK\x03\x04", sentence("a ZIP archive or an office document")),
    (b"8BPS", sentence("a Photoshop document")),
    (b"\xff\x0a", sentence("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cJXL ", sentence("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cjP  ", sentence("a JPEG 2000 picture")),
    (b"FUJIFILMCCD-RAW", sentence("a camera raw file")),
    (b"IIU\x00", sentence("a camera raw file")),
    (b"\x1a\x45\xdf\xa3", sentence("a video")),
)
_PRINTABLE = frozenset(string.printable.encode("ascii"))


def sniff_format(data: bytes, name: str) -> str:
    """Return the format of `data`: "JPEG", "PNG", "WEBP", "TIFF", "HEIF" or "AVIF".

    Raises
    ------
    UnreadablePhoto
        If the bytes are no picture at all, or empty.
    UnsupportedPhoto
        If they are something known that this program does not read.
    """
    if not data:
        raise UnreadablePhoto(name, sentence("is empty (0 bytes)"))
    head = data[:HEAD]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return _tiff(head, name)
    if head[4:8] == b"ftyp":
        return _bmff(head, name)
    raise _other(head, name)


def _tiff(head: bytes, name: str) -> str:
    if head[8:10] == b"CR":
        raise UnsupportedPhoto(
            name, sentence("is a camera raw file; send the JPEG or HEIC the camera wrote beside it")
        )
    return "TIFF"


def _bmff(head: bytes, name: str) -> str:
    """Tell HEIF, AVIF and videos apart by their brands; the major brand alone may only say "mif1"."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, size, 4))}
    if major in SEQUENCE_BRANDS:
        raise UnsupportedPhoto(
            name, sentence("is an image sequence (an animation or a burst), not a single photo")
        )
    if major == b"avif" or (major in (b"mif1", b"miaf") and b"avif" in brands):
        return "AVIF"
    if major in HEIF_BRANDS:
        return "HEIF"
    if major in (b"crx ",):
        raise UnsupportedPhoto(
            name, sentence("is a camera raw file; send the JPEG or HEIC the camera wrote beside it")
        )
    raise UnsupportedPhoto(name, sentence("is a video or another media file, not a photo"))


def _other(head: bytes, name: str) -> UnreadablePhoto | UnsupportedPhoto:
    for beginning, words in KNOWN_OTHERS:
        if head.startswith(beginning):
            return UnsupportedPhoto(name, sentence("is {words}, which is not read", words=words))
    if head.lstrip()[:1] == b"<":
        return UnreadablePhoto(name, sentence("is not a picture: it begins like a web page or an XML text"))
    if all(byte in _PRINTABLE for byte in head):
        return UnreadablePhoto(name, sentence("is not a picture: it begins like a text"))
    if not any(head):
        return UnreadablePhoto(
            name, sentence("is not a picture: it begins with zeros, as after a broken copy")
        )
    return UnreadablePhoto(name, sentence("is not a picture of a known format"))
