"""A bill or an estimate comes into a case: its file as it is, the amount as stated. Nothing here judges or computes it."""

from __future__ import annotations

import os
from pathlib import Path

from condition.cases.model import Bill
from condition.cases.store import CaseStore, check_texts
from condition.errors import CaseError
from condition.photo import Limits
from condition.report import printable

#: How a file of each form begins: ISO 32000-2, 7.5.2; ISO/IEC 10918-1, B.1.1.3; PNG (W3C), 5.2.
_BEGINNINGS = {b"%PDF-": "PDF", b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
#: Longest amount, characters: a number and a currency, not a story.
LONGEST_AMOUNT = 80


def add_bill(
    store: CaseStore, name: str, source: str | os.PathLike[str] | bytes, *, amount: str, who: str,
    issuer: str | None = None, text: str | None = None, file_name: str | None = None, version: int | None = None,
) -> Bill:  # fmt: skip
    """Store a bill's bytes as they are and record it.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    source : path or bytes
        The file: a PDF, a JPEG or a PNG.
    amount : str
        As stated, with its currency.
    who : str
        Who adds it.
    issuer : str, optional
        Who issued the bill.
    text : str, optional
        What it is for.
    file_name : str, optional
        Name for display, where `source` is bytes.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    CaseError
        Where the file is none of these, or no amount is stated.
    """
    shown = printable(file_name or ("bill" if isinstance(source, bytes) else Path(source).name))
    check_texts(shown, amount, issuer, text)
    if not amount.strip() or len(amount) > LONGEST_AMOUNT:
        raise CaseError(
            f"an amount is stated in 1 to {LONGEST_AMOUNT} characters, such as 180.00 EUR; this has {len(amount)}"
        )
    data = source if isinstance(source, bytes) else _read(Path(source), shown)
    if len(data) > Limits().max_bytes:
        raise CaseError(f"{shown}: is larger than the {Limits().max_bytes >> 20} MB a file may have")
    form = next((form for start, form in _BEGINNINGS.items() if data.startswith(start)), None)
    if form is None:
        raise CaseError(
            f"{shown}: is neither a PDF nor a JPEG nor a PNG; scan or print the bill into one of these"
        )
    store.case(name)  # no original without its case
    bill = Bill(
        sha256=store.originals.put(data), name=shown, format=form, size_bytes=len(data), amount=amount.strip(),
        source=issuer, text=text,
    )  # fmt: skip
    return store.add(name, bill, who=who, version=version)


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(Limits().max_bytes + 1)
    except (OSError, ValueError) as error:
        raise CaseError(f"{name}: cannot be read ({getattr(error, 'strerror', error)})") from error
