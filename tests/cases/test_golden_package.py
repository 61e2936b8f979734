"""A package of the first version verifies for ever: packages are read by those who come later.

``golden/package-1.zip`` was sealed once, with a key and an authority that are gone. It is never made anew; a later version of
the format gets a file of its own beside it.
"""

from __future__ import annotations

from pathlib import Path

from condition.cases import Expected, verify

GOLDEN = Path(__file__).parent / "golden"
FINGERPRINT = "193fa3527c9f66a6bcd5ca5ec8fe583c78e595a3107b39b55c5f47ccf6b1881a"


def test_a_package_of_the_first_version_still_proves_everything() -> None:
    root = (GOLDEN / "package-1.root.pem").read_bytes()
    verification = verify(GOLDEN / "package-1.zip", Expected(FINGERPRINT, root))
    assert verification.problems == ()
    assert "signed before 2026-11-22" in verification.steps[-1].said
