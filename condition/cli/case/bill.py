"""``condition case bill CASE FILE --amount TEXT``: put a bill or an estimate into the case."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "add a bill or an estimate with its amount as stated; nothing is judged about it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("file", metavar="FILE", help="the bill: a PDF, a JPEG or a PNG; kept as it is")
    parser.add_argument("--amount", metavar="TEXT", required=True, help="as stated, such as '180.00 EUR'")
    parser.add_argument("--from", dest="issuer", metavar="TEXT", help="who issued it")
    parser.add_argument("--text", metavar="TEXT", help="what it is for")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Add the bill."""
    from condition.cases import add_bill

    with open_store(args) as store:
        bill = add_bill(
            store, args.case, args.file, amount=args.amount, issuer=args.issuer, text=args.text, who=who(args),
            version=args.if_version,
        )  # fmt: skip
        return answer_change(
            args, store, [bill], f"Bill {bill.number} is {bill.sha256}, {bill.amount} as stated."
        )
