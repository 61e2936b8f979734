"""A bill lies in a case as it came, with the amount as stated; nothing about it is computed or judged."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from condition.cases import CaseStore, add_bill, case_record, fsck, new_key, parse_case, render_page, seal
from condition.errors import CaseError, PackageError

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def opened(store: CaseStore) -> CaseStore:
    store.new("c", who="ann")
    return store


def test_a_bill_is_kept_byte_for_byte(opened: CaseStore) -> None:
    bill = add_bill(opened, "c", PDF, amount=" 180.00 EUR ", issuer="workshop", text="polishing", who="ann")
    assert (bill.amount, bill.source, bill.format, bill.name) == ("180.00 EUR", "workshop", "PDF", "bill")
    assert opened.originals.read(bill.sha256) == PDF
    assert opened.case("c").bills == (bill,)
    assert fsck(opened) == ()


def test_the_log_tells_it_and_the_record_holds_it(opened: CaseStore) -> None:
    bill = add_bill(opened, "c", PDF, amount="180", who="ann")
    told = json.loads(opened.log("c")[-1].body)
    assert (told["what"], told["details"]["sha256"], told["details"]["amount"]) == (
        "bill added",
        bill.sha256,
        "180",
    )
    case = opened.case("c")
    assert parse_case(json.loads(json.dumps(case_record(case)))) == case


@pytest.mark.parametrize(
    ("data", "amount", "said"),
    [
        (b"MZ\x90\x00", "1 EUR", "is neither a PDF nor a JPEG nor a PNG"),
        (b"", "1 EUR", "is neither a PDF"),
        (PDF, "  ", "an amount is stated"),
        (PDF, "x" * 81, "an amount is stated"),
        (PDF, "1\x00", "no text"),
    ],
)
def test_what_is_no_bill_is_not_stored(opened: CaseStore, data: bytes, amount: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        add_bill(opened, "c", data, amount=amount, who="ann")
    assert opened.case("c").bills == ()
    assert not opened.originals.folder.exists()


def test_a_file_that_is_not_there_is_a_sentence(opened: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"missing\.pdf: cannot be read"):
        add_bill(opened, "c", tmp_path / "missing.pdf", amount="1", who="ann")


def test_a_missing_bill_is_named(opened: CaseStore) -> None:
    bill = add_bill(opened, "c", PDF, amount="1", who="ann")
    opened.originals.path(bill.sha256).unlink()
    (problem,) = fsck(opened)
    assert (problem.code, problem.where) == ("ORIGINAL_MISSING", bill.sha256)
    assert "bill 1 of case c" in problem.text


def test_the_report_shows_the_amount_as_stated_and_says_that_nobody_checked_it(opened: CaseStore) -> None:
    assert "No bill is in the case." in render_page(opened.case("c"), opened.log("c"))
    add_bill(opened, "c", PDF, amount="180,00 € <b>", who="ann")
    page = render_page(opened.case("c"), opened.log("c"))
    assert "180,00 € &lt;b&gt;" in page
    assert "nothing about them was checked or judged" in page


def test_a_photographed_bill_with_a_place_in_it_is_not_shared_without_it(
    opened: CaseStore, tmp_path: Path
) -> None:
    """A bill goes out as it is; where that would tell what somebody wants left out, nothing goes out."""
    jpeg = cv2.imencode(".jpg", np.full((64, 64, 3), 200, np.uint8))[1].tobytes()
    tiff = (
        b"II\x2a\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00"
    )
    tiff += b"\x01\x00\x01\x00\x02\x00\x02\x00\x00\x00N\x00\x00\x00\x00\x00\x00\x00"
    exif = b"Exif\x00\x00" + tiff
    placed = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
    add_bill(opened, "c", placed, amount="1", who="ann")
    new_key(tmp_path / "key")
    with pytest.raises(PackageError, match="this bill has gps in it"):
        seal(opened, "c", tmp_path / "c.zip", key=tmp_path / "key", who="ann", left_out=["gps"])
    assert not (tmp_path / "c.zip").exists()
