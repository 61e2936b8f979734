"""`Comparison`: everything one comparison found, could not find, and rests on.

The object a user holds. It computes nothing; `to_frame`, `plot` and `save` are one-line calls into `report`,
imported when called: the one place where an import points to the right (see ARCHITECTURE.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from condition.errors import NotComparable
from condition.measurement import Finding
from condition.novelty import Coverage, Verdict
from condition.photo import Photo
from condition.policy import Policy, Ruling
from condition.quality import Piece, Quality
from condition.reasons import Reason
from condition.registration import Alignment
from condition.settings import Settings
from condition.timeline import Check, Event

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COMPARED = "compared"
NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The answer to "is anything on this piece new?".

    Attributes
    ----------
    status : {"compared", "not_comparable"}
        Whether the two photos could be compared.
    reasons : tuple of Reason
        Why not, or what limits the comparison; never empty where the status is "not_comparable".
    all_findings : tuple of Finding
        Every judged mark in the order of the report; empty where the photos were not compared.
        Read `findings` instead, which cannot be mistaken for "no damage".
    alignment : Alignment or None
        None where the photos were not compared.
    coverage : Coverage or None
        Which part of the piece was compared; None where the photos were not compared.
    checks : tuple of Check
        What times and tags say, before and after against each other.
    before, after : Photo
        The two photos.
    before_quality, after_quality : Quality
        What each photo can show.
    before_piece, after_piece : Piece or None
        Where the piece lies in each photo.
    settings : Settings
        Every number the comparison was made with.
    version : str
        Version of this package.
    seconds : mapping
        Wall time by stage.
    events : tuple of Event
        What is known to have happened to the piece.
    policy : Policy or None
        The windows and conditions that were checked.
    rulings : tuple of Ruling
        What each clause of the policy gives, in its order; empty without a policy.
    smallest_mark_px : float or None
        Width of the thinnest mark that both photos could have shown in the middle of the piece, px of the after photo;
        None where the photos were not compared.
    """

    status: str
    reasons: tuple[Reason, ...]
    all_findings: tuple[Finding, ...]
    alignment: Alignment | None
    coverage: Coverage | None
    checks: tuple[Check, ...]
    before: Photo
    after: Photo
    before_quality: Quality
    after_quality: Quality
    before_piece: Piece | None
    after_piece: Piece | None
    settings: Settings
    version: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    policy: Policy | None = None
    rulings: tuple[Ruling, ...] = ()
    smallest_mark_px: float | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every judged mark.

        Raises
        ------
        NotComparable
            Where the photos could not be compared: an empty tuple would read as "no damage".
        """
        if self.status != COMPARED:
            raise NotComparable("; ".join(reason.text for reason in self.reasons))
        return self.all_findings

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings with verdict "new"; raises like `findings`."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.NEW)

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a data frame, one row a mark, units in the column names."""
        from condition.report import render_frame

        return render_frame(self)

    def plot(self, what: str = "marks") -> Figure:
        """Return a matplotlib figure: "marks", "curtain", "residual" or "times" (`condition.report.render_figure`)."""
        from condition.report import render_figure

        return render_figure(self, what)

    def save(self, path: str | Path) -> Path:
        """Write the report; the extension (.html, .json, .png) chooses the form. Returns the path written."""
        from condition.report import write_report

        return write_report(self, path)

    def _repr_html_(self) -> str:
        from condition.report import render_notebook

        return render_notebook(self)

    def __repr__(self) -> str:
        """Status, number of new marks or first reason."""
        if self.status != COMPARED:
            return f"<Comparison {self.before.name} -> {self.after.name}: not comparable, {self.reasons[0].code}>"
        return f"<Comparison {self.before.name} -> {self.after.name}: {len(self.new)} new of {len(self.all_findings)} marks>"
