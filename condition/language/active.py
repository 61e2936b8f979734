"""The active language, and sentences in it.

The language is a context variable: it belongs to one thread or task, so that several people can look at one server in
several languages. A new thread begins in English; who starts one and shows something there says the language again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from string import Formatter
from typing import Any

from condition.errors import ConditionError, PhotoError
from condition.language.catalogue import SOURCE, catalogue_of, known
from condition.language.sentence import Sentence, capital, plural, sentence

_ACTIVE: ContextVar[str | None] = ContextVar("condition_language", default=None)
#: What is asked where no language was made active: the viewer knows its visitor, everything else speaks English.
_ASKED: list[Callable[[], str]] = []
#: Languages that write 1,5 for one and a half, and leave a space before the sign of percent.
DECIMAL_COMMA = frozenset({"de", "fr", "es"})
#: Tags of HTML that say more than the code: which form of a sign a browser takes.
HTML_TAGS = {"zh": "zh-Hans"}


def current() -> str:
    """Return the code of the active language, ``"en"`` where nobody chose one."""
    code = _ACTIVE.get()
    if code is not None:
        return code
    return _ASKED[-1]() if _ASKED else SOURCE


def ask_for_language(of_reader: Callable[[], str]) -> None:
    """Let `of_reader` say the code of the language wherever no language is active: in every session of a server."""
    _ASKED[:] = [of_reader]


def html_tag() -> str:
    """Return the active language as the ``lang`` of a page."""
    return HTML_TAGS.get(current(), current())


def use_language(tag: str) -> None:
    """Make a language the active one until this thread or task ends; raises `UnknownLanguage` for an unknown one."""
    _ACTIVE.set(known(tag))


@contextmanager
def language(tag: str) -> Iterator[str]:
    """Show sentences in a language inside the block, and give its code.

    Parameters
    ----------
    tag : str
        A code of `LANGUAGES`, or a tag that begins with one (``de-AT``).

    Raises
    ------
    UnknownLanguage
        If the language is not spoken here.
    """
    token = _ACTIVE.set(known(tag))
    try:
        yield known(tag)
    finally:
        _ACTIVE.reset(token)


def shown(text: str) -> str:
    """Return a sentence in the active language; any other string as it is."""
    if not isinstance(text, Sentence):
        return text
    if current() == SOURCE:
        return str(text)
    catalogue = catalogue_of(current())
    if not text.template:
        return ""
    if text.many is not None:
        template = catalogue.ngettext(text.template, text.many, text.values["number"])
    else:
        template = catalogue.gettext(text.template)
    if not text.values:
        return template
    return capital(template, _FORMATTER.vformat(template, (), text.values), text.values)


def told(error: ConditionError) -> str:
    """Return what an error says, in the active language as far as it is translated."""
    if isinstance(error, PhotoError):
        return f"{error.name}: {shown(error.problem)}"
    return " ".join(shown(part) if isinstance(part, str) else str(part) for part in error.args)


def advised(error: ConditionError) -> str:
    """Return what a person can do about an error, in the active language."""
    return shown(sentence(error.hint()))


def _(template: str, **values: Any) -> str:
    """Return a template in the active language with its values; numbers are written as there."""
    return shown(sentence(template, **values))


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Return the template that fits a number in the active language; the number is the value ``{number}``."""
    return shown(plural(one, many, number, **values))


def joined_list(items: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return _("{first} and {last}", first=_(", ").join(items[:-1]), last=items[-1])


class _Shown(Formatter):
    """Formats values as the active language writes them; sentences among them are shown in it, too."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        found, first = super().get_field(field_name, args, kwargs)
        return shown(found) if isinstance(found, str) else found, first

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        if current() not in DECIMAL_COMMA or not isinstance(value, int | float):
            return text
        text = re.sub(r"(?<=\d)\.(?=\d)", ",", text)
        return text.replace("%", "\N{NO-BREAK SPACE}%")


_FORMATTER = _Shown()
