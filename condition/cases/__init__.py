"""Cases that last: a store of photos, events, comparisons and decisions, each change told by a custody log."""

from condition.cases.bills import add_bill
from condition.cases.custody import Line, Problem, check_chain, parse_log, render_log
from condition.cases.evidence import add_events, add_photo, events_of, facts_of
from condition.cases.fsck import check_case, fsck
from condition.cases.handwork import Drawing, EventChange, Grading, MarkNote, Scale
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
from condition.cases.keys import fingerprint_of, new_key, parse_public
from condition.cases.model import (
    PARTY_ROLES,
    PHOTO_ROLES,
    VERDICTS,
    Bill,
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
from condition.cases.redaction import REDACTABLE, redact
from condition.cases.sealing import Sealed, seal
from condition.cases.store import CaseStore, default_folder
from condition.cases.verification import Expected, Step, Verification, verify

__all__ = [
    "PARTY_ROLES",
    "PHOTO_ROLES",
    "REDACTABLE",
    "VERDICTS",
    "Bill",
    "Case",
    "CaseComparison",
    "CaseEvent",
    "CaseFact",
    "CasePhoto",
    "CaseStore",
    "Contest",
    "Decision",
    "Drawing",
    "EventChange",
    "Expected",
    "Grading",
    "Line",
    "MarkNote",
    "Note",
    "Party",
    "Piece",
    "Problem",
    "Reply",
    "Scale",
    "Sealed",
    "SignOff",
    "Step",
    "Verification",
    "add_bill",
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
    "fingerprint_of",
    "fsck",
    "new_key",
    "open_photo",
    "parse_case",
    "parse_log",
    "parse_public",
    "redact",
    "render_log",
    "render_page",
    "reply",
    "seal",
    "sign_off",
    "verify",
]
