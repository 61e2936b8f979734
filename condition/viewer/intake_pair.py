"""A sample is for trying: it takes nothing away from a visitor's own photos, and nothing of it stays with them.

A sample, or a pair of many, takes the places of the photos on the Compare page. What a visitor had there, perhaps a photo
that cannot be taken again, is put aside and comes back. And where a visitor's own photo comes, the photos, the dates
and the terms of a sample leave: they would tell somebody else's story about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from condition.viewer import desk, intake_papers, intake_photos

#: In the session's state, and kept with the visit: what was put aside; what is on its way to its places, and what
#: will be aside then.
ASIDE, MOVING = "kept_aside", "kept_moving"
#: The two photos that were opened last, as a sample or as a pair of many: they can be opened again.
OPENED = "kept_opened"
SIDES = ("before", "after")
#: Photos of each side, which of them is chosen, and the papers, by name.
Places = dict[str, Any]


def put_aside() -> None:
    """Remember the visitor's own photos and papers of the Compare page, before others take their places."""
    opened = st.session_state.get(OPENED, ())
    if any(not upload.of_sample and upload not in opened for upload in _uploads()):
        st.session_state[ASIDE] = _now()


def is_aside() -> bool:
    """Whether a visitor's photos wait to come back."""
    return ASIDE in st.session_state


def bring_back() -> None:
    """Show what was put aside again; what was shown is put aside in its place, unless it is a sample."""
    if is_sample():
        leave_sample()
    elif is_aside():
        _move(st.session_state[ASIDE], _now())


def swap() -> None:
    """Let the photos before and after change places."""
    now = _now()
    turned = {
        f"{name}{to}": now[f"{name}{of}"]
        for name in ("", "picked_")
        for to, of in zip(SIDES, SIDES[::-1], strict=True)
    }
    _move({**now, **turned}, st.session_state.get(ASIDE))


def finish() -> None:
    """Do what a callback began and could not end, because another message of the browser broke it off."""
    if MOVING not in st.session_state:
        return
    target, aside = st.session_state[MOVING]
    for side in SIDES:
        intake_photos.put(side, target[side], target[f"picked_{side}"])
    intake_papers.put(target["events"], target["policy"])
    if aside is None:
        st.session_state.pop(ASIDE, None)
    else:
        st.session_state[ASIDE] = aside
    del st.session_state[MOVING]


def _move(target: Places, aside: Places | None) -> None:
    st.session_state[MOVING] = (target, aside)
    finish()


def leave_sample() -> None:
    """Take a sample away, with its dates and terms, and bring back what it had replaced; nothing where no sample is."""
    if not is_sample():
        return
    rest = {name: _own(held) for name, held in _now().items()}
    aside = st.session_state.get(ASIDE) or {}
    _move({**rest, **{name: rest[name] or held for name, held in aside.items()}}, None)


def _own(held: Any) -> Any:
    """What is left of photos, or of a paper, without those of a sample; nothing is chosen by place any more."""
    if isinstance(held, tuple):
        return tuple(upload for upload in held if not upload.of_sample)
    return held if isinstance(held, desk.Upload) and not held.of_sample else None


def is_sample() -> bool:
    """Whether anything on the Compare page is a sample's."""
    return any(upload.of_sample for upload in _uploads())


def compare_these(
    before: desk.Upload,
    after: desk.Upload,
    events: desk.Upload | None = None,
    policy: desk.Upload | None = None,
) -> None:
    """Make two photos, and the papers beside them, the pair of the Compare page, and ask for the answer."""
    put_aside()
    for side, upload in (("before", before), ("after", after)):
        intake_photos.put(side, [upload])
    intake_papers.put(events, policy)
    st.session_state[OPENED] = (before, after)
    ask()


def swap_and_ask() -> None:
    """Let the photos change sides and ask for the answer again."""
    swap()
    ask()


def ask() -> None:
    """Ask for the answer."""
    st.session_state["asked"] = True
    st.session_state.pop("focus", None)  # a mark of the pair before this one
    _forget_link()


def change_photos() -> None:
    """Go back to choosing; what was chosen stays, but a sample gives way to what it had replaced."""
    st.session_state["asked"] = False
    if is_aside():
        leave_sample()
    _forget_link()


def _forget_link() -> None:
    """The address names no mark any more: it was one of other photos."""
    if "mark" in st.query_params:
        del st.query_params["mark"]


def _uploads() -> Iterator[desk.Upload]:
    for side in SIDES:
        yield from intake_photos.photos(side)
    yield from (paper for paper in _papers() if paper is not None)


def _papers() -> list[desk.Upload | None]:
    return [st.session_state.get(f"paper_{kind}") for kind in intake_papers.PAPERS]


def _now() -> Places:
    events, policy = _papers()
    return {
        **{side: intake_photos.photos(side) for side in SIDES},
        **{f"picked_{side}": intake_photos.place_of(side) for side in SIDES},
        "events": events,
        "policy": policy,
    }
