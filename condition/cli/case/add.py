"""``condition case add CASE PHOTO... --role ROLE``: add photos."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who
from condition.cli.inputs import STDIN_HELP, read_argument, refuse_two_streams

SUMMARY = "add photos; their bytes are kept as they are"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help=f"a photo; {STDIN_HELP}")
    parser.add_argument(
        "--role", required=True, metavar="ROLE",
        help="before, on_receipt, intake, after, after_repair or other",
    )  # fmt: skip
    parser.add_argument("--side", metavar="TEXT", help="which side of the piece they show")
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Add the photos, in the order given."""
    from condition.cases import add_photo

    refuse_two_streams(args.photos)
    with open_store(args) as store:
        version, added = args.if_version, []
        for argument in args.photos:
            photo = add_photo(
                store, args.case, read_argument(argument), role=args.role, side=args.side, who=who(args),
                file_name="standard input" if argument == "-" else None, version=version,
            )  # fmt: skip
            added.append(photo)
            version = None  # seen by this command itself
        told = " ".join(f"Photo {photo.number} is {photo.sha256}." for photo in added)
        return answer_change(args, store, added, told)
