"""``condition key new FILE``: the key that signs packages."""

from __future__ import annotations

import argparse
import json

from condition.cli import outputs
from condition.cli.exits import NO_NEW_MARK

SUMMARY = "make a key that signs packages"
DESCRIPTION = (
    "Make an Ed25519 key: the private half in FILE, which only you may read, the public half in FILE.pub. Tell the "
    "fingerprint to those who will check your packages, by another way than the package."
)
EPILOG = "Exit codes: 0 done, 2 trouble."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument("action", choices=["new"], help="make a new key")
    parser.add_argument("file", metavar="FILE", help="where the private half goes; never overwritten")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def run(args: argparse.Namespace) -> int:
    """Make the key."""
    from condition.cases import new_key

    fingerprint = new_key(args.file)
    if args.json:
        outputs.print_json(json.dumps({"schema": 1, "file": args.file, "sha256": fingerprint}))
    else:
        print(f"Key {fingerprint} in {args.file}, its public half in {args.file}.pub.")
    return NO_NEW_MARK
