"""Trusted times (RFC 3161): asking an authority by URL, the one thing that is ever sent anywhere, and checking its answer.

What is sent is a hash. The answer is checked against roots that somebody gives, at the time it states: certificates need
to be valid then, not now, so that a package can be checked years later.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from condition.errors import PackageError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

WAIT_S = 30
#: No answer of an authority is longer; a few certificates are a few kilobytes.
MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a time stamp gives: the time it states, or why it does not hold."""

    time: datetime | None
    fault: str | None = None


def request_stamp(url: str, message: bytes) -> bytes:
    """Ask an authority for a time stamp of a message and return its answer, checked to be about this message.

    Raises
    ------
    PackageError
        Where the authority cannot be reached or refuses.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if not re.match(r"https?://", url):
        raise PackageError(f"{url}: is no address of a time stamp authority; write http://... or https://...")
    asked = (
        TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA512).nonce(nonce=True).build()
    )
    request = urllib.request.Request(
        url, data=asked.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            data: bytes = answer.read(MOST_BYTES)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise PackageError(f"{url}: the time stamp authority gives no answer ({error})") from error
    stamp = _parse(data)
    if stamp is None:
        raise PackageError(f"{url}: the time stamp authority refused, or its answer is no time stamp")
    if (
        stamp.tst_info.nonce != asked.nonce
        or stamp.tst_info.message_imprint.message != asked.message_imprint.message
    ):
        raise PackageError(f"{url}: the answer is about something else than was asked")
    return data


def certificates_of(stamp: bytes) -> bytes:
    """Return the certificates in a time stamp as PEM text."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate

    parsed = _parse(stamp)
    found = () if parsed is None else sorted(parsed.signed_data.certificates)
    return b"".join(load_der_x509_certificate(each).public_bytes(Encoding.PEM) for each in found)


def parse_certificates(data: bytes, name: str) -> list[Certificate]:
    """Return the certificates in PEM text.

    Raises
    ------
    PackageError
        Where there is none, or a damaged one.
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(data)
        for each in found:
            self_signed([each])  # names are read only when they are asked for
        return found
    except ValueError as error:
        raise PackageError(f"{name}: holds no certificates in PEM form, or a damaged one") from error


def self_signed(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Return those that vouch for themselves."""
    return [each for each in certificates if each.subject == each.issuer]


def check_stamp(stamp: bytes, message: bytes, roots: Sequence[Certificate]) -> Stamped:
    """Return the time that a stamp proves for a message under any of the roots, or why it proves none."""
    from rfc3161_client import VerificationError, VerifierBuilder

    parsed = _parse(stamp)
    if parsed is None:
        return Stamped(None, "it is no time stamp")
    if not roots:
        return Stamped(None, "there is no root certificate to check it against")
    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(parsed, message)
    except (VerificationError, ValueError) as error:
        return Stamped(None, str(error))
    return Stamped(parsed.tst_info.gen_time)


def _parse(data: bytes) -> TimeStampResponse | None:
    from rfc3161_client import decode_timestamp_response

    try:
        answer = decode_timestamp_response(data)
        return answer if answer.status in (0, 1) and answer.tst_info is not None else None
    except ValueError:
        return None
