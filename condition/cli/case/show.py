"""``condition case show CASE``: what a case holds."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from condition.cli.case.session import add_case_argument, answer, open_store

if TYPE_CHECKING:
    from condition.cases import Case

#: What a drawn shape stands for.
SHAPE_WORDS = {"mark": "a missed mark", "leave_out": "a region left out", "distance": "a distance"}
SUMMARY = "show what the case holds; its version, and the hash of the last entry of its log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Show the case."""
    from condition.cases import case_record

    with open_store(args) as store:
        case = store.case(args.case)
    return answer(args, case_record(case), *_lines(case))


def _lines(case: Case) -> list[str]:
    piece = case.piece
    described = [part for part in (piece.kind, piece.material, piece.reference, piece.engraving) if part]
    return [
        f"Case {case.name}, version {case.entries}: {', '.join(described) or 'the piece is not described'}",
        *(f"  {party.role}: {party.name}" for party in case.parties),
        *(f"Photo {each.number}, {each.role}{f', {each.side}' if each.side else ''}: {each.name}, {each.sha256}" for each in case.photos),
        *(f"Event {each.number}: {each.time} {each.label or each.kind} ({each.source or 'stated'})" for each in case.events),
        *(
            f"Comparison {each.number}, photos {each.before} and {each.after}: "
            + ("not comparable" if each.new_marks is None else f"{each.new_marks} new marks")
            for each in case.comparisons
        ),
        *(f"Decision {each.number}: mark {each.mark} of comparison {each.comparison} is {each.verdict}, {each.who}: {each.reason}" for each in case.decisions),
        *(f"Contest {each.number}, {each.who}: {each.text}" for each in case.contests),
        *(f"Reply to contest {each.contest}, {each.who}: {each.text}" for each in case.replies),
        *(f"Note {each.number}, {each.who}: {each.text}" for each in case.notes),
        *(f"Bill {each.number}{f', {each.source}' if each.source else ''}: {each.amount} as stated, {each.name}, {each.sha256}" for each in case.bills),
        *(f"Signed off by {each.who}: {each.text}" for each in case.sign_offs),
        *_by_hand(case),
        f"The last entry of the custody log has the hash {case.head}.",
    ]  # fmt: skip


def _by_hand(case: Case) -> list[str]:
    """Say what people drew, measured, graded, noted and changed, as it stands."""
    from condition.cases import drawings_on, drawn_mark_on, mm_per_px, points_of, scale_of

    scales = {photo.number: scale for photo in case.photos if (scale := scale_of(case, photo.number))}
    known = {number: mm_per_px(scale) for number, scale in scales.items()}
    standing = {drawing.number: drawing for each in case.comparisons for drawing in drawings_on(case, each)}
    return [
        *(
            f"Scale of photo {number}: {value.value:.5f} mm per px, uncertain by {value.error:.5f}; {scales[number].what} "
            f"of {scales[number].known_mm} mm, {scales[number].who}"
            for number, value in known.items() if value is not None
        ),
        *(
            f"Drawing {each.number} on comparison {each.comparison}: {SHAPE_WORDS[each.shape or '']} of "
            f"{len(points_of(each))} points, {each.who}"
            for each in standing.values()
        ),
        *(
            f"Drawing {each.drawing} decided as {each.verdict}{f', {each.grade}' if each.grade else ''}, {each.who}: {each.reason}"
            for number in standing if (each := drawn_mark_on(case, number)) is not None
        ),
        *(
            f"Grade of {'the piece' if each.mark is None else f'mark {each.mark}'} in comparison {each.comparison}: "
            f"{each.grade}, {each.who}: {each.reason}"
            for each in case.gradings
        ),
        *(f"Note on mark {each.mark} of comparison {each.comparison}, {each.who}: {each.text}" for each in case.mark_notes),
        *(
            f"Event {each.event} {'is taken out' if each.kind is None else f'is now {each.time} {each.label or each.kind}'}, "
            f"{each.who}: {each.reason}"
            for each in case.event_changes
        ),
    ]  # fmt: skip
