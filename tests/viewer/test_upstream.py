"""Addresses for uploads are not lost where a run of the page begins; everything else in the queue is as Streamlit has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from condition.viewer.upstream import keep_upload_addresses


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[..., None] = getattr(ForwardMsgQueue.clear, "__wrapped__", ForwardMsgQueue.clear)
    monkeypatch.setattr(ForwardMsgQueue, "clear", original)


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
    """Where this fails, Streamlit keeps them by itself: `upstream.py` can go."""
    queue = waiting()
    queue.clear(retain_lifecycle_msgs=True)
    assert kinds(queue) == ["new_session"]


@pytest.mark.parametrize("fragments", [None, ["a fragment"]])
def test_an_address_outlives_the_beginning_of_a_run(fragments: list[str] | None) -> None:
    keep_upload_addresses()
    queue = waiting()
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    found = kinds(queue)
    assert found.count("file_urls_response") == 1
    assert "new_session" in found


def test_asked_twice_is_as_good_as_once() -> None:
    keep_upload_addresses()
    once = ForwardMsgQueue.clear
    keep_upload_addresses()
    assert ForwardMsgQueue.clear is once


def test_elements_that_come_after_it_are_not_mixed_up() -> None:
    keep_upload_addresses()
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
