"""A set as a table and as a figure: one row a joined mark, fixed columns, honest emptiness."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from condition.comparison import COMPARED, NOT_COMPARABLE
from condition.errors import NotComparable
from condition.exchange import export, read_annotations, read_parquet
from condition.novelty import NoveltySettings, Verdict
from condition.report.set_table import COLUMNS
from condition.sets import ComparisonSet
from condition.sets.marks import join_marks
from condition.settings import DEFAULT
from tests.sets.made import Bench


@pytest.fixture(scope="module")
def made() -> ComparisonSet:
    """Two after photos that both show one new mark, one of them an old one besides."""
    bench = Bench(1, 2)
    new = [bench.finding("new", Verdict.NEW, 0.6)]
    old = [bench.finding("old", Verdict.ALREADY_THERE, 0.0)]
    pairs = (bench.compared(0, 0, [*new, *old]), bench.compared(0, 1, new))
    joined = join_marks(pairs, NoveltySettings())
    return ComparisonSet(
        COMPARED, tuple(bench.before), tuple(bench.after), pairs, (), (), joined.views, joined.marks, joined.refuted, 0,
        DEFAULT, "0",
    )  # fmt: skip


def test_a_row_for_each_joined_mark_with_the_pairs_that_show_it(made: ComparisonSet) -> None:
    frame = made.to_frame()
    assert frame["number"].tolist() == [mark.number for mark in made.marks]
    first = frame.iloc[0]
    assert (first["verdict"], first["pairs"], first["pairs_that_show_it"]) == ("new", 2, 2)
    assert first["score"] == made.marks[0].score
    assert (first["best_before"], first["shown_in"]) == ("b0", made.views[0].reference.name)
    assert np.allclose(first[["x_px", "y_px"]].astype(float), made.marks[0].path.mean(axis=0))


def test_columns_and_types_do_not_depend_on_the_rows(made: ComparisonSet) -> None:
    empty = replace(made, all_marks=()).to_frame()
    assert list(empty.columns) == list(COLUMNS)
    assert (empty.dtypes == made.to_frame().dtypes).all()


def test_a_set_that_could_not_be_compared_has_no_table_and_no_figure(made: ComparisonSet) -> None:
    refused = replace(made, status=NOT_COMPARABLE, all_marks=(), views=(), pairs=())
    for ask in (refused.to_frame, refused.plot):
        with pytest.raises(NotComparable):
            ask()


def test_the_figure_shows_each_view_and_each_new_mark(made: ComparisonSet) -> None:
    figure = made.plot()
    assert sum(bool(axes.images) for axes in figure.axes) == len(made.views) + len(made.new)
    assert figure.get_suptitle().startswith("1 new of")


def test_a_set_goes_into_a_table_and_into_a_drawing_program(made: ComparisonSet, tmp_path: Path) -> None:
    assert read_parquet(export(made, tmp_path / "set.parquet")).equals(made.to_frame())
    (photo,) = read_annotations(export(made, tmp_path / "set.json"))
    reference = made.views[0].reference.photo
    assert (photo.width, photo.height, photo.sha256) == (reference.width, reference.height, reference.sha256)
    assert [mark.number for mark in photo.marks] == [mark.number for mark in made.new]
    assert np.allclose(photo.marks[0].polygon, made.new[0].polygon, atol=0.011)
