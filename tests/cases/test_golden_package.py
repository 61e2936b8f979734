"""Packages of earlier versions verify for ever: packages are read by those who come later.

Each file in ``golden`` was sealed once, with a key and an authority that are gone. None is ever made anew; a later version of
the format gets a file of its own beside them. The first has reports without pictures; the second a PDF, a bill, and what people
drew, graded and measured.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from condition.cases import Expected, verify

GOLDEN = Path(__file__).parent / "golden"
FINGERPRINTS = {
    "package-1": "193fa3527c9f66a6bcd5ca5ec8fe583c78e595a3107b39b55c5f47ccf6b1881a",
    "package-2": "00977c3f3d87555a91a739c86d6614bfc486d17191eab79c32ca113498dc7594",
}


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_a_package_of_an_earlier_version_still_proves_everything(name: str) -> None:
    root = (GOLDEN / f"{name}.root.pem").read_bytes()
    verification = verify(GOLDEN / f"{name}.zip", Expected(FINGERPRINTS[name], root))
    assert verification.problems == ()
    assert "signed before 2026-11-22" in verification.steps[-1].said


def test_the_packages_hold_what_they_are_kept_for() -> None:
    with zipfile.ZipFile(GOLDEN / "package-2.zip") as archive:
        names = archive.namelist()
        assert {"c/data/case.pdf", "c/data/bills/01.pdf"} <= set(names)
        case = archive.read("c/data/case.json")
    for kind in (
        b'"drawings": [\n',
        b'"scales": [\n',
        b'"gradings": [\n',
        b'"mark_notes": [\n',
        b'"bills": [\n',
    ):
        assert kind in case
