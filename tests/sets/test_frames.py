"""The ways between photos of a set: through pairs, through parts of photos, and by links that carry but do not testify."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from condition.geometry import apply_homography
from condition.novelty import NoveltySettings, Verdict
from condition.sets import Link, Says
from condition.sets.frames import Frames, group
from condition.sets.marks import join_marks
from condition.sets.model import Box
from tests.sets.made import Bench

POINTS = np.array([[200.0, 120.0], [260.0, 200.0]])
#: A close-up at twice the scale: its px from the overview's.
TWICE = np.array([[2.0, 0.0, -300.0], [0.0, 2.0, -150.0], [0.0, 0.0, 1.0]])


def test_two_after_photos_lie_in_one_frame_through_a_before_photo() -> None:
    bench = Bench(1, 2)
    frames = Frames([bench.compared(0, 0), bench.compared(0, 1)])
    # both pairs have the same alignment, so the way there and back is the identity
    assert frames.carry(POINTS, bench.after[0], bench.after[1]) == pytest.approx(POINTS, abs=1e-6)
    assert frames.exact(bench.after[0], bench.after[1])


def test_photos_without_a_common_partner_are_two_groups() -> None:
    bench = Bench(2, 2)
    pairs = [bench.compared(0, 0), bench.compared(1, 1)]
    assert [found.pairs for found in group(pairs, Frames(pairs))] == [(0,), (1,)]


def test_a_pair_of_parts_speaks_in_px_of_the_whole_photos() -> None:
    bench = Bench()
    pair = replace(bench.compared(0, 0), before_part=Box(40, 30, 440, 330), after_part=Box(100, 50, 460, 330))
    inner = bench.compared(0, 0)
    there = np.asarray(inner.to_after(POINTS - (40, 30)) + np.array([100, 50]))
    assert pair.to_after(POINTS) == pytest.approx(there)
    assert pair.to_before(there) == pytest.approx(POINTS, abs=1e-6)
    assert apply_homography(pair.after_from_before, POINTS) == pytest.approx(there)


def test_a_link_carries_the_marks_of_a_closeup_onto_its_overview() -> None:
    bench = Bench(2, 2)
    pairs = [bench.compared(0, 0), bench.compared(1, 1, [bench.finding("new", Verdict.NEW, 0.6)])]
    link = Link(bench.after[0], bench.after[1], TWICE, 8.0)
    found = join_marks(pairs, NoveltySettings(), [link])
    (view,) = found.views
    (mark,) = found.marks
    assert view.reference is bench.after[0]
    wanted = apply_homography(np.asarray(np.linalg.inv(TWICE)), bench.pair.path("new"))
    assert mark.path[[0, -1]] == pytest.approx(wanted[[0, -1]], abs=1.0)


def test_a_link_is_no_witness() -> None:
    bench = Bench(2, 2)
    pairs = [bench.compared(0, 0, shows=()), bench.compared(1, 1, [bench.finding("new", Verdict.NEW, 0.6)])]
    (mark,) = join_marks(pairs, NoveltySettings(), [Link(bench.after[0], bench.after[1], TWICE, 8.0)]).marks
    assert [t.says for t in mark.testimonies] == [Says.NOT_SEEN, Says.NEW]
    assert mark.score == pytest.approx(0.6)
