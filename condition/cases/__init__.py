"""Cases that last: a store of photos, events, comparisons and decisions, each change told by a custody log."""

from condition.cases.custody import Line, Problem, check_chain, parse_log, render_log
from condition.cases.evidence import add_events, add_photo, events_of, facts_of
from condition.cases.fsck import check_case, fsck
from condition.cases.judging import (
    choose_pair,
    compare_photos,
    contest,
    decide,
    find_comparison,
    open_photo,
    reply,
    sign_off,
)
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
from condition.cases.page import render_page
from condition.cases.record import case_record, entry_record, parse_case
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
    "add_events",
    "add_photo",
    "case_record",
    "check_case",
    "check_chain",
    "choose_pair",
    "compare_photos",
    "contest",
    "decide",
    "default_folder",
    "entry_record",
    "events_of",
    "facts_of",
    "find_comparison",
    "fsck",
    "open_photo",
    "parse_case",
    "parse_log",
    "render_log",
    "render_page",
    "reply",
    "sign_off",
]
