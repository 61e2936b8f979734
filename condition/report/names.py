"""Tables of words: what verdicts, kinds, grades, places and numbers are called, each in the reader's language."""

from __future__ import annotations

from condition.language import Words, sentence
from condition.measurement import Grade
from condition.novelty import Blind, Kind, Verdict
from condition.policy import Outcome
from condition.timeline import Severity

VERDICT_NAMES: Words[Verdict] = Words(
    {
        Verdict.NEW: sentence("New"),
        Verdict.CANNOT_TELL: sentence("Cannot tell"),
        Verdict.ALREADY_THERE: sentence("Already there"),
        Verdict.GONE: sentence("Gone"),
    }
)
VERDICT_MEANINGS: Words[Verdict] = Words(
    {
        Verdict.NEW: sentence(
            "In the after photo, and the before photo shows the same place without it. Dust and hairs look the same: wipe the "
            "piece to be sure."
        ),
        Verdict.CANNOT_TELL: sentence(
            "In the after photo, but these photos do not settle whether it was there before."
        ),
        Verdict.ALREADY_THERE: sentence("In both photos."),
        Verdict.GONE: sentence("In the before photo only; dirt that was wiped off or a polished mark."),
    }
)
KIND_NAMES: Words[Kind] = Words(
    {
        Kind.SCRATCH: sentence("scratch"),
        Kind.SCUFF: sentence("scuff"),
        Kind.DENT: sentence("dent"),
        Kind.CHIP: sentence("chip"),
        Kind.MISSING: sentence("missing part"),
        Kind.FOREIGN: sentence("spot or fibre"),
        Kind.LINE: sentence("line"),
    }
)
BLIND_NAMES: Words[Blind] = Words(
    {
        Blind.OUT_OF_VIEW: sentence("Out of view"),
        Blind.GLARE: sentence("Highlight"),
        Blind.BLURRED: sentence("Blurred"),
        Blind.NOT_ALIGNED: sentence("Not aligned"),
    }
)
BLIND_MEANINGS: Words[Blind] = Words(
    {
        Blind.OUT_OF_VIEW: sentence("is not in the before photo, or is hidden there"),
        Blind.GLARE: sentence("lies under a highlight in at least one photo"),
        Blind.BLURRED: sentence("is blurred in the before photo"),
        Blind.NOT_ALIGNED: sentence("could not be brought into line exactly enough"),
    }
)
SEVERITY_NAMES: Words[Severity] = Words(
    {
        Severity.OK: sentence("Fits"),
        Severity.UNKNOWN: sentence("Unknown"),
        Severity.CAUTION: sentence("Caution"),
        Severity.CONTRADICTION: sentence("Contradiction"),
    }
)
OUTCOME_NAMES: Words[Outcome] = Words(
    {
        Outcome.MET: sentence("Met"),
        Outcome.NOT_MET: sentence("Not met"),
        Outcome.CANNOT_TELL: sentence("Cannot tell"),
        Outcome.FOR_A_PERSON: sentence("For a person to decide"),
    }
)
#: By `Alternative.ruled_out`, in the order of the report: what is open and was looked at comes first.
ALTERNATIVE_STATES: Words[bool | None] = Words(
    {
        False: sentence("Not ruled out"),
        True: sentence("Ruled out"),
        None: sentence("Not checked"),
    }
)
GRADE_NAMES: Words[Grade] = Words(
    {
        Grade.TRACE: sentence("trace"),
        Grade.LIGHT: sentence("light"),
        Grade.MODERATE: sentence("moderate"),
        Grade.SEVERE: sentence("severe"),
    }
)
#: By row and column of ninths of the piece, from the upper left.
PLACES: Words[tuple[int, int]] = Words(
    {
        (0, 0): sentence("upper left"),
        (0, 1): sentence("upper middle"),
        (0, 2): sentence("upper right"),
        (1, 0): sentence("left"),
        (1, 1): sentence("centre"),
        (1, 2): sentence("right"),
        (2, 0): sentence("lower left"),
        (2, 1): sentence("lower middle"),
        (2, 2): sentence("lower right"),
    }
)
#: What the numbers of a reason measure, by the unit of its entry; lengths say "px" themselves.
REASON_UNITS: Words[str] = Words(
    {
        "grey levels (90th percentile on the piece)": sentence("grey levels (90th percentile on the piece)"),
        "fraction of the piece": sentence("share of the piece"),
        "px of blur (standard deviation)": sentence("of blur (standard deviation)"),
        "px (long side of the piece)": sentence("long side of the piece"),
        "px (short side)": sentence("short side"),
        "grey levels (standard deviation)": sentence("grey levels (standard deviation)"),
        "evidence (-log10 of the number of false alarms)": sentence(
            "evidence (−log₁₀ of the number of false alarms)"
        ),
        "evidence of the best over the second-best alignment": sentence(
            "evidence of the best over the second-best alignment"
        ),
        "fraction of the piece in the after photo": sentence("share of the piece in the after photo"),
        "px (median residual in the after photo)": sentence("median residual in the after photo"),
    }
)
#: The same for other explanations of a mark.
HELD_UNITS: Words[str] = Words(
    {
        "chance of being new": sentence("chance of being new"),
        "times the surface's grain": sentence("times the surface's grain"),
        "fraction of the lines around it": sentence("of the lines around it"),
        "fraction of the mark": sentence("of the mark"),
    }
)
#: Names of the numbers behind a score.
EVIDENCE_NAMES: Words[str] = Words(
    {
        "peak": sentence("peak"),
        "mean": sentence("mean"),
        "log length": sentence("log length"),
        "log strength": sentence("log strength"),
        "kept": sentence("kept"),
        "beside": sentence("beside"),
        "clutter": sentence("clutter"),
        "agreement": sentence("agreement"),
        "detail ratio": sentence("detail ratio"),
        "extent": sentence("extent"),
        "aspect": sentence("length over breadth"),
        "light step": sentence("step of lightness"),
        "colour step": sentence("step of colour"),
        "not comparable share": sentence("not comparable share"),
    }
)
#: By the side of the limit on which an explanation is ruled out.
HELD_AGAINST = {
    "from": sentence("Measured {measured}, ruled out from {limit} {unit}."),
    "below": sentence("Measured {measured}, ruled out below {limit} {unit}."),
    "up to": sentence("Measured {measured}, ruled out up to {limit} {unit}."),
}
