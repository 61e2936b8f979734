"""``condition case report CASE -o FILE.html``: the case as one page."""

from __future__ import annotations

import argparse

from condition.cli import outputs
from condition.cli.case.session import add_case_argument, answer, open_store

SUMMARY = "write the case as one page: what was found, who decided what, the custody log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument(
        "--output", "-o", metavar="FILE.html", required=True, help="the page; it loads nothing"
    )


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    from condition.cases import render_page

    outputs.check_file(args.output)
    with open_store(args) as store:
        case = store.case(args.case)
        outputs.write_text(args.output, render_page(case, store.log(args.case)))
        return answer(
            args, {"schema": 1, "case": case.name, "file": args.output}, f"Written to {args.output}."
        )
