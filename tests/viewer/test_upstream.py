"""What Streamlit loses and this project keeps: addresses for uploads, what was drawn last, and the page that was asked for.

Where a test that says *still* fails, Streamlit has mended it by itself, and its part of `upstream.py` can go.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from condition.viewer import upstream

MENDED: tuple[tuple[type, str], ...] = (
    (ForwardMsgQueue, "clear"),
    (AppSession, "request_rerun"),
    (ScriptRequests, "request_rerun"),
    (ScriptRunner, "_run_script"),
)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in MENDED:
        mended = getattr(owner, name)
        monkeypatch.setattr(owner, name, getattr(mended, "__wrapped__", mended))


@pytest.fixture
def mended(_as_it_was: None) -> None:
    upstream.mend()


def test_asked_twice_is_as_good_as_once(mended: None) -> None:
    once = [getattr(owner, name) for owner, name in MENDED]
    upstream.mend()
    assert [getattr(owner, name) for owner, name in MENDED] == once


def test_every_place_is_there() -> None:
    """A version that has renamed one of them needs another look."""
    assert all(hasattr(owner, name) for owner, name in MENDED)


# -- addresses for uploads ----------------------------------------------------------------------------------------------


def waiting() -> ForwardMsgQueue:
    """A queue with the address for an upload between an old element and the beginning of a run."""
    queue = ForwardMsgQueue()
    old, address, begun = ForwardMsg(), ForwardMsg(), ForwardMsg()
    old.delta.new_element.text.body = "old"
    address.file_urls_response.response_id = "7"
    begun.new_session.main_script_path = "app.py"
    for message in (begun, old, address):
        queue.enqueue(message)
    return queue


def kinds(queue: ForwardMsgQueue) -> list[str | None]:
    return [message.WhichOneof("type") for message in queue.flush()]


def test_streamlit_still_loses_addresses() -> None:
    queue = waiting()
    queue.clear(retain_lifecycle_msgs=True)
    assert kinds(queue) == ["new_session"]


@pytest.mark.parametrize("fragments", [None, ["a fragment"]])
def test_an_address_outlives_the_beginning_of_a_run(mended: None, fragments: list[str] | None) -> None:
    queue = waiting()
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    found = kinds(queue)
    assert found.count("file_urls_response") == 1
    assert "new_session" in found


def test_an_address_leaves_once(mended: None) -> None:
    queue = waiting()
    for expected in (["new_session", "file_urls_response"], []):
        queue.clear(retain_lifecycle_msgs=True)
        assert kinds(queue) == expected


def test_elements_that_come_after_it_are_not_mixed_up(mended: None) -> None:
    queue = waiting()
    queue.clear(retain_lifecycle_msgs=True)
    for body in (
        "one",
        "two",
    ):  # the second stands at the same place, so that it takes the place of the first
        message = ForwardMsg()
        message.metadata.delta_path[:] = [0, 0]
        message.delta.new_element.text.body = body
        queue.enqueue(message)
    sent = queue.flush()
    assert [each.WhichOneof("type") for each in sent] == ["new_session", "file_urls_response", "delta"]
    assert sent[-1].delta.new_element.text.body == "two"


# -- what was done last on a page that is left --------------------------------------------------------------------------


def asks(page: str, fragment: str = "", **components: str) -> ClientState:
    """What a browser sends: on which page it is, for which part of it, and what components say."""
    state = ClientState(page_script_hash=page, fragment_id=fragment)
    for name, value in components.items():
        state.widget_states.widgets.add(id=name, json_value=value)
    return state


def heard_of(*requests: ClientState) -> list[dict[str, str]]:
    """What a session hears of components at each request."""
    heard: list[dict[str, str]] = []

    def request_rerun(session: AppSession, state: ClientState) -> None:
        heard.append({each.id: each.json_value for each in state.widget_states.widgets if each.json_value})

    session, carrying = cast("AppSession", SimpleNamespace()), upstream._carrying_over(request_rerun)
    for request in requests:
        carrying(session, request)
    return heard


def test_what_was_drawn_goes_along_to_the_next_page() -> None:
    drawn = asks("compare", "canvas", canvas="a line")
    assert heard_of(drawn, asks("reading")) == [{"canvas": "a line"}, {"canvas": "a line"}]


def test_it_goes_along_once() -> None:
    assert heard_of(asks("compare", canvas="a line"), asks("reading"), asks("photo"))[-1] == {}


def test_nothing_is_said_for_a_component_that_is_gone_from_its_page() -> None:
    """Photos that were changed or removed must not have their drawings back."""
    assert heard_of(asks("compare", canvas="a line"), asks("compare"))[-1] == {}


def test_streamlit_still_drops_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[RerunData] = []
    monkeypatch.setattr(AppSession, "_create_scriptrunner", lambda session, data: begun.append(data))
    monkeypatch.delattr(AppSession, "__del__")  # it ends what a whole session has begun
    session = AppSession.__new__(AppSession)
    session._state = AppSessionState.APP_IS_RUNNING
    session._client_state = ClientState()
    session._fragment_storage = MemoryFragmentStorage()
    session._fragment_storage.register("canvas", lambda: None)
    session._scriptrunner = cast("ScriptRunner", ScriptRequests())  # it takes requests until it is stopped
    for request in (asks("compare", "canvas", canvas="a line"), asks("reading")):
        session.request_rerun(request)
    assert [list(data.widget_states.widgets) for data in begun if data.widget_states] == [[]]


def test_what_a_page_says_itself_is_newer() -> None:
    drawn = asks("compare", "canvas", canvas="a line")
    assert heard_of(drawn, asks("case", canvas="two lines"))[-1] == {"canvas": "two lines"}


def test_a_part_of_a_page_says_only_what_it_says() -> None:
    assert heard_of(asks("compare", "canvas", canvas="a line"), asks("compare", "other"))[-1] == {}


def test_a_press_is_not_carried_over() -> None:
    """A button pressed on one page must not be pressed again on the next."""
    pressed = asks("compare", "canvas")
    pressed.widget_states.widgets.add(id="detail", json_trigger_value="[]")
    pressed.widget_states.widgets.add(id="button", trigger_value=True)
    after = asks("reading")
    heard_of(pressed, after)
    assert not after.widget_states.widgets


# -- the page that was asked for ----------------------------------------------------------------------------------------


def page_of(*asked: RerunData) -> tuple[str, list[str]]:
    """Which page is run, and which of its parts alone, after some requests in a moment."""
    requests = ScriptRequests()
    for data in asked:
        assert requests.request_rerun(data)
    taken = requests.on_scriptrunner_ready().rerun_data
    return taken.page_script_hash, taken.fragment_id_queue


WHOLE = RerunData(page_script_hash="reading", page_name="reading")
PART = RerunData(page_script_hash="compare", fragment_id="canvas")


def test_a_part_still_takes_the_place_of_another_page() -> None:
    assert page_of(WHOLE, PART) == ("compare", [])


def test_a_part_does_not_change_the_page(mended: None) -> None:
    assert page_of(WHOLE, PART) == ("reading", [])


def test_going_back_stays_going_back(mended: None) -> None:
    requests = ScriptRequests()
    for data in (RerunData(query_string="mark=2", is_history_navigation=True), PART):
        requests.request_rerun(data)
    taken = requests.on_scriptrunner_ready().rerun_data
    assert (taken.query_string, taken.is_history_navigation) == ("mark=2", True)


def test_a_part_alone_is_run_as_it_asks(mended: None) -> None:
    assert page_of(PART) == ("compare", ["canvas"])
    assert page_of(PART, WHOLE) == ("reading", [])
    assert page_of(WHOLE, RerunData(page_script_hash="photo")) == ("photo", [])


@pytest.mark.parametrize(("there", "is_run"), [("canvas", True), ("another", False)])
def test_a_part_that_is_gone_is_not_run(there: str, is_run: bool) -> None:
    storage = MemoryFragmentStorage()
    storage.register(there, lambda: None)
    runner = cast("ScriptRunner", SimpleNamespace(_fragment_storage=storage))
    ran: list[Any] = []
    mended = upstream._without_gone_parts(lambda runner, data: ran.append(data))
    mended(runner, RerunData(fragment_id_queue=["canvas"]))
    assert bool(ran) is is_run
    mended(runner, RerunData())
    assert ran[-1] == RerunData()
