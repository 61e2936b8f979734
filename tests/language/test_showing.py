"""A sentence is English everywhere it is recorded, and in the reader's language where it is shown."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from condition.errors import SettingsError, UnknownLanguage, UnreadablePhoto
from condition.language import (
    LANGUAGES,
    Sentence,
    Words,
    _,
    advised,
    ask_for_language,
    current,
    html_tag,
    joined,
    joined_list,
    language,
    matching,
    ngettext,
    plural,
    sentence,
    shown,
    told,
    wrap,
)
from condition.language.active import _ASKED
from condition.phrases import counted, day_in_words, percent
from condition.timeline import span_words

BLURRED = sentence(
    "This photo is blurred by {blur:.1f} px; marks thinner than {smallest:.0f} px would not show. At most {limit:.1f} px are "
    "accepted here.", blur=3.25, smallest=4.0, limit=2.4,
)  # fmt: skip


def test_a_sentence_is_its_english_text() -> None:
    assert BLURRED.startswith("This photo is blurred by 3.2 px")
    with language("de"):
        assert str(BLURRED).startswith("This photo")
        assert json.loads(json.dumps({"text": BLURRED}))["text"].startswith("This photo")


def test_it_is_shown_in_the_active_language_with_its_decimal_sign() -> None:
    with language("de"):
        assert shown(BLURRED).startswith("Dieses Foto ist um 3,2 px unscharf")
    with language("zh"):
        assert shown(BLURRED).startswith("此照片模糊 3.2 px")
    assert shown(BLURRED) == str(BLURRED)


def test_a_copy_can_still_be_shown() -> None:
    for twin in (copy.deepcopy(BLURRED), pickle.loads(pickle.dumps(BLURRED))):
        with language("fr"):
            assert shown(twin) == shown(BLURRED) != str(BLURRED)


def test_values_that_are_sentences_are_shown_too() -> None:
    told = sentence("No time zone is stated for {named}.", named=sentence("“{name}”", name="received"))
    with language("de"):
        assert shown(told) == "Für „received“ ist keine Zeitzone angegeben."


def test_words_of_strangers_are_never_translated() -> None:
    with language("de"):
        assert shown("New") == "New"
        assert _("see “{label}”", label="New") == "siehe „New“"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["0 marks", "1 mark", "2 marks"]),
        ("de", ["0 Spuren", "1 Spur", "2 Spuren"]),
        ("fr", ["0 trace", "1 trace", "2 traces"]),
        ("es", ["0 marcas", "1 marca", "2 marcas"]),
        ("zh", ["0 处痕迹", "1 处痕迹", "2 处痕迹"]),
    ],
)
def test_numbers_take_the_form_of_the_language(code: str, expected: list[str]) -> None:
    with language(code):
        assert [shown(counted(number, "mark")) for number in (0, 1, 2)] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ("12 %", "less than 1 %", "31 December 2025", "5.5 h")),
        ("de", ("12\xa0%", "weniger als 1\xa0%", "31. Dezember 2025", "5,5 h")),
        ("zh", ("12%", "不到 1%", "2025年12月31日", "5.5 小时")),
    ],
)
def test_shares_days_and_spans(code: str, expected: tuple[str, ...]) -> None:
    with language(code):
        said = (
            percent(0.12),
            percent(0.001),
            day_in_words(date(2025, 12, 31)),
            span_words(timedelta(hours=5.5)),
        )
        assert tuple(map(shown, said)) == expected


def test_a_sentence_that_begins_with_our_words_begins_with_a_capital() -> None:
    hidden = sentence("{share} of it lies outside the before photo.", share=percent(0.001))
    assert hidden.startswith("Less than 1 %")
    with language("es"):
        assert shown(hidden).startswith("Menos del 1")


def test_a_sentence_that_begins_with_a_name_keeps_it() -> None:
    assert str(sentence("{name} was left out: {problem}.", name="a.jpg", problem="x")).startswith("a.jpg")


def test_parts_and_lists() -> None:
    assert joined((sentence("yes"), "", "no.jpg"), ", ") == "yes, no.jpg"
    with language("de"):
        assert shown(joined((sentence("yes"), "no.jpg"), ", ")) == "ja, no.jpg"
        assert ngettext("{number} day", "{number} days", 3) == "3 Tage"
    assert joined_list(["a"]) == "a"
    assert isinstance(plural("{number} day", "{number} days", 1), Sentence)


def test_a_table_of_words_gives_them_in_the_language_of_the_moment() -> None:
    table = Words({1: sentence("yes"), 2: sentence("no")})
    with language("fr"):
        assert [table[1], table.get(2), table.get(3, "?")] == ["oui", "non", "?"]
        assert list(table.values()) == ["oui", "non"]
        assert list(table.items()) == [(1, "oui"), (2, "non")]
    assert table[1] == "yes"


def test_two_threads_never_hear_each_other() -> None:
    together = Barrier(len(LANGUAGES))

    def speak(code: str) -> list[tuple[str, str]]:
        said = []
        with language(code):
            for _round in range(50):
                together.wait(20)
                said.append((current(), shown(sentence("yes"))))
        return said

    with ThreadPoolExecutor(len(LANGUAGES)) as pool:
        heard = dict(zip(LANGUAGES, pool.map(speak, LANGUAGES), strict=True))
    words = {"en": "yes", "de": "ja", "fr": "oui", "es": "sí", "zh": "是"}
    assert heard == {code: [(code, words[code])] * 50 for code in LANGUAGES}


def test_a_new_thread_begins_in_english() -> None:
    with language("de"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current).result() == "en"


def test_an_error_inside_gives_the_language_back() -> None:
    with pytest.raises(ZeroDivisionError), language("de"):
        1 / 0  # noqa: B018  # raised on purpose
    assert current() == "en"


def test_who_knows_the_reader_is_asked_where_no_language_is_active() -> None:
    before = list(_ASKED)
    try:
        ask_for_language(lambda: "es")
        assert current() == "es"
        with language("en"):
            assert current() == "en"
    finally:
        _ASKED[:] = before


@pytest.mark.parametrize("tag", ["tlh", "", "d", "english please", "xx-DE"])
def test_an_unknown_language_is_a_clear_error(tag: str) -> None:
    with pytest.raises(UnknownLanguage, match="choose one of en, de, fr, es, zh"), language(tag):
        pass
    assert issubclass(UnknownLanguage, SettingsError)


@pytest.mark.parametrize(
    ("tag", "code"), [("de-CH", "de"), ("zh_Hans_CN", "zh"), ("EN-us", "en"), (" fr ", "fr"), ("pt-BR", None)]
)
def test_tags_of_browsers_are_understood(tag: str, code: str | None) -> None:
    assert matching(tag) == code


def test_the_tag_of_a_page_says_which_signs_are_meant() -> None:
    with language("zh"):
        assert html_tag() == "zh-Hans"
    assert html_tag() == "en"


def test_an_error_is_told_with_the_name_as_it_is() -> None:
    error = UnreadablePhoto("New", sentence("is empty (0 bytes)"))
    with language("de"):
        assert told(error) == "New: ist leer (0 Bytes)"
        assert advised(error).startswith("Senden Sie die Originaldatei")
    assert str(error) == "New: is empty (0 bytes)"


def test_lines_of_chinese_break_without_spaces_and_before_no_full_stop() -> None:
    text = "两张照片的先后未知：可能的时间重叠。" * 4
    lines = wrap(text, 30)
    assert "".join(lines) == text
    assert all(len(line) <= 16 for line in lines)
    assert not any(line.startswith(("。", "：")) for line in lines)
    assert len(wrap(text, 30, max_lines=2)) == 2


def test_importing_the_package_reads_no_catalogue(root: Path) -> None:
    code = (
        "import sys, condition; assert 'gettext' not in sys.modules; import condition.report; "
        "from condition.language import catalogue_of; sys.exit(catalogue_of.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
