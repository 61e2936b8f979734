"""The text of a trust list -> the same text, or a sentence that says why it cannot be one.

A list that cannot be used must never make a sound manifest look broken, so it is refused before any photo is read.
"""

from __future__ import annotations

import base64
import binascii
import re

from condition.errors import TrustListError

#: RFC 7468, section 2: the textual encoding of a certificate.
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
#: First byte of a certificate in DER: a SEQUENCE (RFC 5280, section 4.1).
_SEQUENCE = 0x30


def check_trust_anchors(text: str, name: str = "trust list") -> str:
    """Return a trust list as it is.

    Parameters
    ----------
    text : str
        PEM certificates; what stands between them is ignored, as is usual in such lists.
    name : str
        What to call the list in an error.

    Raises
    ------
    TrustListError
        If it holds no certificate, or one that is damaged.
    """
    bodies = _CERTIFICATE.findall(text)
    if not bodies:
        raise TrustListError(f"{name}: holds no certificate in PEM form")
    for number, body in enumerate(bodies, 1):
        if not _is_certificate(body):
            raise TrustListError(f"{name}: certificate {number} is damaged")
    return text


def _is_certificate(body: str) -> bool:
    """Return whether a PEM body decodes to one whole SEQUENCE."""
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(der) < 2 or der[0] != _SEQUENCE:
        return False
    length_bytes = der[1] & 0x7F if der[1] & 0x80 else 0
    length = int.from_bytes(der[2 : 2 + length_bytes], "big") if length_bytes else der[1]
    return len(der) == 2 + length_bytes + length
