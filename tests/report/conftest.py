"""Comparisons that many tests of the report read; building one takes longer than reading it."""

from __future__ import annotations

import pytest

from condition.comparison import Comparison
from tests.builders import Pair, make_clean, make_comparison, make_pair, make_refused


@pytest.fixture(scope="session")
def pair() -> Pair:
    return make_pair(480)


@pytest.fixture(scope="session")
def comparison(pair: Pair) -> Comparison:
    return make_comparison(pair=pair)


@pytest.fixture(scope="session")
def clean() -> Comparison:
    return make_clean(480)


@pytest.fixture(scope="session")
def refused() -> Comparison:
    return make_refused(480)
