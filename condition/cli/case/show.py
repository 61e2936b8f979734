"""``condition case show CASE``: what a case holds."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from condition.cli.case.session import add_case_argument, answer, open_store

if TYPE_CHECKING:
    from condition.cases import Case

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
        f"The last entry of the custody log has the hash {case.head}.",
    ]  # fmt: skip
