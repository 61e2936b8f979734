"""Several photos and a broken edge: what is shown after which action, and that nothing hostile gets through."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import condition
from condition.errors import PhotoSetError
from condition.viewer import edge_intake
from tests.sets.made import staged_set
from tests.viewer.staged_sets_app import staged
from tests.viewer.test_app import page_text

PAGES = "condition/viewer/pages"


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(root)
    monkeypatch.setattr(condition, "compare_sets", staged)
    st.cache_resource.clear()
    started = AppTest.from_file(str(root / "app.py"), default_timeout=60)
    started.run()
    return started


def photo(seed: int) -> bytes:
    done, data = cv2.imencode(".jpg", np.random.default_rng(seed).integers(0, 255, (60, 80, 3), np.uint8))
    assert done
    return data.tobytes()


def packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, name in enumerate(("before/1.jpg", "before/2.jpg", "after/3.jpg", "readme.txt")):
            archive.writestr(name, photo(place))
    return buffer.getvalue()


def deliver(app: AppTest) -> AppTest:
    app.switch_page(f"{PAGES}/sets.py").run()
    app.file_uploader(key="upload_set_before").set_value([("set.zip", packed(), "application/zip")]).run()
    assert not app.exception
    return app


def test_one_archive_fills_both_sides_and_says_what_it_left_out(app: AppTest) -> None:
    text = page_text(deliver(app))
    assert all(f"<figcaption>{name}" in text for name in ("1.jpg", "2.jpg", "3.jpg"))
    assert "readme.txt was left out" in text
    assert not app.button(key="set_start").disabled
    app.button(key="drop_before_0").click().run()
    assert "<figcaption>1.jpg" not in page_text(app)
    app.button(key="drop_after_0").click().run()
    assert app.button(key="set_start").disabled
    assert "The after photo is missing." in page_text(app)


def test_the_answer_tells_marks_pairs_and_what_was_left_out(app: AppTest) -> None:
    deliver(app).button(key="set_start").click().run()
    assert not app.exception
    text = page_text(app)
    assert "1 mark appears to be new since the before photos were taken." in text
    assert "2 before photos, 2 after photos" in text
    assert text.count('<article class="mark">') == len(staged_set().new)
    assert "The same place in every photo" in text
    assert "compared with" in text
    assert "The file is empty." in text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "refuted" in " ".join(box.label for box in app.expander)
    app.button(key="set_change").click().run()
    assert "<figcaption>1.jpg" in page_text(app)  # what was chosen stays


def test_photos_that_cannot_be_a_set_are_told_with_what_to_do(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PhotoSetError("no after photo can be used")

    monkeypatch.setattr(condition, "compare_sets", refuse)
    deliver(app).button(key="set_start").click().run()
    assert not app.exception
    text = page_text(app)
    assert "These photos cannot be compared." in text
    assert "no after photo can be used" in text


def test_the_staged_set_has_marks_of_every_sort() -> None:
    made = staged_set()
    assert (len(made.new), len(made.left_out)) == (1, 1)
    assert made.refuted


def test_a_sample_leaves_where_ones_own_photos_come_and_takes_none_of_them(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/sets.py").run()
    app.button(key="set_sample").click().run()
    app.button(key="set_change").click().run()
    assert len(app.session_state["photos_set_before"]) == 4
    assert not [each for each in app.button if each.key == "set_sample"]
    app.file_uploader(key="upload_set_after").set_value([("mine.jpg", photo(9), "image/jpeg")]).run()
    assert not app.exception
    assert [each.name for each in app.session_state["photos_set_after"]] == ["mine.jpg"]
    assert app.session_state["photos_set_before"] == ()


# A broken edge


def test_a_sample_edge_is_measured_and_a_known_length_gives_millimetres(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/edge.py").run()
    app.button(key="edge_sample").click().run()
    assert not app.exception
    assert "<h2>Clean</h2>" in page_text(app)
    assert "no scale" in page_text(app)
    app.number_input(key="edge_mm").set_value(20.0)
    app.number_input(key="edge_px").set_value(400).run()
    assert "0.007" in page_text(app)  # 0.14 px of 0.05 mm


def test_a_region_without_an_edge_is_told_as_such(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/edge.py").run()
    app.button(key="edge_sample").click().run()
    app.number_input(key="edge_left").set_value(20)
    app.number_input(key="edge_top").set_value(20)
    app.number_input(key="edge_height").set_value(60).run()
    assert not app.exception
    assert "<h2>Cannot tell</h2>" in page_text(app)


def test_box_and_scale_are_there_after_another_page(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/edge.py").run()
    app.button(key="edge_sample").click().run()
    app.number_input(key="edge_left").set_value(360)
    app.number_input(key="edge_mm").set_value(20.0)
    app.number_input(key="edge_px").set_value(400).run()
    measured = page_text(app)
    app.switch_page(f"{PAGES}/reading.py").run()
    app.switch_page(f"{PAGES}/edge.py").run()
    assert not app.exception
    assert app.number_input(key="edge_left").value == 360
    assert (
        page_text(app).partition("What was measured")[2] == measured.partition("What was measured")[2] != ""
    )


@pytest.mark.parametrize(
    "sent", [None, {"box": "evil"}, {"box": [1, 2, 3]}, {"box": [0, 0, float("nan"), 9]}]
)
def test_a_box_that_is_none_changes_nothing(sent: object, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"edge_region": sent}
    monkeypatch.setattr(st, "session_state", state)
    edge_intake._take_box((100, 80))
    assert state == {"edge_region": sent}


def test_a_box_beyond_the_photo_is_brought_back_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, object] = {"edge_region": {"box": [-5, 500, 1e9, 2.5]}}
    monkeypatch.setattr(st, "session_state", state)
    edge_intake._take_box((100, 80))
    assert [state[name] for name in edge_intake.NUMBERS] == [0, 56, 100, 24]
