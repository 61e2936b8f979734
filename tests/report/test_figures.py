"""Curtain, residual field and time line: each shows what it says, at its place, and a refusal is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.quiver import Quiver

from condition.comparison import Comparison
from condition.errors import NotComparable, SettingsError
from condition.report import aligned_before, render_figure
from condition.report.figures import SIDE_PX
from condition.report.warp import resize_to, whole_view


def test_the_curtain_shows_one_photo_left_and_the_other_right_of_the_line(comparison: Comparison) -> None:
    figure = render_figure(comparison, "curtain")
    first, second = (np.asarray(axes.images[0].get_array()) for axes in figure.axes)
    before = aligned_before(comparison, SIDE_PX)
    after = resize_to(comparison.after.pixels, whole_view(comparison.after, SIDE_PX))
    at = round(float(np.asarray(figure.axes[0].lines[0].get_xdata())[0]) + 0.5)
    assert 0.3 * before.shape[1] < at < 0.7 * before.shape[1]
    assert np.array_equal(first[:, :at], before[:, :at])
    assert np.array_equal(first[:, at:], after[:, at:])
    assert np.array_equal(second[:, :at], after[:, :at])
    assert np.array_equal(second[:, at:], before[:, at:])


def test_the_residual_field_has_an_arrow_for_each_inlier_that_points_where_it_is_off(
    comparison: Comparison,
) -> None:
    assert comparison.alignment is not None
    matches = comparison.alignment.matches.copy()
    inlier = comparison.alignment.inlier
    matches[:, 2:] = comparison.alignment.to_after(matches[:, :2]) + np.array([0.6, 0.8])
    moved = replace(comparison, alignment=replace(comparison.alignment, matches=matches, residual_px=1.0))
    figure = render_figure(moved, "residual")
    (arrows,) = [each for each in figure.axes[0].collections if isinstance(each, Quiver)]
    assert np.asarray(arrows.U).shape == (int(inlier.sum()),)
    assert np.allclose(np.asarray(arrows.V) / np.asarray(arrows.U), 0.8 / 0.6)
    assert np.allclose(np.asarray(arrows.get_array()), 1.0)
    assert f"1.00 px in the median of {int(inlier.sum())} points" in figure.get_suptitle()


def test_the_time_line_has_a_row_an_entry_and_marks_what_contradicts(comparison: Comparison) -> None:
    (axes,) = render_figure(comparison, "times").axes
    words = [text.get_text() for text in axes.texts]
    assert any("plate before.jpg" in text for text in words)
    assert any("plate after.jpg" in text and "(contradiction)" in text for text in words)
    assert "days in" in axes.get_xlabel()


def test_photos_without_times_say_so(comparison: Comparison) -> None:
    silent = {
        side: replace(getattr(comparison, side), metadata=type(comparison.before.metadata)())
        for side in ("before", "after")
    }
    (axes,) = render_figure(replace(comparison, checks=(), **silent), "times").axes
    assert [text.get_text() for text in axes.texts] == ["Neither photo claims a time of capture."]


@pytest.mark.parametrize("what", ["curtain", "residual"])
def test_what_rests_on_an_alignment_is_refused_with_the_reasons(refused: Comparison, what: str) -> None:
    with pytest.raises(NotComparable, match="better than chance"):
        render_figure(refused, what)


def test_a_refusal_has_its_times_all_the_same(refused: Comparison) -> None:
    assert render_figure(refused, "times").axes


def test_a_figure_that_does_not_exist_is_told_with_those_that_do(comparison: Comparison) -> None:
    with pytest.raises(SettingsError, match="choose one of marks, curtain, residual, times"):
        comparison.plot("heatmap")
