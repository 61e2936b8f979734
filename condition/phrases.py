"""Numbers in words, the same wherever a sentence holds one."""

from __future__ import annotations

from condition.language import Sentence, plural, sentence


def counted(number: int, noun: str) -> Sentence:
    """Return "1 mark", "2 marks"; a new noun needs its two forms here, so that each language can have its own."""
    forms = {
        "mark": plural("{number} mark", "{number} marks", number),
        "check": plural("{number} check", "{number} checks", number),
        "more check": plural("{number} more check", "{number} more checks", number),
    }
    return forms.get(noun) or plural(f"{{number}} {noun}", f"{{number}} {noun}s", number)


def percent(fraction: float) -> Sentence:
    """Return a fraction as whole percent that never rounds to a false 0 % or 100 %."""
    if 0 < fraction < 0.01:
        return sentence("less than 1 %")
    if 0.99 < fraction < 1:
        return sentence("more than 99 %")
    return sentence("{whole} %", whole=f"{fraction:.0%}".rstrip("%"))
