"""``condition case report CASE -o FILE.pdf|FILE.html``: the case as a document for a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from condition.cli import outputs
from condition.cli.case.session import add_case_argument, answer, open_store

if TYPE_CHECKING:
    from condition.cases import Case, CaseStore

SUMMARY = "write the case as a document: the answer, who decided, marks, rulings, room for the other side, the custody log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument(
        "--output", "-o", metavar="FILE", required=True, type=_report_path,
        help="FILE.pdf is a PDF/A-3 with the record of the case attached; FILE.html is one page that loads nothing",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Write the document."""
    outputs.check_file(args.output)
    with open_store(args) as store:
        case = store.case(args.case)
        outputs.write_bytes(args.output, _document(store, case, args.output))
        return answer(
            args, {"schema": 1, "case": case.name, "file": args.output}, f"Written to {args.output}."
        )


def _document(store: CaseStore, case: Case, path: str) -> bytes:
    from condition.cases import render_case_pdf, render_page, stored_pictures

    log, pictures = store.log(case.name), stored_pictures(store, case)
    if Path(path).suffix.lower() == ".pdf":
        return render_case_pdf(case, log, pictures)
    return render_page(case, log, pictures).encode()


def _report_path(text: str) -> str:
    if Path(text).suffix.lower() not in (".html", ".pdf"):
        raise argparse.ArgumentTypeError(f"{text!r}: the report is a .pdf or an .html file")
    return text
