"""A batch in a process of its own: its lines come as they are done, it can be stopped, and it leaves nothing behind."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest

from condition.batch import BatchJob, render_csv
from condition.batch.record import compared_record, error_record
from tests.builders import make_comparison, make_refused


def wait_for(job: BatchJob) -> None:
    deadline = time.monotonic() + 60
    while job.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_broken_pair_and_a_lonely_photo_are_lines_and_nothing_stays() -> None:
    job = BatchJob([("a_before.jpg", b"diary"), ("a_after.jpg", b"diary"), ("b_before.jpg", b"x")])
    folder = Path(job.pairs[0].before).parent
    job.start()
    wait_for(job)
    records = job.records()
    assert [(record["id"], record["status"]) for record in records] == [("a", "error"), ("b", "error")]
    assert "no after photo" in records[1]["reasons"][0]["text"]
    job.close()
    assert not folder.parent.exists()


def test_a_stopped_batch_ends_soon_and_keeps_what_is_done(samples: Path) -> None:
    photo = (samples / "case-old-marks" / "before.jpg").read_bytes()
    job = BatchJob([(f"{n}_{side}.jpg", photo) for n in range(9) for side in ("before", "after")])
    job.start()
    job.stop()
    assert job.stopped
    assert not job.is_running
    assert len(job.records()) < 9
    job.close()


def test_nothing_to_compare_starts_nothing() -> None:
    job = BatchJob([("notes.txt", b"x")])
    job.start()
    assert not job.is_running
    assert job.records() == ()
    assert len(job.problems) == 1
    job.close()


def test_a_table_has_a_row_a_pair_and_runs_no_formula() -> None:
    records = [
        compared_record("=cmd()", make_comparison(), None, 1.0),
        compared_record("b", make_refused(), None, 1.0),
        error_record("c", "UNREADABLE_PHOTO", "is empty", 0.0),
    ]
    rows = list(csv.DictReader(io.StringIO(render_csv(records))))
    assert [row["result"] for row in rows] == ["new", "not_comparable", "error"]
    assert rows[0]["id"] == "'=cmd()"
    assert rows[0]["new"] == str(records[0]["counts"]["new"])
    assert float(rows[0]["surest_new"]) == pytest.approx(0.96, abs=0.01)
    assert rows[2]["reasons"] == "is empty"
    assert rows[2]["gone"] == ""
