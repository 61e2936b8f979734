"""The browser's Back and Forward: they change the address, and what the page shows has to follow."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def is_going_back() -> bool:
    """Return whether Back or Forward asked for this run of the page.

    Otherwise the session knows better than the address: a browser that is asked twice in a moment sends the old address
    along with the second time.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return bool(getattr(context, "is_history_navigation", False))
