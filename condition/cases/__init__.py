"""Cases that last: a store of photos, events, comparisons and decisions, each change told by a custody log."""

from condition.cases.custody import Line, Problem, check_chain, parse_log, render_log
from condition.cases.fsck import check_case, fsck
from condition.cases.model import (
    PARTY_ROLES,
    PHOTO_ROLES,
    VERDICTS,
    Case,
    CaseComparison,
    CaseEvent,
    CaseFact,
    CasePhoto,
    Contest,
    Decision,
    Note,
    Party,
    Piece,
    Reply,
    SignOff,
)
from condition.cases.store import CaseStore, default_folder

__all__ = [
    "PARTY_ROLES",
    "PHOTO_ROLES",
    "VERDICTS",
    "Case",
    "CaseComparison",
    "CaseEvent",
    "CaseFact",
    "CasePhoto",
    "CaseStore",
    "Contest",
    "Decision",
    "Line",
    "Note",
    "Party",
    "Piece",
    "Problem",
    "Reply",
    "SignOff",
    "check_case",
    "check_chain",
    "default_folder",
    "fsck",
    "parse_log",
    "render_log",
]
