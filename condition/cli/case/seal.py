"""``condition case seal CASE -o case.zip --key KEY``: a package that the other side can check."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from condition.cli import outputs
from condition.cli.case.session import add_case_argument, add_writer_arguments, answer, open_store, who
from condition.cli.key import known_passphrase

SUMMARY = "write a sealed package that anybody can check with `condition verify`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    add_case_argument(parser)
    parser.add_argument("--output", "-o", metavar="FILE.zip", required=True, help="the package")
    parser.add_argument(
        "--key",
        metavar="FILE",
        help="private key made by `condition key new` (CONDITION_KEY); its passphrase is asked for (CONDITION_KEY_PASSPHRASE)",
    )
    parser.add_argument(
        "--tsa", metavar="URL", help="ask this RFC 3161 authority for a trusted time; it gets one hash"
    )
    parser.add_argument(
        "--tsa-root", metavar="FILE", help="PEM root certificates of the authority, kept in the package"
    )
    parser.add_argument(
        "--redact", metavar="TAGS", default="",
        help="share photos without these tags, gps and serial, separated by commas; the originals stay with you",
    )  # fmt: skip
    add_writer_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Seal the case."""
    from condition.cases import seal
    from condition.errors import PackageError

    outputs.check_file(args.output)
    key = args.key or os.environ.get("CONDITION_KEY")
    if not key:
        raise PackageError("no key to sign with was named; say --key FILE, after `condition key new FILE`")
    with open_store(args) as store:
        roots = Path(args.tsa_root).read_bytes() if args.tsa_root else None
        made = seal(
            store, args.case, args.output, key=key, passphrase=known_passphrase(key), who=who(args), tsa=args.tsa, tsa_roots=roots,
            left_out=[what.strip() for what in args.redact.split(",") if what.strip()], version=args.if_version,
        )  # fmt: skip
    record = {
        "schema": 1, "case": args.case, "file": args.output, "sha256": made.sha256, "key_sha256": made.fingerprint,
        "head": made.head,
    }  # fmt: skip
    return answer(
        args,
        record,
        f"Sealed into {args.output}, SHA-256 {made.sha256}.",
        f"Signed with the key {made.fingerprint}.",
    )
