"""The viewer in a real Chromium: from the start page to the answer, the canvas, phone and desktop, two visitors."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
#: A real comparison on two busy cores, and everything else, ms.
PATIENCE_MS = 60_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        connection = http.client.HTTPConnection("localhost", port, timeout=2)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise AssertionError("the server did not start in a minute")


def serve(root: Path, script: str) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        f"--server.port={port}",
        "--server.headless=true",
    ]
    server = subprocess.Popen(
        [*command, "--server.fileWatcherType=none", "--server.address=localhost"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(port, server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def staged(root: Path) -> Iterator[str]:
    """Address of a viewer whose comparison has five known marks."""
    yield from serve(root, "tests/viewer/staged_app.py")


@pytest.fixture(scope="module")
def real(root: Path) -> Iterator[str]:
    """Address of the viewer as it is."""
    yield from serve(root, "app.py")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


def visit(browser: Browser, address: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
    """Open the start page as a new visitor."""
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Is this mark new?")).to_be_visible(timeout=PATIENCE_MS)
    return page


def choose(page: Page, folder: Path) -> None:
    """Choose both photos and press Compare: three actions."""
    for side in ("before", "after"):
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(folder / f"{side}.jpg")
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".answer h1").wait_for()


def see_marks(page: Page, samples: Path) -> None:
    choose(page, samples / "watch-back-new-scratch")
    page.locator('.cv[data-ready="true"]').wait_for()


@pytest.fixture(scope="module")
def seen(browser: Browser, staged: str, samples: Path) -> Iterator[Page]:
    """One visitor in front of five marks, on a wide screen; opened once, because uploads take most of the time."""
    page = visit(browser, staged)
    see_marks(page, samples)
    yield page
    page.context.close()


@pytest.fixture
def canvas(seen: Page) -> Locator:
    """The canvas with its stage in focus, the whole photo behind a curtain."""
    seen.locator(".stage").focus()
    for key in ("1", "0"):
        seen.keyboard.press(key)
    return seen.locator(".cv")


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


def test_the_curtain_follows_keys_and_pointer(seen: Page, canvas: Locator) -> None:
    knife = canvas.locator(".knife")
    knife.focus()
    before = int(knife.get_attribute("aria-valuenow") or 0)
    for _ in range(5):
        seen.keyboard.press("ArrowRight")
    expect(knife).to_have_attribute("aria-valuenow", str(before + 10))
    box = canvas.locator(".stage").bounding_box()
    assert box is not None
    seen.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    seen.mouse.down()
    seen.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 60, steps=3)
    seen.mouse.up()
    expect(knife).to_have_attribute("aria-valuenow", "25")


def test_modes_and_zoom_have_keys(seen: Page, canvas: Locator) -> None:
    for key, mode in (("2", "side"), ("3", "blink"), ("4", "fade"), ("1", "curtain")):
        seen.keyboard.press(key)
        expect(canvas).to_have_attribute("data-mode", mode)
    seen.keyboard.press("+")
    expect(canvas.locator(".scale")).to_have_text("140 %")
    seen.keyboard.press("2")
    expect(canvas.locator(".scale")).not_to_have_text("100 %")
    seen.keyboard.press("0")
    expect(canvas.locator(".scale")).to_have_text("100 %")


def test_a_mark_is_found_by_key_badge_and_list(seen: Page, canvas: Locator) -> None:
    caption = canvas.locator(".caption")
    seen.keyboard.press("n")
    expect(caption).to_contain_text("1 · New")
    seen.keyboard.press("p")
    expect(caption).to_contain_text("5 · Gone")
    seen.keyboard.press("0")
    canvas.locator(".pane.main .badge[data-number='2'] .plate").click()
    expect(caption).to_contain_text("2 · New")
    seen.locator(".st-key-show_3 button").click()
    expect(caption).to_contain_text("3 · Cannot tell")


def test_verdicts_can_be_hidden_and_going_to_a_mark_shows_it(seen: Page, canvas: Locator) -> None:
    badge = canvas.locator(".pane.main .badge[data-number='1']")
    canvas.locator(".legend [data-verdict=new]").click()
    expect(badge).to_be_hidden()
    seen.locator(".st-key-show_1 button").click()
    expect(badge).to_be_visible()


def test_no_badge_lies_on_a_mark(canvas: Locator) -> None:
    overlaps = canvas.evaluate(
        """(root) => {
            const pane = root.querySelector('.pane.main');
            const boxes = [...pane.querySelectorAll('.badge .plate')].map((node) => node.getBoundingClientRect());
            const paths = [...pane.querySelectorAll('.outlines .line')];
            return boxes.filter((box) => paths.some((path) => {
                const point = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                return path.isPointInFill(point.matrixTransform(path.getScreenCTM().inverse()));
            })).length;
        }"""
    )
    assert overlaps == 0


def test_little_motion_means_no_blinking(seen: Page, canvas: Locator) -> None:
    seen.emulate_media(reduced_motion="reduce")
    seen.keyboard.press("3")
    before = canvas.locator(".pane.main img.before")
    seen.wait_for_timeout(1200)
    expect(before).to_be_visible()
    seen.keyboard.press(" ")
    expect(before).to_be_hidden()
    seen.emulate_media(reduced_motion="no-preference")


def test_another_visitor_sees_nothing_of_it(browser: Browser, staged: str, seen: Page) -> None:
    expect(seen.locator(".answer h1")).to_be_visible()
    other = visit(browser, staged)
    expect(other.get_by_role("button", name="Compare", exact=True)).to_be_disabled()
    assert other.locator("[data-testid=stImage], .answer").count() == 0
    other.context.close()


def test_on_a_phone_in_the_dark_nothing_sticks_out(browser: Browser, staged: str, samples: Path) -> None:
    page = visit(browser, staged, PHONE, color_scheme="dark", has_touch=True)
    see_marks(page, samples)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
    colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert colour == "rgb(21, 20, 19)"
    page.get_by_role("radio", name="Side by side").click()
    tops = page.evaluate(
        """() => [...document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot
            .querySelectorAll('.pane')].map((pane) => pane.getBoundingClientRect().top)"""
    )
    assert tops[0] < tops[1]
    page.context.close()
