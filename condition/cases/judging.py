"""What people and the comparison say about a case: comparisons, decisions, notes, contests, replies, sign-off."""

from __future__ import annotations

import json
from collections.abc import Callable

from condition.cases.custody import canonical
from condition.cases.evidence import events_of, facts_of
from condition.cases.model import VERDICTS, Case, CaseComparison, CasePhoto, Contest, Decision, Reply, SignOff
from condition.cases.pictures import keep_pictures
from condition.cases.store import CaseStore, check_known, check_texts
from condition.comparison import Comparison
from condition.errors import CaseChanged, CaseError
from condition.photo import Photo, read_photo
from condition.pipeline import compare
from condition.policy import parse_policy
from condition.report import comparison_record
from condition.settings import DEFAULT, Settings

Progress = Callable[[str], None]


def compare_photos(
    store: CaseStore, name: str, *, who: str, before: int | None = None, after: int | None = None,
    policy: str | None = None, settings: Settings = DEFAULT, progress: Progress | None = None,
    version: int | None = None,
) -> tuple[CaseComparison, Comparison]:  # fmt: skip
    """Compare two photos of a case, record the result, and keep its pictures.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    who : str
        Who asks for it.
    before, after : int, optional
        Numbers of the photos; left out where only one photo can be meant.
    policy : str, optional
        Text of a policy (docs/policy.md).
    settings : Settings
        Every number the comparison uses.
    progress : callable, optional
        Called with the name of each stage as it begins.
    version : int, optional
        The version of the case that `who` has seen.

    Raises
    ------
    CaseError
        Where it is not clear which photos are meant.
    """
    if policy is not None:
        check_texts(policy)
    case = store.case(name)
    pair = choose_pair(case, before, after)
    comparison = compare(
        *(open_photo(store, photo) for photo in pair),
        events=events_of(case), facts=facts_of(case), policy=None if policy is None else parse_policy(policy),
        settings=settings, progress=progress,
    )  # fmt: skip
    item = record_comparison(store, name, pair, comparison, who=who, policy=policy, version=version)
    return item, comparison


def record_comparison(
    store: CaseStore, name: str, pair: tuple[CasePhoto, CasePhoto], comparison: Comparison, *, who: str,
    policy: str | None = None, version: int | None = None,
) -> CaseComparison:  # fmt: skip
    """Record a comparison of two photos of a case that was made already, and keep its pictures."""
    record = comparison_record(comparison)
    item = CaseComparison(
        before=pair[0].number, after=pair[1].number, before_sha256=pair[0].sha256, after_sha256=pair[1].sha256,
        status=comparison.status, new_marks=len(comparison.new) if comparison.alignment is not None else None,
        version=comparison.version, settings=canonical(record["settings"]), policy=policy,
        record=canonical(record),
    )  # fmt: skip
    with keep_pictures(store, name, comparison) as pictures, store.writing(name, who, version) as writer:
        item = writer.add(item)
        pictures.tell(writer, item.number)
    return item


def choose_pair(
    case: Case, before: int | None = None, after: int | None = None
) -> tuple[CasePhoto, CasePhoto]:
    """Return the two photos that are meant: those named, else the only one of each kind."""
    earlier = [photo for photo in case.photos if photo.role == "before"]
    later = [photo for photo in case.photos if photo.role not in ("before", "other")]
    return _choose(case, "before", before, earlier), _choose(case, "after", after, later)


def _choose(case: Case, side: str, number: int | None, candidates: list[CasePhoto]) -> CasePhoto:
    if number is not None:
        candidates = [photo for photo in case.photos if photo.number == number]
        if not candidates:
            raise CaseError(f"case {case.name} has no photo {number}; it has {len(case.photos)}")
    if not candidates:
        raise CaseError(
            f"case {case.name} has no photo that could be the {side} photo; add one, or say --{side} NUMBER"
        )
    if len(candidates) > 1:
        known = ", ".join(f"{photo.number} ({photo.role})" for photo in candidates)
        raise CaseError(
            f"case {case.name} has several photos that could be the {side} photo: {known}; say --{side} NUMBER"
        )
    return candidates[0]


def open_photo(store: CaseStore, photo: CasePhoto) -> Photo:
    """Read the original of a photo."""
    return read_photo(store.originals.read(photo.sha256), photo.name)


def decide(
    store: CaseStore, name: str, mark: int, verdict: str, *, reason: str, who: str,
    comparison: int | None = None, version: int | None = None,
) -> Decision:  # fmt: skip
    """Record what a person decided about a mark.

    Parameters
    ----------
    store : CaseStore
        Where the case lies.
    name : str
        The case.
    mark : int
        Number of the mark in the report.
    verdict : str
        One of `condition.cases.VERDICTS`.
    reason : str
        Why, in the person's words.
    who : str
        Who decides.
    comparison : int, optional
        Number of the comparison; the last one by default.
    version : int, optional
        The version of the case that `who` has seen. Needed to decide again what somebody has decided.

    Raises
    ------
    CaseChanged
        Where the case has changed since, or the mark was decided and no version was given.
    """
    check_known(verdict, VERDICTS, "is no verdict")
    check_texts(reason)
    with store.writing(name, who, version) as writer:
        case = writer.case
        about = find_comparison(case, comparison)
        demand_mark(about, mark)
        decided = case.decision_on(about.number, mark)
        if decided is not None and version is None:
            raise CaseChanged(
                f"mark {mark} was decided as {decided.verdict} by {decided.who}; "
                f"to decide again, say that you have seen version {case.entries} (--if-version {case.entries})"
            )
        return writer.add(Decision(comparison=about.number, mark=mark, verdict=verdict, reason=reason))


def contest(
    store: CaseStore, name: str, text: str, *, who: str, comparison: int | None = None, mark: int | None = None,
    version: int | None = None,
) -> Contest:  # fmt: skip
    """Record what the other side says against the case, a comparison, or a mark (of the last comparison by default)."""
    check_texts(text)
    with store.writing(name, who, version) as writer:
        if comparison is not None or mark is not None:
            about = find_comparison(writer.case, comparison)
            comparison = about.number
            if mark is not None:
                demand_mark(about, mark)
        return writer.add(Contest(text=text, comparison=comparison, mark=mark))


def reply(
    store: CaseStore, name: str, number: int, text: str, *, who: str, version: int | None = None
) -> Reply:
    """Record the answer to a contest."""
    check_texts(text)
    with store.writing(name, who, version) as writer:
        if number not in [each.number for each in writer.case.contests]:
            raise CaseError(f"case {name} has no contest {number}; it has {len(writer.case.contests)}")
        return writer.add(Reply(contest=number, text=text))


def sign_off(store: CaseStore, name: str, text: str, *, who: str, version: int | None = None) -> SignOff:
    """Record that a person stands for the case as it is now."""
    return store.add(name, SignOff(text=text), who=who, version=version)


def find_comparison(case: Case, number: int | None) -> CaseComparison:
    """Return a comparison by its number; the last one by default."""
    found = [each for each in case.comparisons if number in (None, each.number)]
    if not found:
        missing = "no comparison yet" if number is None else f"no comparison {number}"
        raise CaseError(f"case {case.name} has {missing}; it has {len(case.comparisons)}")
    return found[-1]


def demand_mark(about: CaseComparison, mark: int) -> None:
    """Refuse a mark that a comparison does not have."""
    marks = [finding["number"] for finding in json.loads(about.record)["findings"] or ()]
    if mark not in marks:
        raise CaseError(f"comparison {about.number} has no mark {mark}; it has {len(marks)}")
