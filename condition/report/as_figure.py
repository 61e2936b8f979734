"""Comparison -> matplotlib figure: its marks, a curtain of both photos, what the alignment leaves over, or its times.

Uses the Figure API only, never pyplot: no global state, no window, safe in threads and servers.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from condition.comparison import COMPARED, Comparison
from condition.errors import SettingsError
from condition.novelty import Verdict
from condition.report import overlay, words
from condition.report.crops import crop_pair, crop_picture
from condition.report.figures import render_curtain, render_residual, render_times
from condition.report.untrusted import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Crop pairs shown, two a row; the rest is counted in the title.
MAX_CROPS = 6
WIDTH_IN, PHOTO_ROW_IN, CROP_ROW_IN = 10.0, 4.2, 3.0


def render_figure(comparison: Comparison, what: str = "marks") -> Figure:
    """Return a figure of the comparison.

    Parameters
    ----------
    comparison : Comparison
        Compared or refused.
    what : {"marks", "curtain", "residual", "times"}
        Both photos with numbered marks, and a crop pair for each new mark (of a refused comparison: both photos and the
        reasons); the before photo laid onto the after photo, one left and one right of a line, and the other way round; how
        far the points that the alignment rests on lie from where it puts them; the time line of photos and events.

    Raises
    ------
    NotComparable
        Where "curtain" or "residual" is asked of a refused comparison.
    SettingsError
        For any other word.
    """
    makers = {
        "marks": render_marks,
        "curtain": render_curtain,
        "residual": render_residual,
        "times": render_times,
    }
    if what not in makers:
        raise SettingsError(f"plot({what!r}): choose one of {', '.join(makers)}")
    return makers[what](comparison)


def render_marks(comparison: Comparison) -> Figure:
    """Return both photos with numbered marks and a crop pair for each new mark; a refused one shows the reasons."""
    from matplotlib.figure import Figure

    shown = [f for f in comparison.all_findings if f.verdict is Verdict.NEW][:MAX_CROPS]
    crop_rows = -(-len(shown) // 2)
    heights = [PHOTO_ROW_IN, *[CROP_ROW_IN] * crop_rows]
    figure = Figure(figsize=(WIDTH_IN, sum(heights) + 0.6), layout="constrained")
    axes = figure.subplots(1 + crop_rows, 2, squeeze=False, height_ratios=heights)
    _show(
        axes[0][0],
        overlay.annotated_before(comparison, 900),
        f"before: {printable(comparison.before.name, 40)}",
    )
    _show(
        axes[0][1], overlay.annotated_after(comparison, 900), f"after: {printable(comparison.after.name, 40)}"
    )
    for place in axes[1:].ravel():
        place.set_axis_off()
    for place, finding in zip(axes[1:].ravel(), shown, strict=False):
        title = f"{finding.number}: {words.looks_like(finding)}, {words.percent(finding.score)} chance of being new"
        _show(place, crop_picture(crop_pair(comparison, finding)), title)
    figure.suptitle(_title(comparison), fontsize=13, wrap=True)
    return figure


def _show(axes: Any, picture: Any, title: str) -> None:
    axes.imshow(picture)
    axes.set_axis_off()
    # a file name may hold $, which matplotlib would read as mathematics
    axes.set_title(title, fontsize=9, loc="left", parse_math=False)


def _title(comparison: Comparison) -> str:
    reasons = (
        [] if comparison.status == COMPARED else [printable(reason.text) for reason in comparison.reasons]
    )
    lines = [line for text in (words.headline(comparison), *reasons) for line in textwrap.wrap(text, 95)]
    return "\n".join(lines).replace("$", r"\$")
