from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.batch import Pair, parse_json_lines, read_pairs
from condition.batch.manifest import list_of, parse_csv
from condition.errors import ManifestError

LINE = {"id": "a", "before": "x/before.jpg", "after": "x/after.jpg"}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_json_lines_give_pairs_with_paths_beside_the_list(tmp_path: Path) -> None:
    listed = write(
        tmp_path / "pairs.jsonl", json.dumps({**LINE, "points": "p.npy", "comparable": True}) + "\n\n"
    )
    (pair,) = read_pairs(listed)
    assert (pair.id, pair.before, pair.after) == ("a", tmp_path / "x/before.jpg", tmp_path / "x/after.jpg")
    assert pair.points == tmp_path / "p.npy"


def test_points_may_be_null_or_left_out() -> None:
    text = "\n".join(
        json.dumps({**LINE, "id": n, **extra}) for n, extra in (("a", {}), ("b", {"points": None}))
    )
    assert [pair.points for pair in parse_json_lines(text, Path(), "list")] == [None, None]


def test_absolute_paths_stay_absolute(tmp_path: Path) -> None:
    text = json.dumps({**LINE, "before": str(tmp_path / "b.jpg")})
    assert parse_json_lines(text, Path("elsewhere"), "list")[0].before == tmp_path / "b.jpg"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_may_be_separated_as_spreadsheets_do(separator: str) -> None:
    rows = [["id", "before", "after"], ["1", "b é.jpg", "a.jpg"], ["2", "c.jpg", "d.jpg"]]
    pairs = parse_csv("\n".join(separator.join(row) for row in rows), Path("here"), "list.csv")
    assert [pair.id for pair in pairs] == ["1", "2"]
    assert pairs[0].before == Path("here/b é.jpg")


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    listed = tmp_path / "pairs.csv"
    listed.write_bytes(b"\xef\xbb\xbfid,before,after\r\na,b.jpg,c.jpg\r\n")
    assert read_pairs(listed)[0].id == "a"


def test_a_line_separator_inside_a_name_does_not_end_the_line() -> None:
    text = json.dumps({**LINE, "before": "odd\u2028name.jpg"}, ensure_ascii=False)
    assert parse_json_lines(text, Path(), "list")[0].before == Path("odd\u2028name.jpg")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no pair; expected lines such as"),
        ("\n\n", "holds no pair"),
        ('{"id": "a", "befor": "b"}', "line 1: keys 'before', 'after' are missing; found id, befor"),
        ("{", "line 1: not JSON"),
        ("[1]", "line 1: expected an object with id, before, after"),
        ('\n{"id": "a", "before": "b"}', "line 2: key 'after' is missing"),
        ('{"id": "a", "before": "b", "after": 3}', "line 1: key 'after' must be a text, found 3"),
        ('{"id": true, "before": "b", "after": "c"}', "line 1: key 'id' must be a text"),
        ('{"id": "a", "before": "b", "after": "c", "points": 4}', "line 1: key 'points' must be a path"),
        ("[" * 100_000, "line 1: not JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_key(text: str, complaint: str) -> None:
    with pytest.raises(ManifestError, match=complaint):
        parse_json_lines(text, Path(), "list.jsonl")


def test_an_id_may_be_used_once() -> None:
    with pytest.raises(ManifestError, match="list, line 2: id 'a' is that of line 1 already; give every"):
        parse_json_lines(f"{json.dumps(LINE)}\n{json.dumps(LINE)}", Path(), "list")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ManifestError, match="line 1: column 'after' is missing; found id, before"):
        parse_csv("id,before\na,b\n", Path(), "list.csv")


def test_all_missing_columns_are_named_with_those_that_are_there() -> None:
    with pytest.raises(
        ManifestError, match="line 1: columns 'before', 'after' are missing; found id, Before"
    ):
        parse_csv("id,Before\na,b\n", Path(), "list.csv")


@pytest.mark.parametrize("text", ["", "\n", "id,before,after\n"])
def test_a_csv_without_a_row_says_what_was_expected(text: str) -> None:
    with pytest.raises(ManifestError, match="holds no pair; expected a header with id, before, after"):
        parse_csv(text, Path(), "list.csv")


def test_a_name_with_a_comma_that_shifts_the_row_is_refused() -> None:
    with pytest.raises(
        ManifestError, match="line 2: has more cells than the header; put a name that holds ',' in"
    ):
        parse_csv("id,before,after\na,b.jpg,ring, gold.jpg\n", Path(), "list.csv")
    (pair,) = parse_csv("id,before,after\na,b.jpg,c.jpg,,\n", Path(), "list.csv")
    assert pair.after == Path("c.jpg")


def test_an_empty_cell_is_named() -> None:
    with pytest.raises(ManifestError, match="line 2: key 'after' is empty"):
        parse_csv("id,before,after\na,b.jpg,\n", Path(), "list.csv")


def test_a_list_that_is_not_text_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "pairs.jsonl"
    listed.write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(ManifestError, match=r"pairs\.jsonl: byte 0 is not UTF-8"):
        read_pairs(listed)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="No such file"):
        read_pairs(tmp_path / "none.jsonl")


def test_a_folder_gives_pairs_by_folders_and_by_names(tmp_path: Path) -> None:
    for name in (
        "ring/before.jpg",
        "ring/after.HEIC",
        "ring/notes.txt",
        "watch_before.png",
        "watch_after.png",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    pairs = read_pairs(tmp_path)
    assert [(pair.id, Path(pair.before).name, Path(pair.after).name) for pair in pairs] == [
        ("ring", "before.jpg", "after.HEIC"),
        ("watch", "watch_before.png", "watch_after.png"),
    ]
    assert all(pair.problem is None for pair in pairs)


def test_an_incomplete_pair_of_a_folder_carries_its_problem(tmp_path: Path) -> None:
    for name in ("a/before.jpg", "b/before.jpg", "b/after.jpg", "b/after.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [pair.problem for pair in read_pairs(tmp_path)] == [
        "there is no after photo",
        "several files could be the after photo: after.jpg, after.png",
    ]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"holds no pair; expected NAME/before\.\*"):
        read_pairs(tmp_path)


def test_pairs_of_a_program_are_read_as_those_of_a_list(tmp_path: Path) -> None:
    pair = Pair("x", tmp_path, tmp_path)
    given: Any = [
        pair,
        ("b.jpg", tmp_path / "a.jpg"),
        {"id": 7, "before": Path("b.jpg"), "after": "s3://bucket/a.jpg"},
    ]
    made = list_of(given)
    assert made[0] is pair
    assert made[1] == Pair("2", Path("b.jpg"), tmp_path / "a.jpg")
    assert made[2] == Pair("7", Path("b.jpg"), "s3://bucket/a.jpg")
    assert list_of(str(write(tmp_path / "pairs.jsonl", json.dumps(LINE))))[0].id == "a"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ([], "pairs: holds no pair"),
        ([("a", "b", "c")], r"pair 1: expected \(before, after\), found 3 items"),
        ([("a", "b"), {"id": "1", "before": "a", "after": "b"}], "pair 2: id '1' is that of pair 1 already"),
        ([{"id": "1", "before": "a"}], "pair 1: key 'after' is missing; found id, before"),
    ],
)
def test_a_bad_pair_of_a_program_is_named(given: Any, complaint: str) -> None:
    with pytest.raises(ManifestError, match=complaint):
        list_of(given)


@given(st.text())
def test_any_text_gives_pairs_or_a_manifest_error(text: str) -> None:
    for parse in (parse_json_lines, parse_csv):
        with contextlib.suppress(ManifestError):
            assert parse(text, Path(), "list")
