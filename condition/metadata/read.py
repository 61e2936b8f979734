"""`parse_metadata`: bytes of a photo -> `Metadata`; the reading happens in a fenced child process.

No input raises: a file whose metadata hangs or breaks a reader gives a record that says so, because a comparison
of the pixels must go on. The pixels are not looked at here, and nothing is opened.

The fence is least privilege [1]_: a reader gets the bytes and nothing else, and its answer is data.

References
----------
.. [1] Saltzer, Schroeder: The protection of information in computer systems. Proceedings of the IEEE 63(9), 1975.
   doi:10.1109/PROC.1975.9939
"""

from __future__ import annotations

from condition.metadata.fence import FenceError, read_fenced
from condition.metadata.interpret import interpret
from condition.metadata.model import Metadata

#: Formats whose containers are walked.
FORMATS = frozenset({"JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"})


def parse_metadata(data: bytes, format: str, trust_anchors: str | None = None) -> Metadata:
    """Return what a photo's bytes say about themselves.

    Parameters
    ----------
    data : bytes
        The whole file, as it was received.
    format : str
        ``"JPEG"``, ``"HEIF"``, ``"PNG"``, ``"WEBP"``, ``"TIFF"`` or ``"AVIF"``; any other gives an empty record.
    trust_anchors : str or None
        PEM certificates; a C2PA signer counts as trusted only if its chain ends in one of them.

    Returns
    -------
    Metadata
        With `unreadable` set, and nothing else, where the fenced readers gave no answer.
    """
    if format not in FORMATS:
        return Metadata()
    try:
        return interpret(read_fenced(data, format, trust_anchors))
    except FenceError as error:
        return Metadata(unreadable=str(error))
