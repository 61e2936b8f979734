"""The viewer in the visitor's language: chosen by the browser, by the address or by hand, and never another visitor's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from condition.language import LANGUAGES, current
from condition.language.active import _ASKED

HEADLINES = {
    "en": "Is this mark new?",
    "de": "Ist diese Spur neu?",
    "fr": "Cette trace est-elle nouvelle",
    "es": "¿Es nueva esta marca?",
    "zh": "这处痕迹是新的吗？",
}


@pytest.fixture
def app(root: Path) -> Iterator[AppTest]:
    asked = list(_ASKED)
    yield AppTest.from_file(str(root / "app.py"), default_timeout=60)
    _ASKED[:] = asked


def page(app: AppTest) -> str:
    assert not app.exception
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_start_page_in_every_language(app: AppTest, code: str) -> None:
    app.query_params["lang"] = code
    assert HEADLINES[code] in page(app.run())


def test_a_choice_by_hand_holds_and_can_be_taken_back(app: AppTest) -> None:
    app.run()
    app.selectbox(key="language").select("de").run()
    assert HEADLINES["de"] in page(app)
    assert HEADLINES["de"] in page(app.run())
    app.selectbox(key="language").select("en").run()
    assert HEADLINES["en"] in page(app)


def test_a_language_nobody_speaks_here_is_english(app: AppTest) -> None:
    app.query_params["lang"] = "tlh"
    assert HEADLINES["en"] in page(app.run())


def test_two_visitors_do_not_change_each_other(app: AppTest, root: Path) -> None:
    other = AppTest.from_file(str(root / "app.py"), default_timeout=60)
    app.query_params["lang"] = "de"
    other.query_params["lang"] = "fr"
    app.run(), other.run()
    assert HEADLINES["de"] in page(app.run())
    assert HEADLINES["fr"] in page(other.run())
    assert current() == "en", "outside of a session nobody is asked"
