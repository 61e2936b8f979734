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
#: Longest passphrase that OpenSSL takes, bytes.
LONGEST_PASSPHRASE = 1000


def new_key(path: str | os.PathLike[str], passphrase: str | None = None) -> str:
    """Make a key: the private half in `path`, which only its owner may read, the public one beside it in ``.pub``.

    Parameters
    ----------
    path : path
        Where it goes; never overwritten.
    passphrase : str, optional
        Without it the private half is useless to whoever copies the file (PKCS #8, PBES2).

    Returns
    -------
    str
        The fingerprint.

    Raises
    ------
    PackageError
        Where either file exists already or cannot be written, or the passphrase is empty or too long.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        if not 0 < len(passphrase.encode()) <= LONGEST_PASSPHRASE:
            raise PackageError(
                f"a passphrase has 1 to {LONGEST_PASSPHRASE} bytes; say such a one, or make a key without"
            )
        protection = serialization.BestAvailableEncryption(passphrase.encode())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    target = Path(path)
    public = target.with_name(target.name + ".pub")
    _write_new(target, private, 0o600)
    try:
        _write_new(public, public_pem(key.public_key()), 0o644)
    except PackageError:
        target.unlink()  # a private key whose public half is that of another one would mislead
        raise
    return fingerprint_of(key.public_key())


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file that must not exist yet; a file that cannot be written whole is removed again."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise PackageError(f"{path}: exists already; a key is never overwritten") from error
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: cannot be written ({getattr(error, 'strerror', error)})") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise PackageError(f"{path}: cannot be written ({error.strerror})") from error


def is_protected(path: str | os.PathLike[str]) -> bool:
    """Whether the private key in a file needs a passphrase; False where the file cannot be read."""
    try:
        return b"BEGIN ENCRYPTED PRIVATE KEY" in Path(path).read_bytes()
    except OSError:
        return False


def read_key(path: str | os.PathLike[str], passphrase: str | None = None) -> Ed25519PrivateKey:
    """Return the private key in a file.

    Parameters
    ----------
    path : path
        As `new_key` wrote it.
    passphrase : str, optional
        Needed where the key is protected by one, and ignored elsewhere.

    Raises
    ------
    PackageError
        Where there is no such key, or the passphrase is missing or another one.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    protected = is_protected(path)
    if protected and not passphrase:
        raise PackageError(f"{path}: is protected by a passphrase, and none was given")
    try:
        secret = passphrase.encode() if protected and passphrase else None
        key = load_pem_private_key(Path(path).read_bytes(), password=secret)
    except OSError as error:
        raise PackageError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        what = (
            "this is not its passphrase, or it is damaged"
            if protected
            else "is no private key as `condition key new` makes it"
        )
        raise PackageError(f"{path}: {what}") from error
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
