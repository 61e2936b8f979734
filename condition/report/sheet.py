"""What a printed report is made of: blocks, one after the other; `as_pdf` sets them as pages, `cases` as a page of HTML, too.

A block is plain data. It holds words and the names of pictures, never markup: whoever sets it decides how it looks, and
words of strangers stay words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The first thing to read.

    Attributes
    ----------
    eyebrow, headline : str
        What it is about, and the answer in one sentence.
    lines : tuple of str
        What has to be known together with it.
    tone : {"new", "none", "open"}
        New marks, none, or no answer.
    """

    eyebrow: str
    headline: str
    lines: tuple[str, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; `new_page` begins a page where there are pages."""

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `small` for what is read last."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a name and what it is; `code` where that is a hash or a number to be compared sign by sign."""

    rows: tuple[tuple[str, str], ...]
    code: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The name of a picture among those that come with the sheet, its caption, and what it shows in words."""

    name: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side, none higher than `height_mm` on paper; `framed` for photos."""

    items: tuple[Picture, ...]
    height_mm: float
    framed: bool = True


@dataclass(frozen=True, slots=True)
class MarkCard:
    """One mark.

    Attributes
    ----------
    number : int
        As on the pictures.
    verdict : str
        Value of `condition.novelty.Verdict`, for colour and sign.
    title, subtitle : str
        The verdict, and what the mark looks like, in words.
    score : float
        Chance that it is new, 0 to 1; `chance` says it in words.
    lines : tuple of str
        What is known about it.
    decided : tuple of str
        What people decided, noted or graded.
    others : tuple of (str, tuple of str)
        What else it could be, by state.
    picture : Picture or None
        Its crop pair.
    """

    number: int
    verdict: str
    title: str
    subtitle: str
    score: float
    chance: str
    lines: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `code` are the columns that hold hashes, `widths` shares of the width."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    code: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Statements with a verdict each, such as checks and rulings: (tone, verdict, title, text, small print).

    Tones are "good", "bad", "open" and "person".
    """

    items: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """A time line in words: (kind, time, what, who or what says so, doubt); kind is "photo" or "event"."""

    items: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said: who and when, what it is about, the words; `answer` where it replies to the one before."""

    who: str
    about: str
    text: str
    answer: bool = False


@dataclass(frozen=True, slots=True)
class FillIn:
    """Empty lines for a pen, one a label; `lines` of them for the first."""

    labels: tuple[str, ...]
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Two groups of blocks side by side, where there is room."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


Block = (
    Answer | Heading | Text | Facts | Pictures | MarkCard | Table | Judged | Moments | Said | FillIn | Columns
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report.

    Attributes
    ----------
    title : str
        Of the document.
    running : str
        What stands at the foot of every page.
    date : datetime
        When what it says was recorded; with its zone. Never the moment of printing: the same input gives the same bytes.
    blocks : tuple of Block
        In the order of reading.
    pictures : mapping
        Name of a picture -> its file: PNG, JPEG or SVG.
    attached : mapping
        Name of a file -> (what it is in words, its bytes): what the report rests on.
    lang : str
        The language of its words, as `condition.language.current` gives it.
    """

    title: str
    running: str
    date: datetime
    blocks: tuple[Block, ...]
    pictures: Mapping[str, bytes]
    attached: Mapping[str, tuple[str, bytes]]
    lang: str = "en"


def plain_block(block: Any) -> Any:
    """Return a block as lists and dicts, each block with its name under ``kind``."""
    if is_dataclass(block) and not isinstance(block, type):
        named = {each.name: plain_block(getattr(block, each.name)) for each in fields(block)}
        return {"kind": type(block).__name__, **named}
    return [plain_block(each) for each in block] if isinstance(block, tuple) else block


def names_of_pictures(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the names of all pictures that blocks show."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Pictures):
            found |= {item.name for item in block.items}
        elif isinstance(block, MarkCard) and block.picture is not None:
            found.add(block.picture.name)
        elif isinstance(block, Columns):
            found |= names_of_pictures((*block.left, *block.right))
    return frozenset(found)
