"""`compare`: the stages in order. No arithmetic of its own; every number comes from a room.

photo -> quality -> registration -> marks -> novelty -> measurement -> Comparison, and beside it the checks of times
and tags. A stage that cannot go on ends in a refusal with reasons; an unreadable photo raises.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar, assert_never

import numpy as np
from numpy.typing import NDArray

from condition import __version__
from condition.comparison import COMPARED, NOT_COMPARABLE, Comparison
from condition.marks import detect
from condition.measurement import Finding, Sight, measure
from condition.novelty import Blind, Coverage, judge
from condition.parallel import beside, in_threads, one_blas_thread
from condition.photo import Photo, read_photo
from condition.policy import Evidence, Fact, Part, Policy, Ruling, check_policy
from condition.quality import Piece, Quality, assess, segment_piece
from condition.reasons import Reason
from condition.registration import Alignment, Refusal, align_view, register
from condition.settings import DEFAULT, Settings
from condition.timeline import Event, check_pair

Source = str | os.PathLike[str] | bytes | NDArray[np.uint8] | Photo
Progress = Callable[[str], None]
T = TypeVar("T")
R = TypeVar("R")


def compare(
    before: Source,
    after: Source,
    *,
    events: Sequence[Event] = (),
    policy: Policy | None = None,
    facts: Sequence[Fact] = (),
    settings: Settings = DEFAULT,
    trust_anchors: str | None = None,
    progress: Progress | None = None,
    pieces: tuple[Piece | None, Piece | None] = (None, None),
) -> Comparison:
    """Compare two photos of one piece and judge every mark that differs.

    Parameters
    ----------
    before, after : path, bytes, ndarray or Photo
        The photo taken first and the one taken later. Arrays are uint8 ``(H, W, 3)`` RGB, upright.
    events : sequence of Event
        What is known to have happened to the piece; checked against the times of the photos.
    policy : Policy, optional
        Windows and conditions to check against events, facts and findings.
    facts : sequence of Fact
        What no photo shows and somebody states; only a policy reads it.
    settings : Settings
        Every number the comparison uses.
    trust_anchors : str, optional
        PEM certificates that make the signer of a photo's provenance manifest (C2PA) trusted; nobody by default. A
        `Photo` keeps the answer it was read with.
    progress : callable, optional
        Called with the name of each stage as it begins.
    pieces : tuple of Piece or None
        Where the piece lies in each photo, for a caller who knows it already; else it is found.

    Returns
    -------
    Comparison
        With status "compared", or "not_comparable" and the reasons.

    Raises
    ------
    PhotoError
        If a photo cannot be read; the message names it.
    TrustListError
        If `trust_anchors` holds no certificate, or a damaged one.

    Notes
    -----
    Deterministic: same bytes, settings and version give the same findings.
    """
    clock = _Clock(progress or (lambda stage: None))
    with clock.stage("photo"):
        photos = _both(lambda source: _read(source, settings, trust_anchors), (before, after))
    with one_blas_thread:
        with clock.stage("quality"):
            found = _both(_piece_of, ((photos[0], pieces[0]), (photos[1], pieces[1])))
            qualities = _both(
                lambda pair: assess(*pair, settings.quality), ((photos[0], found[0]), (photos[1], found[1]))
            )
        # times and tags need nothing of what the pictures show, and registration is what leaves a processor free
        checks = clock.aside("timeline", lambda: check_pair(*photos, events))
        with beside(checks) as checked:
            parts = _compare_pixels(photos, found, qualities, settings, clock)
            made = Comparison(
                checks=checked(), before=photos[0], after=photos[1], before_piece=found[0], after_piece=found[1],
                before_quality=qualities[0], after_quality=qualities[1], settings=settings, version=__version__,
                seconds=clock.seconds, events=tuple(events), policy=policy, **parts,
            )  # fmt: skip
    return made if policy is None else replace(made, rulings=_rule(policy, made, tuple(facts)))


def _compare_pixels(
    photos: tuple[Photo, Photo],
    pieces: tuple[Piece, Piece],
    qualities: tuple[Quality, Quality],
    settings: Settings,
    clock: _Clock,
) -> dict[str, Any]:
    """What the pictures give together: the fields of a `Comparison` from its status to its coverage."""
    unusable = _quality_reasons(*qualities, stopping=True)
    if unusable:
        return {**_REFUSED, "reasons": unusable}
    with clock.stage("registration"):
        outcome = register(*photos, *pieces, settings.registration)
    match outcome:
        case Refusal():
            return {**_REFUSED, "reasons": outcome.reasons}
        case Alignment():
            sight = Sight(
                qualities[0].smallest_mark_px, qualities[1].smallest_mark_px, outcome.after_from_before
            )
            findings, coverage = _find(photos, outcome, pieces[1], sight, settings, clock)
            return {
                "status": COMPARED, "all_findings": findings, "alignment": outcome, "coverage": coverage,
                "reasons": _quality_reasons(*qualities, stopping=False),
                "smallest_mark_px": sight.at(pieces[1].centre),
            }  # fmt: skip
        case _:
            assert_never(outcome)


_REFUSED: dict[str, Any] = {"status": NOT_COMPARABLE, "all_findings": (), "alignment": None, "coverage": None}


def _find(
    photos: tuple[Photo, Photo],
    alignment: Alignment,
    piece: Piece,
    sight: Sight,
    settings: Settings,
    clock: _Clock,
) -> tuple[tuple[Finding, ...], Coverage]:
    """Marks, novelty and measurement of an aligned pair."""
    with clock.stage("marks"):
        view = align_view(*photos, alignment, piece, settings.marks.view_side_px)
        detection = detect(view, settings.marks)
    with clock.stage("novelty"):
        judgements, coverage = judge(detection, view, settings.novelty)
    with clock.stage("measurement"):
        return measure(judgements, piece.long_side_px, sight), coverage


def _piece_of(pair: tuple[Photo, Piece | None]) -> Piece:
    """Where the piece lies, as the caller says or as it is found."""
    photo, known = pair
    return segment_piece(photo.pixels) if known is None else known


def _rule(policy: Policy, made: Comparison, facts: tuple[Fact, ...]) -> tuple[Ruling, ...]:
    """What each clause of a policy gives, from all that the comparison holds."""
    evidence = Evidence(
        events=made.events,
        facts=facts,
        photos={"before": (made.before,), "after": (made.after,)},
        checks=made.checks,
        parts=()
        if made.coverage is None
        else (Part(made.all_findings, made.coverage.fractions[Blind.COMPARED]),),
    )
    return check_policy(policy, evidence)


def _both(work: Callable[[T], R], pair: tuple[T, T]) -> tuple[R, R]:
    """Do the same to the before and to the after photo, side by side where OpenCV may use several threads.

    Decoders and OpenCV release Python's lock; each call seeds its own random numbers, so that the threads do not matter.
    """
    first, second = in_threads(work, pair)
    return first, second


def _read(source: Source, settings: Settings, trust_anchors: str | None) -> Photo:
    """The photo itself, or read from where it lies."""
    if isinstance(source, Photo):
        return source
    return read_photo(source, limits=settings.limits, trust_anchors=trust_anchors)


def _quality_reasons(before: Quality, after: Quality, *, stopping: bool) -> tuple[Reason, ...]:
    """What the two photos' qualities say, each reason with its photo; those that stop, or those that only limit."""
    return tuple(
        replace(reason, photo=side)
        for side, quality in (("before", before), ("after", after))
        if quality.usable is not stopping
        for reason in quality.advice
    )


class _Clock:
    """Wall time by stage, in the order in which they began."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Announce a stage and add its wall time."""
        self._progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def aside(self, name: str, work: Callable[[], R]) -> Callable[[], R]:
        """Announce a stage that runs beside others, and return `work` so that its wall time is added."""
        self._progress(name)
        self.seconds[name] = 0.0

        def timed() -> R:
            start = time.perf_counter()
            done = work()
            self.seconds[name] = time.perf_counter() - start
            return done

        return timed
