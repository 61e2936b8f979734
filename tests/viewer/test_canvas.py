"""The comparison canvas in a real Chromium: modes, keys, marks, the two photos on one view, drawing, tiles, access."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

from tests.viewer.browsing import CHROMIUM, DESKTOP, PHONE, answered, barriers, see_marks, settle, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

MODES = {"1": "curtain", "2": "side", "3": "blink", "4": "fade"}
Point = tuple[float, float]


@pytest.fixture(scope="module")
def seen(browser: Browser, staged: str) -> Iterator[Page]:
    """One visitor in front of five marks, on a wide screen; opened once for all tests."""
    page = answered(browser, staged)
    yield page
    page.context.close()


@pytest.fixture
def canvas(seen: Page) -> Locator:
    """The canvas as it was at first, its stage in focus, the whole photo behind a curtain."""
    root = seen.locator(".cv")
    root.locator(".stage").focus()
    for key in ("1", "v", "0"):
        seen.keyboard.press(key)
    for button in root.locator(".overlays [aria-pressed=true]").all():
        button.click()
    for button in root.locator(".legend [aria-pressed=false]").all():
        button.click()
    while root.locator("[data-remove]").count():
        root.locator("[data-remove]").first.click()
    root.locator(".stage").focus()
    return root


def box_of(node: Locator) -> Any:
    box = node.bounding_box()
    assert box is not None
    return box


def in_stage(canvas: Locator, x: float, y: float) -> Point:
    """Return a place of the stage on the page, from shares of its size."""
    box = box_of(canvas.locator(".stage"))
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def picture_of(page: Page, around: Point, size: int = 120) -> np.ndarray[Any, Any]:
    """Return grey pixels of the page around a place."""
    clip = {"x": around[0] - size / 2, "y": around[1] - size / 2, "width": size, "height": size}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip)))  # type: ignore[arg-type]  # a plain dict serves
    return np.asarray(shot.convert("L"), np.float64)


def told(page: Page) -> list[dict[str, Any]]:
    """Return the drawn shapes as Python has them."""
    shapes: list[dict[str, Any]] = json.loads(page.locator(".told").inner_text())
    return shapes


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come true in five seconds")


# -- looking ------------------------------------------------------------------------------------------------------------


def test_the_curtain_follows_keys_and_pointer(seen: Page, canvas: Locator) -> None:
    knife = canvas.locator(".knife")
    knife.focus()
    before = int(knife.get_attribute("aria-valuenow") or 0)
    for _ in range(5):
        seen.keyboard.press("ArrowRight")
    expect(knife).to_have_attribute("aria-valuenow", str(before + 10))
    seen.mouse.move(*in_stage(canvas, 0.3, 0.1))
    seen.mouse.down()
    seen.mouse.move(*in_stage(canvas, 0.25, 0.1), steps=3)
    seen.mouse.up()
    expect(knife).to_have_attribute("aria-valuenow", "25")


def test_modes_and_zoom_have_keys(seen: Page, canvas: Locator) -> None:
    for key, mode in [*MODES.items(), ("1", "curtain")]:
        seen.keyboard.press(key)
        expect(canvas).to_have_attribute("data-mode", mode)
    seen.keyboard.press("+")
    expect(canvas.locator(".scale")).to_have_text("140 %")
    seen.keyboard.press("2")
    expect(canvas.locator(".scale")).not_to_have_text("100 %")
    seen.keyboard.press("0")
    expect(canvas.locator(".scale")).to_have_text("100 %")


def test_a_mode_and_a_photo_keep_the_place(seen: Page, canvas: Locator) -> None:
    seen.emulate_media(reduced_motion="reduce")  # it is there at once
    seen.keyboard.press("n")

    def centre() -> list[float]:
        # also where the mode hides it
        found: list[float] = canvas.evaluate(
            """(root) => {
                const box = root.querySelector(".layer.after [data-number='1'] .line").getBoundingClientRect();
                const stage = root.querySelector('.stage').getBoundingClientRect();
                return [box.x + box.width / 2 - stage.x, box.y + box.height / 2 - stage.y];
            }"""
        )
        return found

    zoom, place = canvas.locator(".scale").inner_text(), centre()
    for key in ("4", "3", "b", "b", "1"):
        seen.keyboard.press(key)
        assert canvas.locator(".scale").inner_text() == zoom
        assert centre() == pytest.approx(place, abs=1)
    seen.emulate_media(reduced_motion="no-preference")


def test_little_motion_means_no_blinking(seen: Page, canvas: Locator) -> None:
    seen.emulate_media(reduced_motion="reduce")
    seen.keyboard.press("3")
    before = canvas.locator(".photo.laid")
    seen.wait_for_timeout(1200)
    expect(before).to_be_visible()
    seen.keyboard.press(" ")
    expect(before).to_be_hidden()
    seen.emulate_media(reduced_motion="no-preference")


def test_blinking_has_a_pace_and_stops(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("3")
    canvas.locator(".pace").fill("100")
    expect(canvas.locator(".photo.laid")).to_be_hidden()
    expect(canvas.locator(".photo.laid")).to_be_visible()
    canvas.get_by_role("button", name="Pause").click()
    expect(canvas.get_by_role("button", name="Swap")).to_be_visible()


def test_the_fade_shows_as_much_of_the_before_photo_as_asked(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("4")
    canvas.locator(".fade").fill("100")
    expect(canvas.locator(".photo.laid")).to_have_css("opacity", "0")
    canvas.locator(".fade").fill("25")
    expect(canvas.locator(".photo.laid")).to_have_css("opacity", "0.75")


@pytest.mark.parametrize("layer", ["evidence", "blind"])
def test_what_lies_over_the_photos_can_be_shown(seen: Page, canvas: Locator, layer: str) -> None:
    picture = canvas.locator(f".layer.after .{layer}")
    expect(picture).to_be_hidden()
    seen.keyboard.press({"evidence": "e", "blind": "c"}[layer])
    expect(picture).to_be_visible()
    expect(canvas.locator(f"[data-overlay={layer}]")).to_have_attribute("aria-pressed", "true")


# -- two photos, one view -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_taken", [False, True], ids=["laid", "taken"])
def test_side_by_side_shows_the_same_place_in_both(seen: Page, canvas: Locator, as_taken: bool) -> None:
    seen.keyboard.press("2")
    if as_taken:
        seen.keyboard.press("b")
    seen.mouse.move(*in_stage(canvas, 0.25, 0.56))  # over the before photo, on the engraved number
    for _ in range(4):
        seen.mouse.wheel(0, -300)
    seen.keyboard.press("m")
    seen.wait_for_timeout(900)  # tiles
    before, after = (picture_of(seen, in_stage(canvas, x, 0.5), 160) for x in (0.25, 0.75))
    seen.keyboard.press("m")
    assert before.std() > 5, "nothing to compare"
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.8


def test_a_drag_on_one_photo_moves_both(seen: Page, canvas: Locator) -> None:
    for key in ("2", "b", "+", "+"):
        seen.keyboard.press(key)

    def places() -> np.ndarray[Any, Any]:
        boxes = [
            box_of(canvas.locator(f".layer.{name} [data-number='1'] .line")) for name in ("taken", "after")
        ]
        return np.array([(box["x"], box["y"]) for box in boxes])

    start = places()
    seen.mouse.move(*in_stage(canvas, 0.25, 0.5))
    seen.mouse.down()
    seen.mouse.move(*[value + 30 for value in in_stage(canvas, 0.25, 0.5)], steps=3)
    seen.mouse.up()
    assert places() - start == pytest.approx(np.full((2, 2), 30.0), abs=3)


def test_a_much_smaller_before_photo_lies_on_the_after_photo(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, staged)
    folder = samples / "watch-back-new-scratch"
    for side, name in (("before", "small.jpg"), ("after", "after.jpg")):
        file = {"name": name, "mimeType": "image/jpeg", "buffer": (folder / f"{side}.jpg").read_bytes()}
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a plain dict serves
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.get_by_role("button", name="Compare", exact=True).click()
    canvas = page.locator('.cv[data-ready="true"]')
    canvas.wait_for()
    canvas.locator(".stage").focus()
    for key in ("2", "b", "m"):
        page.keyboard.press(key)
    page.wait_for_timeout(900)
    before, after = (picture_of(page, in_stage(canvas, x, 0.5), 300) for x in (0.25, 0.75))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.8
    page.context.close()


# -- marks --------------------------------------------------------------------------------------------------------------


def test_a_mark_is_found_by_key_badge_and_list(seen: Page, canvas: Locator) -> None:
    caption = canvas.locator(".caption")
    canvas.locator(".layer.after .badge[data-number='2'] .plate").click()
    expect(caption).to_contain_text("2 · New")
    seen.keyboard.press("p")
    expect(caption).to_contain_text("1 · New")
    seen.keyboard.press("p")
    expect(caption).to_contain_text("5 · Gone")
    seen.keyboard.press("n")
    expect(caption).to_contain_text("1 · New")
    seen.locator(".st-key-show_3 button").click()
    expect(caption).to_contain_text("3 · Cannot tell")


@pytest.mark.parametrize(("key", "photo"), [("2", "laid"), ("b", "taken")])
def test_marks_are_numbered_on_both_photos(seen: Page, canvas: Locator, key: str, photo: str) -> None:
    seen.keyboard.press(key)
    badges = canvas.locator(f".layer.{photo} .badge")
    numbers = {badge.get_attribute("data-number") for badge in badges.all()}
    assert numbers == {"1", "2", "3", "4", "5"}
    assert sorted(badges.locator(".plate g text").all_text_contents()) == ["?", "A", "G", "N", "N"]


def test_verdicts_can_be_hidden_and_going_to_a_mark_shows_it(seen: Page, canvas: Locator) -> None:
    badge = canvas.locator(".layer.after .badge[data-number='1']")
    canvas.locator(".legend [data-verdict=new]").click()
    expect(badge).to_be_hidden()
    seen.locator(".st-key-show_1 button").click()
    expect(badge).to_be_visible()


def test_no_badge_lies_on_a_mark(canvas: Locator) -> None:
    overlaps = canvas.evaluate(
        """(root) => {
            const layer = root.querySelector('.layer.after');
            const boxes = [...layer.querySelectorAll('.badge .plate')].map((node) => node.getBoundingClientRect());
            const paths = [...layer.querySelectorAll('.outlines .line')];
            return boxes.filter((box) => paths.some((path) => {
                const point = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                return path.isPointInFill(point.matrixTransform(path.getScreenCTM().inverse()));
            })).length;
        }"""
    )
    assert overlaps == 0


# -- tools --------------------------------------------------------------------------------------------------------------


def test_a_drawn_mark_comes_back_in_px_of_the_after_photo(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("d")
    path = box_of(canvas.locator(".layer.after [data-number='4'] .line"))
    ends = (
        (path["x"] + 6, path["y"] + path["height"] / 2),
        (path["x"] + path["width"] - 6, path["y"] + path["height"] / 2),
    )
    seen.mouse.move(*ends[0])
    seen.mouse.down()
    seen.mouse.move(*ends[1], steps=6)
    seen.mouse.up()
    expect(canvas.locator(".drawn li")).to_have_text(re.compile(r"Missed mark 1 · \d+ px"))
    wait_until(seen, lambda: len(told(seen)) == 1)
    (shape,) = told(seen)
    assert shape["kind"] == "mark"
    outline = canvas.evaluate(
        """(root) => {
            const path = root.querySelector(".layer.after [data-number='4'] .line");
            const { x, y, width, height } = path.getBBox();
            return [x, y, width, height];
        }"""
    )  # in px of the sheet, which is the photo itself at this size
    (x0, y0), (x1, y1) = shape["points"][0], shape["points"][-1]
    assert x0 == pytest.approx(outline[0], abs=40)
    assert x1 == pytest.approx(outline[0] + outline[2], abs=40)
    assert y0 == pytest.approx(y1, abs=2)
    assert outline[1] < y0 < outline[1] + outline[3]


def test_a_region_is_drawn_and_removed_with_the_keyboard_alone(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("o")
    for key in ("Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "ArrowDown", "Enter"):
        seen.keyboard.press(key if key == "Enter" else f"Shift+{key}")
        if key == "Enter" and canvas.locator(".scale").inner_text() == "100 %":
            for _ in range(3):
                seen.keyboard.press("+")  # the whole photo cannot be moved
    seen.keyboard.press("Shift+Enter")
    expect(canvas.locator(".drawn li")).to_have_text(re.compile("Left out 1"))
    wait_until(seen, lambda: [shape["kind"] for shape in told(seen)] == ["leave_out"])
    (shape,) = told(seen)
    assert len(shape["points"]) == 3
    seen.get_by_role("button", name="Remove Left out 1").focus()
    seen.keyboard.press("Enter")
    wait_until(seen, lambda: told(seen) == [])


def test_the_ruler_measures_px_and_mm(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("r")
    for x in (0.4, 0.6):
        seen.mouse.click(*in_stage(canvas, x, 0.5))
    label = canvas.locator(".drawn li").inner_text()
    found = re.search(r"Distance 1 · (\d+) px, ([\d.]+) mm", label)
    assert found, label
    px, mm = int(found[1]), float(found[2])
    assert mm == pytest.approx(px * 0.02, abs=0.02)
    width = box_of(canvas.locator(".stage"))["width"]
    scale = float(canvas.evaluate("(root) => root.querySelector('.layer.after .placed').getCTM().a"))
    assert px == pytest.approx(0.2 * width / scale, abs=2)


def test_a_point_can_be_set_on_the_curtain(seen: Page, canvas: Locator) -> None:
    canvas.locator(".knife").focus()
    seen.keyboard.press("Home")
    for _ in range(20):
        seen.keyboard.press("ArrowRight")
    seen.keyboard.press("r")
    for x in (0.4, 0.6):
        seen.mouse.click(*in_stage(canvas, x, 0.4))
    expect(canvas.locator(".drawn li")).to_have_text(re.compile("Distance 1"))
    expect(canvas.locator(".knife")).to_have_attribute("aria-valuenow", "40")


def test_an_unfinished_shape_can_be_taken_back(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("d")
    seen.mouse.click(*in_stage(canvas, 0.4, 0.4))
    expect(canvas.get_by_role("button", name="Finish")).to_be_visible()
    seen.keyboard.press("Backspace")
    expect(canvas.get_by_role("button", name="Finish")).to_be_hidden()
    seen.keyboard.press("Escape")
    expect(canvas).to_have_attribute("data-tool", "move")


def test_the_loupe_shows_single_pixels_of_both_photos(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("l")
    seen.mouse.move(*in_stage(canvas, 0.5, 0.55))
    expect(canvas.locator(".loupe")).to_be_visible()
    expect(canvas.locator(".loupe figcaption b").last).to_have_text("4.0×")

    def contrast(side: str) -> float:
        return float(
            canvas.evaluate(
                """(root, side) => {
                    const canvas = root.querySelector(`.of-${side}`);
                    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                    const values = [...data].filter((_, i) => i % 4 === 0);
                    return Math.max(...values) - Math.min(...values);
                }""",
                side,
            )
        )

    wait_until(seen, lambda: contrast("before") > 5 and contrast("after") > 5)


# -- pictures -----------------------------------------------------------------------------------------------------------


def test_tiles_come_as_ranges_and_a_rerun_fetches_nothing(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, staged)
    asked: list[tuple[str, str | None]] = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("range"))))
    see_marks(page, samples)
    stage = page.locator(".stage")
    stage.focus()
    page.keyboard.press("9")
    wait_until(page, lambda: any(span for _, span in asked))
    page.locator('.cv[data-whole="true"]').wait_for()
    page.wait_for_timeout(500)
    pictures = [url for url, span in asked if "/media/" in url and not span]
    assert len(pictures) == len(set(pictures)), "an overview was fetched twice"
    seen_so_far = len(asked)
    page.locator(".st-key-show_1 button").click()
    expect(page.locator(".caption")).to_contain_text("1 · New")
    page.wait_for_timeout(500)
    # the address now names the mark, and the browser looks at the page's icon again: the one PNG
    later = [url for url, span in asked[seen_so_far:] if "/media/" in url and not span]
    assert [url for url in later if not url.endswith(".png")] == []
    page.context.close()


def test_what_one_visitor_drew_no_other_sees(
    browser: Browser, staged: str, seen: Page, canvas: Locator
) -> None:
    seen.keyboard.press("r")
    for x in (0.4, 0.6):
        seen.mouse.click(*in_stage(canvas, x, 0.3))
    wait_until(seen, lambda: len(told(seen)) == 1)
    other = answered(browser, staged, PHONE, has_touch=True)
    assert told(other) == []
    assert other.locator(".drawn li").count() == 0
    other.context.close()


def test_drawings_are_there_after_another_page(seen: Page, canvas: Locator) -> None:
    seen.keyboard.press("r")
    for x in (0.4, 0.6):
        seen.mouse.click(*in_stage(canvas, x, 0.3))
    wait_until(seen, lambda: len(told(seen)) == 1)
    seen.get_by_role("link", name="How to read this").click()
    seen.get_by_role("heading", name="How to read this").wait_for()
    seen.get_by_role("link", name="Compare", exact=True).click()
    seen.locator('.cv[data-ready="true"]').wait_for()
    expect(seen.locator(".drawn li")).to_have_count(1)
    assert len(told(seen)) == 1


def test_drawings_are_there_after_a_reload_at_once(browser: Browser, staged: str) -> None:
    page = answered(browser, staged)
    stage = page.locator(".cv .stage")
    stage.focus()
    page.keyboard.press("r")
    for x in (0.4, 0.6):
        page.mouse.click(*in_stage(page.locator(".cv"), x, 0.3))
    wait_until(page, lambda: len(told(page)) == 1)
    drawn = told(page)
    page.reload()  # nothing ran since but the part of the page with the canvas
    page.locator('.cv[data-ready="true"]').wait_for()
    expect(page.locator(".drawn li")).to_have_count(1)
    assert told(page) == drawn
    page.context.close()


def test_what_is_drawn_is_there_though_the_page_was_left_at_once(browser: Browser, staged: str) -> None:
    page = answered(browser, f"{staged}/?busy=1")
    canvas = page.locator(".cv")
    canvas.locator(".stage").focus()
    page.keyboard.press("r")
    for x in (0.4, 0.6):
        page.mouse.click(*in_stage(canvas, x, 0.3))
    page.get_by_role(
        "link", name="How to read this"
    ).click()  # the server still makes what the canvas asked for
    page.get_by_role("heading", name="How to read this").wait_for()
    settle(page)
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    page.get_by_role("link", name="Compare", exact=True).click()
    page.locator('.cv[data-ready="true"]').wait_for()
    expect(page.locator(".drawn li")).to_have_count(1)
    page.context.close()


@pytest.mark.parametrize(("size", "left_out"), [(PHONE, ["Already there"]), (DESKTOP, [])])
def test_marks_that_have_no_room_beside_graver_ones_wait(
    browser: Browser, staged: str, size: dict[str, int], left_out: list[str]
) -> None:
    page = answered(browser, f"{staged}/?crowded=1", size)
    off = page.locator(".cv .legend [aria-pressed=false]")
    assert [text for text in off.all_inner_texts() if not any(name in text for name in left_out)] == []
    assert off.count() == len(left_out)
    page.context.close()


# -- access -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["curtain", "side", "drawn", "dark"])
def test_nothing_serious_stands_in_the_way(seen: Page, canvas: Locator, state: str) -> None:
    if state == "side":
        seen.keyboard.press("2")
    if state == "drawn":
        seen.keyboard.press("r")
        for x in (0.4, 0.6):
            seen.mouse.click(*in_stage(canvas, x, 0.3))
    if state == "dark":
        seen.emulate_media(color_scheme="dark")
    found = barriers(seen, "[data-testid=stBidiComponentIsolated]")
    seen.emulate_media(color_scheme="light")
    assert found == {}
