"""Verdicts follow what the before photo could have shown."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from condition.marks import Candidate, Detection, Mark, Polarity, Shape
from condition.novelty import Blind, Kind, NoveltySettings, Verdict, judge
from condition.novelty.calibration import chances_of_new
from condition.novelty.coverage import map_coverage
from condition.registration import AlignedView

SIDE = 240


def surface(seed: int = 2) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    grey = 120 + 14 * cv2.GaussianBlur(rng.normal(0, 3, (SIDE, SIDE)), (0, 0), 1.0)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def view(before: NDArray[np.uint8], after: NDArray[np.uint8], **masks: NDArray[np.bool_]) -> AlignedView:
    everywhere = np.ones(after.shape[:2], np.bool_)
    parts = {"inside": everywhere, "valid": everywhere, "in_view": everywhere} | masks
    return AlignedView(before, after, scale=1.0, origin=(0, 0), **parts)


STRONG = {
    "mean_sigma": 3.0, "log_length": 4.4, "clutter": 0.3, "beside_sigma": 2.0, "agreement": 0.88, "kept_sigma": 1.2,
    "detail_ratio": 0.9, "extent_px": 82.0, "aspect": 20.0,
}  # fmt: skip
WEAK = {**STRONG, "mean_sigma": 1.6, "log_length": 2.0, "beside_sigma": 3.0, "agreement": 0.7}


def candidate(numbers: dict[str, float] = STRONG, row: int = 120) -> Candidate:
    path = np.array([[80.0, row], [120.0, row], [160.0, row]])
    polygon = np.array([[80.0, row - 2.0], [160.0, row - 2.0], [160.0, row + 2.0], [80.0, row + 2.0]])
    cols = np.arange(80, 161)
    pixels = np.column_stack([np.full_like(cols, row), cols])
    mark = Mark(Shape.CURVE, path, polygon, 2.5, Polarity.BRIGHT, 12.0)
    return Candidate(mark, pixels, numbers)


def detection(**sorts: tuple[Candidate, ...]) -> Detection:
    empty: dict[str, tuple[Candidate, ...]] = {"appeared": (), "vanished": (), "kept": ()}
    return Detection(**(empty | sorts), evidence=np.zeros((SIDE, SIDE), np.float32))


def verdicts(found: Detection, seen: AlignedView) -> list[Verdict]:
    judgements, _ = judge(found, seen)
    return [judgement.verdict for judgement in judgements]


def test_a_clear_mark_on_a_comparable_place_is_new() -> None:
    picture = surface()

    assert verdicts(detection(appeared=(candidate(),)), view(picture, picture)) == [Verdict.NEW]


@pytest.mark.parametrize("why", [Blind.BLURRED, Blind.GLARE, Blind.OUT_OF_VIEW])
def test_a_place_the_before_photo_could_not_show_is_cannot_tell(why: Blind) -> None:
    before, after, masks = surface(), surface(), {}
    if why is Blind.BLURRED:
        before = np.asarray(cv2.GaussianBlur(before, (0, 0), 4.0), np.uint8)
    elif why is Blind.GLARE:
        before = before.copy()
        before[90:150, 60:180] = 255
    else:
        outside = np.ones((SIDE, SIDE), np.bool_)
        outside[:, 60:180] = False
        masks = {"in_view": outside}

    judgements, coverage = judge(detection(appeared=(candidate(),)), view(before, after, **masks))

    assert [j.verdict for j in judgements] == [Verdict.CANNOT_TELL]
    assert coverage.fractions[why] > 0.1
    assert "before" in judgements[0].explanation or "highlight" in judgements[0].explanation


def test_noise_is_nothing() -> None:
    picture = surface()

    assert verdicts(detection(appeared=(candidate(WEAK),)), view(picture, picture)) == []


def test_one_strong_mark_is_trusted_more_than_forty_equal_ones() -> None:
    # where everything differs about as strongly (another focus, parallax) nothing can be called new
    picture = surface()
    alone = detection(appeared=(candidate(),))
    crowd = detection(appeared=tuple(candidate(row=20 + 5 * i) for i in range(40)))

    assert verdicts(alone, view(picture, picture)) == [Verdict.NEW]
    assert Verdict.NEW not in verdicts(crowd, view(picture, picture))


def test_a_rival_is_counted_as_often_as_it_costs_standing() -> None:
    crowd = detection(appeared=tuple(candidate(row=20 + 40 * i) for i in range(3)))

    judgements, _ = judge(crowd, view(surface(), surface()))

    assert judgements
    assert all("2 other differences" in judgement.alternatives[0].text for judgement in judgements)


def test_a_new_mark_says_what_is_not_ruled_out() -> None:
    doubtful = candidate({**STRONG, "beside_sigma": 3.3})

    (judgement,), _ = judge(
        detection(appeared=(doubtful,)),
        view(surface(), surface()),
        NoveltySettings(min_new=0.3, min_new_open=0.3),
    )

    assert judgement.verdict is Verdict.NEW
    assert "Not ruled out: a reflection that moved." in judgement.explanation


def test_a_reflection_that_is_not_ruled_out_asks_for_more() -> None:
    doubtful = candidate({**STRONG, "beside_sigma": 3.3})
    (judgement,), _ = judge(
        detection(appeared=(doubtful,)),
        view(surface(), surface()),
        NoveltySettings(min_new=0.3, min_new_open=0.99),
    )

    assert judgement.verdict is Verdict.CANNOT_TELL
    assert (
        "99 % are needed as long as this is not ruled out: a reflection that moved" in judgement.explanation
    )


def test_a_small_spot_may_be_dust_and_is_never_called_new() -> None:
    spot = candidate({**STRONG, "extent_px": 7.0, "aspect": 1.2})
    (judgement,), _ = judge(detection(appeared=(spot,)), view(surface(), surface()))

    assert judgement.verdict is Verdict.CANNOT_TELL
    assert judgement.kind is Kind.FOREIGN
    assert "dust, a hair or a drop" in judgement.explanation


def test_a_mark_that_may_be_an_old_one_is_not_called_new() -> None:
    doubtful = candidate({**STRONG, "kept_sigma": 3.3})

    (judgement,), _ = judge(detection(appeared=(doubtful,)), view(surface(), surface()))

    assert judgement.score >= NoveltySettings().min_new
    assert judgement.verdict is Verdict.CANNOT_TELL
    assert "not ruled out: an old mark in another light" in judgement.explanation


def test_a_score_is_a_chance() -> None:
    chances = chances_of_new([STRONG, WEAK])

    assert ((chances > 0) & (chances < 1)).all()
    assert chances[0] > chances[1]
    assert chances_of_new([]).shape == (0,)


def test_kept_and_vanished_marks_accuse_nobody() -> None:
    picture = surface()
    found = detection(kept=(candidate(),), vanished=(candidate(),))

    assert sorted(verdicts(found, view(picture, picture))) == [Verdict.ALREADY_THERE, Verdict.GONE]


def test_a_scratch_does_not_make_the_before_photo_look_blurred() -> None:
    before = surface()
    after = before.copy()
    cv2.line(after, (60, 120), (180, 124), (255, 255, 255), 2)

    coverage = map_coverage(view(before, after), 0.3)

    assert coverage.fractions[Blind.BLURRED] < 0.01


def test_coverage_of_the_piece_adds_up_to_one() -> None:
    inside = np.zeros((SIDE, SIDE), np.bool_)
    inside[40:200, 40:200] = True
    picture = surface()

    coverage = map_coverage(view(picture, picture, inside=inside), 0.3)

    assert sum(coverage.fractions.values()) == pytest.approx(1.0)
    assert (coverage.blind[~inside] == Blind.NOT_THE_PIECE).all()
