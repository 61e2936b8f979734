"""How chances of several pairs become one: the laws of the weights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.sets.weighing import BASE_RATE, combine, weight_of

chances = st.floats(0.05, 0.95)


@given(chances)
def test_one_pair_keeps_its_own_chance(chance: float) -> None:
    assert combine([weight_of(chance)], 0) == pytest.approx(chance)


def test_without_any_observation_the_base_rate_is_left() -> None:
    assert combine([], 0) == pytest.approx(BASE_RATE)


@given(st.floats(0.1, 0.95), st.floats(0.1, 0.95))
def test_a_second_photo_that_shows_it_makes_it_surer_but_less_than_independence_would(
    one: float, two: float
) -> None:
    first, second = weight_of(one), weight_of(two)
    both = combine([first, second], 0)
    independent = combine([first + second], 0)
    assert max(one, two) <= both <= independent


@given(chances, st.integers(0, 4))
def test_a_photo_that_could_show_it_and_does_not_takes_away(chance: float, missed: int) -> None:
    shown = [weight_of(chance)]
    assert combine(shown, missed + 1) < combine(shown, missed)


@given(st.lists(chances, max_size=4))
def test_the_order_of_the_photos_does_not_matter(listed: list[float]) -> None:
    weights = [weight_of(chance) for chance in listed]
    assert combine(weights, 1) == pytest.approx(combine(weights[::-1], 1))


def test_a_photo_as_unsure_as_the_base_rate_adds_nothing() -> None:
    sure = weight_of(0.6)
    assert combine([sure, weight_of(BASE_RATE)], 0) == pytest.approx(0.6)
