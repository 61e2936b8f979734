"""Tables and plain numbers -> matplotlib charts: a batch, a FROC curve, a calibration plot.

What is drawn was counted elsewhere; nothing is computed here but places on paper. Intervals are drawn, not left out: a share
of three pairs is no share. Figure API only, never pyplot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from condition.novelty import Verdict
from condition.report.legend import STYLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

NEW, OTHER, INK = STYLES[Verdict.NEW].css, STYLES[Verdict.ALREADY_THERE].css, "#444444"
#: What each result of a pair is called, and its colour.
RESULTS: dict[str, tuple[str, str]] = {
    "new": ("new marks", NEW),
    "compared": ("compared, nothing new", "#5b8a72"),
    "not_comparable": ("not comparable", "#c9a227"),
    "error": ("error", "#777777"),
}
#: Grades from light to severe; darker is worse.
GRADE_COLOURS = ("#f3c7a6", "#e58a52", "#c94f1c", "#7d1f06")


def render_batch(pairs: pd.DataFrame, marks: pd.DataFrame) -> Figure:
    """Return pairs by result, and new marks by kind, each bar divided by grade.

    Parameters
    ----------
    pairs, marks : DataFrame
        As `condition.batch.BatchResults.to_frame` gives them.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    counts = pairs["result"].value_counts()
    shown = [name for name in RESULTS if counts.get(name, 0)]
    bars = left.barh(
        [RESULTS[name][0] for name in shown], [counts[name] for name in shown],
        color=[RESULTS[name][1] for name in shown],
    )  # fmt: skip
    left.bar_label(bars, padding=3)
    left.invert_yaxis()
    left.xaxis.get_major_locator().set_params(integer=True)
    left.set_title(f"{len(pairs)} pairs by result", loc="left")
    _by_grade(right, marks[marks["verdict"] == "new"])
    for axes in (left, right):
        _plain(axes)
    return figure


def _by_grade(axes: Any, new: pd.DataFrame) -> None:
    """Bars of kinds, stacked by grade."""
    axes.set_title(f"{len(new)} new marks by kind and grade", loc="left")
    kinds = [kind for kind in new["kind"].cat.categories if (new["kind"] == kind).any()]
    if not kinds:
        axes.text(0.5, 0.5, "no new mark", ha="center", va="center", transform=axes.transAxes, color=INK)
        axes.set_xticks([])
        axes.set_yticks([])
        return
    start = np.zeros(len(kinds))
    for grade, colour in zip(new["grade"].cat.categories, GRADE_COLOURS, strict=True):
        number = np.array([((new["kind"] == kind) & (new["grade"] == grade)).sum() for kind in kinds])
        if number.any():
            axes.barh(kinds, number, left=start, color=colour, label=grade)
        start = start + number
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    # beside the bars, which may fill the chart
    axes.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def render_froc(
    curve: NDArray[np.float64], levels: Sequence[float], here: tuple[float, float] | None, title: str
) -> Figure:
    """Return a FROC curve: the share of true marks found over the false flags a pair.

    Parameters
    ----------
    curve : ndarray
        float64 ``(N, 3)``: threshold, false flags a pair, recall, from the highest threshold down.
    levels : sequence of float
        False flags a pair at which recall is reported.
    here : tuple of float or None
        False flags a pair and recall of everything that was reported.
    title : str
        Above the curve.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.subplots()
    floor = min(levels) / 2
    false, found = np.maximum(curve[:, 1], floor), curve[:, 2]
    axes.step(np.append(false, max(levels)), np.append(found, found[-1:]), where="post", color=OTHER)
    if here is not None:
        axes.plot([max(here[0], floor)], [here[1]], "o", color=NEW, label="everything that was reported")
        axes.legend(frameon=False, loc="best")
    axes.set_xscale("log", base=2)
    axes.set_xticks(list(levels), [f"{level:g}" for level in levels])
    axes.set_xlim(floor * 0.9, max(levels) * 1.1)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel("false flags a pair")
    axes.set_ylabel("share of true marks found")
    axes.set_title(title, loc="left", fontsize=11)
    axes.grid(alpha=0.25)
    _plain(axes)
    return figure


def render_calibration(bins: Sequence[Mapping[str, float]], title: str) -> Figure:
    """Return a calibration plot: how often marks of about one score were right, with 95 % intervals.

    Parameters
    ----------
    bins : sequence of mapping
        ``score`` (mean), ``right`` (share), ``low``, ``high`` (interval of the share), ``marks`` (number).
    title : str
        Above the plot.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 4.8), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle="--", label="as often right as it says")
    for each in bins:
        axes.plot([each["score"]] * 2, [each["low"], each["high"]], color=OTHER, linewidth=2, alpha=0.6)
        axes.plot([each["score"]], [each["right"]], "o", color=OTHER)
        axes.annotate(
            f"{each['marks']:.0f}", (each["score"], each["right"]), (7, -4), textcoords="offset points",
            fontsize=9, color=INK,
        )  # fmt: skip
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel("the chance that was said")
    axes.set_ylabel("the share that was right")
    axes.set_title(title, loc="left", fontsize=11)
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    axes.set_aspect("equal")
    axes.grid(alpha=0.25)
    _plain(axes)
    return figure


def _plain(axes: Any) -> None:
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)
