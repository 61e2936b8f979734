"""What every test shares: where the samples lie, and examples that do not change from run to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# no deadline: the first example pays for imports; the same examples every time, so that a failure can be repeated
settings.register_profile("condition", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("condition")


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the sample pairs."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for all browser tests of a worker."""
    from playwright.sync_api import sync_playwright

    from tests.viewer.browsing import CHROMIUM

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests first: one worker then has them all, and no two browsers wait for each other's processor.

    A page, its server and the test are three programs; on two busy processors one run in some hundred loses a message between
    them. Such a test is tried again, twice at most, and the summary counts it as rerun; what fails three times is a defect.
    """
    items.sort(key=lambda item: not needs_browser(item))
    for item in filter(needs_browser, items):
        item.add_marker(pytest.mark.flaky(reruns=2))


def needs_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())
