"""Ed25519 keys that sign packages: made, read, and known by the SHA-256 of their public half.

The fingerprint is that of the public key's DER form, so that anybody can compute it:
``openssl pkey -pubin -in FILE.pub -outform DER | sha256sum``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from condition.cases.custody import sha256_of
from condition.errors import PackageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Length of an Ed25519 signature, bytes (RFC 8032).
SIGNATURE_BYTES = 64


def new_key(path: str | os.PathLike[str]) -> str:
    """Make a key: the private half in `path`, which only its owner may read, the public one beside it in ``.pub``.

    Returns
    -------
    str
        The fingerprint.

    Raises
    ------
    PackageError
        Where either file exists already, or cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    target = Path(path)
    _write_new(target.with_name(target.name + ".pub"), public_pem(key.public_key()), 0o644)
    _write_new(target, private, 0o600)
    return fingerprint_of(key.public_key())


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise PackageError(f"{path}: exists already; a key is never overwritten") from error
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: cannot be written ({getattr(error, 'strerror', error)})") from error
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: str | os.PathLike[str]) -> Ed25519PrivateKey:
    """Return the private key in a file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except OSError as error:
        raise PackageError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PackageError(f"{path}: is no private key as `condition key new` makes it") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PackageError(f"{path}: is no Ed25519 key; `condition key new` makes one")
    return key


def parse_public(data: bytes) -> Ed25519PublicKey | None:
    """Return the public key in PEM text; None where there is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM text."""
    from cryptography.hazmat.primitives import serialization

    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key's DER form, as hex digits."""
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256_of(key.public_bytes(serialization.Encoding.DER, form))


def is_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether a signature over a message is that of a key."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
