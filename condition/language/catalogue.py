"""The languages and their catalogues: GNU gettext files beside this module, read when a language is first used.

English is what the code is written in and has no catalogue. A sentence that a catalogue lacks is shown in English.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from condition.errors import UnknownLanguage

FOLDER = Path(__file__).parent / "locales"
DOMAIN = "condition"
SOURCE = "en"
#: Code -> what the language calls itself, in the order in which a person chooses.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "zh": "中文",
}


def matching(tag: str) -> str | None:
    """Return the language that a tag such as ``de-CH`` or ``zh_Hans`` asks for; None where it is not spoken here."""
    code = tag.strip().replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None


def known(tag: str) -> str:
    """Return the code of a language.

    Raises
    ------
    UnknownLanguage
        If the language is not spoken here; the message lists those that are.
    """
    code = matching(tag)
    if code is None:
        raise UnknownLanguage(f"language {tag!r} is not known; choose one of {', '.join(LANGUAGES)}")
    return code


@lru_cache(maxsize=len(LANGUAGES))
def catalogue_of(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, read once a process; that of English holds nothing."""
    if code == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [code])
