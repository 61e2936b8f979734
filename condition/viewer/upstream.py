"""What goes wrong in Streamlit 1.67 and would cost a visitor something, put right from outside.

*A photo that never comes.* An upload begins with a question over the socket: to which address? Where a run of the page
begins before the answer has left, Streamlit empties its queue of outgoing messages and the answer with it; the browser asks
only once. That happens where two photos are chosen within a moment of each other on a busy server.

*A drawing that is lost.* Who draws on the canvas and goes to another page at once sends two requests. Where the first still
waits, or is being heard, the second takes its place, and what was drawn is in neither.

*A page that stays empty.* A part of a page may ask to run again while its page is being left. That request is run after the
other page has come, finds its part gone, and tells the browser of the old page: the new one is wiped away. Where the other
page has not begun to run, the request takes its place.

Every access to what Streamlit does not promise is guarded: a later version may do it otherwise, and then works as it does.
The tests called *still* in `tests/viewer/test_upstream.py` fail where a version no longer needs a part of this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

#: The kind of message that must not be lost, as `ForwardMsg` calls it.
ADDRESSES = "file_urls_response"
#: The kind of state that a component of our own keeps, as `WidgetState` calls it.
OF_COMPONENT = "json_value"
#: What a request says of the page it is for, as `RerunData` calls it.
PLACE = ("page_script_hash", "page_name", "query_string", "is_history_navigation")
_MARK, _SENT = "_mended_by_condition", "_sent_to_condition"


def mend() -> None:
    """Put all of it right, from now on and for all sessions of this server."""
    _wrap(ForwardMsgQueue, "clear", _keeping_addresses)
    _wrap(AppSession, "request_rerun", _carrying_over)
    _wrap(ScriptRequests, "request_rerun", _keeping_the_page)
    _wrap(ScriptRunner, "_run_script", _without_gone_parts)


def _wrap(owner: type, name: str, around: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    original = getattr(owner, name, None)
    if original is not None and not hasattr(original, _MARK):
        wrapped = wraps(original)(around(original))
        setattr(wrapped, _MARK, True)
        setattr(owner, name, wrapped)


def _keeping_addresses(emptied: Callable[..., None]) -> Callable[..., None]:
    """Let addresses for uploads outlive the beginning of a run."""

    def clear(queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, **options: Any) -> None:
        # without it, all that is held has just been sent
        held = getattr(queue, "_queue", ()) if retain_lifecycle_msgs else ()
        waiting = [each for each in held if each.WhichOneof("type") == ADDRESSES]
        emptied(queue, retain_lifecycle_msgs, **options)
        kept = {id(each) for each in getattr(queue, "_queue", ())}
        for each in waiting:
            if id(each) not in kept:
                queue.enqueue(each)

    return clear


def _carrying_over(asked: Callable[..., None]) -> Callable[..., None]:
    """Send along with a request for another page what a component said last on the page before it.

    Where it was heard already it is no news, and no callback is called for it.
    """

    def request_rerun(session: AppSession, client_state: Any) -> None:
        if client_state is not None:
            page, widgets = client_state.page_script_hash, client_state.widget_states.widgets
            page_before, said_there = getattr(session, _SENT, (page, ()))
            said = [each for each in widgets if each.WhichOneof("value") == OF_COMPONENT]
            setattr(session, _SENT, (page, said))
            if (
                page != page_before
            ):  # on the same page a component that is there says it itself, and one that is not is gone
                present = {each.id for each in widgets}
                widgets.extend(each for each in said_there if each.id not in present)
        asked(session, client_state)

    return request_rerun


def _keeping_the_page(asked: Callable[..., bool]) -> Callable[..., bool]:
    """Let a part of a page that asks while a whole page waits to be run add what it says, and not change the page."""

    def request_rerun(requests: ScriptRequests, data: Any) -> bool:
        waiting = getattr(requests, "_rerun_data", None)
        state = getattr(getattr(requests, "_state", None), "name", "")
        if state == "RERUN" and data.fragment_id and waiting is not None and not waiting.fragment_id_queue:
            data = replace(data, **{name: getattr(waiting, name) for name in PLACE if hasattr(waiting, name)})
        return asked(requests, data)

    return request_rerun


def _without_gone_parts(run: Callable[..., None]) -> Callable[..., None]:
    """Leave out a run of nothing but parts that another page has taken the place of."""

    def run_script(runner: ScriptRunner, data: Any) -> None:
        is_there = getattr(getattr(runner, "_fragment_storage", None), "contains", None)
        if is_there is None or not data.fragment_id_queue or any(map(is_there, data.fragment_id_queue)):
            run(runner, data)

    return run_script
