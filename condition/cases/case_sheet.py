"""A case -> the sheet of its report: the answer and who decided, then marks, rulings, times, words of both sides, method.

What is read on paper and as a page of HTML is the same, block by block. Nothing is judged here and nothing added: words and
amounts are those that were recorded.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from condition.cases import case_parts, words
from condition.cases.carry import decisions_on
from condition.cases.custody import Line, parse_body
from condition.cases.model import Case, CaseComparison, Decision
from condition.cases.record import case_record
from condition.cases.standing import grading_on, notes_on
from condition.language import _, current
from condition.report import comparison_sheet, sheet, sheet_parts

said = sheet_parts.said
RECORD = "case.json"


def case_sheet(
    case: Case, log: Sequence[Line], pictures: Mapping[str, bytes], *, fingerprint: str | None = None,
    left_out: Collection[str] = (),
) -> sheet.Sheet:  # fmt: skip
    """Return the sheet of a case.

    Parameters
    ----------
    case : Case
        As the store has it.
    log : sequence of Line
        Its custody log.
    pictures : mapping
        ``NN/NAME`` of the pictures of comparison NN -> their bytes; what is missing is left out.
    fingerprint : str, optional
        Of the key that signs the package the report goes into.
    left_out : collection of str
        Tags that the photos shared with the package do not have.
    """
    entries = [body for line in log if (body := parse_body(line.body)) is not None]
    blocks = [
        *_first_page(case, pictures),
        *case_parts.by_hand(case),
        *case_parts.contested(case),
        *case_parts.bills(case),
        *case_parts.notes(case),
    ]
    blocks += [*case_parts.photos(case, left_out), *case_parts.events(case)]
    if case.comparisons:
        blocks += comparison_sheet.appendix(json.loads(case.comparisons[-1].record))
    blocks += case_parts.custody(case, entries, fingerprint)
    attached = {RECORD: (_("The record of the case, as the package holds it"), record_bytes(case))}
    date = datetime.fromisoformat(entries[-1]["when"] if entries else case.opened)
    running = _(
        "Case {name}, entry {entry} of its log, hash {head}",
        name=case.name,
        entry=case.entries,
        head=case.head,
    )
    title = _("Case {name}", name=case.name)
    return sheet.Sheet(title, running, date, tuple(blocks), _used(blocks, pictures), attached, current())


def record_bytes(case: Case) -> bytes:
    """Return the record of a case as a package holds it."""
    return (json.dumps(case_record(case), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _used(blocks: Sequence[sheet.Block], pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures that the blocks name."""
    return {name: pictures[name] for name in sorted(sheet.names_of_pictures(blocks))}


def _first_page(case: Case, pictures: Mapping[str, bytes]) -> list[sheet.Block]:
    """The answer of the last comparison, then everything it rests on, then the earlier comparisons."""
    eyebrow = _("Case {name}", name=case.name)
    facts = sheet.Facts((*_piece(case), *_graded(case), *_signed(case)))
    if not case.comparisons:
        return [sheet.Answer(eyebrow, _("Nothing was compared yet."), (), "open"), facts]
    *earlier, last = case.comparisons
    record = json.loads(last.record)
    answer = sheet_parts.answer(record, eyebrow, _decided_lines(case, last))
    shared: dict[str, Any] = {
        "prefix": f"{last.number:02d}/", "decided": lambda mark: _about_mark(case, last, mark),
        "asked": _asked(case, last),
    }  # fmt: skip
    blocks = comparison_sheet.front(record, pictures, answer, before=(facts,), **shared)
    blocks += comparison_sheet.back(record, pictures, **shared)
    for comparison in reversed(earlier):
        blocks += _earlier(case, comparison, pictures)
    return blocks


def _earlier(case: Case, comparison: CaseComparison, pictures: Mapping[str, bytes]) -> list[sheet.Block]:
    record = json.loads(comparison.record)
    answer = sheet_parts.answer(record, "")
    prefix = f"{comparison.number:02d}/"
    cards = sheet_parts.cards(
        record, pictures, prefix, lambda mark: _about_mark(case, comparison, mark), _asked(case, comparison)
    )
    title = _(
        "Earlier: comparison {number}, photo {before} and photo {after}",
        number=comparison.number, before=comparison.before, after=comparison.after,
    )  # fmt: skip
    return [sheet.Heading(title), sheet.Text(" ".join((answer.headline, *answer.lines))), *cards]


def _piece(case: Case) -> list[tuple[str, str]]:
    piece = case.piece
    engraving = _("engraved “{words}”", words=piece.engraving) if piece.engraving else None
    sizes = [f"{name} {size:g} mm" for name, size in piece.dimensions_mm.items()]
    described = [part for part in (piece.kind, piece.material, piece.reference, engraving, *sizes) if part]
    parties = [f"{words.PARTY_ROLES[party.role]}: {party.name}" for party in case.parties]
    rows = [(_("Piece"), said(", ".join(described)) or _("not described"))]
    return [*rows, (_("Parties"), said("; ".join(parties)))] if parties else rows


def _signed(case: Case) -> list[tuple[str, str]]:
    stands = [
        _(
            "{who}, {day}, as of entry {entry}: {text}",
            who=each.who,
            day=each.when[:10],
            entry=each.entry - 1,
            text=each.text,
        )
        for each in case.sign_offs
    ]
    return [(_("Signed off"), said(line)) for line in stands] or [(_("Signed off"), _("by nobody yet"))]


def _graded(case: Case) -> list[tuple[str, str]]:
    """How a person grades the whole piece, on the last comparison."""
    grading = grading_on(case, case.comparisons[-1].number, None) if case.comparisons else None
    if grading is None:
        return []
    words_of = _(
        "{grade}, {who}, {day}: {reason}", grade=words.GRADES[grading.grade], who=grading.who, day=grading.when[:10],
        reason=grading.reason,
    )  # fmt: skip
    return [(_("Graded as a whole"), said(words_of))]


def _decided_lines(case: Case, comparison: CaseComparison) -> list[str]:
    """Who decided what about the marks of a comparison, in one line for the first page."""
    standing = decisions_on(case, comparison)
    if not standing:
        return [_("Nobody has decided about a mark yet.")]
    lines = [
        _("Mark {mark}: {words}.", mark=mark, words=_decision_words(decision))
        for mark, decision in sorted(standing.items())
    ]
    return [_("Decided by people. {decisions}", decisions=said(" ".join(lines)))]


def _decision_words(decision: Decision) -> str:
    return _(
        "{verdict} ({who}, {day})",
        verdict=words.VERDICTS[decision.verdict],
        who=decision.who,
        day=decision.when[:10],
    )


def _about_mark(case: Case, comparison: CaseComparison, mark: int) -> tuple[str, ...]:
    """What people decided, graded and noted about a mark."""
    decision = decisions_on(case, comparison).get(mark)
    lines = [_("Not decided by anybody yet.")]
    if decision is not None:
        lines = [_("Decided: {words}. {reason}", words=_decision_words(decision), reason=decision.reason)]
    grading = grading_on(case, comparison.number, mark)
    if grading is not None:
        lines.append(
            _(
                "Graded {grade} by {who}: {reason}",
                grade=words.GRADES[grading.grade],
                who=grading.who,
                reason=grading.reason,
            )
        )
    lines += [
        f"{note.who}, {note.when[:10]}: {note.text}" for note in notes_on(case, comparison.number, mark)
    ]
    lines += [
        _("Contested by {who}, {day}; see “For the other side”.", who=each.who, day=each.when[:10])
        for each in case.contests
        if (each.comparison, each.mark) == (comparison.number, mark)
    ]
    return tuple(said(line) for line in lines)


def _asked(case: Case, comparison: CaseComparison) -> frozenset[int]:
    """Marks that somebody decided, graded, noted something about, or contested."""
    graded = {each.mark for each in case.gradings if each.comparison == comparison.number}
    contested = {each.mark for each in case.contests if each.comparison == comparison.number}
    noted = {each.mark for each in case.mark_notes if each.comparison == comparison.number}
    found = graded | contested | noted | decisions_on(case, comparison).keys()
    return frozenset(mark for mark in found if mark is not None)
