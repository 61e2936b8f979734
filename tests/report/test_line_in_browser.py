"""The time line in a real Chromium: one form at a time, no word on another, nothing outside, on a phone and a desk."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser

from condition.comparison import Comparison
from condition.report import render_html
from condition.timeline import check_pair, parse_events
from tests.builders import make_comparison
from tests.timeline.made_photos import NOW, photo, time
from tests.timeline.test_events import DISPUTE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

#: Every visible text of the visible picture, as boxes; and the box of the picture.
BOXES = """() => {
    const shown = [...document.querySelectorAll('svg.time-line')].filter((svg) => svg.getBoundingClientRect().width);
    const box = (node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
    return [shown.length, box(shown[0]), [...shown[0].querySelectorAll('text')].map(box)];
}"""


def disputed() -> Comparison:
    """A dispute with a contradiction, a caution and a photo without a zone; long names."""
    base = make_comparison()
    name = "IMG_20251231_180500_the_one_from_the_kitchen_table.jpg"
    made = {
        "before": photo(time("2000:01:01 00:00:00", offset="+01:00"), name=name),
        "after": photo(time("2026:01:08 10:15:32"), seed=1),
    }
    events = parse_events(DISPUTE)
    checks = check_pair(made["before"], made["after"], events, NOW)
    sides = {
        side: replace(getattr(base, side), metadata=each.metadata, name=each.name)
        for side, each in made.items()
    }
    return replace(base, events=events, checks=checks, before=sides["before"], after=sides["after"])


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_html(disputed()), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_words_neither_touch_nor_stick_out(width: int, browser: Browser, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    shown, (left, top, right, bottom), boxes = page.evaluate(BOXES)
    assert shown == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in boxes:
        assert left <= box[0]
        assert top <= box[1]
        assert box[2] <= right + 0.5
        assert box[3] <= bottom
    # lines of type are set closer than their boxes are high: two thirds of the height must be free
    for i, one in enumerate(boxes):
        for two in boxes[i + 1 :]:
            across = min(one[2], two[2]) - max(one[0], two[0])
            down = min(one[3], two[3]) - max(one[1], two[1])
            assert across <= 0.5 or down <= (one[3] - one[1]) / 3, (one, two)
    page.close()
