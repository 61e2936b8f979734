"""Screenshots of every page and every mode of the canvas, phone and desktop, light and dark, for somebody to look at.

``python -m tests.viewer.gallery OUT [NAME ...]`` writes ``NAME-SIZE-SCHEME.png``; names choose among the scenes. Not a test: a
picture is judged by looking at it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from condition.cases import (
    CaseStore,
    Piece,
    add_events,
    add_photo,
    compare_photos,
    contest,
    decide,
    decide_drawn,
    draw,
    grade_mark,
    note_mark,
    set_scale,
)
from tests.viewer.browsing import CHROMIUM, DESKTOP, PATIENCE_MS, PHONE, serve

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")
LANGUAGES = ("de", "fr", "es", "zh")
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


def stock(store: CaseStore) -> None:
    """Fill a store with a case in work, one that waits for its second photo, and one that holds nothing yet."""
    store.new("2026-014", who="Cem", piece=Piece(kind="watch", dimensions_mm={"diameter": 36.0}))
    for side, role in (("before", "before"), ("after", "on_receipt")):
        add_photo(
            store,
            "2026-014",
            SAMPLES / f"watch-back-new-scratch/{side}.jpg",
            role=role,
            side="back",
            who="Cem",
        )
    add_events(
        store, "2026-014", (SAMPLES / "dispute" / "events.toml").read_text(encoding="utf-8"), who="Cem"
    )
    compare_photos(store, "2026-014", who="Cem")
    decide(store, "2026-014", 1, "new", reason="Bare metal in the groove.", who="Ann")
    note_mark(
        store, "2026-014", 1, "Beside the case maker’s number; catches a fingernail.", who="Ann", comparison=1
    )
    grade_mark(store, "2026-014", 1, "moderate", reason="Polishing takes it out.", who="Ann", comparison=1)
    draw(store, "2026-014", "mark", [[520, 420], [560, 470], [580, 540]], who="Ann", comparison=1)
    decide_drawn(store, "2026-014", 1, "cannot_tell", "trace", reason="Only one light.", who="Ann")
    draw(store, "2026-014", "mark", [[640, 800], [700, 780]], who="Ann", comparison=1)
    draw(
        store,
        "2026-014",
        "leave_out",
        [[300, 900], [700, 900], [700, 1100], [300, 1100]],
        who="Ann",
        comparison=1,
    )
    set_scale(
        store, "2026-014", 2, "dimension", "diameter", known_mm=36.0, error_mm=0.1, points=[[240, 700], [860, 720]],
        who="Ann",
    )  # fmt: skip
    contest(
        store,
        "2026-014",
        "The strap hid this place when we sent it.",
        who="The customer",
        comparison=1,
        mark=1,
    )
    store.new("2026-015", who="Cem", piece=Piece(kind="ring"))
    add_photo(store, "2026-015", SAMPLES / "dispute" / "before.jpg", role="before", who="Cem")
    store.new("2026-016", who="Ann")


def case_at(path: str) -> Scene:
    def scene(page: Page, address: str) -> None:
        page.goto(f"{address}/{path}")
        page.locator(".hero h1, .blank h1").first.wait_for()
        if path.startswith("case?"):
            page.locator('.cv[data-ready="true"], .blank').first.wait_for()
        page.wait_for_timeout(3000)

    return scene


def case_printed(page: Page, address: str) -> None:
    case_at("case?case=2026-014&mark=1")(page, address)
    page.locator('.cv[data-whole="true"]').wait_for()
    page.emulate_media(media="print")


def keep_as_case(page: Page, address: str) -> None:
    answer_to("watch-back-new-scratch")(page, address)
    page.get_by_role("button", name="Keep as a case").click()
    page.get_by_role("button", name="Keep it").wait_for()


def busy(page: Page, address: str) -> None:
    start(page, address)
    for side in ("before", "after"):
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(
            SAMPLES / "watch-back-new-scratch" / f"{side}.jpg"
        )
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator("[data-testid=stProgress]").wait_for()


def loupe(page: Page, address: str) -> None:
    answer_to("watch-back-new-scratch")(page, address)
    page.locator('.cv[data-whole="true"]').wait_for()
    page.locator(".cv .stage").focus()
    page.keyboard.press("l")
    box = page.locator(".cv .stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.45 * box["height"])


def ruler(page: Page, address: str) -> None:
    answer_to("watch-back-new-scratch")(page, address)
    page.locator(".cv .stage").focus()
    box = page.locator(".cv .stage").bounding_box()
    assert box is not None
    for key, places in (("r", ((0.3, 0.4), (0.6, 0.5))), ("m", ((0.5, 0.6), (0.55, 0.7)))):
        page.keyboard.press(key)
        for x, y in places:
            page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.keyboard.press("Enter")


def sets_done(page: Page, address: str) -> None:
    at("sets")(page, address)
    page.get_by_role("button", name="Try eight unsorted photos").click()
    page.locator(".answer h1").wait_for(timeout=3 * PATIENCE_MS)


def edge_done(page: Page, address: str) -> None:
    at("edge")(page, address)
    page.get_by_role("button", name="Try a sample").click()
    page.locator(".answer h2").wait_for()


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
    "loupe": loupe,
    "ruler": ruler,
    "busy": busy,
    "sets": at("sets"),
    "sets-done": sets_done,
    "edge-done": edge_done,
    "many": at("many"),
    "many-done": many_done,
    "photo": at("photo"),
    "one-photo": one_photo,
    "reading": at("reading"),
    "keep": keep_as_case,
    "queue": case_at("queue"),
    "case": case_at("case?case=2026-014&mark=1"),
    "case-empty": case_at("case?case=2026-016"),
    "case-print": case_printed,
    "timeline": case_at("timeline?case=2026-014"),
    **{f"case-{code}": case_at(f"case?case=2026-014&mark=1&lang={code}") for code in LANGUAGES},
    **{f"queue-{code}": case_at(f"queue?lang={code}") for code in LANGUAGES},
    **{f"timeline-{code}": case_at(f"timeline?case=2026-014&lang={code}") for code in LANGUAGES},
    **{f"start-{code}": case_at(f"?lang={code}") for code in LANGUAGES},
    **{f"answer-{code}": answer_to("watch-back-new-scratch", f"&lang={code}") for code in LANGUAGES},
}
#: Scenes of which what fits on the screen is the point.
ON_SCREEN = frozenset({"curtain", "side", "blink", "fade", "evidence", "blind", "mark"})


def shoot(browser: Browser, address: str, name: str, size: str, scheme: str, out: Path) -> None:
    """Play one scene as a new visitor and write its picture."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, has_touch=size == "phone")  # type: ignore[arg-type]  # a plain dict serves
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
    folder = tempfile.TemporaryDirectory()
    with CaseStore(folder.name) as store:
        stock(store)
    servers = serve(
        ROOT, "app.py", CONDITION_STORE=folder.name, CONDITION_DATABASE_URL="", CONDITION_USER="Ann"
    )
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
    servers.close()  # type: ignore[attr-defined]  # a generator is typed as an iterator
    folder.cleanup()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
