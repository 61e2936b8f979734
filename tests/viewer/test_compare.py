"""The start page without a browser: several photos a side, papers, samples, what is missing, what is the same."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

import condition
from condition.photo import Photo
from condition.timeline import check_pair
from condition.viewer import desk, intake_photos
from tests.builders import make_comparison, make_pair
from tests.viewer.test_app import as_png, page_text


@pytest.fixture(scope="module")
def pair() -> dict[str, bytes]:
    made = make_pair(480)
    return {"before": as_png(made.before), "after": as_png(made.after)}


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.chdir(root)
    st.cache_resource.clear()
    yield AppTest.from_file(str(root / "app.py"), default_timeout=60).run()
    st.cache_resource.clear()


def bring(app: AppTest, side: str, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader(key=f"upload_{side}").set_value(
        [(name, data, "image/png") for name, data in files]
    ).run()
    assert not app.exception
    return app


def names(app: AppTest, side: str) -> list[str]:
    return [upload.name for upload in app.session_state[f"photos_{side}"]]


def test_the_page_says_which_side_is_missing(app: AppTest, pair: dict[str, bytes]) -> None:
    assert "Choose both photos first" in page_text(app)
    bring(app, "after", ("a.png", pair["after"]))
    assert "The before photo is missing." in page_text(app)
    bring(app, "before", ("odd.png", b"dear diary"))
    assert "The before photo cannot be used; choose another file." in page_text(app)
    assert app.button(key="compare").disabled


def test_the_person_chooses_among_several_photos(app: AppTest, pair: dict[str, bytes]) -> None:
    bring(app, "before", ("one.png", pair["before"]), ("two.png", pair["after"]))
    assert "<b>one.png</b>" in page_text(app)
    app.button(key="thumb_before_1").click().run()
    assert "<b>two.png</b>" in page_text(app)
    assert names(app, "before") == ["one.png", "two.png"]


def test_the_later_of_two_photos_on_one_side_can_go_to_the_other(
    app: AppTest, pair: dict[str, bytes]
) -> None:
    bring(app, "before", ("one.png", pair["before"]), ("two.png", pair["after"]))
    app.button(key="thumb_before_1").click().run()
    app.button(key="hand_over_before").click().run()
    assert (names(app, "before"), names(app, "after")) == (["one.png"], ["two.png"])
    assert not app.button(key="compare").disabled


def test_a_photo_can_be_taken_away_and_another_brought(app: AppTest, pair: dict[str, bytes]) -> None:
    bring(app, "before", ("one.png", pair["before"]))
    app.button(key="remove_before").click().run()
    assert names(app, "before") == []
    bring(app, "before", ("two.png", pair["before"]))
    assert names(app, "before") == ["two.png"]


def test_one_side_takes_a_dozen_and_says_what_it_left_out(app: AppTest) -> None:
    files = []
    for number in range(intake_photos.MAX_PHOTOS + 2):
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), (number, 0, 0)).save(buffer, "PNG")
        files.append((f"{number}.png", buffer.getvalue()))
    bring(app, "before", *files)
    assert len(names(app, "before")) == intake_photos.MAX_PHOTOS
    assert "2 photos were left out: 12.png, 13.png" in page_text(app)


def test_the_same_file_on_both_sides_is_said(app: AppTest, pair: dict[str, bytes]) -> None:
    for side in ("before", "after"):
        bring(app, side, ("same.png", pair["before"]))
    assert "Both sides hold the very same file" in page_text(app)
    assert not app.button(key="compare").disabled


def test_a_photo_whose_tags_were_lost_says_what_to_do(app: AppTest, pair: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(pair["before"])).save(buffer, "JPEG")
    bring(app, "before", ("IMG_4607.jpg", buffer.getvalue()))
    assert "Its time was lost on the way." in page_text(app)
    assert "choose “Files” instead of “Photos”" in page_text(app)


def test_dates_and_terms_reach_the_comparison(
    app: AppTest, pair: dict[str, bytes], samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    def compared(*_: object, progress: object, **papers: object) -> condition.Comparison:
        given.update(papers)
        return make_comparison()

    monkeypatch.setattr(condition, "compare", compared)
    for side, data in pair.items():
        bring(app, side, (f"{side}.png", data))
    for kind in ("events", "policy"):
        data = (samples / "dispute" / f"{kind}.toml").read_bytes()
        app.file_uploader(key=f"upload_{kind}").set_value((f"{kind}.toml", data, "text/plain")).run()
    app.button(key="compare").click().run()
    assert not app.exception
    assert len(given["events"]) == 6  # type: ignore[arg-type]  # what was passed on is an object
    assert given["policy"].name == "Returns of a made-up shop"  # type: ignore[attr-defined]  # what was passed on is an object
    assert [fact.name for fact in given["facts"]] == ["engraved"]  # type: ignore[attr-defined]  # what was passed on is an object


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("events", b"[[event]]\nkind = 'eaten'", "events.toml"),
        ("policy", b"\xff\xfe", "is not UTF-8 text"),
        ("policy", b"name = ", "policy.toml"),
    ],
)
def test_a_paper_that_cannot_be_read_is_a_sentence_and_can_be_taken_away(
    app: AppTest, pair: dict[str, bytes], kind: str, data: bytes, told: str
) -> None:
    for side, photo in pair.items():
        bring(app, side, (f"{side}.png", photo))
    app.file_uploader(key=f"upload_{kind}").set_value((f"{kind}.toml", data, "text/plain")).run()
    assert not app.exception
    assert told in page_text(app)
    assert app.button(key="compare").disabled
    app.button(key=f"remove_{kind}").click().run()
    assert not app.button(key="compare").disabled


def test_the_dispute_is_one_press_like_the_other_samples(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    def compared(*_: object, progress: object, **papers: object) -> condition.Comparison:
        given.update(papers)
        return make_comparison()

    monkeypatch.setattr(condition, "compare", compared)
    app.button(key="sample_dispute").click().run()
    assert not app.exception
    assert set(given) == {"events", "facts", "policy"}
    app.button(key="change").click().run()
    app.button(key="sample_case-old-marks").click().run()
    assert app.session_state["paper_policy"] is None  # the papers of one sample are not those of the next


def test_remove_all_removes_all(app: AppTest, pair: dict[str, bytes]) -> None:
    for side, data in pair.items():
        bring(app, side, (f"{side}.png", data))
    app.button(key="forget").click().run()
    assert "photos_before" not in app.session_state
    assert "Choose both photos first" in page_text(app)


def test_a_sample_takes_nothing_away_from_ones_own_photos(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "compare", lambda *_, progress, **__: make_comparison())
    bring(app, "before", ("one.png", pair["before"]), ("two.png", pair["after"]))
    app.button(key="thumb_before_1").click().run()
    app.button(key="sample_case-old-marks").click().run()
    assert names(app, "before") == ["case-old-marks before.jpg"]
    app.button(key="change").click().run()
    assert names(app, "before") == ["one.png", "two.png"]
    assert "<b>two.png</b>" in page_text(app)
    assert names(app, "after") == []


def test_the_dates_and_terms_of_a_sample_are_not_held_against_ones_own_photos(
    app: AppTest, pair: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[set[str]] = []

    def compared(*_: object, progress: object, **papers: object) -> condition.Comparison:
        given.append(set(papers))
        return make_comparison()

    monkeypatch.setattr(condition, "compare", compared)
    app.button(key="sample_dispute").click().run()
    app.button(key="change").click().run()
    for side, data in pair.items():
        bring(app, side, (f"{side}.png", data))
        assert names(app, side) == [f"{side}.png"]
    app.button(key="compare").click().run()
    assert given == [{"events", "facts", "policy"}, set()]


def test_an_opened_pair_and_ones_own_photos_change_places(app: AppTest, pair: dict[str, bytes]) -> None:
    bring(app, "before", ("mine.png", pair["before"]))
    opened = [desk.Upload(f"ring-1 {side}.png", pair[side]) for side in ("before", "after")]
    app.session_state["kept_aside"] = {
        **{side: (upload,) for side, upload in zip(("before", "after"), opened, strict=True)},
        **dict.fromkeys(("picked_before", "picked_after"), 0),
        **dict.fromkeys(("events", "policy")),
    }
    app.run()
    app.button(key="bring_back").click().run()
    assert names(app, "before") + names(app, "after") == ["ring-1 before.png", "ring-1 after.png"]
    app.button(key="bring_back").click().run()
    assert names(app, "before") + names(app, "after") == ["mine.png"]
    app.button(key="forget").click().run()
    assert "kept_aside" not in app.session_state


def test_photos_on_the_wrong_sides_are_told_and_swapped_by_one_press(
    app: AppTest, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def compared(before: Photo, after: Photo, *, progress: object, **_: object) -> condition.Comparison:
        seen.append([before.name, after.name])
        checks = check_pair(before, after)
        return replace(make_comparison(), before=before, after=after, checks=checks)

    monkeypatch.setattr(condition, "compare", compared)
    folder = samples / "watch-back-new-scratch"
    for side, name in (("before", "after.jpg"), ("after", "before.jpg")):
        bring(app, side, (name, (folder / name).read_bytes()))
    assert "the before photo was not taken first" in page_text(app)
    app.button(key="compare").click().run()
    app.button(key="swap_sides").click().run()
    assert not app.exception
    assert seen == [["after.jpg", "before.jpg"], ["before.jpg", "after.jpg"]]
    assert "swap_sides" not in [button.key for button in app.button]  # now the times are in order
    app.button(key="change").click().run()
    assert "was not taken first" not in page_text(app)
    app.button(key="swap").click().run()
    assert names(app, "before") == ["after.jpg"]
