"""``condition case new CASE``: open a case."""

from __future__ import annotations

import argparse

from condition.cli.case.session import add_case_argument, add_writer_arguments, answer_change, open_store, who

SUMMARY = "open a case"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    for name, what in (
        ("kind", "what the piece is: ring, watch ..."),
        ("material", "what it is made of"),
        ("reference", "the maker's or the shop's number"),
        ("engraving", "what is engraved"),
    ):
        parser.add_argument(f"--{name}", metavar="TEXT", help=what)
    parser.add_argument(
        "--size",
        metavar="NAME=MM",
        action="append",
        default=[],
        type=_size,
        help="a known dimension; may be repeated",
    )
    parser.add_argument(
        "--party", metavar="ROLE=NAME", action="append", default=[], type=_party,
        help="somebody in the case, such as customer=NAME; may be repeated",
    )  # fmt: skip
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Open the case."""
    from condition.cases import PARTY_ROLES, Party, Piece
    from condition.errors import CaseError

    piece = Piece(
        kind=args.kind, material=args.material, reference=args.reference, engraving=args.engraving,
        dimensions_mm=dict(args.size),
    )  # fmt: skip
    for role, _ in args.party:
        if role not in PARTY_ROLES:
            raise CaseError(f"{role!r} is no role of a party; known are {', '.join(PARTY_ROLES)}")
    with open_store(args) as store:
        store.new(args.case, who=who(args), piece=piece)
        parties = [
            store.add(args.case, Party(role=role, name=name), who=who(args)) for role, name in args.party
        ]
        return answer_change(args, store, parties, "Opened.")


def _size(text: str) -> tuple[str, float]:
    name, separator, size = text.partition("=")
    try:
        millimetres = float(size)
    except ValueError:
        millimetres = 0.0
    if not (name and separator and 0 < millimetres < 10_000):
        raise argparse.ArgumentTypeError(f"{text!r}: write a name and millimetres, such as diameter=17.3")
    return name, millimetres


def _party(text: str) -> tuple[str, str]:
    role, separator, name = text.partition("=")
    if not (role and separator and name):
        raise argparse.ArgumentTypeError(f"{text!r}: write a role and a name, such as customer=NAME")
    return role, name
