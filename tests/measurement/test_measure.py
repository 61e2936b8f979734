"""Sizes, millimetres with their error, grades, and the order of the report."""

from __future__ import annotations

import numpy as np
import pytest

from condition.marks import Mark, Polarity, Shape
from condition.measurement import GRADE_TABLE, Grade, Measured, Sight, measure
from condition.measurement.measure import grade
from condition.novelty import Judgement, Kind, Verdict

#: Both photos sharp and of one size.
SHARP = Sight(1.0, 1.0, np.eye(3))


def judgement(verdict: Verdict, score: float = 0.8, length: float = 100.0, width: float = 3.0) -> Judgement:
    path = np.array([[10.0, 10.0], [10.0 + length, 10.0]])
    polygon = np.array(
        [[10.0, 10.0], [10.0 + length, 10.0], [10.0 + length, 10.0 + width], [10.0, 10.0 + width]]
    )
    mark = Mark(Shape.CURVE, path, polygon, width, Polarity.BRIGHT, 9.0)
    return Judgement(mark, verdict, Kind.SCRATCH, score, "because")


def test_new_marks_come_first_the_surest_on_top() -> None:
    findings = measure(
        [
            judgement(Verdict.GONE),
            judgement(Verdict.NEW, 0.6),
            judgement(Verdict.CANNOT_TELL),
            judgement(Verdict.NEW, 0.9),
        ],
        1000,
        SHARP,
    )

    assert [f.verdict for f in findings] == [Verdict.NEW, Verdict.NEW, Verdict.CANNOT_TELL, Verdict.GONE]
    assert [f.score for f in findings[:2]] == [0.9, 0.6]
    assert [f.number for f in findings] == [1, 2, 3, 4]


def test_sizes_in_px_and_no_millimetres_without_a_scale() -> None:
    (finding,) = measure([judgement(Verdict.NEW, length=80, width=2)], 1000, SHARP)

    assert finding.length_px == pytest.approx(80)
    assert finding.area_px2 == pytest.approx(160)
    assert finding.length_mm is None


def test_millimetres_carry_the_error_of_the_mark_and_of_the_scale() -> None:
    (finding,) = measure([judgement(Verdict.NEW, length=100)], 1000, SHARP, Measured(0.05, 0.005))

    assert finding.length_mm is not None
    assert finding.length_mm.value == pytest.approx(5.0)
    assert finding.length_mm.error == pytest.approx(5.0 * np.hypot(0.06, 0.1))


def test_grades_grow_with_length_and_width() -> None:
    grades = [grade(length, 1.0, Kind.SCRATCH, 1000, 1.0) for length in (10, 50, 150, 400)]

    assert grades == [Grade.TRACE, Grade.LIGHT, Grade.MODERATE, Grade.SEVERE]
    assert grade(10, 9.0, Kind.SCRATCH, 1000, 1.0) is Grade.SEVERE


def test_a_chip_is_at_least_moderate() -> None:
    assert grade(5, 1.0, Kind.CHIP, 1000, 1.0) is Grade.MODERATE


def test_what_may_lie_on_the_piece_is_not_graded() -> None:
    assert grade(400.0, 30.0, Kind.FOREIGN, 800.0, 1.0) is Grade.TRACE
    assert grade(400.0, 30.0, Kind.DENT, 800.0, 1.0) > Grade.TRACE


def test_the_grade_table_is_in_order_and_in_words() -> None:
    assert [row[0] for row in GRADE_TABLE] == sorted(Grade)
    assert all(row[3] for row in GRADE_TABLE)


def test_no_marks_is_an_empty_tuple() -> None:
    assert measure([], 1000, SHARP) == ()


def test_the_worse_photo_decides_how_thin_a_mark_could_have_shown() -> None:
    # the after photo is twice as large, so that 3 px of the before photo are 6 px of the after photo
    twice = np.diag([2.0, 2.0, 1.0])

    assert Sight(3.0, 1.5, twice).at(np.array([50.0, 50.0])) == pytest.approx(6.0)
    assert Sight(0.5, 1.5, twice).at(np.array([50.0, 50.0])) == pytest.approx(1.5)
    (finding,) = measure([judgement(Verdict.NEW)], 1000, Sight(3.0, 1.5, twice))
    assert finding.smallest_mark_px == pytest.approx(6.0)
