"""Driving the viewer in the system's Chromium: a server for a script, a visitor, and the first steps to an answer."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
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


def serve(root: Path, script: str, **environment: str) -> Iterator[str]:
    """Yield the address of a server that runs a script, and end it."""
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
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(port, server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def visit(browser: Browser, address: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
    """Open the start page as a new visitor."""
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]  # options by name
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


def answered(browser: Browser, address: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
    """Open the answer to a sample as a new visitor: without uploads, which take most of the time."""
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]  # options by name
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}{'&' if '?' in address else '/?'}sample=watch-back-new-scratch")
    page.locator('.cv[data-ready="true"]').wait_for()
    return page


def settle(page: Page) -> None:
    """Wait until the page has shown everything: what a run has not reached yet is faded, and may go."""
    for _ in range(3):  # a run that was asked for may begin a moment later
        page.wait_for_timeout(300)
        page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()


def barriers(page: Page, within: str = ".stMain") -> dict[str, list[str]]:
    """Return what axe-core finds serious or critical on a page at rest: rule -> the elements."""
    settle(page)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async (within) => (await axe.run(within)).violations", within)
    return {
        each["id"]: [node["html"][:300] for node in each["nodes"]]
        for each in found
        if each["impact"] in ("serious", "critical")
    }
