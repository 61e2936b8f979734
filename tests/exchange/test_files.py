"""COCO, LabelMe and Parquet: out and in again with the same numbers, in the conventions of the programs that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import condition
from condition.batch import BatchResults, Pair
from condition.batch.record import compared_record
from condition.comparison import Comparison
from condition.evaluation import evaluate
from condition.exchange import (
    AnnotatedPhoto,
    annotations_of,
    corrections,
    export,
    read_annotations,
    read_parquet,
)
from condition.novelty import Verdict
from tests.builders import make_comparison, make_refused


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return make_comparison(480)


@pytest.fixture(scope="module")
def batch(comparison: Comparison) -> BatchResults:
    records = [
        compared_record("one", comparison, None, 1.0),
        compared_record("two", make_refused(480), None, 1.0),
    ]
    return BatchResults(tuple(json.loads(json.dumps(record)) for record in records), "made")


def same(one: AnnotatedPhoto, two: AnnotatedPhoto) -> bool:
    """Whether two photos carry the same marks, to the decimals that files keep."""
    assert (one.id, one.width, one.height, len(one.marks)) == (two.id, two.width, two.height, len(two.marks))
    for own, other in zip(one.marks, two.marks, strict=True):
        assert (own.kind, own.verdict, own.number) == (other.kind, other.verdict, other.number)
        assert own.score == pytest.approx(other.score, abs=1e-4)
        assert np.allclose(own.polygon, other.polygon, atol=0.011)
    return True


@pytest.mark.parametrize("target", ["marks.json", "labelme"])
def test_marks_come_back_as_they_went_out(comparison: Comparison, tmp_path: Path, target: str) -> None:
    written = export({"one": comparison}, tmp_path / target)
    (back,) = read_annotations(written)
    (sent,) = annotations_of({"one": comparison})
    assert same(sent, back)
    assert {mark.verdict for mark in back.marks} == {"new", "cannot_tell"}
    assert back.sha256 == comparison.after.sha256


def test_a_batch_gives_the_same_marks_as_its_comparisons(batch: BatchResults, comparison: Comparison) -> None:
    (photo,) = annotations_of(batch)
    assert same(photo, annotations_of({"one": comparison})[0])


def test_refused_pairs_are_not_handed_on_as_pairs_without_marks(batch: BatchResults, tmp_path: Path) -> None:
    data = json.loads(export(batch, tmp_path / "marks.json").read_text())
    assert [image["pair"] for image in data["images"]] == ["one"]


def test_coco_counts_from_the_corner_of_the_pixel(comparison: Comparison, tmp_path: Path) -> None:
    data = json.loads(export({"one": comparison}, tmp_path / "marks.json").read_text())
    first = next(found for found in comparison.all_findings if found.verdict is Verdict.NEW)
    drawn = np.array(data["annotations"][0]["segmentation"][0]).reshape(-1, 2)
    assert np.allclose(drawn, first.polygon + 0.5, atol=0.006)
    left, top, width, height = data["annotations"][0]["bbox"]
    assert (left, top) == pytest.approx(drawn.min(axis=0), abs=0.02)
    assert (left + width, top + height) == pytest.approx(drawn.max(axis=0), abs=0.02)


def test_coco_holds_what_readers_of_the_format_demand(comparison: Comparison, tmp_path: Path) -> None:
    data = json.loads(export({"a": comparison, "b": comparison}, tmp_path / "marks.json").read_text())
    assert {"info", "images", "annotations", "categories"} <= data.keys()
    assert [image["id"] for image in data["images"]] == [1, 2]
    ids = [each["id"] for each in data["annotations"]]
    assert ids == list(range(1, len(ids) + 1))
    names = {each["id"]: each["name"] for each in data["categories"]}
    assert names[1] == "scratch"
    for each in data["annotations"]:
        assert each["category_id"] in names
        assert each["image_id"] in (1, 2)
        assert each["iscrowd"] == 0
        assert each["area"] > 0


def test_labelme_names_the_photo_from_where_its_file_lies(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    pair = Pair("one", tmp_path / "photos" / "b.jpg", tmp_path / "photos" / "a.jpg")
    folder = export({"one": comparison}, tmp_path / "labels", pairs=[pair])
    data = json.loads((folder / "one.json").read_text())
    assert data["imagePath"] == "../photos/a.jpg"
    assert data["imageData"] is None
    assert (data["imageWidth"], data["imageHeight"]) == (comparison.after.width, comparison.after.height)
    assert data["shapes"][0]["shape_type"] == "polygon"
    assert data["shapes"][0]["flags"] == {"new": True, "cannot_tell": False}


def draw(labels: Path, change: Any) -> None:
    """Do to the LabelMe file "one" what a person does in the program."""
    file = labels / "one.json"
    data = json.loads(file.read_text())
    change(data["shapes"])
    file.write_text(json.dumps(data))


def drop_what_programs_forget(shapes: list[dict[str, Any]]) -> None:
    for shape in shapes:
        for key in ("score", "number", "description"):
            shape.pop(key)


def test_untouched_marks_are_kept_even_where_a_program_forgot_what_it_did_not_know(
    comparison: Comparison, tmp_path: Path
) -> None:
    labels = export({"one": comparison}, tmp_path / "labels")
    draw(labels, drop_what_programs_forget)
    frame = corrections(annotations_of({"one": comparison}), read_annotations(labels))
    assert set(frame["change"]) == {"kept"}
    assert (frame["overlap"] > 0.97).all()


def test_what_a_person_changed_is_told(comparison: Comparison, tmp_path: Path) -> None:
    labels = export({"one": comparison}, tmp_path / "labels")

    def change(shapes: list[dict[str, Any]]) -> None:
        drop_what_programs_forget(shapes)
        assert len(shapes) == 3
        shapes[0]["label"] = "dent"
        shapes[2]["flags"] = {"new": True, "cannot_tell": False}
        shapes.append({"label": "chip", "points": [[10, 10], [30, 10], [30, 30]], "shape_type": "polygon"})
        del shapes[1]

    draw(labels, change)
    frame = corrections(annotations_of({"one": comparison}), read_annotations(labels))
    assert frame["change"].tolist() == ["renamed", "removed", "decided otherwise", "added"]
    assert frame["corrected_kind"].fillna("").tolist()[0] == "dent"
    assert frame["corrected_verdict"].fillna("").tolist()[2:] == ["new", "new"]


def test_a_corrected_file_is_a_truth(batch: BatchResults, comparison: Comparison, tmp_path: Path) -> None:
    labels = export(batch, tmp_path / "labels")
    draw(labels, lambda shapes: shapes.pop(0))
    figures = evaluate(batch, labels).figures
    new = len(comparison.new)
    assert (figures.pairs, figures.marks, figures.recall) == (1, new - 1, 1.0)
    assert figures.fppi == 1.0


@pytest.mark.parametrize(
    "after", ["ring-17/after.jpg", "photos/ring-17/AFTER.heic", "ring-17_after.png", "ring-17.jpg"]
)
def test_a_pair_is_known_by_its_photo_where_a_program_forgot_its_id(
    comparison: Comparison, tmp_path: Path, after: str
) -> None:
    pair = Pair("ring-17", tmp_path / "b.jpg", tmp_path / after)
    file = export({"ring-17": comparison}, tmp_path / "marks.json", pairs=[pair])
    data = json.loads(file.read_text())
    for image in data["images"]:
        del image["pair"], image["sha256"]
    for mark in data["annotations"]:
        del mark["attributes"]
    file.write_text(json.dumps(data))
    (photo,) = read_annotations(file)
    assert photo.id == "ring-17"
    assert {mark.verdict for mark in photo.marks} == {"new"}


def test_parts_of_one_mark_stay_one_mark(comparison: Comparison, tmp_path: Path) -> None:
    labels = export({"one": comparison}, tmp_path / "labels")

    def split(shapes: list[dict[str, Any]]) -> None:
        shapes[:] = [
            {"label": "scratch", "points": points, "shape_type": "polygon", "group_id": 7}
            for points in ([[1, 1], [5, 1], [5, 5]], [[9, 9], [12, 9], [12, 12]])
        ]

    draw(labels, split)
    (photo,) = read_annotations(labels)
    assert [len(mark.parts) for mark in photo.marks] == [1]
    again = export_back(photo, tmp_path)
    assert len(again.marks[0].parts) == 1


def export_back(photo: AnnotatedPhoto, folder: Path) -> AnnotatedPhoto:
    """Write a photo as COCO and read it again."""
    from condition.exchange.coco import parse_coco, render_coco

    (back,) = parse_coco(render_coco([photo]), "marks.json")
    assert folder.exists()
    return back


def test_a_rectangle_is_read_as_its_four_corners(comparison: Comparison, tmp_path: Path) -> None:
    labels = export({"one": comparison}, tmp_path / "labels")
    box = {"label": "dent", "points": [[10.5, 20.5], [30.5, 40.5]], "shape_type": "rectangle"}
    draw(labels, lambda shapes: shapes.__setitem__(slice(None), [box]))
    (photo,) = read_annotations(labels)
    assert photo.marks[0].polygon.tolist() == [[10, 20], [30, 20], [30, 40], [10, 40]]


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ({"label": "x", "points": [[1, 1], [2, 2]], "shape_type": "line"}, "shape 1: is a line of 2 points"),
        ({"label": "x", "points": "nowhere", "shape_type": "polygon"}, "shape 1: its points are not pairs"),
        (
            {"label": "x", "points": [[1, 1], [2, float("nan")], [3, 3]], "shape_type": "polygon"},
            "not a number",
        ),
    ],
)
def test_a_shape_that_is_no_outline_is_told_with_its_place(
    comparison: Comparison, tmp_path: Path, shape: dict[str, Any], says: str
) -> None:
    labels = export({"one": comparison}, tmp_path / "labels")
    draw(labels, lambda shapes: shapes.__setitem__(slice(None), [shape]))
    with pytest.raises(condition.ExchangeError, match=says):
        read_annotations(labels)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "not JSON"),
        ("[]", "expected a JSON object"),
        ('{"images": []}', "key 'annotations' is missing"),
        (
            '{"images": [{"id": 1, "file_name": "a", "width": 9, "height": 9}], "categories": [{"id": 1, "name": "dent"}], '
            '"annotations": [{"id": 4, "image_id": 1, "category_id": 1, "segmentation": {"counts": "x", "size": [9, 9]}}]}',
            "annotation 4: run lengths cannot be read",
        ),
        (
            '{"images": [{"id": 1, "file_name": "a", "width": 9, "height": 9}], "categories": [{"id": 1, "name": "dent"}], '
            '"annotations": [{"id": 4, "image_id": 1, "category_id": 1, "segmentation": [[1, 2, 3]]}]}',
            "annotation 4: a polygon needs",
        ),
    ],
)
def test_a_file_that_is_no_coco_is_told(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "marks.json").write_text(text)
    with pytest.raises(condition.ExchangeError, match=says):
        read_annotations(tmp_path / "marks.json")


def test_a_resized_photo_and_a_strange_pair_are_told(comparison: Comparison) -> None:
    from dataclasses import replace

    sent = annotations_of({"one": comparison})
    with pytest.raises(condition.ExchangeError, match="came back with 99 x"):
        corrections(sent, [replace(sent[0], width=99)])
    with pytest.raises(condition.ExchangeError, match="'two' came back, and was not handed out"):
        corrections(sent, [replace(sent[0], id="two")])


def test_parquet_keeps_types_units_and_version(batch: BatchResults, tmp_path: Path) -> None:
    import pyarrow.parquet

    for name, frame in (("pairs", batch.to_frame()), ("marks", batch.to_frame("marks"))):
        path = export(frame, tmp_path / f"{name}.parquet")
        back = read_parquet(path)
        assert (back.dtypes == frame.dtypes).all()
        assert back.equals(frame)
    schema = pyarrow.parquet.read_schema(tmp_path / "marks.parquet")
    assert schema.field("length_px").metadata[b"unit"] == b"px"
    assert json.loads(schema.metadata[b"condition"])["version"] == condition.__version__


def test_several_comparisons_are_one_table(comparison: Comparison, tmp_path: Path) -> None:
    path = export(
        {"one": comparison, "two": make_refused(480), "three": comparison}, tmp_path / "marks.parquet"
    )
    back = read_parquet(path)
    assert back["id"].value_counts().to_dict() == {"one": 5, "three": 5}
    assert back["grade"].cat.ordered
    assert (back.drop(columns="id").dtypes == comparison.to_frame().dtypes).all()


def test_a_table_of_somebody_else_is_told(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(condition.ExchangeError, match="was not written by condition"):
        read_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    with pytest.raises(condition.ExchangeError, match="cannot be read as Parquet"):
        read_parquet(tmp_path / "b.parquet")
    with pytest.raises(condition.ExchangeError, match="No such file"):
        read_parquet(tmp_path / "c.parquet")


def test_where_nothing_can_be_written_it_is_told(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(condition.ExchangeError, match="does not exist"):
        export(comparison, tmp_path / "missing" / "marks.json")
    with pytest.raises(condition.ExchangeError, match=r"choose \.parquet"):
        export(comparison, tmp_path / "marks.xml")
    with pytest.raises(condition.ExchangeError, match="would both be written"):
        export({"a/b": comparison, "a:b": comparison}, tmp_path / "labels")
    with pytest.raises(condition.NotComparable):
        export(make_refused(480), tmp_path / "marks.parquet")


def test_an_older_batch_says_what_it_lacks(batch: BatchResults, tmp_path: Path) -> None:
    old = BatchResults(tuple({k: v for k, v in record.items() if k != "photos"} for record in batch.records))
    with pytest.raises(condition.ExchangeError, match="compare it again"):
        export(old, tmp_path / "marks.json")
    assert export(old, tmp_path / "marks.parquet").exists()


def test_the_outlines_cover_the_pixels_that_they_covered_here(comparison: Comparison, tmp_path: Path) -> None:
    (photo,) = read_annotations(export({"one": comparison}, tmp_path / "marks.json"))
    first, back = comparison.new[0], photo.marks[0]
    canvases = []
    for polygon in (first.polygon, back.polygon):
        canvas = np.zeros((comparison.after.height, comparison.after.width), np.uint8)
        cv2.fillPoly(canvas, [np.round(polygon * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
        canvases.append(canvas)
    assert canvases[0].any()
    assert (canvases[0] != canvases[1]).mean() < 1e-4
