"""Numbers in words, the same wherever a sentence holds one."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return "1 mark", "2 marks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def percent(fraction: float) -> str:
    """Return a fraction as whole percent that never rounds to a false 0 % or 100 %."""
    if 0 < fraction < 0.01:
        return "less than 1 %"
    if 0.99 < fraction < 1:
        return "more than 99 %"
    return f"{fraction:.0%}".replace("%", " %")
