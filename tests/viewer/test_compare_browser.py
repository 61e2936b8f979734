"""Compare in a real Chromium: reloads, links, two browsers at once, the camera, print, what is refused, two fingers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect

from tests.viewer.browsing import CHROMIUM, PATIENCE_MS, PHONE, answered, barriers, choose, see_marks, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
BEFORE = ".st-key-upload_before input[type=file]"


def test_a_reload_brings_back_photos_and_answer_and_a_passed_on_link_shows_nothing(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, staged)
    see_marks(page, samples)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    secret = cookies["condition_visitor"]
    assert secret["sameSite"] == "Strict"
    assert len(secret["value"]) == 43
    assert secret["value"] not in page.url
    page.reload()
    expect(page.locator(".answer h1")).to_contain_text("marks appear to be new", timeout=PATIENCE_MS)
    page.locator('.cv[data-ready="true"]').wait_for()
    page.get_by_role("button", name="Change photos").click()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()

    other = browser.new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_text("The photos of this link are not here.")).to_be_visible(timeout=PATIENCE_MS)
    assert other.locator("[data-testid=stImage], .answer").count() == 0
    other.context.close()
    page.context.close()


def test_two_at_once_see_each_their_own(browser: Browser, staged: str, samples: Path) -> None:
    one, two = visit(browser, staged), visit(browser, staged)
    folders = {one: "watch-back-new-scratch", two: "case-old-marks"}
    for page, folder in folders.items():
        page.locator(BEFORE).set_input_files(samples / folder / "before.jpg")
    shown = []
    for page in folders:
        image = page.locator(".st-key-slot_before [data-testid=stImage] img")
        image.wait_for()
        shown.append(image.get_attribute("src"))
        assert page.locator(".st-key-slot_after [data-testid=stImage]").count() == 0
    assert shown[0] != shown[1]
    for page in folders:
        page.reload()
        page.locator(".st-key-slot_before [data-testid=stImage] img").wait_for()
    again = [
        page.locator(".st-key-slot_before [data-testid=stImage] img").get_attribute("src") for page in folders
    ]
    assert again == shown
    secrets = {page.context.cookies()[0]["value"] for page in folders}
    assert len(secrets) == 2
    for page in folders:
        page.context.close()


def test_both_sides_and_a_refused_file_at_once_are_all_there(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, staged)
    for side in ("before", "after"):  # no waiting in between: a page that moves its widgets would lose one
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(
            [samples / "case-old-marks" / f"{side}.jpg", samples / "registry.txt"]
        )
    for side in ("before", "after"):
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
        expect(page.locator(f".st-key-upload_{side} [role=alert]")).to_have_count(1)
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()
    page.context.close()


def test_an_upload_that_comes_while_another_is_taken_loses_neither(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, f"{staged}/?busy=1")
    for side in ("after", "before"):
        sent = samples / "case-old-marks" / f"{side}.jpg"
        with page.expect_response(lambda response: "upload_file" in response.url):
            page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(sent)
        page.wait_for_timeout(300)  # the server has begun to take it, and is not done
    for side in ("before", "after"):
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()
    page.context.close()


def test_removed_photos_do_not_come_back(browser: Browser, staged: str, samples: Path) -> None:
    page = visit(browser, staged)
    page.locator(BEFORE).set_input_files(samples / "case-old-marks" / "before.jpg")
    page.locator(".st-key-slot_before [data-testid=stImage] img").wait_for()
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator(".st-key-slot_before [data-testid=stImage]")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Choose both photos first")).to_be_visible()
    assert page.locator("[data-testid=stImage]").count() == 0
    page.context.close()


def test_a_browser_that_closes_in_the_middle_finds_its_photos_again(
    browser: Browser, staged: str, samples: Path
) -> None:
    page = visit(browser, staged)
    for side in ("before", "after"):
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(
            samples / "case-old-marks" / f"{side}.jpg"
        )
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.wait_for_url(re.compile(r"visit="))
    address = page.url
    page.get_by_role("button", name="Compare", exact=True).click()
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    expect(again.locator(".answer h1, .slot").first).to_be_visible(timeout=PATIENCE_MS)
    expect(again.locator("body")).to_contain_text("before.jpg")
    context.close()


def test_a_link_to_a_mark_goes_there(browser: Browser, staged: str) -> None:
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{staged}/?sample=watch-back-new-scratch&mark=3")
    page.locator('.cv[data-ready="true"]').wait_for()
    expect(page.locator(".cv .caption")).to_contain_text("3 · Cannot tell", timeout=PATIENCE_MS)
    page.locator(".st-key-show_1 button").click()
    expect(page).to_have_url(re.compile("mark=1"))
    expect(page.locator(".cv .caption")).to_contain_text("1 · New")
    page.go_back()
    expect(page.locator(".cv .caption")).to_contain_text("3 · Cannot tell")
    page.go_forward()
    expect(page.locator(".cv .caption")).to_contain_text("1 · New")
    page.reload()
    expect(page.locator(".cv .caption")).to_contain_text("1 · New", timeout=PATIENCE_MS)
    page.goto(f"{staged}/?sample=watch-back-new-scratch&mark=99")
    expect(page.get_by_text("There is no such mark.")).to_be_visible(timeout=PATIENCE_MS)
    page.context.close()


def test_a_refused_file_says_why_and_what_to_choose(
    browser: Browser, staged: str, samples: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    page = visit(browser, staged)
    page.locator(BEFORE).set_input_files([large, samples / "registry.txt"])
    alerts = page.locator(".st-key-upload_before [role=alert]")
    expect(alerts).to_have_count(2)
    assert any("100" in text and "smaller" in text for text in alerts.all_inner_texts())
    for alert in alerts.all():
        expect(alert).to_be_visible()
    told = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--refused-next')")
    assert "HEIC" in told
    assert "If the connection broke" in told  # of that, the widget itself only says "Network Error"
    assert ".heic" in (page.locator(BEFORE).get_attribute("accept") or "")
    page.context.close()


def test_forty_photos_on_one_side_are_a_dozen_and_a_sentence(
    browser: Browser, staged: str, samples: Path, tmp_path: Path
) -> None:
    data = (samples / "case-old-marks" / "before.jpg").read_bytes()
    files = []
    for number in range(40):
        files.append(tmp_path / f"IMG_{number:04}.jpg")
        files[-1].write_bytes(data + bytes([number]))
    page = visit(browser, staged)
    page.locator(BEFORE).set_input_files(files)
    expect(page.get_by_text("28 photos were left out")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".st-key-thumbs_before button")).to_have_count(12, timeout=PATIENCE_MS)
    page.locator(".st-key-thumb_before_3 button").click()
    expect(page.locator(".st-key-slot_before .file")).to_contain_text("IMG_0003.jpg")
    page.context.close()


def pinch(page: Page, around: tuple[float, float], start_px: float, end_px: float) -> None:
    """Move two fingers apart, or together, around a place."""
    touch = page.context.new_cdp_session(page)
    x, y = around
    for kind, apart in [
        ("touchStart", start_px),
        *(("touchMove", start_px + (end_px - start_px) * n / 5) for n in range(1, 6)),
    ]:
        points = [{"x": x - apart / 2, "y": y, "id": 1}, {"x": x + apart / 2, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_fingers_zoom_the_photos_and_not_the_page(browser: Browser, staged: str) -> None:
    page = answered(browser, staged, PHONE, has_touch=True, is_mobile=True)
    stage = page.locator(".cv .stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pinch(page, middle, 60, 180)
    closer = int(re.sub(r"\D", "", page.locator(".cv .scale").inner_text()))
    assert closer == pytest.approx(300, rel=0.1)
    pinch(page, middle, 180, 90)
    assert int(re.sub(r"\D", "", page.locator(".cv .scale").inner_text())) == pytest.approx(
        closer / 2, rel=0.1
    )
    assert page.evaluate("visualViewport.scale") == 1
    page.context.close()


def test_the_camera_shows_the_before_photo_as_a_ghost_and_its_photo_is_taken(
    browser: Browser, staged: str, samples: Path
) -> None:
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with_camera = browser.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *flags]
    )
    page = visit(with_camera, staged)
    page.locator(BEFORE).set_input_files(samples / "case-old-marks" / "before.jpg")
    page.locator(".st-key-slot_before [data-testid=stImage] img").wait_for()
    page.locator(".st-key-camera_on_after label").click()
    box = page.locator("[data-testid=stCameraInputWebcamStyledBox]")
    box.wait_for()
    ghost = box.evaluate(
        "node => [getComputedStyle(node, '::after').backgroundImage, getComputedStyle(node, '::after').opacity]"
    )
    assert "/media/" in ghost[0]
    assert ghost[1] == "0.4"
    page.get_by_role("button", name="Take photo").click()
    expect(page.locator(".st-key-slot_after .file")).to_contain_text("1920 × 1080", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()
    with_camera.close()


def test_what_is_printed_is_the_answer_and_no_controls(browser: Browser, staged: str) -> None:
    page = answered(browser, staged)
    page.emulate_media(media="print")
    for hidden in ("[data-testid=stHeader]", ".st-key-take_away", ".cv", "[class*=st-key-show_] button"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".answer h1")).to_be_visible()
    expect(page.locator(".print-only img").first).to_be_visible(timeout=PATIENCE_MS)
    pages = page.pdf(format="A4", print_background=True).count(b"/Type /Page\n")
    assert pages > 1  # not only what was on the screen
    page.context.close()


def test_swapped_sides_show_the_marks_of_the_new_answer_only(
    browser: Browser, staged: str, samples: Path, tmp_path: Path
) -> None:
    early = tmp_path / "early.jpg"
    early.write_bytes((samples / "watch-back-new-scratch" / "before.jpg").read_bytes())
    page = visit(browser, staged)
    for side, file in (("before", samples / "watch-back-new-scratch" / "after.jpg"), ("after", early)):
        page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(file)
        page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator('.cv[data-ready="true"]').wait_for()
    page.get_by_role("button", name="Swap before and after").click()
    expect(page.get_by_role("button", name="Swap before and after")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator('.cv[data-ready="true"]')).to_be_visible()
    expect(page.locator(".cv .layer.after .badge:not(.off)")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.get_by_text("BidiComponent Error")).to_have_count(0)
    page.context.close()


def test_a_refused_pair_can_be_chosen_anew(
    browser: Browser, staged: str, samples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pair"
    folder.mkdir()
    for side in ("before", "after"):
        (folder / f"{side}.jpg").write_bytes((samples / "case-blurred" / f"{side}.jpg").read_bytes())
    page = visit(browser, staged)
    choose(page, folder)
    page.get_by_role("button", name="Change photos").click()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_enabled()
    page.context.close()


@pytest.mark.parametrize("path", ["", "many", "photo"])
def test_nothing_serious_stands_in_the_way_on_the_pages(browser: Browser, staged: str, path: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{staged}/{path}")
    page.locator(".stMain input[type=file]").first.wait_for(state="attached", timeout=PATIENCE_MS)
    assert barriers(page) == {}
    page.context.close()
