"""Data frame and figure: fixed columns, honest emptiness, no global matplotlib state."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from condition.comparison import Comparison
from condition.errors import NotComparable
from condition.report import render_figure, render_frame
from condition.report.as_frame import COLUMNS


def test_frame_has_a_row_for_each_finding(comparison: Comparison) -> None:
    frame = render_frame(comparison)
    assert list(frame.number) == [1, 2, 3, 4, 5]
    assert list(frame.verdict) == ["new", "new", "cannot_tell", "already_there", "gone"]
    assert frame.length_mm.notna().tolist() == [True, False, False, False, False]
    assert frame.loc[0, "length_px"] == comparison.findings[0].length_px


def test_frame_says_what_is_not_ruled_out(comparison: Comparison) -> None:
    frame = render_frame(comparison)
    assert frame.not_ruled_out.tolist() == ["FOREIGN_BODY", "", "REFLECTION FOREIGN_BODY", "", ""]
    assert frame.smallest_mark_px.notna().tolist() == [True, False, True, False, False]


def test_columns_and_types_do_not_depend_on_the_rows(comparison: Comparison) -> None:
    empty = render_frame(replace(comparison, all_findings=()))
    assert list(empty.columns) == list(COLUMNS)
    assert (empty.dtypes == render_frame(comparison).dtypes).all()


def test_grades_can_be_ordered(comparison: Comparison) -> None:
    assert (render_frame(comparison).grade >= "moderate").tolist() == [True, False, False, False, False]


def test_frame_of_a_refusal_raises_instead_of_being_empty(refused: Comparison) -> None:
    with pytest.raises(NotComparable):
        render_frame(refused)


def test_figure_shows_both_photos_and_the_new_marks(comparison: Comparison) -> None:
    figure = render_figure(comparison)
    assert sum(bool(axes.images) for axes in figure.axes) == 4
    assert "2 marks appear to be new" in figure.get_suptitle()


def test_figure_of_a_refusal_says_why(refused: Comparison) -> None:
    title = render_figure(refused).get_suptitle().replace("\n", " ")
    assert all(reason.text in title for reason in refused.reasons)


def test_a_dollar_in_a_name_is_not_mathematics(comparison: Comparison, tmp_path: object) -> None:
    named = replace(comparison, before=replace(comparison.before, name="a$b$_{.jpg"))
    render_figure(named).savefig(f"{tmp_path}/figure.png", dpi=20)


def test_report_room_loads_no_heavy_library_by_itself() -> None:
    code = (
        "import sys, condition.report; print(sorted({'pandas', 'matplotlib', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
