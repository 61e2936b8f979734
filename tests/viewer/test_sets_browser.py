"""Several photos and a broken edge in a real Chromium: files in, an answer out, a box dragged, nothing serious for axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect

from tests.viewer.browsing import CHROMIUM, DESKTOP, PATIENCE_MS, PHONE, barriers, serve, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def staged_sets(root: Path) -> Iterator[str]:
    """Address of a viewer whose set has known marks."""
    yield from serve(root, "tests/viewer/staged_sets_app.py")


def visit(browser: Browser, address: str, size: dict[str, int], scheme: str) -> Page:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # a plain dict serves
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    return page


def check(page: Page) -> None:
    """Nothing sticks out, and nothing serious stands in anybody's way."""
    settle(page)
    wide = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= wide
    assert barriers(page) == {}


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_photos_of_both_sides_lead_to_one_answer(
    browser: Browser, staged_sets: str, samples: Path, size: dict[str, int], scheme: str
) -> None:
    page = visit(browser, f"{staged_sets}/sets", size, scheme)
    for side in ("before", "after"):
        photos = sorted((samples / "unsorted" / side).glob("*.jpg"))[:2]
        page.locator(f".st-key-upload_set_{side} input[type=file]").set_input_files(photos)
        expect(page.locator(f".st-key-shelf_{side} .held img")).to_have_count(2, timeout=PATIENCE_MS)
    check(page)
    page.get_by_role("button", name="Compare all").click()
    expect(page.locator(".answer h1")).to_contain_text("1 mark appears to be new", timeout=PATIENCE_MS)
    expect(page.locator(".st-key-set_choose")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".card.with")).to_have_count(2, timeout=PATIENCE_MS)
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Report", exact=True).click()
    assert download.value.suggested_filename == "condition-set.html"
    page.context.close()


def test_a_box_is_dragged_over_an_edge_or_moved_by_keys(browser: Browser, staged_sets: str) -> None:
    page = visit(browser, f"{staged_sets}/edge", DESKTOP, "light")
    page.get_by_role("button", name="Try a sample").click()
    expect(page.locator(".answer h2")).to_have_text("Clean", timeout=PATIENCE_MS)
    check(page)
    photo = page.locator(".rg img").bounding_box()
    assert photo is not None
    start = photo["x"] + 0.7 * photo["width"], photo["y"] + 0.05 * photo["height"]
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 0.2 * photo["width"], start[1] + 0.2 * photo["height"], steps=4)
    page.mouse.up()
    left = page.get_by_label("Left (px)")
    expect(left).not_to_have_value("370", timeout=PATIENCE_MS)
    before = int(left.input_value())
    expect(page.locator(".answer h2")).to_have_text("Cannot tell", timeout=PATIENCE_MS)
    page.locator(".rg .box").press("ArrowLeft")
    expect(left).not_to_have_value(str(before), timeout=PATIENCE_MS)
    assert int(left.input_value()) < before
    page.context.close()
