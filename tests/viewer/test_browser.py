"""The viewer in a real Chromium: from the start page to the answer and the report, phone and desktop, two visitors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

from tests.viewer.browsing import CHROMIUM, PHONE, answered, choose, see_marks, serve, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def real(root: Path) -> Iterator[str]:
    """Address of the viewer as it is."""
    yield from serve(root, "app.py")


def test_three_actions_lead_to_the_answer_and_the_report(
    browser: Browser, real: str, samples: Path, tmp_path: Path
) -> None:
    page = visit(browser, real)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    see_marks(page, samples)
    expect(page.get_by_role("heading", name="What could not be compared")).to_be_visible()
    for button, name in (("Report", "report.html"), ("JSON", "report.json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        download.value.save_as(tmp_path / name)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["status"] == "compared"
    assert [url for url in outside if not url.startswith((real, "blob:", "data:", "ws:"))] == []
    page.context.close()


def test_a_photo_that_shows_nothing_is_refused_with_numbers(
    browser: Browser, real: str, samples: Path
) -> None:
    page = visit(browser, real, PHONE)
    choose(page, samples / "case-blurred")
    expect(page.locator(".answer h1")).to_contain_text("cannot be compared")
    expect(page.locator(".numbers").first).to_contain_text("Required")
    expect(page.get_by_role("heading", name="What to retake")).to_be_visible()
    page.get_by_role("button", name="Change photos").click()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()
    page.context.close()


def test_another_visitor_sees_nothing_of_it(browser: Browser, staged: str) -> None:
    seen = answered(browser, staged)
    expect(seen.locator(".answer h1")).to_be_visible()
    other = visit(browser, staged)
    expect(other.get_by_role("button", name="Compare", exact=True)).to_be_disabled()
    assert other.locator("[data-testid=stImage], .answer").count() == 0
    other.context.close()


def swipe(page: Page, target: Locator, by_px: float) -> None:
    """Drag a finger sideways from the middle of something."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0)):
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + share * by_px, "y": y}]}
        )
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_on_a_phone_in_the_dark_nothing_sticks_out(browser: Browser, staged: str) -> None:
    page = answered(browser, staged, PHONE, color_scheme="dark", has_touch=True)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
    colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert colour == "rgb(21, 20, 19)"
    knife = page.locator(".knife")
    swipe(page, knife, -80)
    assert int(knife.get_attribute("aria-valuenow") or 50) < 35
    page.get_by_role("radio", name="Side by side").click()
    boxes = [page.locator(f".photo.{side}").bounding_box() for side in ("laid", "after")]
    tops = sorted(box["y"] for box in boxes if box is not None)
    assert tops[0] < tops[1]
    page.context.close()
