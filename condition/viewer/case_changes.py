"""Every change that the pages make to a case.

A change gives None where it was recorded, or a `Trouble` that says in a sentence what stood in the way and what to do;
nothing is then recorded, and whatever a person typed is still on the page. Two people may work on one case: a change is
refused only where somebody else has changed the very thing it is about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from condition.cases import (
    Case,
    CaseComparison,
    Note,
    Party,
    Piece,
    add_events,
    add_photo,
    change_event,
    compare_photos,
    contest,
    decide,
    decide_drawn,
    decisions_on,
    draw,
    drawn_mark_on,
    grade_mark,
    grading_on,
    note_mark,
    record_comparison,
    reply,
    scale_of,
    set_scale,
    sign_off,
    take_back,
)
from condition.comparison import Comparison
from condition.errors import CaseChanged, CaseError, ConditionError, EventsError, PhotoError
from condition.language import _, advised, told
from condition.viewer.case_desk import Trouble, find, opened
from condition.viewer.case_words import verdict_name

#: How often a change is tried again where somebody changes something else of the case at the same moment.
TRIES = 8
#: What the photos of a pair are in a case that is made of it.
ROLES = {"before": "before", "after": "on_receipt"}


def new_case(name: str, who: str, piece: Piece, customer: str = "") -> Trouble | None:
    """Open a case."""

    def act() -> None:
        opened().new(name, who=who, piece=piece)
        if customer.strip():
            opened().add(name, Party(role="customer", name=customer.strip()), who=who)

    return _tried(act)


def add_photos(
    name: str, who: str, files: Sequence[tuple[str, bytes]], role: str, side: str
) -> list[Trouble]:
    """Add photos with one role and side; those that are no photos are named, and the others added."""

    def one(file: tuple[str, bytes]) -> Trouble | None:
        return _tried(
            lambda: add_photo(
                opened(), name, file[1], role=role, side=side.strip() or None, who=who, file_name=file[0]
            )
        )

    return [problem for file in files if (problem := one(file)) is not None]


def compare(
    name: str, who: str, before: int, after: int, progress: Callable[[str], None]
) -> tuple[CaseComparison, Comparison] | Trouble:
    """Compare two photos of a case and record the result."""
    made: list[tuple[CaseComparison, Comparison]] = []
    problem = _tried(
        lambda: made.append(
            compare_photos(opened(), name, who=who, before=before, after=after, progress=progress)
        )
    )
    return problem or made[0]


def keep_answer(
    name: str, who: str, files: Mapping[str, tuple[str, bytes]], comparison: Comparison,
    events: str | None = None, policy: str | None = None,
) -> Trouble | None:  # fmt: skip
    """Keep a pair that was compared already as a new case.

    Parameters
    ----------
    name, who : str
        The new case, and who opens it.
    files : mapping
        Name and bytes of each photo, under ``before`` and ``after``.
    comparison : Comparison
        Of these two photos.
    events, policy : str, optional
        Texts of what it was held against.
    """

    def act() -> None:
        if [sha256(files[side][1]).hexdigest() for side in ROLES] != [
            comparison.before.sha256,
            comparison.after.sha256,
        ]:
            raise CaseError(_("The photos are not those that were compared; compare them again"))
        opened().new(name, who=who)
        pair = [
            add_photo(opened(), name, files[side][1], role=role, who=who, file_name=files[side][0])
            for side, role in ROLES.items()
        ]
        if events is not None:
            add_events(opened(), name, events, who=who)
        record_comparison(opened(), name, (pair[0], pair[1]), comparison, who=who, policy=policy)

    if not all(side in files for side in ROLES):
        return Trouble(_("The photos are no longer there."), _("Choose them again, and compare."))
    return _tried(act)


def decide_mark(
    name: str,
    who: str,
    comparison: int,
    mark: int,
    verdict: str,
    *,
    reason: str = "",
    seen: int | None = None,
) -> Trouble | None:
    """Record what a person decided about a mark.

    Parameters
    ----------
    name, who : str
        The case, and who decides.
    comparison, mark : int
        Which mark.
    verdict : str
        One of `condition.cases.VERDICTS`.
    reason : str
        Why; may be empty.
    seen : int, optional
        Entry of the decision that was on the screen; None where none was.
    """

    def changed(case: Case) -> Trouble | None:
        item = next((each for each in case.comparisons if each.number == comparison), None)
        standing = None if item is None else decisions_on(case, item).get(mark)
        if standing is None or standing.entry == seen or standing.who == who:
            return None
        said = {
            "other": standing.who,
            "mark": mark,
            "theirs": verdict_name(standing.verdict),
            "yours": verdict_name(verdict),
        }
        return Trouble(
            _("{other} has decided mark {mark} in the meantime: {theirs}.", **said),
            _("Your “{yours}” was not recorded. Look at the mark again; if you still think so, press your key once more.", **said),
        )  # fmt: skip

    def act(version: int) -> None:
        decide(opened(), name, mark, verdict, reason=reason, who=who, comparison=comparison, version=version)

    return _careful(name, changed, act)


def draw_shape(
    name: str, who: str, comparison: int, shape: str, points: Sequence[Sequence[float]]
) -> Trouble | None:
    """Record a shape that somebody drew on the canvas."""
    return _tried(lambda: draw(opened(), name, shape, points, who=who, comparison=comparison))


def take_back_shape(name: str, who: str, number: int) -> Trouble | None:
    """Record that a drawn shape does not stand any more; one that somebody else has taken back is none of ours."""
    case = find(name)
    if case is not None and any(each.takes_back == number for each in case.drawings):
        return None
    return _tried(lambda: take_back(opened(), name, number, who=who))


def note_on(
    name: str, who: str, text: str, comparison: int | None = None, mark: int | None = None
) -> Trouble | None:
    """Record words about the case, or about a mark."""
    if mark is None:
        return _tried(lambda: opened().add(name, Note(text=text), who=who))
    return _tried(lambda: note_mark(opened(), name, mark, text, who=who, comparison=comparison))


def grade(
    name: str, who: str, comparison: int, mark: int | None, level: str, reason: str, seen: int | None
) -> Trouble | None:
    """Record a grade of a mark, or with None of the piece; `seen` is the entry of the grade on the screen."""

    def changed(case: Case) -> Trouble | None:
        standing = grading_on(case, comparison, mark)
        return None if standing is None or standing.entry == seen else _others(standing.who, standing.grade)

    return _careful(
        name, changed,
        lambda version: grade_mark(opened(), name, mark, level, reason=reason, who=who, comparison=comparison, version=version),
    )  # fmt: skip


def decide_drawn_mark(
    name: str, who: str, drawing: int, verdict: str | None, level: str | None, reason: str, seen: int | None
) -> Trouble | None:
    """Record as what a drawn mark is decided; `seen` is the entry of the decision on the screen."""

    def changed(case: Case) -> Trouble | None:
        standing = drawn_mark_on(case, drawing)
        if standing is None or standing.entry == seen:
            return None
        return _others(standing.who, verdict_name(standing.verdict))

    if verdict is None:
        return Trouble(_("Nothing is chosen."), _("Choose what it is, and press again."))
    return _careful(
        name, changed,
        lambda version: decide_drawn(opened(), name, drawing, verdict, level, reason=reason, who=who, version=version),
    )  # fmt: skip


def scale(
    name: str, who: str, photo: int, method: str, what: str, known_mm: float | None, error_mm: float,
    points: Sequence[Sequence[float]], seen: int | None,
) -> Trouble | None:  # fmt: skip
    """Record the scale of a photo; `seen` is the entry of the scale on the screen."""

    def changed(case: Case) -> Trouble | None:
        standing = scale_of(case, photo)
        if standing is None or standing.entry == seen:
            return None
        return _others(standing.who, f"{standing.what}, {standing.known_mm} mm")

    return _careful(
        name, changed,
        lambda version: set_scale(
            opened(), name, photo, method, what, known_mm=known_mm, error_mm=error_mm, points=points, who=who,
            version=version,
        ),
    )  # fmt: skip


def object_to(
    name: str, who: str, text: str, comparison: int | None = None, mark: int | None = None
) -> Trouble | None:
    """Record what the other side says."""
    return _tried(lambda: contest(opened(), name, text, who=who, comparison=comparison, mark=mark))


def answer_contest(name: str, who: str, number: int, text: str) -> Trouble | None:
    """Record the answer to a contest."""
    return _tried(lambda: reply(opened(), name, number, text, who=who))


def sign(name: str, who: str, text: str, seen: int) -> Trouble | None:
    """Record that a person stands for the case as it was on the screen, at version `seen`."""
    return _tried(lambda: sign_off(opened(), name, text, who=who, version=seen))


def add_event(name: str, who: str, values: Mapping[str, str]) -> Trouble | None:
    """Add one event, in the keys of docs/events.md."""
    text = json.dumps([{key: value for key, value in values.items() if value}])
    return _tried(lambda: add_events(opened(), name, text, who=who, file_name=_("the event")))


def edit_event(
    name: str, who: str, number: int, values: Mapping[str, str] | None, reason: str, seen: int
) -> Trouble | None:
    """Record what an event says from now on, or with None that it is out; `seen` is how often it was changed on the screen."""

    def changed(case: Case) -> Trouble | None:
        changes = [each for each in case.event_changes if each.event == number]
        return None if len(changes) == seen else _others(changes[-1].who, changes[-1].time or _("taken out"))

    now = None if values is None else dict(values)
    return _careful(
        name, changed,
        lambda version: change_event(opened(), name, number, now, reason=reason, who=who, version=version),
    )  # fmt: skip


# -- trouble ------------------------------------------------------------------------------------------------------------


def _others(who: str, what: str) -> Trouble:
    return Trouble(
        _("{other} has changed this in the meantime: {what}.", other=who, what=what),
        _(
            "Nothing was recorded, and what you entered is still here. Look at it, and press again if you still mean it."
        ),
    )


def _careful(
    name: str, changed: Callable[[Case], Trouble | None], act: Callable[[int], object]
) -> Trouble | None:
    """Change something unless somebody else has changed it; a change of another part of the case is no obstacle."""
    for _turn in range(TRIES):
        case = find(name)
        if case is None:
            return _gone(name)
        problem = changed(case)
        if problem is not None:
            return problem
        try:
            return _tried(lambda: act(case.entries), again=True)  # noqa: B023 - called at once
        except CaseChanged:
            continue
    return _busy()


def _tried(act: Callable[[], object], *, again: bool = False) -> Trouble | None:
    """Do something with the store; whatever goes wrong there becomes a sentence. `again` hands on that others were faster."""
    try:
        act()
    except CaseChanged:
        if again:
            raise
        return _busy()
    except PhotoError as error:
        return Trouble(_("This file cannot be used."), f"{told(error)}. {advised(error)}")
    except EventsError as error:
        return Trouble(_("This event cannot be read."), f"{told(error)}.")
    except ConditionError as error:
        return Trouble(_("This was not recorded."), f"{told(error)}.")
    return None


def _busy() -> Trouble:
    return Trouble(
        _("Somebody else has changed this case in the meantime."),
        _("Nothing was recorded, and what you entered is still here. The page now shows the case as it is: look at it, and press again."),
    )  # fmt: skip


def _gone(name: str) -> Trouble:
    return Trouble(
        _("There is no case {name} here.", name=name),
        _("The name may be misspelt, or the case lies in another store. Go back to the queue."),
    )
