"""Results read back: tables whose types do not depend on the rows, and lines that are told where they are broken."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import condition
from condition.batch import BatchResults, read_results
from condition.batch.record import compared_record, error_record, render_line
from tests.builders import make_comparison, make_refused


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [
        compared_record("found", make_comparison(480), None, 1.5),
        compared_record("refused", make_refused(480), None, 0.5),
        error_record("broken", "UNREADABLE_PHOTO", "a.jpg: is empty.", 0.0),
    ]
    file = tmp_path_factory.mktemp("results") / "results.jsonl"
    file.write_text("".join(render_line(record) + "\n" for record in records), encoding="utf-8")
    return file


def test_one_row_a_pair_in_their_order(path: Path) -> None:
    frame = read_results(path).to_frame()
    assert frame["id"].tolist() == ["found", "refused", "broken"]
    assert frame["result"].tolist() == ["new", "not_comparable", "error"]
    assert frame["new"].fillna(-1).tolist() == [2, -1, -1]
    assert frame["reason"].fillna("").tolist() == ["", "NO_COMMON_STRUCTURE", "UNREADABLE_PHOTO"]
    assert frame.loc[1, ["reason_measured", "reason_required"]].tolist() == [0.4, 2.5]
    assert frame.loc[0, "took_s"] == 1.5


def test_one_row_a_mark_with_those_nobody_can_tell_of(path: Path) -> None:
    marks = read_results(path).to_frame("marks")
    own = make_comparison(480).to_frame()
    kept = own[own["verdict"].isin(["new", "cannot_tell"])]
    assert marks["number"].tolist() == kept["number"].tolist()
    assert marks["not_ruled_out"].tolist() == kept["not_ruled_out"].tolist()
    assert (marks["grade"] >= "moderate").tolist() == (kept["grade"] >= "moderate").tolist()
    assert marks["score"].tolist() == pytest.approx(kept["score"].tolist(), abs=1e-4)


@pytest.mark.parametrize("of", ["pairs", "marks"])
def test_types_do_not_depend_on_the_rows(path: Path, of: str) -> None:
    full, empty = read_results(path).to_frame(of), BatchResults(()).to_frame(of)
    assert (full.dtypes == empty.dtypes).all()
    assert pd.concat([full, empty]).dtypes.equals(full.dtypes)


def test_it_shows_itself(path: Path) -> None:
    results = read_results(path)
    assert "3 pairs: 1 with new marks, 0 without, 1 not comparable, 1 in error" in repr(results)
    html = results._repr_html_()
    assert "NO_COMMON_STRUCTURE" in html
    left, right = results.plot().axes
    assert left.get_title(loc="left") == "3 pairs by result"
    assert right.get_title(loc="left") == "2 new marks by kind and grade"
    assert BatchResults(()).plot().axes


def test_names_cannot_write_html(path: Path) -> None:
    record = {**read_results(path).records[2], "id": "<script>alert(1)</script>"}
    assert "<script>" not in BatchResults((record,))._repr_html_()


def test_lines_of_another_program_need_only_what_the_contract_demands() -> None:
    line = {"id": 7, "status": "compared", "findings": [{"polygon": [[0, 0], [2, 0], [2, 2]], "score": 0.5}]}
    marks = BatchResults((line,)).to_frame("marks")
    assert marks.loc[0, ["id", "verdict", "x_px"]].tolist() == ["7", "new", pytest.approx(4 / 3)]
    assert BatchResults((line,)).to_frame().loc[0, "result"] == "new"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: expected an object"),
        ('{"id": "b", "status": "compared"}', "line 2: key 'findings' is missing"),
        ('{"id": "b", "status": "fine", "findings": []}', "line 2: status is 'fine'"),
        ('{"id": "b", "status": "compared", "findings": [{"score": 1}]}', "line 2: findings must be"),
        ('{"id": "found", "status": "error", "findings": []}', "'found' occurs more than once"),
    ],
)
def test_a_broken_line_is_told_with_its_number(path: Path, tmp_path: Path, line: str, says: str) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "r.jsonl").write_text(f"{first}\n{line}\n", encoding="utf-8")
    with pytest.raises(condition.ManifestError, match=says):
        read_results(tmp_path / "r.jsonl")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(condition.ManifestError, match="No such file"):
        read_results(tmp_path / "r.jsonl")
    (tmp_path / "r.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(condition.ManifestError, match="not UTF-8"):
        read_results(tmp_path / "r.jsonl")
