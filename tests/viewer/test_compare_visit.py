"""What a visit keeps and for whom: after a reload, in another browser, after an hour, after many others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from condition.viewer import intake_visit
from condition.viewer.intake_visit import KEPT_S, MAX_ANSWERED, MAX_SLOTS, MAX_VISITS, Visit, Visits


class Clock:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Closable:
    """Something that runs until it is closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visits(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Visits:
    monkeypatch.setattr(Visits, "_arm", lambda self: None)  # no timer outlives the test
    return Visits(clock)


def test_only_the_browser_with_its_secret_finds_its_visit(visits: Visits) -> None:
    visit = Visit({"asked": True})
    visits.touch("secret", "name", visit)
    assert visits.find("secret", "name") is visit
    strangers: list[tuple[str | None, str | None]] = [
        ("other", "name"), ("secret", "other"), (None, "name"), ("secret", None), (None, None), ("", ""),
    ]  # fmt: skip
    assert [visits.find(*stranger) for stranger in strangers] == [None] * len(strangers)


def test_an_hour_after_its_last_use_a_visit_is_gone_and_what_it_ran_has_ended(
    visits: Visits, clock: Clock
) -> None:
    run = Closable()
    visits.touch("secret", "name", Visit({"kept_run": run}))
    clock.now = KEPT_S - 1
    found = visits.find("secret", "name")
    assert found is not None
    visits.touch("secret", "name", found)
    clock.now += KEPT_S - 1
    assert visits.find("secret", "name") is found
    clock.now += 2
    assert visits.find("secret", "name") is None
    assert run.closed


def test_the_oldest_gives_way_and_only_the_last_keep_their_answers(visits: Visits) -> None:
    made = [Visit() for _ in range(MAX_VISITS + 1)]
    for number, visit in enumerate(made):
        visit.slot("pair")["comparison"] = number
        visits.touch(f"secret {number}", "name", visit)
    assert visits.find("secret 0", "name") is None
    assert visits.find("secret 1", "name") is made[1]
    assert [number for number, visit in enumerate(made) if visit.slots] == list(
        range(len(made) - MAX_ANSWERED, len(made))
    )


def test_a_visit_keeps_the_answers_of_its_last_pairs() -> None:
    visit = Visit()
    first = visit.slot("first")
    assert visit.slot("first") is first
    for number in range(MAX_SLOTS):
        visit.slot(number)
    assert list(visit.slots) == list(range(MAX_SLOTS))


def test_what_is_forgotten_is_gone(visits: Visits) -> None:
    run = Closable()
    visits.touch("secret", "name", Visit({"kept_run": run}))
    visits.forget("secret", "name")
    assert visits.find("secret", "name") is None
    assert run.closed


@pytest.mark.parametrize("sent", [None, "", "short", "x" * 44, "../../etc/passwd" + "x" * 27, 7])
def test_a_secret_that_is_none_of_ours_is_no_secret(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = SimpleNamespace(cookies={intake_visit.COOKIE: sent})
    monkeypatch.setattr("condition.viewer.intake_visit.st", SimpleNamespace(context=browser))
    assert intake_visit._secret_of_browser() is None
