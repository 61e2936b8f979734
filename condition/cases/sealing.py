"""A case -> a sealed package: a BagIt bag [1]_ in a ZIP file, signed, that anybody can check without the store.

::

    CASE/
      bagit.txt  bag-info.txt  manifest-sha{256,512}.txt  tagmanifest-sha{256,512}.txt
      data/
        package.json                 what is where, and what was left out
        case.json  case.html  case.pdf  custody.log
        originals/NN-ROLE.EXT        byte for byte
        shared/NN-ROLE.EXT           in place of an original: a copy without the tags that were left out
        bills/NN.EXT                 byte for byte
        comparisons/NN/...           result.json, report.html, aligned and annotated pictures, policy.toml
        schema/comparison-1.json     what result.json holds
      signature/
        public-key.pem               listed in the tag manifests
        tagmanifest-sha256.txt.sig   Ed25519, 64 bytes; the same for sha512
        time.tsr  time-chain.pem     RFC 3161 answer about tagmanifest-sha512.txt.sig, its certificates; each with .sig

References
----------
.. [1] Kunze et al., The BagIt File Packaging Format, RFC 8493, 2018.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import bagit

from condition.cases.case_sheet import record_bytes
from condition.cases.container import write_container
from condition.cases.custody import render_log, sha256_of
from condition.cases.fsck import check_case
from condition.cases.keys import fingerprint_of, public_pem, read_key
from condition.cases.model import Case
from condition.cases.pictures import folder_of, sound_pictures
from condition.cases.redaction import redact
from condition.cases.reports import make_reports
from condition.cases.rerun import repeat
from condition.cases.stamp import certificates_of, check_stamp, parse_certificates, request_stamp, self_signed
from condition.cases.store import CaseStore
from condition.errors import PackageError
from condition.language import language
from condition.report import write_folder
from condition.version import __version__

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA = 1
#: The library goes into the folder while it makes a bag; the working folder is one of the whole process.
_BAGGING = Lock()
#: What the log calls the beginning of sealing; it tells the key, and the hash of every shared copy.
SEALING = "sealing"
ALGORITHMS = ("sha256", "sha512")
SIGNED = tuple(f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS)
PUBLIC_KEY = "signature/public-key.pem"
STAMP, CHAIN = "signature/time.tsr", "signature/time-chain.pem"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package that was made.

    Attributes
    ----------
    path : Path
        The ZIP file.
    sha256 : str
        Of the ZIP file.
    fingerprint : str
        Of the key that signed it.
    head : str
        Hash of the last entry of the custody log in it.
    """

    path: Path
    sha256: str
    fingerprint: str
    head: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What a package has beyond the case: a time stamp authority and its roots, what was left out, and the shared copies."""

    tsa: str | None
    tsa_roots: bytes | None
    left_out: tuple[str, ...]
    shared: Mapping[int, bytes]


def seal(
    store: CaseStore, name: str, path: str | os.PathLike[str], *, key: str | os.PathLike[str], who: str,
    passphrase: str | None = None, tsa: str | None = None, tsa_roots: bytes | None = None, left_out: Sequence[str] = (), version: int | None = None,
) -> Sealed:  # fmt: skip
    """Write a sealed package of a case.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    path : path
        The ZIP file; written in one step, so that there is a whole package or none.
    key : path
        Private key as `new_key` makes it.
    who : str
        Who seals.
    passphrase : str, optional
        Of the key, where it has one.
    tsa : str, optional
        URL of an RFC 3161 time stamp authority; it is sent one hash.
    tsa_roots : bytes, optional
        PEM root certificates of that authority, kept in the package.
    left_out : sequence of str
        Tags of the photos that the other side is not to see, any of `condition.cases.REDACTABLE`. Photos that have them are
        shared as copies; the log tells the hash of each copy beside that of its original.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    PackageError
        Where the case does not hold, or the key, the authority or the disk cannot be used.
    """
    private = read_key(key, passphrase)
    fingerprint = fingerprint_of(private.public_key())
    problems = check_case(store.case(name), store.log(name))
    if problems:
        raise PackageError(f"case {name} is not sealed, as it does not hold: {problems[0].text}")
    shared = _shared(store, name, left_out)
    told = {str(number): sha256_of(data) for number, data in shared.items()}
    with store.writing(name, who, version) as writer:
        details = {
            "key": fingerprint,
            "time_stamp_authority": tsa,
            "left_out": list(left_out),
            "shared": told,
        }
        writer.tell(SEALING, details)
    target = Path(path)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".condition-") as folder:
            made = _make(
                store, name, Path(folder).absolute(), private, Extras(tsa, tsa_roots, tuple(left_out), shared)
            )
            with made.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            head = store.case(name).head
            os.replace(made, target)
    except (OSError, bagit.BagError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PackageError(f"{target}: the package cannot be written ({reason})") from error
    with store.writing(name, who) as writer:
        writer.tell("sealed", {"package_sha256": sha256, "key": fingerprint})
    return Sealed(target, sha256, fingerprint, head)


def _make(store: CaseStore, name: str, folder: Path, key: Ed25519PrivateKey, extras: Extras) -> Path:
    """Fill, bag, sign and pack; return the ZIP file inside `folder`."""
    case = store.case(name)
    bag_folder = folder / name
    bag_folder.mkdir()
    with language("en"):  # a package says the same, whoever seals it
        _fill(store, case, bag_folder, fingerprint_of(key.public_key()), extras)
    info = {
        "External-Identifier": name,
        "Custody-Log-Head": case.head,
        "Key-SHA256": fingerprint_of(key.public_key()),
    }
    with _BAGGING:
        bag = bagit.make_bag(str(bag_folder), info, checksums=list(ALGORITHMS))
    _write(bag_folder / PUBLIC_KEY, public_pem(key.public_key()))
    bag.save()
    for signed in SIGNED:
        _sign(key, bag_folder, signed)
    if extras.tsa is not None:
        _stamp(key, bag_folder, extras.tsa, extras.tsa_roots)
    package = folder / "package.zip"
    write_container(bag_folder, package)
    return package


def _shared(store: CaseStore, name: str, left_out: Sequence[str]) -> dict[int, bytes]:
    """Return number of a photo -> its copy, for those that have something to leave out; bills that have any are refused."""
    shared = {}
    case = store.case(name)
    for bill in case.bills if left_out else ():
        data = store.originals.read(bill.sha256)
        if bill.format != "PDF" and redact(data, bill.name, left_out) != data:
            raise PackageError(
                f"{bill.name}: this bill has {' or '.join(left_out)} in it, and is shared as it is; add it as a PDF"
            )
    for photo in case.photos if left_out else ():
        original = store.originals.read(photo.sha256)
        copy = redact(original, photo.name, left_out)
        if copy != original:
            shared[photo.number] = copy
    return shared


def _fill(store: CaseStore, case: Case, folder: Path, fingerprint: str, extras: Extras) -> None:
    """Write the payload."""
    log = store.log(case.name)
    paths: dict[str, dict[str, str]] = {"originals": {}, "shared": {}, "bills": {}}
    for photo in case.photos:
        kind = "shared" if photo.number in extras.shared else "originals"
        path = paths[kind][str(photo.number)] = (
            f"{kind}/{photo.number:02d}-{photo.role}.{photo.format.lower()}"
        )
        _write(folder / path, extras.shared.get(photo.number) or store.originals.read(photo.sha256))
    for comparison in case.comparisons:
        target = folder / "comparisons" / f"{comparison.number:02d}"
        if sound_pictures(store, case.name, comparison.number):
            _copy(folder_of(store, case.name, comparison.number), target)
        else:
            photos = {photo.number: store.originals.read(photo.sha256) for photo in case.photos}
            write_folder(repeat(case, comparison, photos), target)
        _write(target / "result.json", _json(json.loads(comparison.record)))
        if comparison.policy is not None:
            _write(target / "policy.toml", comparison.policy.encode())
    for bill in case.bills:
        path = paths["bills"][str(bill.number)] = f"bills/{bill.number:02d}.{bill.format.lower()}"
        _write(folder / path, store.originals.read(bill.sha256))
    schema = resources.files("condition.report") / "schema" / "comparison-1.json"
    _write(folder / "schema" / "comparison-1.json", schema.read_bytes())
    _write(folder / "case.json", record_bytes(case))
    for name, report in make_reports(case, log, folder, fingerprint, extras.left_out).items():
        _write(folder / name, report)
    _write(folder / "custody.log", render_log(log).encode())
    package = {
        "schema": SCHEMA, "case": case.name, "entries": case.entries, "head": case.head, **paths,
        "left_out": list(extras.left_out), "key_sha256": fingerprint, "time_stamp_authority": extras.tsa,
        "software": {"condition": __version__, "python": platform.python_version(), "typst": metadata.version("typst")},
    }  # fmt: skip
    _write(folder / "package.json", _json(package))


def _copy(source: Path, target: Path) -> None:
    """Copy a folder; the first file that cannot be written ends it, with one reason."""
    for path in sorted(each for each in source.rglob("*") if each.is_file()):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _sign(key: Ed25519PrivateKey, folder: Path, name: str) -> bytes:
    signature = key.sign((folder / name).read_bytes())
    _write(folder / "signature" / f"{Path(name).name}.sig", signature)
    return signature


def _stamp(key: Ed25519PrivateKey, folder: Path, tsa: str, roots: bytes | None) -> None:
    """Have the signature stamped, and sign what came back: no byte of the package is left to itself."""
    message = (folder / "signature" / f"{SIGNED[-1]}.sig").read_bytes()
    answer = request_stamp(tsa, message)
    chain = certificates_of(answer) + (roots or b"")
    known = self_signed(parse_certificates(chain, "the certificates of the time stamp")) if chain else []
    if known:
        stamped = check_stamp(answer, message, known)
        if stamped.fault:
            raise PackageError(f"{tsa}: the time stamp does not hold: {stamped.fault}")
    _write(folder / STAMP, answer)
    _write(folder / CHAIN, chain)
    for name in (STAMP, CHAIN):
        _sign(key, folder, name)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
