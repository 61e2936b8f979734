"""`compare_sets`: unsorted photos of one piece from before and after -> one answer.

gather -> pair_up (retrieval, then full comparisons) -> join_marks -> ComparisonSet -> rulings. No arithmetic of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from condition import __version__
from condition.comparison import COMPARED, NOT_COMPARABLE
from condition.policy import Fact, Policy
from condition.sets.gather import Source, gather
from condition.sets.marks import join_marks
from condition.sets.model import ComparisonSet
from condition.sets.pairing import pair_up
from condition.sets.ruling import rule
from condition.settings import DEFAULT, Settings
from condition.timeline import Event


def compare_sets(
    before: Sequence[Source],
    after: Sequence[Source],
    *,
    events: Sequence[Event] = (),
    policy: Policy | None = None,
    facts: Sequence[Fact] = (),
    settings: Settings = DEFAULT,
    trust_anchors: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> ComparisonSet:
    """Compare several photos of one piece from before with several from after, and judge every mark once.

    Photos are paired by what they show; each after photo is compared with up to three before photos of the same part. What
    the pairs find at one place becomes one mark: a mark that any before photo shows is not new, one that only some of the
    after photos show is doubted, and a place that one pair could not see is settled by another.

    Parameters
    ----------
    before, after : sequence of path, bytes, ndarray or Photo
        In any order; overviews and close-ups, in any light.
    events : sequence of Event
        What is known to have happened to the piece; checked against the times of every pair.
    policy : Policy, optional
        Windows and conditions to check against events, facts, the times of all photos, and the joined marks.
    facts : sequence of Fact
        What no photo shows and somebody states; only a policy reads it.
    settings : Settings
        Every number the comparisons use.
    trust_anchors : str, optional
        As in `condition.compare`.
    progress : callable, optional
        Called with a few words as each step begins.

    Returns
    -------
    ComparisonSet
        With status "compared", or "not_comparable" where no two photos show the same part of one piece.

    Raises
    ------
    PhotoSetError
        If a side has no photo, too many, or none that can be read and stands on that side alone.

    Notes
    -----
    Deterministic: same bytes in the same order, settings and version give the same marks. A photo that cannot be read does not
    end the work; it is named in `ComparisonSet.left_out`. With one photo a side the verdicts are those of `condition.compare`.
    """
    seconds: dict[str, float] = {}
    say = progress or (lambda step: None)
    with _timed(seconds, "photos"):
        say("photos")
        photos = gather(before, after, settings, trust_anchors)
    with _timed(seconds, "pairs"):
        paired = pair_up(photos.before, photos.after, settings, say, events)
    with _timed(seconds, "joining"):
        joined = join_marks(paired.pairs, settings.novelty, paired.links)
    made = ComparisonSet(
        status=COMPARED if paired.pairs else NOT_COMPARABLE,
        before=photos.before,
        after=photos.after,
        pairs=paired.pairs,
        links=paired.links,
        left_out=(*photos.left_out, *paired.left_out),
        views=joined.views,
        all_marks=joined.marks,
        refuted=joined.refuted,
        refused=paired.refused,
        settings=settings,
        version=__version__,
        seconds=seconds,
        events=tuple(events),
        policy=policy,
    )
    return made if policy is None else replace(made, rulings=rule(policy, made, tuple(facts)))


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start
