"""Nothing that comes from a file reaches a terminal or a page unescaped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from condition.report.untrusted import printable


@given(st.text(max_size=60))
def test_every_result_is_one_printable_line(text: str) -> None:
    line = printable(text)
    assert line.isprintable()
    assert len(line) <= 400


def test_ordinary_names_are_left_alone() -> None:
    assert printable("Ring – før & après (2).jpg") == "Ring – før & après (2).jpg"


def test_terminal_escapes_become_visible() -> None:
    assert printable("a\x1b[31mred\x07") == "a\\x1b[31mred\\x07"


def test_text_direction_overrides_become_visible() -> None:
    assert printable("gpj.\u202eevil") == "gpj.\\u202eevil"


def test_long_text_ends_in_an_ellipsis() -> None:
    assert printable("x" * 900, 20) == "x" * 19 + "…"
