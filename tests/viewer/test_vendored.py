"""The third-party files that are kept here are the pinned ones, each with its licence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_kept_libraries_are_the_pinned_ones(root: Path) -> None:
    script = root / "scripts" / "fetch_vendored.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0


def test_each_library_has_its_licence_beside_it(root: Path) -> None:
    for library in (
        "condition/viewer/assets/openseadragon/openseadragon.min.js",
        "tests/viewer/axe/axe.min.js",
        "condition/report/fonts/SourceSans3_400Regular.ttf",
    ):
        assert list((root / library).parent.glob("LICENSE*")), library
