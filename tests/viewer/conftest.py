"""One server a script, for all browser tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def staged(root: Path) -> Iterator[str]:
    """Address of a viewer whose comparison has five known marks."""
    from tests.viewer.browsing import serve

    yield from serve(root, "tests/viewer/staged_app.py")
