"""The command ``condition``: `main` turns everything that can happen into one of the exit codes.

Exit codes as ``diff`` has them: 0 no new mark, 1 new marks, 2 trouble, 3 not comparable. A Python traceback exits
with 1 as well, which would read as "new marks"; so nothing but the standard library is imported before the ``try``,
and every exception, a failing import included, ends as 2 and one sentence on stderr.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

TROUBLE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises but `SystemExit` for ``--help`` and ``--version``."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        from condition.cli.commands import run

        if isinstance(sys.stdout, io.TextIOWrapper):
            # a file name need not be text, and a terminal need not know every character
            sys.stdout.reconfigure(errors="backslashreplace")
        code = run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be reported
    except KeyboardInterrupt:
        _say("stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        _say("the program that was reading the output went away.")
        return TROUBLE
    except Exception as exc:  # the edge: a traceback would exit with 1, which reads as "new marks"
        _explain(exc, verbose=_wants_details(arguments))
        return TROUBLE
    return code


def _explain(exc: Exception, *, verbose: bool) -> None:
    """Say what went wrong in a sentence; the traceback only on request."""
    if verbose:
        import traceback

        traceback.print_exception(exc)
    hint = getattr(exc, "hint", None)
    if callable(hint):
        _say(f"{exc}\n{hint()}")
    elif isinstance(exc, OSError):
        _say(f"{exc.filename or 'file'}: {exc.strerror or exc}")
    elif isinstance(exc, ImportError):
        _say(
            f"the installation is incomplete: {exc}\nInstall it again: pip install --force-reinstall condition"
        )
    else:
        _say(f"unexpected {type(exc).__name__}: {exc}\nRun the command again with -v for details.")
    if isinstance(exc, OSError):
        _abandon_stdout()  # a full disk would raise again when the interpreter flushes


def _wants_details(arguments: Sequence[str]) -> bool:
    """Whether -v was given, also where the arguments could not be parsed."""
    return "-v" in arguments or "--verbose" in arguments


def _say(message: str) -> None:
    if sys.stderr is None:
        return
    # names of files and their tags may hold commands to the terminal
    shown = "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message)
    print(f"condition: {shown}", file=sys.stderr)


def _abandon_stdout() -> None:
    """Send what is still buffered to nowhere, so that the interpreter's last flush does not fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - lives until the process ends
