"""What a visit keeps for its browser: photos, papers and answers come back after a reload, for an hour and for nobody else.

Streamlit forgets a session when its page is reloaded. So the server keeps, in memory only, what was chosen and made under
two names that both have to be right: a secret of the browser, in a cookie that no other site and no link carries, and the
name of the visit, in the address of the page. A link that is passed on shows another browser nothing; two tabs are two
visits; a reload has both.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock, Timer
from typing import Any

import streamlit as st

COOKIE = "condition_visitor"
PARAMETER = "visit"
#: How long a visit is kept after it was last used, s.
KEPT_S = 3600.0
#: Visits kept at all; those whose answers are kept, too (others compare again, with the same result).
MAX_VISITS, MAX_ANSWERED = 64, 4
#: Pairs of one visit whose answers are kept, as in `desk`.
MAX_SLOTS = 2
#: What of a session's state is worth keeping: what was chosen, drawn and asked. Widgets keep nothing here.
KEPT_PREFIXES = ("photos_", "picked_", "paper_", "kept_")
KEPT_NAMES = frozenset({"asked", "drawn"})
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(slots=True, eq=False)
class Visit:
    """One tab of one browser.

    Attributes
    ----------
    state : dict
        Names and values of the session's state that come back.
    slots : OrderedDict
        What was made from a pair, by the pair's key; see `desk.slot_of`.
    seen_s : float
        `time.monotonic` when it was last used.
    """

    state: dict[str, Any] = field(default_factory=dict)
    slots: OrderedDict[Any, dict[str, Any]] = field(default_factory=OrderedDict)
    seen_s: float = 0.0

    def slot(self, key: Any) -> dict[str, Any]:
        """Return where everything made from one pair is kept: an empty mapping at first."""
        self.slots[key] = self.slots.pop(key, {})
        while len(self.slots) > MAX_SLOTS:
            self.slots.popitem(last=False)
        return self.slots[key]


class Visits:
    """The visits of all browsers of one server, each under its two names.

    Parameters
    ----------
    clock : callable
        Seconds that only rise.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._visits: OrderedDict[tuple[str, str], Visit] = OrderedDict()
        self._lock = Lock()
        self._timer: Timer | None = None

    def find(self, secret: str | None, name: str | None) -> Visit | None:
        """Return the visit of a browser by its name; None where either is wrong, or its time is over."""
        with self._lock:
            self._drop_old()
            return self._visits.get((secret or "", name or ""))

    def touch(self, secret: str, name: str, visit: Visit) -> None:
        """Keep a visit from now on for as long as visits are kept."""
        with self._lock:
            visit.seen_s = self._clock()
            self._visits[secret, name] = visit
            self._visits.move_to_end((secret, name))
            self._drop_old()
            if self._timer is None:
                self._arm()

    def forget(self, secret: str, name: str) -> None:
        """Keep nothing of a visit any longer."""
        with self._lock:
            _close(self._visits.pop((secret, name), None))

    def _drop_old(self) -> None:
        limit = self._clock() - KEPT_S
        for key, visit in list(self._visits.items()):
            if visit.seen_s > limit and len(self._visits) <= MAX_VISITS:
                break  # the oldest is first
            _close(self._visits.pop(key))
        for visit in list(self._visits.values())[:-MAX_ANSWERED]:
            visit.slots.clear()

    def _arm(self) -> None:
        """Look again when the oldest is due, so that nothing stays because nobody comes."""
        self._timer = Timer(KEPT_S / 4, self._on_time)
        self._timer.daemon = True
        self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._drop_old()
            self._timer = None
            if self._visits:
                self._arm()


VISITS = Visits()


def resume() -> None:
    """Bring back what this browser had in this visit, once a session; called before anything is chosen or shown."""
    state = st.session_state
    if "visit_key" in state:
        return
    secret, name = _secret_of_browser(), st.query_params.get(PARAMETER)
    visit = VISITS.find(secret, name)
    if visit is not None:
        state.update({key: value for key, value in visit.state.items() if key not in state})
    key = (secret or secrets.token_urlsafe(32), name if visit and name else secrets.token_urlsafe(9))
    state["visit"], state["visit_is_lost"] = visit or Visit(), bool(name) and visit is None
    state["visit_key"] = key  # last: a run that was broken off begins anew


def keep() -> None:
    """Keep what this browser has now; called on every run, after uploads were taken."""
    state = st.session_state
    visit: Visit = state["visit"]
    visit.state = _state()
    # always there: an element that comes later moves those below it, and an upload widget that moves loses its files
    corner = st.container(key="visitor")
    if not any(visit.state.values()):
        return
    secret, name = state["visit_key"]
    VISITS.touch(secret, name, visit)
    if st.query_params.get(PARAMETER) != name:
        st.query_params[PARAMETER] = name
    if _secret_of_browser() != secret:
        with corner:
            _component()(key="visitor_secret", data={"name": COOKIE, "secret": secret}, height=1)


def stay() -> None:
    """Keep this visit and what was done in it since; for parts of a page that run by themselves, where `keep` does not."""
    visit: Visit | None = st.session_state.get("visit")
    if visit is None:
        return
    visit.state = _state()
    if any(visit.state.values()):
        secret, name = st.session_state["visit_key"]
        VISITS.touch(secret, name, visit)


def slot(key: Any) -> dict[str, Any]:
    """Return where this visit keeps what was made from one pair."""
    visit: Visit | None = st.session_state.get("visit")
    return {} if visit is None else visit.slot(key)


def is_lost() -> bool:
    """Whether the address names a visit that is over, or that is another browser's."""
    return bool(st.session_state.get("visit_is_lost"))


def forget() -> None:
    """Keep nothing of this visit any longer, here and in the session."""
    if "visit_key" in st.session_state:
        VISITS.forget(*st.session_state["visit_key"])
    for key in list(_worth_keeping()):
        del st.session_state[key]
    st.session_state["visit"] = Visit()
    for name in (PARAMETER, "mark", "sample"):
        st.query_params.pop(name, None)


def _state() -> dict[str, Any]:
    return {key: st.session_state[key] for key in _worth_keeping()}


def _worth_keeping() -> Iterator[str]:
    for key in st.session_state:
        if str(key) in KEPT_NAMES or str(key).startswith(KEPT_PREFIXES):
            yield str(key)


def _close(visit: Visit | None) -> None:
    """End what a visit has running and remove its files."""
    for value in () if visit is None else visit.state.values():
        if hasattr(value, "close"):
            value.close()


def _secret_of_browser() -> str | None:
    """Return the secret the browser sent as it connected; None where it sent none of ours."""
    sent = st.context.cookies.get(COOKIE)
    return sent if isinstance(sent, str) and _SECRET.fullmatch(sent) else None


@lru_cache(maxsize=1)
def _component() -> Any:
    """Return what leaves the browser its secret: a cookie of this site only, gone when the browser is closed."""
    js = """export default ({ data }) => {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `${data.name}=${data.secret}; Path=/; SameSite=Strict${secure}`;
    };"""
    return st.components.v2.component("condition_visitor", js=js, html="")
