"""What an upload widget or a camera holds and nobody has taken yet: each file is taken once, and none is lost.

A callback of Streamlit is no place to take a file. Where a second file arrives at the same moment, from the other side of
a pair, the callback is broken off at its next look into the session, and Streamlit never calls it again: for it the first
file is no news any more. So files are taken where a page begins, on every run, and marked as taken last: what was broken
off is done by the run that broke it off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from condition.viewer.desk import Upload

#: In the session's state: ids of the files that were taken. A browser that comes back from another page sends them again.
TAKEN = "taken_files"


def take_new(key: str, keep: Callable[[Sequence[Upload]], None]) -> bool:
    """Hand on the files of a widget that are new; return whether there were any.

    Parameters
    ----------
    key : str
        Of the widget; it need not be on the page yet, or any more.
    keep : callable
        Takes the files. Called again with the same files where it was broken off, so twice must be as good as once.
    """
    held = st.session_state.get(key)
    taken: set[str] = st.session_state.setdefault(TAKEN, set())
    files = [
        file
        for file in (held if isinstance(held, list) else [held])
        if isinstance(file, UploadedFile) and file.file_id not in taken
    ]
    if files:
        keep([Upload(file.name, file.getvalue()) for file in files])
        taken.update(file.file_id for file in files)
    return bool(files)
