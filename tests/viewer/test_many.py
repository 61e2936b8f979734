"""Compare many: what is brought, what comes of each pair, what a delivery that lies is answered, and nothing leaks."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from condition.batch import render_csv
from condition.batch.record import compared_record, error_record
from condition.viewer import many_run, many_table
from tests.builders import make_clean, make_comparison, make_refused
from tests.viewer.test_app import page_text

MANY = "condition/viewer/pages/many.py"


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.chdir(root)
    st.cache_resource.clear()
    started = AppTest.from_file(str(root / "app.py"), default_timeout=60)
    started.run()
    started.switch_page(MANY).run()
    yield started
    if "kept_run" in started.session_state:
        started.session_state["kept_run"].close()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def deliver(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader(key="many_files").set_value(
        [(name, data, "application/zip") for name, data in files]
    ).run()
    app.button(key="many_start").click().run()
    assert not app.exception
    return app


def wait_for_all(app: AppTest) -> AppTest:
    deadline = time.monotonic() + 90
    while app.session_state["kept_run"].job.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return app.run()


def test_a_broken_pair_is_a_row_and_the_others_go_on(app: AppTest, samples: Path) -> None:
    photos = {side: (samples / "case-blurred" / f"{side}.jpg").read_bytes() for side in ("before", "after")}
    archive = zipped(
        {
            "all/good/before.jpg": photos["before"], "all/good/after.jpg": photos["after"],
            "all/bad/before.jpg": b"dear diary", "all/bad/after.jpg": photos["after"],
            "all/lonely_before.jpg": photos["before"], "all/../../evil_before.jpg": b"x", "all/inner.zip": b"x",
        }
    )  # fmt: skip
    deliver(app, ("pairs.zip", archive))
    wait_for_all(app)
    assert not app.exception
    text = page_text(app)
    assert "None of the 3 pairs could be judged" in text
    assert "/tmp" not in text  # where the files lie is nobody's business
    assert "condition-batch" not in text
    for told in (
        "blurred by",
        "bad before",
        "There is no after photo",
        "leads out of the archive",
        "unpack it first",
    ):
        assert told.replace("bad before", "before.jpg") in text
    shown = {button.key for button in app.button if str(button.key).startswith("many_open_")}
    assert shown == {"many_open_good"}  # what could not be read cannot be opened
    app.button(key="many_open_good").click().run()
    assert [upload.name for upload in app.session_state["photos_before"]] == ["good before.jpg"]
    assert app.session_state["asked"]


def test_a_delivery_without_a_pair_says_what_is_wrong_with_it(app: AppTest) -> None:
    deliver(app, *((f"IMG_{number:04}.jpg", b"x") for number in range(40)))
    assert "No pair was found." in page_text(app)
    assert "40 photos are named neither before nor after" in page_text(app)
    assert "Something went wrong" not in page_text(app)  # which the page says in place of an exception
    assert many_run_of(app) is None


def test_an_archive_that_arrived_damaged_is_told_as_that(app: AppTest) -> None:
    deliver(app, ("photos.zip", b"PK\x03\x04 cut off"))
    assert "photos.zip was left out: it is damaged, or no ZIP archive" in page_text(app)
    assert "Something went wrong" not in page_text(app)


def many_run_of(app: AppTest) -> many_run.Run | None:
    if "kept_run" not in app.session_state:
        return None
    run: many_run.Run = app.session_state["kept_run"]
    return run


def test_a_run_can_be_stopped_and_forgotten(app: AppTest, samples: Path) -> None:
    photo = (samples / "case-old-marks" / "before.jpg").read_bytes()
    deliver(app, *((f"{n}_{side}.jpg", photo) for n in range(6) for side in ("before", "after")))
    run = many_run_of(app)
    assert run is not None
    app.button(key="many_stop").click().run()
    assert not run.job.is_running
    assert "Stopped after" in page_text(app)
    folder = Path(run.job.pairs[0].before).parent
    assert folder.exists()
    app.button(key="many_forget").click().run()
    assert not folder.exists()
    assert "How to name the photos" in page_text(app)


class FakeJob:
    """Results that are already there."""

    is_running = False
    stopped = False
    problems = ()

    def __init__(self, root: Path) -> None:
        from condition.batch import Pair

        self.made = [
            compared_record("b new", make_comparison(), None, 1.0),
            compared_record("a clean", make_clean(), None, 1.0),
            compared_record("c refused", make_refused(), None, 1.0),
            error_record("<img src=x onerror=alert(1)>", "UNREADABLE_PHOTO", "is empty", 0.0),
        ]
        self.pairs = tuple(Pair(record["id"], root, root) for record in self.made)

    def records(self) -> list[dict[str, object]]:
        return self.made

    def lines(self) -> bytes:
        return b"{}"

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def done(app: AppTest, tmp_path: Path) -> AppTest:
    app.session_state["kept_run"] = many_run.Run(FakeJob(tmp_path))  # type: ignore[arg-type]  # a stand-in
    return app.run()


def ids_shown(app: AppTest) -> list[str]:
    text = page_text(app)
    places = {name: text.find(f"<h3>{name}") for name in ("a clean", "b new", "c refused", "&lt;img")}
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


def test_what_matters_comes_first_and_can_be_ordered_and_filtered(done: AppTest) -> None:
    assert "1 of 4 pairs have new marks" in page_text(done)
    assert ids_shown(done) == ["b new", "&lt;img", "c refused", "a clean"]
    done.selectbox(key="many_order").set_value("name").run()
    assert ids_shown(done) == ["&lt;img", "a clean", "b new", "c refused"]
    done.button_group(key="many_filter").set_value(["compared"]).run()
    assert ids_shown(done) == ["a clean"]


def test_a_hostile_name_is_shown_as_text(done: AppTest) -> None:
    assert "<img src=x" not in page_text(done)
    assert "is empty" in page_text(done)


def test_the_table_counts_verdicts(done: AppTest) -> None:
    record = done.session_state["kept_run"].job.records()[0]
    assert f"{record['counts']['new']} new" in page_text(done)
    assert many_table.result_of(record) == "new"
    rows = list(csv.DictReader(io.StringIO(render_csv([record]))))
    assert rows[0]["new"] == str(record["counts"]["new"])


def test_a_pair_with_doubts_is_not_called_nothing_new() -> None:
    record = {**compared_record("a", make_clean(), None, 1.0), "counts": {"new": 0, "cannot_tell": 1}}
    assert many_table.result_of(record) == "unclear"
