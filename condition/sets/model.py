"""What a set of photos becomes: the photos that were used, those left out, the pairs, and marks that rest on several pairs.

Positions are full-resolution px of a whole photo throughout: a close-up may have been compared with a part of an overview,
and `ComparedPair` is the only place that knows where that part lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from condition.comparison import COMPARED, NOT_COMPARABLE, Comparison
from condition.errors import NotComparable
from condition.geometry import Matrix, Points, as_points
from condition.measurement import Finding, Grade
from condition.novelty import Kind, Verdict
from condition.photo import Photo
from condition.policy import Policy, Ruling
from condition.quality import Piece, Quality
from condition.reasons import Reason
from condition.settings import Settings
from condition.timeline import Event

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Side(StrEnum):
    """Which side of a dispute a photo belongs to; the value is what JSON carries."""

    BEFORE = "before"
    AFTER = "after"


class Why(StrEnum):
    """Why a photo was left out; the value is what JSON carries."""

    UNREADABLE = "UNREADABLE"
    DUPLICATE = "DUPLICATE"
    ON_BOTH_SIDES = "ON_BOTH_SIDES"
    UNUSABLE = "UNUSABLE"
    UNPAIRED = "UNPAIRED"


class Box(NamedTuple):
    """A part of a photo, px: ``left <= x < right``."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, eq=False)
class SetPhoto:
    """A photo of a set that can be compared.

    Attributes
    ----------
    side : Side
        Before or after.
    name : str
        File name; unique within its side.
    photo : Photo
        The photo.
    piece : Piece
        Where the piece lies in it.
    quality : Quality
        What it can show.
    """

    side: Side
    name: str
    photo: Photo
    piece: Piece
    quality: Quality


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A photo that was not used.

    Attributes
    ----------
    side : Side
        Where it was given.
    name : str
        Its file name.
    why : Why
        The sort of reason.
    text : str
        One sentence for a person, with the numbers in it.
    fix : str
        What to do; empty where nothing has to be done.
    reasons : tuple of Reason
        What was measured and required, where a comparison or the photo's quality said so.
    """

    side: Side
    name: str
    why: Why
    text: str
    fix: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ComparedPair:
    """Two photos of a set that were compared.

    Attributes
    ----------
    before, after : SetPhoto
        The two photos, whole.
    comparison : Comparison
        Of the two, or of the parts below.
    before_part, after_part : Box or None
        The part of an overview that was compared with a close-up; None for a whole photo.
    """

    before: SetPhoto
    after: SetPhoto
    comparison: Comparison
    before_part: Box | None = None
    after_part: Box | None = None

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.before.name} → {self.after.name}"

    @property
    def loupe(self) -> bool:
        """Whether one photo is a close-up of a part of the other."""
        return self.before_part is not None or self.after_part is not None

    @property
    def before_corner(self) -> NDArray[np.float64]:
        """Place of the compared part's corner in the whole before photo, px."""
        return _corner(self.before_part)

    @property
    def after_corner(self) -> NDArray[np.float64]:
        """Place of the compared part's corner in the whole after photo, px."""
        return _corner(self.after_part)

    @property
    def after_from_before(self) -> Matrix:
        """The global mapping, whole photos; the identity never stands in for a refused one."""
        assert self.comparison.alignment is not None, "only compared pairs have a mapping"
        there, back = np.eye(3), np.eye(3)
        there[:2, 2], back[:2, 2] = self.after_corner, -self.before_corner
        return np.asarray(there @ self.comparison.alignment.after_from_before @ back)

    def to_after(self, points: ArrayLike) -> Points:
        """Carry ``(N, 2)`` points of the whole before photo into the whole after photo."""
        assert self.comparison.alignment is not None, "only compared pairs have a mapping"
        inner = as_points(points) - self.before_corner
        return np.asarray(self.comparison.alignment.to_after(inner) + self.after_corner)

    def to_before(self, points: ArrayLike) -> Points:
        """Carry ``(N, 2)`` points of the whole after photo into the whole before photo."""
        assert self.comparison.alignment is not None, "only compared pairs have a mapping"
        inner = as_points(points) - self.after_corner
        return np.asarray(self.comparison.alignment.to_before(inner) + self.before_corner)

    def whole(self, finding: Finding) -> Finding:
        """Return a finding of this pair with its positions in the whole after photo."""
        if self.after_part is None:
            return finding
        corner = self.after_corner
        return replace(finding, path=finding.path + corner, polygon=finding.polygon + corner)


def _corner(part: Box | None) -> NDArray[np.float64]:
    return np.zeros(2) if part is None else np.array([part.left, part.top], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """Where a close-up lies in an overview of the same side: it carries marks, and testifies to nothing.

    Attributes
    ----------
    overview, closeup : SetPhoto
        Two photos of one side.
    closeup_from_overview : ndarray
        float64 ``(3, 3)``, px of the whole photos, good to a few percent of the close-up.
    evidence : float
        -log10 of the number of false alarms.
    """

    overview: SetPhoto
    closeup: SetPhoto
    closeup_from_overview: Matrix
    evidence: float


class Says(StrEnum):
    """What one pair says about one place; the value is what JSON carries."""

    NEW = "new"
    FAINT = "faint"
    HIDDEN = "hidden"
    OLD_LINE = "old_line"
    SHOWN_BEFORE = "shown_before"
    DIFFERS = "differs"
    NOTHING = "nothing"
    NOT_SEEN = "not_seen"
    GONE = "gone"


@dataclass(frozen=True, slots=True, eq=False)
class Testimony:
    """What one pair says about the place of one mark.

    Attributes
    ----------
    pair : int
        Position in `ComparisonSet.pairs`.
    says : Says
        In a word.
    finding : Finding or None
        The pair's own finding there, positions in its whole after photo; None where it has none.
    chance : float or None
        The finding's calibrated chance of being new; None where the pair found nothing that could be new.
    excess : float or None
        What only the after photo shows there, as a share of what the strongest pair with the same after photo sees, [0, 1];
        None where the place was not compared.
    """

    pair: int
    says: Says
    finding: Finding | None = None
    chance: float | None = None
    excess: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class JoinedMark:
    """One mark of the piece, with everything that the pairs say about it.

    Attributes
    ----------
    number : int
        1, 2, ... in the order of the report.
    verdict : Verdict
        New, cannot tell, already there, or gone.
    kind : Kind
        What it most likely is.
    score : float
        Chance that "new" is right, from all pairs together, [0, 1].
    grade : Grade
        Severity, by the finding that shows it best.
    explanation : str
        One sentence: why this verdict.
    best : Testimony
        The one whose crop pair shows it best; it has a finding.
    testimonies : tuple of Testimony
        Of every pair of the same view, in their order.
    view : int
        Which group of photos it belongs to, position in `ComparisonSet.views`.
    path, polygon : ndarray
        float64 ``(M, 2)``, ``(K, 2)``; in the view's reference photo. Outside its frame where that photo does not show it.
    in_reference : bool
        Whether the place lies inside the reference photo.
    """

    number: int
    verdict: Verdict
    kind: Kind
    score: float
    grade: Grade
    explanation: str
    best: Testimony
    testimonies: tuple[Testimony, ...]
    view: int
    path: Points
    polygon: Points
    in_reference: bool

    @property
    def finding(self) -> Finding:
        """The finding that shows it best."""
        assert self.best.finding is not None, "the best testimony has a finding"
        return self.best.finding

    @property
    def settled(self) -> bool:
        """Whether it is anything but "cannot tell"."""
        return self.verdict is not Verdict.CANNOT_TELL


@dataclass(frozen=True, slots=True, eq=False)
class SetView:
    """Photos that show the same part of the piece, and how much of it could be compared.

    Attributes
    ----------
    reference : SetPhoto
        The after photo in which its marks are shown.
    before, after : tuple of str
        Names of the photos.
    compared : float
        Share of the piece in the reference photo that at least one pair compared, [0, 1].
    by_pair : tuple of float
        The same for each of its pairs alone.
    """

    reference: SetPhoto
    before: tuple[str, ...]
    after: tuple[str, ...]
    compared: float
    by_pair: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonSet:
    """The answer to "is anything on this piece new?", from several photos of it.

    Attributes
    ----------
    status : {"compared", "not_comparable"}
        Whether any two photos could be compared.
    before, after : tuple of SetPhoto
        The photos that could be used, in the order given.
    pairs : tuple of ComparedPair
        The pairs that were compared, none of them refused.
    links : tuple of Link
        Where close-ups lie in overviews, where no compared pair says so.
    left_out : tuple of LeftOut
        Photos that were not used, each with its reason.
    views : tuple of SetView
        Groups of photos of one part of the piece.
    all_marks : tuple of JoinedMark
        In the order of the report. Read `marks` instead, which cannot be mistaken for "no damage".
    refuted : tuple of JoinedMark
        Places that a pair flagged and that are no mark once all photos are weighed: none of them is claimed, all are told.
    refused : int
        Number of pairs that were tried and refused.
    settings : Settings
        Every number the comparisons were made with.
    version : str
        Version of this package.
    seconds : mapping
        Wall time by stage.
    events : tuple of Event
        What is known to have happened to the piece.
    policy : Policy or None
        Windows and conditions it was held against.
    rulings : tuple of Ruling
        What each clause of the policy gives, in its order; empty without a policy.
    """

    status: str
    before: tuple[SetPhoto, ...]
    after: tuple[SetPhoto, ...]
    pairs: tuple[ComparedPair, ...]
    links: tuple[Link, ...]
    left_out: tuple[LeftOut, ...]
    views: tuple[SetView, ...]
    all_marks: tuple[JoinedMark, ...]
    refuted: tuple[JoinedMark, ...]
    refused: int
    settings: Settings
    version: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    policy: Policy | None = None
    rulings: tuple[Ruling, ...] = ()

    @property
    def marks(self) -> tuple[JoinedMark, ...]:
        """Every joined mark.

        Raises
        ------
        NotComparable
            Where no two photos could be compared: an empty tuple would read as "no damage".
        """
        if self.status == NOT_COMPARABLE:
            raise NotComparable("; ".join(photo.text for photo in self.left_out))
        return self.all_marks

    @property
    def new(self) -> tuple[JoinedMark, ...]:
        """The marks with verdict "new"; raises like `marks`."""
        return tuple(mark for mark in self.marks if mark.verdict is Verdict.NEW)

    @property
    def compared(self) -> float | None:
        """Share of the piece that was compared, in the view that shows most of it; None where nothing was."""
        return max((view.compared for view in self.views), default=None)

    def to_frame(self) -> pd.DataFrame:
        """Return the joined marks as a data frame, one row a mark, units in the column names."""
        from condition.report import render_set_frame

        return render_set_frame(self)

    def plot(self) -> Figure:
        """Return a matplotlib figure: each view's photo with its marks, and a crop pair for each new mark."""
        from condition.report import render_set_figure

        return render_set_figure(self)

    def save(self, path: str | Path) -> Path:
        """Write the report; the extension (.html, .json, .txt) chooses the form. Returns the path written."""
        from condition.report import write_set_report

        return write_set_report(self, path)

    def _repr_html_(self) -> str:
        from condition.report import render_set_notebook

        return render_set_notebook(self)

    def __repr__(self) -> str:
        """Status and numbers of photos, pairs and new marks."""
        photos = f"{len(self.before)} before, {len(self.after)} after"
        if self.status != COMPARED:
            return f"<ComparisonSet {photos}: not comparable>"
        return f"<ComparisonSet {photos}, {len(self.pairs)} pairs: {len(self.new)} new of {len(self.all_marks)} marks>"
