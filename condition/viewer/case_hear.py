"""What comes from the canvas of a case, each action done once, and which mark is chosen there and in the address.

Streamlit breaks a callback off where the browser asks for another run meanwhile, and never calls it again for the same
news. So what the canvas sent is heard twice: by its callback, which is early enough for the page to show it, and by the
page itself, which does what a callback was kept from. What is done is noted in one object without a look into the session
in between, for only there can it be broken off; and under a lock, because a run that is broken off still ends beside the
next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from condition.cases import Case, CaseComparison
from condition.comparison import Comparison
from condition.measurement import Finding
from condition.viewer import case_changes
from condition.viewer.canvas import pair_of
from condition.viewer.case_compared import Compared
from condition.viewer.case_desk import Trouble
from condition.viewer.case_shell import nobody, said, who
from condition.viewer.drawing import Action, parse_actions

#: The component's key.
CANVAS = "case_canvas"
#: In the session's state: what was heard; the case and comparison on the screen, and the mark that is chosen there.
HEARD, MARK = "case_heard", "case_mark"
#: Canvases whose confirmed actions are remembered, in one session.
CLIENTS = 40


@dataclass(slots=True)
class _Heard:
    """What was done of all that a session's canvases have sent.

    Attributes
    ----------
    clients : dict
        Canvas -> number of its last action that was done.
    choice : object
        The last choice of a mark that was followed, as it was sent.
    came_of : list of (Trouble or None, int or None)
        Of each action that was done and not told yet: what stood in its way, and the mark it was about.
    lock : Lock
        Held while actions are done.
    """

    clients: dict[str, int] = field(default_factory=dict)
    choice: Any = None
    came_of: list[tuple[Trouble | None, int | None]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


def confirmed() -> dict[str, int]:
    """Return the last action of each canvas that was done, so that the canvas sends it no more."""
    return dict(_heard().clients)


def hear(name: str, comparison: int, shown: Comparison, *, late: bool = False) -> bool:
    """Do what was done on the canvas and is not done yet, each action once, in its order.

    Parameters
    ----------
    name, comparison : str, int
        The case, and which of its comparisons.
    shown : Comparison
        The one on the canvas.
    late : bool
        Whether the page asks and not the canvas: who has given no name is then not asked again.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    sent = st.session_state.get(CANVAS) or {}
    heard, at_work = _heard(), who()
    told = parse_actions(sent.get("told"), pair_of(shown), shown.after.width, shown.after.height)
    client, actions = told or ("", ())
    if actions and at_work:
        with heard.lock:
            _do_all(heard, client, actions, name, comparison, at_work)
    elif actions and not late:
        said("canvas", nobody())
    choice = sent.get("chosen")
    is_news = bool(heard.came_of) or choice != heard.choice
    if choice != heard.choice:
        _follow(choice)
        heard.choice = choice
    _tell(heard)
    return is_news


def _heard() -> _Heard:
    heard: _Heard = st.session_state.setdefault(HEARD, _Heard())
    return heard


def _do_all(
    heard: _Heard, client: str, actions: Sequence[Action], name: str, comparison: int, at_work: str
) -> None:
    heard.clients[client] = heard.clients.pop(client, 0)  # the last in the order of use
    for action in actions:
        if action.number <= heard.clients[client]:
            continue
        heard.came_of.append((_do(name, comparison, at_work, action), action.mark))
        heard.clients[client] = action.number
    while len(heard.clients) > CLIENTS:
        del heard.clients[next(iter(heard.clients))]


def _do(name: str, comparison: int, at_work: str, action: Action) -> Trouble | None:
    if action.shape is not None:
        shape = action.shape
        return case_changes.draw_shape(name, at_work, comparison, shape.kind.value, shape.points)
    if action.takes_back is not None:
        return case_changes.take_back_shape(name, at_work, action.takes_back)
    if action.mark is not None:
        return case_changes.decide_mark(
            name, at_work, comparison, action.mark, action.verdict, seen=action.seen
        )
    return None


def _tell(heard: _Heard) -> None:
    """Say what stood in the way, and go back to the mark it was about: the same key again must not decide the next one."""
    if not heard.came_of:
        return
    problems = [(problem, mark) for problem, mark in heard.came_of if problem is not None]
    problem, mark = problems[-1] if problems else (None, None)
    if mark is not None:
        go_to(mark)
    said("canvas", problem)
    heard.came_of.clear()


def _follow(choice: Any) -> None:
    if isinstance(choice, dict) and isinstance(choice.get("mark"), int):
        choose_mark(str(choice["mark"]))


# -- the mark that is chosen --------------------------------------------------------------------------------------------


def follow_address(case: Case, item: CaseComparison) -> None:
    """Begin with the mark that the address names, and from then on let the address say which mark is chosen.

    So it can be passed on and survives a reload. Back and Forward go from mark to mark; else the session knows better than
    the address, because a browser that is asked twice in a moment sends the old one along with the second time.
    """
    here, named = (case.name, item.number), st.query_params.get("mark", "")
    at, mark = st.session_state.get(MARK, (None, ""))
    if at != here or _is_going_back():  # the canvas goes back by itself
        st.session_state[MARK] = (here, named)
    elif named != mark:
        st.query_params["mark"] = mark


def _is_going_back() -> bool:
    """Whether the browser's Back or Forward asked for this run of the page."""
    return bool(getattr(get_script_run_ctx(suppress_warning=True), "is_history_navigation", False))


def choose_mark(mark: str) -> None:
    """Make a mark the chosen one, here and in the address."""
    at, _before = st.session_state.get(MARK, (None, ""))
    st.session_state[MARK] = (at, mark)
    st.query_params["mark"] = mark


def named_mark() -> str:
    """Return the number of the chosen mark as the address says it; empty where none is chosen."""
    mark: str = st.session_state.get(MARK, (None, ""))[1]
    return mark


def chosen_mark(compared: Compared) -> Finding | None:
    """Return the chosen mark; None where there is none of this number in the comparison."""
    named = named_mark()
    return next((each for each in compared.findings if str(each.number) == named), None)


def go_to(number: int) -> None:
    """Go to a mark on the canvas."""
    choose_mark(str(number))
    turn = st.session_state.get("case_focus", {}).get("turn", 0)
    st.session_state["case_focus"] = {"number": number, "turn": turn + 1}
