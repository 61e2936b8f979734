"""``condition key new FILE``: the key that signs packages."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys

from condition.cli import outputs
from condition.cli.exits import NO_NEW_MARK

#: Environment variable with the passphrase of a key, for pipelines.
PASSPHRASE = "CONDITION_KEY_PASSPHRASE"
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
    parser.add_argument(
        "--passphrase-prompt", action="store_true",
        help="ask for a passphrase that protects the private half; without a terminal, CONDITION_KEY_PASSPHRASE",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def run(args: argparse.Namespace) -> int:
    """Make the key."""
    from condition.cases import new_key

    fingerprint = new_key(args.file, new_passphrase(args.passphrase_prompt))
    if args.json:
        outputs.print_json(json.dumps({"schema": 1, "file": args.file, "sha256": fingerprint}))
    else:
        print(f"Key {fingerprint} in {args.file}, its public half in {args.file}.pub.")
    return NO_NEW_MARK


def new_passphrase(prompt: bool) -> str | None:
    """Return the passphrase of a new key: the variable's, or asked for twice; None where nobody wants one."""
    from condition.errors import PackageError

    if PASSPHRASE in os.environ or not prompt:
        return os.environ.get(PASSPHRASE)
    first = _ask("Passphrase of the new key: ")
    if first != _ask("Again: "):
        raise PackageError("the two passphrases differ; no key was made")
    return first


def known_passphrase(key: str) -> str | None:
    """Return the passphrase of a key that has one: the variable's, or asked for; None for a key without."""
    from condition.cases import is_protected

    if not is_protected(key):
        return None
    return os.environ.get(PASSPHRASE) or _ask(f"Passphrase of {key}: ")


def _ask(what: str) -> str:
    """Ask on the terminal, unseen; in a pipeline say what to do instead of waiting for ever."""
    from condition.errors import PackageError

    if sys.stdin is None or not sys.stdin.isatty():
        raise PackageError(f"a passphrase is needed and there is no terminal to ask on; set {PASSPHRASE}")
    return getpass.getpass(what, stream=sys.stderr)
