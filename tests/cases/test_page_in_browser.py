"""The page of a case in a real Chromium: it fits a phone and a desk, light and dark, and loads nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser

import condition.cases.judging
from condition.cases import CaseStore, render_page, stored_pictures
from tests.builders import make_comparison
from tests.cases.test_reports import fill

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[1] / "viewer" / "axe" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch, CaseStore(folder / "store") as store:
        patch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_comparison())
        fill(store)
        page = render_page(store.case("c"), store.log("c"), stored_pictures(store, store.case("c")))
    (folder / "case.html").write_text(page, encoding="utf-8")
    return folder / "case.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_page_fits_and_everybody_can_read_it(
    browser: Browser, page_file: Path, width: int, height: int, scheme: str
) -> None:
    seen = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )  # fmt: skip
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))
    seen.goto(page_file.as_uri())
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("data:")] == [page_file.as_uri()]
    assert seen.evaluate("[...document.images].every((each) => each.complete && each.naturalWidth > 0)")
    seen.add_script_tag(path=AXE)
    found = seen.evaluate(
        "async () => (await axe.run(document)).violations.map((each) => [each.id, each.nodes.map((node) => node.html + node.any.map((one) => one.message).join())])"
    )
    assert found == []
    seen.close()
