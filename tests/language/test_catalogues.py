"""Every catalogue holds every sentence, with the same places in it, and is compiled."""

from __future__ import annotations

import gettext
import io
import re
from functools import cache
from string import Formatter

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from condition.language import LANGUAGES, catalogue_of
from scripts.make_language import CODES, collect, folder, is_translated

Message = str | tuple[str, ...]
every_language = pytest.mark.parametrize("code", CODES)
#: What ends a whole sentence; Chinese has its own.
ENDS = (".", "?", "。", "？", "……", "…")


@cache
def catalogue(code: str) -> Catalog:
    return read_po(io.BytesIO((folder(code) / "condition.po").read_bytes()), code)


@cache
def said() -> frozenset[Message]:
    return frozenset(key(message.id) for message in collect() if message.id)


def key(identity: str | list[str] | tuple[str, ...]) -> Message:
    return identity if isinstance(identity, str) else tuple(identity)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def places(text: str) -> set[tuple[str, str, str]]:
    """Name, format and conversion of every place in a template."""
    return {
        (name, spec or "", conversion or "")
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }


def test_a_catalogue_for_every_language_but_the_source() -> None:
    assert {"en", *CODES} == set(LANGUAGES)


@every_language
def test_nothing_that_is_said_is_missing_and_nothing_is_stale(code: str) -> None:
    listed = {key(message.id) for message in catalogue(code) if message.id}
    hint = "run `make language`, then translate what it lists"
    assert said() - listed == set(), hint
    assert listed - said() == set(), hint


@every_language
def test_everything_is_translated(code: str) -> None:
    open_ones = [message.id for message in catalogue(code) if message.id and not is_translated(message)]
    assert open_ones == []


@every_language
def test_every_translation_has_the_places_of_its_template(code: str) -> None:
    wrong = []
    for message in catalogue(code):
        if not message.id:
            continue
        *_, english = forms(message.id)
        # the form for one may say "a mark" and leave its number out
        free = {("number", "", "")} if not isinstance(message.id, str) else set()
        wrong += [text for text in forms(message.string) if places(text) - free != places(english) - free]
    assert wrong == []


@every_language
def test_a_whole_sentence_stays_whole(code: str) -> None:
    cut = []
    for message in catalogue(code):
        for english, text in zip(forms(message.id), forms(message.string), strict=False):
            if english.endswith(ENDS) and not text.endswith(ENDS):
                cut.append(text)
    assert cut == []


@every_language
def test_plural_forms_are_as_many_as_the_language_has(code: str) -> None:
    number = {"zh": 1}.get(code, 2)
    plural = [message for message in catalogue(code) if message.id and not isinstance(message.id, str)]
    assert plural
    assert {len(forms(message.string)) for message in plural} == {number}


@every_language
def test_the_compiled_catalogue_is_that_of_the_text(code: str) -> None:
    compiled = catalogue_of(code)
    assert isinstance(compiled, gettext.GNUTranslations)
    for message in catalogue(code):
        if not message.id:
            continue
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            one, many = message.id
            assert compiled.ngettext(one, many, 1) == forms(message.string)[0]
            assert compiled.ngettext(one, many, 7) == forms(message.string)[-1]


@every_language
def test_names_of_files_formats_and_units_stay(code: str) -> None:
    """What stands in a terminal, a file or a tag has one name in all languages."""
    fixed = re.compile(r"`[^`]+`|\b(?:JPEG|HEIC|EXIF|UTC|SHA-256|C2PA|JSON|px|mm|MP)\b")
    lost = []
    for message in catalogue(code):
        for english, text in zip(forms(message.id), forms(message.string), strict=False):
            missing = {word for word in fixed.findall(english) if word not in text}
            if missing:
                lost.append((text, missing))
    assert lost == []


#: What may not turn into each other: English words -> words that would claim more, by language.
CLAIMS = {
    "de": (r"unversehrt|unbeschädigt|Schaden|beweis", r"intact|unmarked|damage|prove|proof"),
    "fr": (r"intact\b|endommagée?s? par|dommage|preuve|prouv", r"intact|unmarked|damage|prove|proof"),
    "es": (r"intact|sin daño|daño\b|\bpruebas? de\b", r"intact|unmarked|damage|prove|proof"),
    "zh": (r"完好无损|损伤|证明", r"unmarked|damage|prove|proof"),
}


@every_language
def test_no_translation_claims_damage_or_proof_that_the_english_does_not(code: str) -> None:
    strong, allowed = (re.compile(words) for words in CLAIMS[code])
    claimed = [
        text
        for message in catalogue(code)
        for text in forms(message.string)
        if strong.search(text) and not allowed.search(" ".join(forms(message.id)))
    ]
    assert claimed == []
