"""What a case holds, as frozen records: the piece, who is involved, photos, events, comparisons, decisions.

Everything but the piece is an `Entry`: written once together with one entry of the custody log, never changed. A
decision is taken back by another decision. Unknown is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from condition.cases.entry import LONG, Entry
from condition.cases.handwork import Drawing, DrawnMark, EventChange, Grading, MarkNote, Scale

#: What somebody can be in a case.
PARTY_ROLES = ("customer", "seller", "inspector", "insurer", "card_issuer", "carrier", "other")
#: What a photo can be in a case, in the order in which they are usually taken.
PHOTO_ROLES = ("before", "on_receipt", "intake", "after", "after_repair", "other")
#: What a person can decide about a mark.
VERDICTS = ("new", "already_there", "no_mark", "cannot_tell")
#: What a bill can be: forms that anybody can open, and nothing that runs.
BILL_FORMATS = ("PDF", "JPEG", "PNG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The piece a case is about.

    Attributes
    ----------
    kind, material, reference, engraving : str or None
        For a person: "ring", "750 gold", the maker's or the shop's number, what is engraved.
    dimensions_mm : mapping
        Name -> millimetres: ``{"diameter": 41.0}``.
    """

    kind: str | None = None
    material: str | None = None
    reference: str | None = None
    engraving: str | None = None
    dimensions_mm: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Entry):
    """Somebody in a case: a `name` and a `role`, one of `PARTY_ROLES`."""

    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePhoto(Entry):
    """A photo of the piece; its bytes lie in the store under their hash.

    Attributes
    ----------
    sha256 : str
        Hex digest of the original bytes.
    name : str
        File name as it came.
    role : str
        One of `PHOTO_ROLES`.
    side : str or None
        Which side of the piece it shows, in the words of whoever added it ("front", "clasp").
    format : str
        As `condition.Photo.format`.
    size_bytes : int
        Length of the original.
    """

    sha256: str
    name: str
    role: str
    side: str | None = None
    format: str
    size_bytes: int

    @property
    def photo_hashes(self) -> tuple[str, ...]:
        """Its own."""
        return (self.sha256,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Entry):
    """What happened to the piece, in the keys of docs/events.md; None where the file had no such key."""

    kind: str
    time: str
    zone: str | None = None
    source: str | None = None
    label: str | None = None
    photo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Entry):
    """What no photo shows and somebody states; `value` is canonical JSON."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseComparison(Entry):
    """One comparison of two photos of the case.

    Attributes
    ----------
    before, after : int
        Numbers of the two photos in the case.
    before_sha256, after_sha256 : str
        Their hashes.
    status : {"compared", "not_comparable"}
        As `condition.Comparison.status`.
    new_marks : int or None
        Marks with verdict "new"; None where the photos were not compared.
    version : str
        Version of the package that compared them.
    settings : str
        Every number the comparison was made with; canonical JSON.
    policy : str or None
        Text of the policy it was held against.
    record : str
        The whole result as docs describe it (`condition compare --json`); canonical JSON.
    """

    before: int
    after: int
    before_sha256: str
    after_sha256: str
    status: str
    new_marks: int | None
    version: str
    settings: str = field(metadata=LONG)
    policy: str | None = field(default=None, metadata=LONG)
    record: str = field(metadata=LONG)

    @property
    def photo_hashes(self) -> tuple[str, ...]:
        """Before, after."""
        return self.before_sha256, self.after_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Entry):
    """What a person decided about one mark; a later one about the same mark stands in its place.

    Attributes
    ----------
    comparison, mark : int
        Number of the comparison in the case, and of the mark in the comparison.
    verdict : str
        One of `VERDICTS`.
    reason : str
        Why, in the person's words.
    """

    comparison: int
    mark: int
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Entry):
    """Words of a person about the case."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Entry):
    """What the other side says against a comparison or one of its marks; both None: against the case."""

    text: str
    comparison: int | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Entry):
    """An answer to a contest: its number, and the words."""

    contest: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill(Entry):
    """A bill or an estimate that somebody put into the case; the program judges nothing about it.

    Attributes
    ----------
    sha256 : str
        Hex digest of the file, which lies in the store under its hash.
    name : str
        File name as it came.
    format : str
        One of `BILL_FORMATS`.
    size_bytes : int
        Length of the file.
    amount : str
        As stated, with its currency ("180.00 EUR"); a text, never computed with.
    source : str or None
        Who issued it, as stated.
    text : str or None
        What it is for, as stated.
    """

    sha256: str
    name: str
    format: str
    size_bytes: int
    amount: str
    source: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Entry):
    """A person stands for the case as it was at this entry of its log."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it was at one moment.

    Attributes
    ----------
    name : str
        What the case is called by.
    entries : int
        Entries of the custody log; also the version of the case, as every change is an entry.
    head : str
        Hash of its last entry: whoever noted it can prove later that nothing before was changed.
    opened : str
        When the case was opened.
    piece : Piece
        What the case is about.
    parties, photos, events, facts, comparisons, decisions, notes, contests, replies, bills, sign_offs : tuple
        In the order in which they were recorded.
    """

    name: str
    entries: int
    head: str
    opened: str
    piece: Piece
    parties: tuple[Party, ...] = ()
    photos: tuple[CasePhoto, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    facts: tuple[CaseFact, ...] = ()
    comparisons: tuple[CaseComparison, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    contests: tuple[Contest, ...] = ()
    replies: tuple[Reply, ...] = ()
    bills: tuple[Bill, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    scales: tuple[Scale, ...] = ()
    gradings: tuple[Grading, ...] = ()
    mark_notes: tuple[MarkNote, ...] = ()
    drawn_marks: tuple[DrawnMark, ...] = ()
    event_changes: tuple[EventChange, ...] = ()

    def decision_on(self, comparison: int, mark: int) -> Decision | None:
        """Return the decision that stands about a mark; None where nobody has decided."""
        about = [each for each in self.decisions if (each.comparison, each.mark) == (comparison, mark)]
        return about[-1] if about else None
