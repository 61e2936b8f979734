"""C2PA manifest -> its state (invalid, untrusted, trusted), signer and signed time, read by c2pa-python.

Nothing is fetched from the network: remote manifests and certificate status are switched off, so that reading a
photo tells nobody that it was read.
"""

from __future__ import annotations

import io
import json
from importlib import import_module
from typing import Any

MIME = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
}
#: Validation state of the library -> the word of the contract.
STATES = {"Trusted": "trusted", "Valid": "untrusted", "Invalid": "invalid"}


def read_provenance(data: bytes, format: str, trust_anchors: str | None) -> dict[str, Any]:
    """Return {"state": ..., "signer": ..., "time": ..., "problem": ...} of the embedded manifest.

    Parameters
    ----------
    data : bytes
        The whole file.
    format : str
        "JPEG", "PNG", ...
    trust_anchors : str or None
        PEM certificates whose signers count as trusted; None trusts nobody.
    """
    try:
        c2pa: Any = import_module("c2pa")
    except (ImportError, OSError) as error:
        return {"state": "untrusted", "problem": f"it could not be checked: {type(error).__name__}"}
    try:
        context = c2pa.Context.from_dict(_settings(trust_anchors))
        with c2pa.Reader(MIME[format], io.BytesIO(data), None, context) as reader:
            return _summary(json.loads(reader.json()))
    except c2pa.C2paError as error:
        if "ManifestNotFound" in type(error).__name__ or "ManifestNotFound" in str(error):
            return {"state": "absent"}
        if trust_anchors:  # the list may be what broke; it must not make a sound manifest look broken
            return read_provenance(data, format, None)
        return {"state": "invalid", "problem": str(error)[:200]}


def _settings(trust_anchors: str | None) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": bool(trust_anchors)}
    }
    if trust_anchors:
        settings["trust"] = {"trust_anchors": trust_anchors}
    return settings


def _summary(store: dict[str, Any]) -> dict[str, Any]:
    state = STATES.get(store.get("validation_state", ""), "invalid")
    active = store.get("manifests", {}).get(store.get("active_manifest", ""), {})
    signature = active.get("signature_info") or {}
    problems = [str(entry.get("code", "")) for entry in store.get("validation_status") or []]
    return {
        "state": state,
        "signer": _short(signature.get("common_name") or signature.get("issuer")),
        "time": _short(signature.get("time")),
        "generator": _short(active.get("claim_generator") or _generator(active)),
        "problem": ", ".join(problems)[:200] or None,
    }


def _generator(active: dict[str, Any]) -> str | None:
    """Return the name of the program that made the claim, as version 2 of the specification writes it."""
    listed = active.get("claim_generator_info")
    first = listed[0] if isinstance(listed, list) and listed else listed
    return first.get("name") if isinstance(first, dict) else None


def _short(value: Any) -> str | None:
    return str(value)[:200] if value else None
