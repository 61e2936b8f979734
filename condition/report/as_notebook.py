"""Comparison -> compact HTML for a notebook cell: the answer, both photos small, a table of the marks."""

from __future__ import annotations

from condition.comparison import COMPARED, Comparison
from condition.language import _
from condition.report import inline, overlay, times, words
from condition.report.as_timeline import render_timeline
from condition.report.environment import environment
from condition.report.legend import STYLES

#: Long side of the two pictures, px: a notebook keeps them in its file.
SIDE_PX = 560
#: Rows of the table; the data frame has them all.
MAX_ROWS = 15


def render_notebook(comparison: Comparison) -> str:
    """Return an HTML fragment without script, styled inline, for ``_repr_html_``."""
    compared = comparison.status == COMPARED
    pictures = (
        (_("before"), overlay.annotated_before(comparison, SIDE_PX)),
        (_("after"), overlay.annotated_after(comparison, SIDE_PX)),
    )
    return (
        environment()
        .get_template("notebook.html")
        .render(
            comparison=comparison,
            headline=words.headline(comparison),
            second_line=words.second_line(comparison),
            pictures=[(name, inline.jpeg_uri(picture, 80)) for name, picture in pictures],
            findings=comparison.all_findings[:MAX_ROWS] if compared else (),
            more=max(0, len(comparison.all_findings) - MAX_ROWS),
            styles=STYLES,
            # without events, two bars would say no more than the sentences do
            line=render_timeline(times.line_of(comparison), inside="line") if comparison.events else "",
        )
    )
