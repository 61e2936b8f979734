"""Two photos of a ring -> fits of both with one shape, for each way in which the ring may lean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from condition.parallel import in_threads
from condition.registration.field import Complex, orientation_field
from condition.registration.ring import RingPose
from condition.registration.ring_fit import SHAPE_SPREAD, RingFit, contour_score, fit_ring, fit_together
from condition.registration.views import Level, View

#: A ring of at least this width over length counts as round, and may be turned freely.
ROUND_FROM = 0.97
#: Turns over half the circle at which an oval's edges are looked at, and their weight in units of correlation.
OVAL_TURNS, OVAL_WEIGHT = 12, 0.5
#: Pairs of single fits of each lean that are fitted again together.
TOGETHER = 3
#: A pair of fits that lean another way stays in play down to this fraction of the best pair's score.
LEAN_RATIO = 0.55
#: Size of the level at which edges of the rims are read.
EDGE_SIDE_PX = 256


def fit_both(before: View, after: View) -> list[tuple[RingFit, RingFit]]:
    """Return fits of both photos with one shape, best first; each way the ring may lean in either photo is kept if it is nearly as good.

    Rings are searched as if their rims were plain, and as if they might not be: either finds rings that the other misses. Of 53
    rendered pairs the best fit lies within 6 % of the radius in both photos in 38, without plain rims in 28.
    """
    pairs = [pair for plain_rims in (True, False) for pair in _fit_pairs(before, after, plain_rims)]
    return sorted(pairs, key=lambda pair: -_total(pair))


def _fit_pairs(before: View, after: View, plain_rims: bool) -> list[tuple[RingFit, RingFit]]:
    """The likely pairs of single fits, fitted again together: the best for each way the two rings may lean, if nearly as good.

    A band's height and its tilt trade places in one photo; in two they do not. The start are the proportions of either.
    """
    levels = (edge_level(before), edge_level(after))
    fits = in_threads(
        lambda pair: fit_ring(pair[0], *pair[1], plain_rims), ((before, levels[0]), (after, levels[1]))
    )
    pairs = []
    for first, second in _likely(*fits):
        lead = first if first.score > second.score else second
        pairs.append(fit_together(lead.shape, (first.pose, _seen_alike(first.pose, second.pose)), levels))
    pairs.sort(key=lambda pair: -_total(pair))
    best: list[tuple[RingFit, RingFit]] = []
    for pair in pairs:
        if not any(_lean_alike(pair[0], kept[0]) and _lean_alike(pair[1], kept[1]) for kept in best):
            best.append(pair)
    return [pair for pair in best if _total(pair) > LEAN_RATIO * _total(best[0])]


def edge_level(view: View) -> tuple[Level, Complex]:
    """Return the level at which edges are read, and its orientation field."""
    level = view.sized(EDGE_SIDE_PX)
    return level, orientation_field(level.luminance)


def near_angle(pose: RingPose) -> float:
    """Return the angle on the ring of the point nearest to the camera."""
    towards = -pose.translation @ pose.camera_from_ring
    return float(np.arctan2(towards[1], towards[0]))


def lost_by_turns(fit: RingFit, view: View, count: int) -> NDArray[np.float64]:
    """Return what each of `count` turns costs an oval ring, whose edges no longer fit once turned: float64, 0 or less."""
    if fit.shape.width > ROUND_FROM:
        return np.zeros(count)
    level = edge_level(view)
    # half a turn maps an oval onto itself
    steps = np.arange(OVAL_TURNS) * np.pi / OVAL_TURNS
    scores = np.array([contour_score(fit.shape, fit.pose.spun(turn), *level) for turn in steps])
    lost = np.minimum(scores - scores[0], 0)
    angle = np.arange(count) * 2 * np.pi / count
    return np.asarray(OVAL_WEIGHT * np.interp(angle % np.pi, [*steps, np.pi], [*lost, 0.0]))


def _seen_alike(first: RingPose, second: RingPose) -> RingPose:
    """The second pose turned until the side near the camera is the first photo's, up to half a turn.

    A nearly round ring shows the direction of its long axis badly, and two directions that contradict each other make an
    oval that neither photo shows.
    """
    apart = near_angle(second) - near_angle(first)
    return second.spun((apart + np.pi / 2) % np.pi - np.pi / 2)


def _likely(before: list[RingFit], after: list[RingFit]) -> list[tuple[RingFit, RingFit]]:
    """The fits of both photos that may show one ring: both good and of similar height, some for each pair of leans."""

    def judged(pair: tuple[RingFit, RingFit]) -> float:
        unlike = np.log(pair[0].shape.half_height / pair[1].shape.half_height) / SHAPE_SPREAD[1]
        return float(_total(pair) * np.exp(-0.25 * unlike**2))

    pairs = []
    for firsts in _by_lean(before):
        for seconds in _by_lean(after):
            mixed = [(first, second) for first in firsts for second in seconds]
            pairs += sorted(mixed, key=lambda pair: -judged(pair))[:TOGETHER]
    return pairs


def _by_lean(fits: list[RingFit]) -> list[list[RingFit]]:
    """The fits that lean like the best one, and the others."""
    alike = [fit for fit in fits if _lean_alike(fit, fits[0])]
    others = [fit for fit in fits if not _lean_alike(fit, fits[0])]
    return [group for group in (alike, others) if group]


def _total(pair: tuple[RingFit, RingFit]) -> float:
    return pair[0].score + pair[1].score


def _lean_alike(first: RingFit, second: RingFit) -> bool:
    """Whether two fits of one photo lean the same way."""
    return first.lean[0] * second.lean[0] + first.lean[1] * second.lean[1] > 0
