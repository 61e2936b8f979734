"""The pages about cases in a real Chromium: one key a mark, drawings and scale that stay, two people in one case, access."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

from condition.cases import (
    Case,
    CaseStore,
    Piece,
    add_photo,
    check_case,
    compare_photos,
    decisions_on,
    judging,
)
from tests.viewer.browsing import CHROMIUM, DESKTOP, PATIENCE_MS, PHONE, barriers, choose, serve, settle
from tests.viewer.browsing import visit as visit_start
from tests.viewer.staged_case_app import staged

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CASES = count(1)
#: On two busy cores a page takes its time.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    """The store that the pages show."""
    with CaseStore(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture(scope="module")
def pages(root: Path, store: CaseStore) -> Iterator[str]:
    """Address of the viewer on that store."""
    environment = {"CONDITION_STORE": str(store.folder), "CONDITION_DATABASE_URL": "", "CONDITION_USER": ""}
    yield from serve(root, "tests/viewer/staged_case_app.py", **environment)


@pytest.fixture
def case(
    store: CaseStore, samples: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A case of its own for a test: two photos, compared, five marks of which three wait for a person."""
    monkeypatch.setattr(judging, "compare", staged)
    name = f"{re.sub(r'[^a-z]+', '-', request.node.name)[:56]}-{next(CASES)}"  # one more where a test is tried again
    store.new(name, who="Cem", piece=Piece(kind="ring", dimensions_mm={"diameter": 20.0}))
    for side, role in (("before", "before"), ("after", "on_receipt")):
        add_photo(store, name, samples / f"dispute/{side}.jpg", role=role, side="back", who="Cem")
    compare_photos(store, name, who="Cem")
    return name


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, pages: str) -> Iterator[Visit]:
    """Return a function that opens a page as a person with a name, in a browser of their own."""
    opened = []

    def visit(who: str, path: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
        context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]  # options by name
        opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(pages + path)
        field = page.get_by_role("textbox", name="Your name")
        field.fill(who)
        field.press("Enter")
        if path.startswith("/case?"):
            page.locator('.cv[data-ready="true"]').wait_for()
            expect(page.locator(".decide").locator("visible=true")).to_be_visible()
        idle(page)
        return page

    yield visit
    for context in opened:
        context.close()


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come true in a minute")


def verdicts(case: Case) -> dict[int, str]:
    return {mark: each.verdict for mark, each in decisions_on(case, case.comparisons[-1]).items()}


def sound(store: CaseStore, name: str) -> Case:
    """Return a case whose records are all as its log tells them."""
    case = store.case(name)
    assert check_case(case, store.log(name)) == ()
    return case


def idle(page: Page) -> None:
    """Wait until the page has shown everything, and put the focus nowhere."""
    settle(page)
    page.evaluate("document.activeElement.blur()")


def canvas_of(page: Page) -> Locator:
    return page.locator('.cv[data-ready="true"]')


def stage_of(page: Page) -> Locator:
    stage = canvas_of(page).locator(".stage")
    stage.scroll_into_view_if_needed()
    return stage


def click_in(page: Page, *places: tuple[float, float]) -> None:
    box = stage_of(page).bounding_box()
    assert box is not None
    for x, y in places:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def test_marks_are_decided_with_one_key_each(visit: Visit, store: CaseStore, case: str) -> None:
    page = visit("", f"/case?case={case}&mark=1")
    page.keyboard.press("y")
    expect(canvas_of(page).locator(".hint")).to_contain_text("Say your name first")
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ann")
    name.press("Enter")
    page.get_by_role("textbox", name="Note on mark 1").click()
    page.keyboard.type("yaxun")  # words, and no decisions
    page.get_by_role("button", name="Add the note").first.click()
    eventually(page, lambda: len(store.case(case).mark_notes) == 1)
    assert (store.case(case).decisions, store.case(case).mark_notes[0].text) == ((), "yaxun")
    idle(page)
    for key in ("y", "x", "u"):  # quickly, one after the other: each goes to the next mark by itself
        page.keyboard.press(key)
    eventually(page, lambda: len(store.case(case).decisions) == 3)
    assert verdicts(sound(store, case)) == {1: "new", 2: "no_mark", 3: "cannot_tell"}
    assert {each.who for each in store.case(case).decisions} == {"Ann"}
    expect(canvas_of(page).locator(".decide .left")).to_have_text("All decided")
    expect(page.locator(".case-head .chip")).to_have_text("Decided")
    expect(page.locator(".layer.after .badge.decided")).to_have_count(3)


def test_who_decides_and_leaves_at_once_has_decided(visit: Visit, store: CaseStore, case: str) -> None:
    page = visit("Ann", f"/case?case={case}&mark=1")
    page.keyboard.press("y")
    page.keyboard.press("x")
    page.get_by_role("link", name="All cases").click()
    page.get_by_role("heading", name="Cases").wait_for()
    eventually(page, lambda: len(store.case(case).decisions) == 2)
    assert verdicts(sound(store, case)) == {1: "new", 2: "no_mark"}


def test_back_goes_to_the_mark_before(visit: Visit, case: str) -> None:
    page = visit("Ann", f"/case?case={case}&mark=1")
    for mark in (2, 3):
        page.keyboard.press("n")
        expect(page).to_have_url(re.compile(f"mark={mark}"))
    page.go_back()
    expect(canvas_of(page).locator(".caption")).to_contain_text("2 · ")
    expect(page.locator(".st-key-chosen_mark")).to_contain_text("Note on mark 2")
    settle(page)
    expect(page).to_have_url(re.compile("mark=2"))


def test_two_people_in_one_case_lose_nothing(visit: Visit, store: CaseStore, case: str) -> None:
    ann, bob = (visit(who, f"/case?case={case}&mark=1") for who in ("Ann", "Bob"))
    ann.keyboard.press("y")
    eventually(ann, lambda: len(store.case(case).decisions) == 1)
    bob.keyboard.press("x")
    refused = canvas_of(bob).locator(".decide .refused")
    expect(refused).to_contain_text("Ann has decided mark 1 in the meantime: New")
    expect(refused).to_contain_text("“No mark” was not recorded")
    assert verdicts(store.case(case)) == {1: "new"}
    expect(canvas_of(bob).locator(".caption")).to_contain_text("1 · New")  # back at the mark it is about
    idle(bob)
    bob.keyboard.press("x")  # they have seen it, and still think so
    eventually(bob, lambda: len(store.case(case).decisions) == 2)
    bob.keyboard.press("a")  # another mark is no conflict, though the case has changed
    eventually(bob, lambda: len(store.case(case).decisions) == 3)
    assert [(each.who, each.mark) for each in sound(store, case).decisions][:2] == [("Ann", 1), ("Bob", 1)]
    expect(ann.locator(".st-key-others")).to_contain_text("Bob has changed this case: mark decided")
    ann.get_by_role("button", name="Show it").click()
    expect(ann.locator(".layer.after .badge.decided")).to_have_count(2)
    idle(ann)
    ann.keyboard.press("p")
    expect(ann.locator(".st-key-chosen_mark")).to_contain_text("Decided: New (does not stand any more)")


def test_drawings_stay_with_the_case_and_give_it_a_scale(visit: Visit, store: CaseStore, case: str) -> None:
    page = visit("Ann", f"/case?case={case}&comparison=1&mark=3")
    expect(canvas_of(page).locator(".caption")).to_contain_text("3 · Cannot tell")
    expect(page.locator(".st-key-chosen_mark")).to_contain_text("under a highlight")
    stage_of(page).focus()
    for key in ("p", "0", "r"):
        page.keyboard.press(key)
    click_in(page, (0.4, 0.5), (0.6, 0.5))
    page.keyboard.press("o")
    click_in(page, (0.4, 0.3), (0.5, 0.3), (0.5, 0.4))
    page.keyboard.press("Shift+Enter")
    eventually(page, lambda: len(store.case(case).drawings) == 2)
    eventually(page, lambda: "mark=2" in page.url)
    idle(page)
    page.reload()
    canvas_of(page).wait_for()
    expect(canvas_of(page).locator(".caption")).to_contain_text("2 · New")
    expect(canvas_of(page).locator(".drawn li")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Your name")).to_have_value("Ann")
    page.locator(".st-key-set_scale summary").click()
    page.locator(".st-key-scale_on button").click()
    expect(page.get_by_text("Lengths are now in millimetres, too.")).to_be_visible()
    held = sound(store, case)
    assert [each.shape for each in held.drawings] == ["distance", "leave_out"]
    assert (held.scales[0].known_mm, held.scales[0].photo, held.scales[0].what) == (20.0, 2, "diameter")
    expect(canvas_of(page).locator(".drawn li").first).to_have_text(
        re.compile(r"Distance 1 · \d+ px, 20\.00 mm")
    )
    marks = page.locator(".table").filter(has_text="Chance of new")
    expect(marks).to_contain_text(re.compile(r"\d\.\d+ ± \d\.\d+\smm"))
    page.get_by_role("button", name="Remove Left out 1").click()
    eventually(page, lambda: len(store.case(case).drawings) == 3)
    expect(canvas_of(page).locator(".drawn li")).to_have_count(1)
    assert sound(store, case).drawings[2].takes_back == 2


def test_an_answer_is_kept_as_a_case_with_what_was_left_out_by_hand(
    browser: Browser, pages: str, store: CaseStore, samples: Path
) -> None:
    page = visit_start(browser, pages)
    choose(page, samples / "dispute")
    canvas_of(page).wait_for()
    stage_of(page).focus()
    page.keyboard.press("o")
    click_in(page, (0.1, 0.05), (0.9, 0.05), (0.9, 0.95), (0.1, 0.95))  # beside the zoom buttons
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("Without what you left out: No new mark")).to_be_visible()
    expect(page.locator(".layer.after .badge.left-out")).to_have_count(5)
    expect(page.locator(".answer h1")).to_contain_text(
        "marks appear to be new"
    )  # the comparison stays as it is
    page.get_by_role("button", name="Keep as a case").click()
    page.get_by_role("textbox", name="Name of the case").fill("kept")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Say your name first.")).to_be_visible()
    page.get_by_role("textbox", name="Your name").fill("Ann")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Open case kept").click()
    canvas_of(page).wait_for()
    expect(page.locator(".case-head h1")).to_have_text("kept")
    held = sound(store, "kept")
    assert [(each.role, each.who) for each in held.photos] == [("before", "Ann"), ("on_receipt", "Ann")]
    assert len(held.comparisons) == 1
    page.context.close()


@pytest.mark.parametrize("path", ["/queue", "/case?case={case}&mark=1", "/timeline?case={case}"])
def test_nothing_serious_stands_in_the_way(visit: Visit, case: str, path: str) -> None:
    page = visit("Ann", path.format(case=case))
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict serves
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        page.wait_for_timeout(800)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= size["width"]
        assert barriers(page) == {}
    if path.startswith("/case"):
        page.emulate_media(media="print")
        expect(page.locator(".print-only img")).to_have_count(2)
        expect(page.locator(".print-only img").last).to_be_visible()
        assert page.locator("[data-testid=stMain] button:visible").count() == 0
