"""What goes wrong in Streamlit 1.67 and would cost a visitor a photo, put right from outside.

An upload begins with a question over the socket: to which address? Where a run of the page begins before the answer has
left, Streamlit empties its queue of outgoing messages and the answer with it; the browser asks only once, and the photo
never comes. That happens where two photos are chosen within a moment of each other on a busy server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

#: The kind of message that must not be lost, as `ForwardMsg` calls it.
ADDRESSES = "file_urls_response"
_MARK = "_keeps_addresses"


def keep_upload_addresses() -> None:
    """Let addresses for uploads outlive the beginning of a run, from now on and for all sessions of this server."""
    emptied: Callable[..., None] = ForwardMsgQueue.clear
    if hasattr(emptied, _MARK):
        return

    @wraps(emptied)
    def clear(queue: ForwardMsgQueue, *args: Any, **options: Any) -> None:
        # every access is guarded: a later Streamlit may keep its messages elsewhere, and must work as it does
        waiting = [each for each in getattr(queue, "_queue", ()) if each.WhichOneof("type") == ADDRESSES]
        emptied(queue, *args, **options)
        kept = {id(each) for each in getattr(queue, "_queue", ())}
        for each in waiting:
            if id(each) not in kept:
                queue.enqueue(each)

    setattr(clear, _MARK, True)
    ForwardMsgQueue.clear = clear  # type: ignore[method-assign, assignment]  # there is no other place to say it
