"""``condition app``: the viewer in a browser, on this machine only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "open the viewer in a browser"
DESCRIPTION = (
    "Serve the viewer on this machine and open it in a browser. It listens on localhost only: the photos are "
    "somebody's evidence."
)
EPILOG = "Exit codes: 0 stopped, 2 trouble (the port is taken)."

#: Port of the viewer where none is asked for; Streamlit's own default.
DEFAULT_PORT = 8501


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this command."""
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to listen on (default: %(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="serve only; open no browser window")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped and return the exit code."""
    from streamlit.web import cli as streamlit

    from condition.viewer import STREAMLIT_OPTIONS

    script = Path(__file__).with_name("viewer_script.py")
    options = {
        **STREAMLIT_OPTIONS,
        "server.address": "localhost",
        "server.port": args.port,
        "server.headless": args.no_browser,
        "server.fileWatcherType": "none",
        # Streamlit's greeting brings an advertisement onto the page of whoever has certain developer tools
        "logger.hideWelcomeMessage": True,
        "logger.level": "debug" if args.verbose else "error",
    }
    print(f"The viewer: http://localhost:{args.port} (Ctrl+C stops it)", file=sys.stderr, flush=True)
    flags = [f"--{name}={value}" for name, value in options.items()]
    try:
        streamlit.main(["run", str(script), *flags], prog_name="streamlit")
    except SystemExit as stopped:
        return _exit_code(stopped)
    return 0


def _exit_code(stopped: SystemExit) -> int:
    """Streamlit leaves with 1 on every failure; here 1 would read as "new marks"."""
    if stopped.code in (None, 0):
        return 0
    print(f"condition: the viewer could not be started ({stopped.code})", file=sys.stderr)
    return 2


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: a port is a number from 1 to 65535")
    return int(text)
