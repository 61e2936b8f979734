"""Why photos cannot be compared, or only in part: codes, sentences, measured and required values.

One registry for the quality and the registration rooms, so that each reason is described once, and the README,
the report and the tests read the same words. A reason is a result; nothing here raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from condition.language import sentence


class ReasonCode(StrEnum):
    """Codes of refusals and advice; the value is what JSON carries."""

    TOO_DARK = "TOO_DARK"
    TOO_BRIGHT = "TOO_BRIGHT"
    TOO_BLURRED = "TOO_BLURRED"
    GLARE = "GLARE"
    PIECE_TOO_SMALL = "PIECE_TOO_SMALL"
    PHOTO_TOO_SMALL = "PHOTO_TOO_SMALL"
    NO_DETAIL = "NO_DETAIL"
    NO_COMMON_STRUCTURE = "NO_COMMON_STRUCTURE"
    AMBIGUOUS = "AMBIGUOUS"
    MIRRORED = "MIRRORED"
    LOW_OVERLAP = "LOW_OVERLAP"
    MISALIGNED = "MISALIGNED"


@dataclass(frozen=True, slots=True)
class ReasonEntry:
    """What a code means, in which unit it is measured, and what a person can do.

    Attributes
    ----------
    meaning : str
        One sentence for documentation.
    unit : str
        Unit of `Reason.measured` and `Reason.required`; empty for a plain number.
    fix : str
        What to do, as an instruction a person can follow.
    """

    meaning: str
    unit: str
    fix: str


REGISTRY: dict[ReasonCode, ReasonEntry] = {
    ReasonCode.TOO_DARK: ReasonEntry(
        sentence("The piece is too dark to show marks."),
        "grey levels (90th percentile on the piece)",
        sentence("Take the photo again in daylight or under a lamp, without shadows on the piece."),
    ),
    ReasonCode.TOO_BRIGHT: ReasonEntry(
        sentence("Most of the piece is overexposed."),
        "fraction of the piece",
        sentence(
            "Take the photo again with less light, or touch the piece on the screen to set the exposure."
        ),
    ),
    ReasonCode.TOO_BLURRED: ReasonEntry(
        sentence("The photo is blurred; fine marks would not show."),
        "px of blur (standard deviation)",
        sentence(
            "Hold still, keep a hand's breadth more distance, touch the piece on the screen to focus, and "
            "take the photo again."
        ),
    ),
    ReasonCode.GLARE: ReasonEntry(
        sentence("Highlights cover part of the piece; marks under them cannot be judged."),
        "fraction of the piece",
        sentence("Turn the piece or the lamp a little and take one more photo."),
    ),
    ReasonCode.PIECE_TOO_SMALL: ReasonEntry(
        sentence("The piece fills too little of the photo."),
        "px (long side of the piece)",
        sentence("Go closer, until the piece fills two thirds of the photo."),
    ),
    ReasonCode.PHOTO_TOO_SMALL: ReasonEntry(
        sentence("The photo has too few pixels."),
        "px (short side)",
        sentence("Send the original file, not a preview or a picture saved from a chat."),
    ),
    ReasonCode.NO_DETAIL: ReasonEntry(
        sentence("The photo shows no detail at all (one colour, black, or covered)."),
        "grey levels (standard deviation)",
        sentence("Take the photo again; make sure that the lens is free."),
    ),
    ReasonCode.NO_COMMON_STRUCTURE: ReasonEntry(
        sentence(
            "No alignment of the two photos is better than chance: another piece, another side, or a view too different."
        ),
        "evidence (-log10 of the number of false alarms)",
        sentence(
            "Check that both photos show the same side of the same piece, and retake the after photo from "
            "where the before photo was taken."
        ),
    ),
    ReasonCode.AMBIGUOUS: ReasonEntry(
        sentence("Two different alignments fit almost equally well (a repeated ornament or a plain ring)."),
        "evidence of the best over the second-best alignment",
        sentence("Include something unique in both photos: an engraving, a hallmark, the clasp."),
    ),
    ReasonCode.MIRRORED: ReasonEntry(
        sentence("The after photo fits only as a mirror image of the before photo."),
        "evidence (-log10 of the number of false alarms)",
        sentence("Turn mirroring off (selfie cameras do this) or send the original file."),
    ),
    ReasonCode.LOW_OVERLAP: ReasonEntry(
        sentence("The two photos share too little of the piece."),
        "fraction of the piece in the after photo",
        sentence("Retake the after photo so that it shows the same part of the piece as the before photo."),
    ),
    ReasonCode.MISALIGNED: ReasonEntry(
        sentence("The alignment is not exact enough to compare fine marks."),
        "px (median residual in the after photo)",
        sentence("Retake the after photo from the same direction as the before photo."),
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something could not be compared, or was compared only in part.

    Attributes
    ----------
    code : ReasonCode
        Entry of `REGISTRY`.
    text : str
        One sentence for a person, with the numbers in it.
    measured, required : float or None
        In the unit of the code's entry; None where the reason has no number.
    photo : {"before", "after"} or None
        The photo it is about; None where it is about both.
    """

    code: ReasonCode
    text: str
    measured: float | None = None
    required: float | None = None
    photo: str | None = None

    @property
    def fix(self) -> str:
        """What a person can do about it."""
        return REGISTRY[self.code].fix
