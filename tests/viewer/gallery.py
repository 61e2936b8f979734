"""Screenshots of every page and every mode of the canvas, phone and desktop, light and dark, for somebody to look at.

``python -m tests.viewer.gallery OUT [NAME ...]`` writes ``NAME-SIZE-SCHEME.png``; names choose among the scenes. Not a test: a
picture is judged by looking at it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.viewer.browsing import CHROMIUM, DESKTOP, PATIENCE_MS, PHONE, serve

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")
#: A page longer than this is cut, px.
LONGEST = 9000
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
Scene = Callable[[Page, str], None]


def start(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Try a sample").wait_for()


def chosen(page: Page, address: str) -> None:
    start(page, address)
    page.wait_for_timeout(500)
    before = [
        SAMPLES / name / "before.jpg" for name in ("case-blurred", "case-new-scratch", "watch-back-turned")
    ]
    page.locator(".st-key-upload_before input[type=file]").set_input_files([*before, ROOT / "README.md"])
    page.locator(".st-key-upload_after input[type=file]").set_input_files(
        SAMPLES / "case-too-dark" / "after.jpg"
    )
    for side in ("before", "after"):
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.locator(".st-key-papers summary").first.click()


def camera(page: Page, address: str) -> None:
    start(page, address)
    page.locator(".st-key-upload_before input[type=file]").set_input_files(
        SAMPLES / "case-new-scratch" / "before.jpg"
    )
    page.locator(".st-key-slot_before [data-testid=stImage] img").wait_for()
    page.locator(".st-key-camera_on_after label").click()
    page.locator(".st-key-camera_box_after video").wait_for()


def answer_to(sample: str, query: str = "") -> Scene:
    def scene(page: Page, address: str) -> None:
        page.goto(f"{address}/?sample={sample}{query}")
        page.locator(".answer h1").wait_for()
        if page.locator(".refused").count() == 0:
            page.locator('.cv[data-ready="true"]').wait_for()

    return scene


def printed(page: Page, address: str) -> None:
    answer_to("dispute")(page, address)
    page.wait_for_timeout(4000)
    page.emulate_media(media="print")


def canvas_in(key: str, overlay: str | None = None) -> Scene:
    def scene(page: Page, address: str) -> None:
        answer_to("watch-back-new-scratch")(page, address)
        page.locator('.cv[data-whole="true"]').wait_for()
        page.locator(".cv .stage").focus()
        page.keyboard.press(key)
        if overlay:
            page.locator(f".cv .overlays [data-overlay={overlay}]").click()

    return scene


def at(path: str) -> Scene:
    def scene(page: Page, address: str) -> None:
        page.goto(f"{address}/{path}")
        page.locator(".hero h1").wait_for()

    return scene


def one_photo(page: Page, address: str) -> None:
    at("photo")(page, address)
    page.locator(".st-key-upload_single input[type=file]").set_input_files(SAMPLES / "dispute" / "before.jpg")
    page.get_by_role("heading", name="Times and tags").wait_for()


def many_done(page: Page, address: str) -> None:
    at("many")(page, address)
    page.get_by_role("button", name="Try the samples").click()
    page.locator(".st-key-many_stop").wait_for()
    page.locator(".st-key-many_stop").wait_for(state="detached", timeout=3 * PATIENCE_MS)


SCENES: dict[str, Scene] = {
    "start": start,
    "chosen": chosen,
    "camera": camera,
    "answer": answer_to("watch-back-new-scratch"),
    "doubt": answer_to("case-fingerprint"),
    "clean": answer_to("watch-back-turned"),
    "refusal": answer_to("case-blurred"),
    "dispute": answer_to("dispute"),
    "mark": answer_to("watch-back-new-scratch", "&mark=1"),
    "print": printed,
    "curtain": canvas_in("1"),
    "side": canvas_in("2"),
    "blink": canvas_in("3"),
    "fade": canvas_in("4"),
    "evidence": canvas_in("1", "evidence"),
    "blind": canvas_in("1", "blind"),
    "many": at("many"),
    "many-done": many_done,
    "photo": at("photo"),
    "one-photo": one_photo,
    "reading": at("reading"),
}
#: Scenes of which what fits on the screen is the point.
ON_SCREEN = frozenset({"curtain", "side", "blink", "fade", "evidence", "blind", "mark"})


def shoot(browser: Browser, address: str, name: str, size: str, scheme: str, out: Path) -> None:
    """Play one scene as a new visitor and write its picture."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, has_touch=size == "phone")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    SCENES[name](page, address)
    page.wait_for_timeout(1500)
    if name in ON_SCREEN:
        page.locator(".cv").scroll_into_view_if_needed()
        page.locator(".cv").evaluate("node => node.getRootNode().host.scrollIntoView()")
    else:
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": SIZES[size]["width"], "height": min(tall, LONGEST)})
    page.wait_for_timeout(700)
    page.screenshot(path=out / f"{name}-{size}-{scheme}.png")
    context.close()


def main(out: Path, names: list[str]) -> None:
    """Play the scenes at both sizes in both schemes."""
    out.mkdir(parents=True, exist_ok=True)
    servers = serve(ROOT, "app.py")
    address = next(servers)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *CAMERA]
        )
        for name, size, scheme in product(names or SCENES, SIZES, SCHEMES):
            try:
                shoot(browser, address, name, size, scheme, out)
            except Exception as error:  # one scene that fails leaves the others
                sys.stderr.write(f"{name} {size} {scheme}: {error}\n")
        browser.close()
    servers.close()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
