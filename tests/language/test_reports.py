"""A report in another language holds no English sentence, and the same evidence."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import pytest

import condition
from condition.cli import main
from condition.comparison import Comparison
from condition.language import language, shown
from condition.policy import parse_facts, parse_policy
from condition.report import render_html, render_json, render_notebook, render_text, write_folder
from condition.timeline import parse_events
from scripts.make_language import CODES, collect
from tests.builders import make_comparison

#: Parts of templates that are shorter than this are found in any text ("px", "1:1").
LEAST_LETTERS = 12


@pytest.fixture(scope="module")
def told(root: Path) -> Comparison:
    """A comparison with events, a policy, marks of every kind of sentence, and one of two pieces that are refused."""
    folder = root / "samples" / "dispute"
    events, policy = ((folder / f"{name}.toml").read_text(encoding="utf-8") for name in ("events", "policy"))
    return condition.compare(
        folder / "before.jpg", folder / "after.jpg",
        events=parse_events(events), facts=parse_facts(events), policy=parse_policy(policy),
    )  # fmt: skip


@pytest.fixture(scope="module")
def refused(root: Path) -> Comparison:
    folder = root / "samples" / "case-too-dark"
    return condition.compare(folder / "before.jpg", folder / "after.jpg")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return make_comparison()


@cache
def english_parts() -> list[str]:
    """The longest fixed part of every English sentence that has one."""
    found = []
    for message in collect():
        for template in (message.id,) if isinstance(message.id, str) else message.id:
            longest = max(re.split(r"\{[^}]*\}", template), key=len).strip()
            if len(longest) >= LEAST_LETTERS and " " in longest:
                found.append(longest)
    return found


def visible(page: str) -> str:
    """What a person reads or hears on a page: texts and names, without its style, script and settings."""
    page = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r'<table class="(settings|seconds)">.*?</table>', " ", page, flags=re.S)
    named = " ".join(re.findall(r'(?:alt|title|aria-label|data-words)="([^"]*)"', page))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page) + named).replace("\xa0", " ").split())


def test_no_english_sentence_is_left(told: Comparison, refused: Comparison) -> None:
    """One test for all languages and forms, because the two comparisons take longer than reading them."""
    strangers = {event.source for event in told.events} | {ruling.clause.text for ruling in told.rulings}
    parts = [part for part in english_parts() if not any(part in words for words in strangers)]
    for comparison in (told, refused):
        for code in CODES:
            for render in (render_html, render_text, render_notebook):
                with language(code):
                    text = visible(render(comparison))
                assert [part for part in parts if part in text] == [], (code, render)
    with language("zh"):
        assert all(
            shown(text).endswith("。") for reason in refused.reasons for text in (reason.text, reason.fix)
        )


@pytest.mark.parametrize("code", ["en", *CODES])
def test_the_page_names_its_language(code: str, comparison: Comparison) -> None:
    with language(code):
        page = render_html(comparison)
    assert f'<html lang="{"zh-Hans" if code == "zh" else code}">' in page


def test_the_record_is_english_whatever_the_reader_speaks(comparison: Comparison) -> None:
    english = render_json(comparison)
    for code in CODES:
        with language(code):
            assert render_json(comparison) == english


def test_numbers_and_hashes_are_the_same_in_every_language(comparison: Comparison) -> None:
    english = render_text(comparison)
    with language("de"):
        german = render_text(comparison)
    assert sorted(re.findall(r"\d+", english)) == sorted(re.findall(r"\d+", german))


def test_a_folder_in_german_holds_a_german_page_and_an_english_record(
    comparison: Comparison, tmp_path: Path
) -> None:
    with language("de"):
        write_folder(comparison, tmp_path)
    assert 'lang="de"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '"verdict": "new"' in (tmp_path / "result.json").read_text(encoding="utf-8")


def test_the_command_line_speaks_only_when_asked(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = str(root / "samples" / "dispute" / "before.jpg")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.delenv("CONDITION_LANGUAGE", raising=False)
    assert main(["photo", photo]) == 0
    assert "The file carries metadata" in capsys.readouterr().out
    assert main(["photo", photo, "--language", "de"]) == 0
    assert "Die Datei trägt Metadaten" in capsys.readouterr().out
    monkeypatch.setenv("CONDITION_LANGUAGE", "fr")
    assert main(["photo", photo]) == 0
    assert "Le fichier porte des métadonnées" in capsys.readouterr().out
    assert main(["photo", photo, "--json", "--language", "zh"]) == 0
    assert "The file carries metadata" in capsys.readouterr().out


def test_an_unknown_language_is_trouble_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "a.jpg", "b.jpg", "--language", "tlh"]) == 2
    assert "language 'tlh' is not known; choose one of" in capsys.readouterr().err
