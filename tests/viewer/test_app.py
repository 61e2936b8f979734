"""The pages without a browser: what is shown after which action, and that nothing hostile gets through."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

import condition
from condition.novelty import ALTERNATIVES
from condition.policy import Outcome, Ruling, parse_policy
from condition.timeline import parse_events
from condition.viewer import STREAMLIT_OPTIONS, answer, desk, intake, intake_samples
from condition.viewer.markup import clean, reason
from tests.builders import make_clean, make_comparison, make_pair, make_refused

PAGES = "condition/viewer/pages"
HOSTILE = "<img src=x onerror=alert(1)>\u202e[a](javascript:b).jpg"


def as_png(pixels: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")  # type: ignore[arg-type]  # Pillow asks for its own protocol
    return buffer.getvalue()


@pytest.fixture(scope="module")
def pair() -> dict[str, bytes]:
    made = make_pair(480)
    return {"before": as_png(made.before), "after": as_png(made.after)}


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.chdir(root)
    st.cache_resource.clear()
    yield AppTest.from_file(str(root / "app.py"), default_timeout=60)
    st.cache_resource.clear()


def page_text(app: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(element.proto.body for element in app.get("html"))


def compare_staged(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, comparison: condition.Comparison
) -> AppTest:
    monkeypatch.setattr(condition, "compare", lambda *_, progress, **__: progress("marks") or comparison)
    app.run()
    for side, data in pair.items():
        app.file_uploader(key=f"upload_{side}").set_value([(f"{side}.png", data, "image/png")])
        app.run()
    app.button(key="compare").click().run()
    assert not app.exception
    return app


def test_the_start_page_asks_for_two_photos(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert "Is this mark new?" in page_text(app)
    assert app.button(key="compare").disabled


def test_two_uploads_and_one_press_give_the_answer(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_text(compare_staged(app, pair, monkeypatch, make_comparison()))
    assert "2 marks appear to be new" in text
    assert "96\N{NO-BREAK SPACE}%" in text
    assert "Out of view" in text
    assert "Contradiction" in text
    assert {button.key for button in app.get("download_button")} >= {"html", "json"}


def test_a_mark_says_what_else_it_could_be_and_what_would_settle_it(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_text(compare_staged(app, pair, monkeypatch, make_comparison()))
    assert "What else it could be" in text
    assert "Measured 9.1, ruled out below 8.2 times the surface&#x27;s grain." in text
    assert "a reflection moves, a mark stays" in text
    assert "Brightness across the mark" in text


def test_the_time_line_is_a_picture_that_is_also_said(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = parse_events("[[event]]\nkind = 'received'\ntime = 2026-03-10\nzone = 'Europe/Berlin'")
    comparison = replace(make_comparison(), events=events)
    text = page_text(compare_staged(app, pair, monkeypatch, comparison))
    for form in ("wide", "narrow"):
        assert f'<img class="line {form}" alt="Time line: before photo (plate before.jpg)' in text
    assert "then received back (2026-03-10)" in text


def test_a_policy_shows_every_clause(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = parse_policy(
        'name = "Terms"\nsource = "s"\n[[clause]]\nid = "1"\ntext = "Unworn."\nlook_at = []'
    )
    ruling = Ruling(policy.clauses[0], Outcome.FOR_A_PERSON, f"Look at it. {HOSTILE}", ())
    comparison = replace(make_comparison(), policy=policy, rulings=(ruling,))
    text = page_text(compare_staged(app, pair, monkeypatch, comparison))
    assert "Policy: Terms" in text
    assert "For a person to decide" in text
    assert "<img src=x" not in text


def test_a_clean_pair_says_what_was_not_compared(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_text(compare_staged(app, pair, monkeypatch, make_clean()))
    assert "No new mark was found" in text
    assert "What could not be compared" in text


def test_a_refusal_shows_measured_required_and_what_to_retake(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_text(compare_staged(app, pair, monkeypatch, make_refused()))
    assert "cannot be compared" in text
    assert "Measured <b>6.1\N{NO-BREAK SPACE}px</b>" in text
    assert "Required <b>3.0\N{NO-BREAK SPACE}px</b>" in text
    assert "What to retake" in text


def test_going_back_keeps_the_photos(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    compare_staged(app, pair, monkeypatch, make_refused())
    app.button(key="change").click().run()
    assert not app.button(key="compare").disabled
    assert "before.png" in page_text(app)


def test_going_to_a_mark_asks_the_canvas(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    compare_staged(app, pair, monkeypatch, make_comparison())
    app.button(key="show_2").click().run()
    assert app.session_state["focus"] == {"number": 2, "turn": 1}


def test_a_look_at_one_photo_does_not_lose_the_answer(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    compare_staged(app, pair, monkeypatch, make_comparison())
    app.switch_page(f"{PAGES}/photo.py").run()
    app.file_uploader(key="upload_single").set_value([("one.png", pair["after"], "image/png")]).run()
    app.switch_page(f"{PAGES}/compare.py").run()
    assert not app.exception
    assert "2 marks appear to be new" in page_text(app)


@pytest.mark.parametrize(
    "data", [b"", b"dear diary", b"\xff\xd8\xff\xe0" + b"\0" * 40], ids=["empty", "text", "cut"]
)
def test_a_bad_file_is_a_sentence_with_a_next_step(app: AppTest, data: bytes) -> None:
    app.run()
    app.file_uploader(key="upload_before").set_value([("odd.jpg", data, "image/jpeg")]).run()
    assert not app.exception
    text = page_text(app)
    assert "This file cannot be used." in text
    assert "Send the original file" in text
    assert app.button(key="compare").disabled


def test_a_hostile_name_is_shown_as_text(app: AppTest, pair: dict[str, bytes]) -> None:
    app.run()
    app.file_uploader(key="upload_before").set_value([(HOSTILE, pair["before"], "image/png")]).run()
    assert not app.exception
    text = page_text(app)
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
    assert "\u202e" not in text


def test_an_unexpected_failure_is_a_sentence(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/secret/place")

    monkeypatch.setattr(answer, "show_answer", fail)
    compare_staged(app, pair, monkeypatch, make_clean())
    assert "Something went wrong" in page_text(app)
    assert "/secret" not in page_text(app)


def test_the_same_photo_twice_is_compared_as_any_pair(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = dict.fromkeys(("before", "after"), pair["before"])
    assert "No new mark" in page_text(compare_staged(app, twice, monkeypatch, make_clean()))


def test_one_photo_tells_its_times(app: AppTest, samples: Path) -> None:
    photo = samples / "watch-back-new-scratch" / "before.jpg"
    app.run()
    app.switch_page(f"{PAGES}/photo.py").run()
    app.file_uploader(key="upload_single").set_value([(photo.name, photo.read_bytes(), "image/jpeg")]).run()
    assert not app.exception
    assert "EXIF:DateTimeOriginal" in page_text(app)
    assert "SHA-256" in page_text(app)


def test_the_reading_page_explains_every_verdict_and_refusal(app: AppTest) -> None:
    app.run()
    app.switch_page(f"{PAGES}/reading.py").run()
    assert not app.exception
    text = page_text(app)
    for name in ("New", "Cannot tell", "Already there", "Gone"):
        assert f"<b>{name}</b>" in text
    for entry in condition.reasons.REGISTRY.values():
        assert clean(entry.fix) in text
    for alternative in ALTERNATIVES.values():
        assert clean(alternative.settles) in text


def test_every_cache_is_of_one_session_and_small() -> None:
    caches: list[Any] = [desk._read, desk._slot]
    for info in (cached._info for cached in caches):
        assert info.scope == "session"
        assert info.max_entries is not None


def test_a_name_cannot_bring_markup() -> None:
    assert clean("<b>\n\x1b[31m") == "&lt;b&gt; \\x1b[31m"
    assert "What to do" in reason(make_refused().reasons[0])


def test_both_ways_to_start_have_the_same_options(root: Path) -> None:
    def flat(tree: dict[str, object], prefix: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in tree.items():
            found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
        return found

    config = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert flat(config) == dict(STREAMLIT_OPTIONS)


def test_samples_have_both_photos(samples: Path) -> None:
    for folder in intake_samples._samples():
        assert all((samples / folder / f"{side}.jpg").is_file() for side in intake.SIDES)


def test_the_first_start_asks_for_no_address() -> None:
    # without it, Streamlit waits for an e-mail address on a fresh machine, and the page never comes
    assert STREAMLIT_OPTIONS["server.showEmailPrompt"] is False
