"""What roles, verdicts of people, grades, shapes and tags are called in the reports of a case, each in the reader's language."""

from __future__ import annotations

from condition.language import Words, sentence

VERDICTS: Words[str] = Words(
    {
        "new": sentence("new"),
        "already_there": sentence("already there"),
        "no_mark": sentence("no mark"),
        "cannot_tell": sentence("cannot tell"),
    }
)
PHOTO_ROLES: Words[str] = Words(
    {
        "before": sentence("before"),
        "on_receipt": sentence("on receipt"),
        "intake": sentence("intake"),
        "after": sentence("after"),
        "after_repair": sentence("after repair"),
        "other": sentence("other"),
    }
)
PARTY_ROLES: Words[str] = Words(
    {
        "customer": sentence("customer"),
        "seller": sentence("seller"),
        "inspector": sentence("inspector"),
        "insurer": sentence("insurer"),
        "card_issuer": sentence("card issuer"),
        "carrier": sentence("carrier"),
        "other": sentence("other"),
    }
)
LEFT_OUT: Words[str] = Words(
    {"gps": sentence("the place where photos were taken"), "serial": sentence("serial numbers of cameras")}
)
GRADES: Words[str] = Words(
    {
        "trace": sentence("trace"),
        "light": sentence("light"),
        "moderate": sentence("moderate"),
        "severe": sentence("severe"),
    }
)
SHAPES: Words[str] = Words(
    {
        "mark": sentence("a mark that the program missed"),
        "leave_out": sentence("a region to leave out"),
        "distance": sentence("a distance"),
    }
)
