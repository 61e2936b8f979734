"""Every sentence that a person sees, in the language of that person; English where nobody asked for another one."""

from condition.language.active import (
    DECIMAL_COMMA,
    _,
    advised,
    ask_for_language,
    current,
    html_tag,
    joined_list,
    language,
    ngettext,
    shown,
    told,
    use_language,
)
from condition.language.catalogue import LANGUAGES, catalogue_of, matching
from condition.language.columns import columns_of, wrap
from condition.language.sentence import Sentence, joined, plural, sentence
from condition.language.words import Words

__all__ = [
    "DECIMAL_COMMA",
    "LANGUAGES",
    "Sentence",
    "Words",
    "_",
    "advised",
    "ask_for_language",
    "catalogue_of",
    "columns_of",
    "current",
    "html_tag",
    "joined",
    "joined_list",
    "language",
    "matching",
    "ngettext",
    "plural",
    "sentence",
    "shown",
    "told",
    "use_language",
    "wrap",
]
