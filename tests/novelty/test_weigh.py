"""Every other explanation of a mark is held against its own number, and says so."""

from __future__ import annotations

import pytest

from condition.novelty import ALTERNATIVES, Alternative, AlternativeCode, Blind
from condition.novelty.weigh import MIN_AGREEMENT, weigh_alternatives

CLEAR = {
    "mean_sigma": 3.0, "beside_sigma": 1.6, "kept_sigma": 1.2, "agreement": 0.88, "detail_ratio": 0.94,
    "extent_px": 60.0, "aspect": 8.0, "light_step": 12.0, "colour_step": 2.0,
}  # fmt: skip


def weigh(
    numbers: dict[str, float] | None = None, score: float = 0.7, others: int = 0, hidden: float = 0.0
) -> dict[AlternativeCode, Alternative]:
    found = weigh_alternatives(
        {**CLEAR, **(numbers or {})}, score, others, hidden, Blind.BLURRED, 1000.0, 0.45, 0.5
    )
    return {alternative.code: alternative for alternative in found}


def test_every_alternative_is_weighed_and_described() -> None:
    assert set(weigh()) == set(AlternativeCode) == set(ALTERNATIVES)


def test_a_clear_mark_leaves_only_what_no_photo_here_can_check() -> None:
    states = {code: alternative.ruled_out for code, alternative in weigh().items()}

    assert states.pop(AlternativeCode.FOREIGN_BODY) is None
    assert set(states.values()) == {True}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"numbers": {"beside_sigma": 3.4}}, AlternativeCode.REFLECTION),
        ({"numbers": {"kept_sigma": 3.2}}, AlternativeCode.OLD_MARK),
        ({"numbers": {"agreement": MIN_AGREEMENT - 0.1}}, AlternativeCode.MISALIGNMENT),
        ({"hidden": 0.8}, AlternativeCode.HIDDEN_BEFORE),
        ({"score": 0.3}, AlternativeCode.SURFACE),
        ({"numbers": {"extent_px": 18.0, "aspect": 1.2}}, AlternativeCode.FOREIGN_BODY),
        ({"numbers": {"light_step": 5.0, "colour_step": 12.0}}, AlternativeCode.FOREIGN_BODY),
    ],
)
def test_each_number_opens_its_own_explanation_and_no_other(
    change: dict[str, object], code: AlternativeCode
) -> None:
    found = weigh(**change)  # type: ignore[arg-type]  # options by name

    assert [c for c, alternative in found.items() if alternative.ruled_out is False] == [code]
    if code is not AlternativeCode.FOREIGN_BODY:  # its two numbers stand in its sentence
        assert found[code].measured is not None
        assert found[code].limit is not None


@pytest.mark.parametrize("spot", [{"extent_px": 18.0, "aspect": 2.5}, {"extent_px": 90.0, "aspect": 1.2}])
def test_what_is_long_or_large_is_no_spot(spot: dict[str, float]) -> None:
    assert weigh(spot)[AlternativeCode.FOREIGN_BODY].ruled_out is None


def test_sentences_hold_the_numbers() -> None:
    found = weigh(others=4, hidden=0.3)

    assert "3.0 times above the grain; 4 other differences" in found[AlternativeCode.SURFACE].text
    assert "1.6 times the grain, the mark 3.0" in found[AlternativeCode.REFLECTION].text
    assert "88 %" in found[AlternativeCode.MISALIGNMENT].text
    assert found[AlternativeCode.HIDDEN_BEFORE].text == "30 % of it lies where the before photo is blurred."
    assert "94 % of the fine detail" in weigh()[AlternativeCode.HIDDEN_BEFORE].text
