"""Words of the pages about cases: roles, states, verdicts of people, grades, moments. Each in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

from condition.cases import State
from condition.language import _, sentence, shown
from condition.novelty import Verdict

ROLES = {
    "before": sentence("Before"),
    "on_receipt": sentence("On receipt"),
    "intake": sentence("Intake"),
    "after": sentence("After"),
    "after_repair": sentence("After repair"),
    "other": sentence("Other"),
}
STATES = {
    State.TO_DECIDE: sentence("To decide"),
    State.CHANGED_SINCE: sentence("Changed since signed"),
    State.NOT_COMPARABLE: sentence("Not comparable"),
    State.TO_COMPARE: sentence("To compare"),
    State.DECIDED: sentence("Decided"),
    State.SIGNED: sentence("Signed off"),
}
STATE_MEANINGS = {
    State.TO_DECIDE: sentence("Marks wait for a person."),
    State.CHANGED_SINCE: sentence("Something was added after the sign-off: look at it, and sign again."),
    State.NOT_COMPARABLE: sentence("The last two photos could not be compared: another photo is needed."),
    State.TO_COMPARE: sentence("Nothing was compared yet."),
    State.DECIDED: sentence("Every mark is decided; nobody has signed."),
    State.SIGNED: sentence("Somebody stands for the case as it is."),
}
#: What people decide, with the key on the page, and what it means.
VERDICTS = {
    "new": ("y", sentence("New"), sentence("Yes: it is new")),
    "already_there": ("a", sentence("Already there"), sentence("No: it was there already")),
    "no_mark": (
        "x",
        sentence("No mark"),
        sentence("No: it is no mark, but dust, a reflection or the design"),
    ),
    "cannot_tell": ("u", sentence("Cannot tell"), sentence("Unsure: these photos cannot tell")),
}
#: The same for what the program says.
PROGRAM = {
    Verdict.NEW: sentence("New"),
    Verdict.CANNOT_TELL: sentence("Cannot tell"),
    Verdict.ALREADY_THERE: sentence("Already there"),
    Verdict.GONE: sentence("Gone"),
}
GRADES = {
    "trace": sentence("Trace"),
    "light": sentence("Light"),
    "moderate": sentence("Moderate"),
    "severe": sentence("Severe"),
}
SHAPES = {
    "mark": sentence("Missed mark"),
    "leave_out": sentence("Region left out"),
    "distance": sentence("Distance"),
}


def verdict_name(verdict: str) -> str:
    """Return what a person decided."""
    return shown(VERDICTS[verdict][1]) if verdict in VERDICTS else verdict


def state_name(state: State) -> str:
    """Return how far a case is."""
    return shown(STATES[state])


def role_name(role: str) -> str:
    """Return what a photo is in its case."""
    return shown(ROLES[role]) if role in ROLES else role


def grade_name(grade: str) -> str:
    """Return how severe a mark is."""
    return shown(GRADES[grade]) if grade in GRADES else grade


def when_words(when: str) -> str:
    """Return a moment of the store, ``2026-01-31T12:00:00.000000Z``, as a person writes it, in UTC."""
    return _("{day} at {time} UTC", day=when[:10], time=when[11:16])


def ago_words(when: str, now: datetime | None = None) -> str:
    """Return how long ago a moment of the store is: minutes, hours, or the day."""
    try:
        passed = ((now or datetime.now(UTC)) - datetime.fromisoformat(when)).total_seconds()
    except ValueError:
        return when[:10]
    if passed < 90:
        return _("just now")
    if passed < 90 * 60:
        return _("{minutes} min ago", minutes=round(passed / 60))
    return _("{hours} h ago", hours=round(passed / 3600)) if passed < 36 * 3600 else when[:10]
