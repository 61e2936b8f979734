"""C2PA manifests signed here: absent, invalid, valid but not trusted, trusted are four different answers."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from condition.metadata import Metadata, parse_metadata
from tests.metadata import made

c2pa: Any = pytest.importorskip("c2pa", reason="c2pa-python is not installed")
x509: Any = pytest.importorskip("cryptography.x509", reason="cryptography is not installed")
hashes: Any = import_module("cryptography.hazmat.primitives.hashes")
serialization: Any = import_module("cryptography.hazmat.primitives.serialization")
elliptic: Any = import_module("cryptography.hazmat.primitives.asymmetric.ec")
CREATED = {
    "action": "c2pa.created",
    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
}
MANIFEST = {
    "claim_generator_info": [{"name": "a camera", "version": "1"}],
    "format": "image/jpeg",
    "title": "piece",
    "assertions": [{"label": "c2pa.actions", "data": {"actions": [CREATED]}}],
}
PICTURE = made.encoded(made.picture(200, 150), "JPEG")


def certificate(name: str, key: Any, issuer: Any, issuer_key: Any, is_root: bool) -> Any:
    """Return a certificate as the specification demands it of signers (or of the root above them)."""
    now = datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COMMON_NAME, name),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Tests"),
        ]
    )
    builder = x509.CertificateBuilder(
        issuer.subject if issuer else subject,
        subject,
        key.public_key(),
        x509.random_serial_number(),
        now - timedelta(days=1),
        now + timedelta(days=30),
    )
    usage = x509.KeyUsage(not is_root, False, False, False, False, is_root, is_root, False, False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    extensions = [
        (x509.BasicConstraints(is_root, None), True),
        (usage, True),
        (above, False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ]
    if not is_root:
        extensions.append((x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.EMAIL_PROTECTION]), False))
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(cert: Any) -> bytes:
    return bytes(cert.public_bytes(serialization.Encoding.PEM))


@cache
def signed() -> tuple[bytes, str]:
    """Return a signed JPEG and the PEM of the root its signer hangs on."""
    root_key, key = (elliptic.generate_private_key(elliptic.SECP256R1()) for _ in range(2))
    root = certificate("Root of the tests", root_key, None, root_key, True)
    leaf = certificate("Camera of the tests", key, root, root_key, False)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=pem(leaf) + pem(root), private_key=secret, ta_url=None)
    target = io.BytesIO()
    c2pa.Builder(MANIFEST).sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(PICTURE), target)
    return target.getvalue(), pem(root).decode()


def other_root() -> str:
    key = elliptic.generate_private_key(elliptic.SECP256R1())
    return pem(certificate("Another root", key, None, key, True)).decode()


def read(data: bytes, trust_anchors: str | None = None) -> Metadata:
    metadata = parse_metadata(data, "JPEG", trust_anchors)
    assert metadata.unreadable is None
    return metadata


def test_a_photo_without_a_manifest_is_absent() -> None:
    assert read(PICTURE).c2pa == "absent"


def test_a_sound_manifest_without_a_trust_list_is_untrusted_and_names_its_signer() -> None:
    metadata = read(signed()[0])
    assert (metadata.c2pa, metadata.c2pa_signer) == ("untrusted", "Camera of the tests")
    assert "a camera" in metadata.tools


def test_a_signer_under_a_trusted_root_is_trusted() -> None:
    assert read(*signed()).c2pa == "trusted"


def test_a_signer_under_another_root_is_untrusted() -> None:
    assert read(signed()[0], other_root()).c2pa == "untrusted"


def test_one_changed_byte_of_the_picture_is_invalid() -> None:
    data = bytearray(signed()[0])
    data[-30] ^= 1
    metadata = read(bytes(data))
    assert metadata.c2pa == "invalid"
    assert "mismatch" in (metadata.c2pa_problem or "")


def test_a_damaged_manifest_is_invalid_not_absent() -> None:
    data = signed()[0]
    at = data.index(b"c2pa.claim") + 40
    assert read(data[:at] + bytes(60) + data[at + 60 :]).c2pa == "invalid"
