"""`Sentence`: English text that remembers its template and its values, so that it can be shown in another language.

Stages compose sentences with numbers in them and know nothing of the reader. A `Sentence` is the English string, for JSON,
logs and everything recorded; `condition.language.shown` puts the same values into the template of another language.
Any other string made from it (slices, f-strings, `replace`) is English and stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any


class Sentence(str):
    """A string in English, with what is needed to say it in another language.

    Attributes
    ----------
    template : str
        The English template with named places, ``"{length:.0f} px long"``: what a catalogue lists.
    values : mapping
        What stands in the places; may hold sentences.
    many : str or None
        The template for any number but one; None where nothing is counted.
    """

    __slots__ = ("many", "template", "values")
    template: str
    values: Mapping[str, Any]
    many: str | None

    def __new__(cls, template: str, values: Mapping[str, Any], many: str | None = None) -> Sentence:
        """Compose the English text.

        Raises
        ------
        KeyError
            If the template names a place that has no value.
        """
        chosen = template if many is None or values["number"] == 1 else many
        made = super().__new__(cls, capital(chosen, chosen.format(**values), values) if values else chosen)
        made.template, made.values, made.many = template, values, many
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, Mapping[str, Any], str | None]]:
        """Pickle by template and values."""
        return type(self), (self.template, self.values, self.many)


def capital(template: str, text: str, values: Mapping[str, Any]) -> str:
    """Return a composed text with a capital first letter where it is a whole sentence that begins with words of ours.

    What begins with a name of a file or with what a person wrote is left as it is.
    """
    if not (template.startswith("{") and template.endswith((".", "。"))):
        return text
    first = re.match(r"\{(\w+)", template)
    begins_with_ours = first is not None and isinstance(values.get(first[1]), Sentence)
    return text[:1].upper() + text[1:] if begins_with_ours else text


def sentence(template: str, **values: Any) -> Sentence:
    """Return a sentence; a template without values may hold braces."""
    return Sentence(template, values)


def plural(one: str, many: str, number: int, **values: Any) -> Sentence:
    """Return a sentence about a number of things, which is the value ``{number}``."""
    return Sentence(one, {"number": number, **values}, many)


def joined(parts: Iterable[str], separator: str = " ") -> Sentence:
    """Return several sentences as one; each is shown in the reader's language, plain strings as they are."""
    listed = [part for part in parts if part]
    template = separator.join(f"{{part{place}}}" for place in range(len(listed)))
    return Sentence(template, {f"part{place}": part for place, part in enumerate(listed)})
