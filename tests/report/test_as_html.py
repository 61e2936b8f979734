"""The page is one offline file that holds every finding and every reason, and trusts no text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from condition.comparison import Comparison
from condition.metadata import Metadata, Timestamp
from condition.report import render_html, render_notebook
from condition.report.as_html import crops_within
from condition.timeline import Check, Severity
from tests.builders import make_photo

EVIL = """"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}'.jpg"""
VOID = {"meta", "img", "input", "br", "hr", "link"}


class Page(HTMLParser):
    """A parser that demands balanced tags and collects what tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> Page:
    return Page(render_html(comparison))


@pytest.fixture(scope="module")
def refused_page(refused: Comparison) -> Page:
    return Page(render_html(refused))


@pytest.mark.parametrize("name", ["comparison", "clean", "refused"])
def test_page_refers_to_nothing_outside(name: str, request: pytest.FixtureRequest) -> None:
    html = render_html(request.getfixturevalue(name))
    assert not re.search(
        r"https?:|//[a-z]|@import|url\((?!['\"]?data:|#)",
        re.sub(r"base64,[\w+/=]+", "", html).split("<script>")[0],
    )
    for tag, attributes in Page(html).tags:
        assert (attributes.get("src") or "data:").startswith("data:"), tag
        assert tag not in ("link", "iframe", "object", "base", "form")


@pytest.mark.parametrize("name", ["comparison", "clean", "refused"])
def test_ids_are_unique_and_links_lead_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    parsed = Page(render_html(request.getfixturevalue(name)))
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link.removeprefix("#") for link in parsed.links} <= set(parsed.ids)


def test_every_finding_has_its_card_and_its_markers(page: Page, comparison: Comparison) -> None:
    for finding in comparison.findings:
        assert f"mark-{finding.number}" in page.ids
        assert page.links.count(f"#mark-{finding.number}") == 2  # on the before and on the after photo
        assert finding.explanation in page.text


def test_page_says_what_else_a_mark_could_be_and_by_which_number(page: Page) -> None:
    assert "Not ruled out" in page.text
    assert "Measured 9.1, ruled out below 8.2 times the surface's grain." in page.text
    assert "Turn the lamp or the piece a little" in page.text
    assert "Wipe the piece" in page.text


def test_every_mark_has_its_profile_and_doubtful_ones_their_evidence(
    page: Page, comparison: Comparison
) -> None:
    drawn = [attributes for tag, attributes in page.tags if attributes.get("class") == "profile"]
    shown = [
        tag
        for tag, attributes in page.tags
        if (attributes.get("alt") or "").startswith("What only the after")
    ]

    assert len(drawn) == len(comparison.findings)
    assert len(shown) == sum(bool(finding.alternatives) for finding in comparison.findings)


def test_page_says_what_could_not_be_seen(page: Page) -> None:
    assert "Marks thinner than 3.1 px could not have been seen in the before photo" in page.text
    for name in ("Out of view", "Highlight", "Blurred", "Not aligned"):
        assert name in page.text


def test_page_carries_hashes_version_and_settings(page: Page, comparison: Comparison) -> None:
    for part in (
        comparison.before.sha256,
        comparison.after.sha256,
        f"condition {comparison.version}",
        "max_bytes",
    ):
        assert part in page.text


def test_every_check_is_on_the_page(page: Page, refused_page: Page, comparison: Comparison) -> None:
    for check in comparison.checks:
        assert check.text in page.text
        assert check.text in refused_page.text


def test_refused_page_has_every_reason_with_its_numbers_and_advice(
    refused_page: Page, refused: Comparison
) -> None:
    assert "These two photos cannot be compared." in refused_page.text
    for reason in refused.reasons:
        assert reason.text in refused_page.text
        assert reason.fix in refused_page.text
    assert re.search(r"Measured 6\.1 px .*?Required 3\.0 px", refused_page.text)
    assert "No new mark" not in refused_page.text


def test_every_picture_has_a_text_beside_it(page: Page, refused_page: Page) -> None:
    for parsed in (page, refused_page):
        assert all("alt" in attributes for tag, attributes in parsed.tags if tag == "img")


def test_hostile_texts_are_shown_and_not_run(comparison: Comparison) -> None:
    metadata = Metadata(times=(Timestamp(EVIL, "2026-03-02T10:15:30"),), make=EVIL, software=EVIL)
    hostile = replace(
        comparison,
        before=make_photo(comparison.before.pixels, EVIL, metadata),
        checks=(Check(EVIL, Severity.CAUTION, (EVIL,), EVIL, "before"),),
        all_findings=tuple(replace(f, explanation=EVIL, evidence={EVIL: 1.0}) for f in comparison.findings),
        seconds={EVIL: 1.0},
    )
    for html in (render_html(hostile), render_notebook(hostile)):
        parsed = Page(html)
        assert "onerror" not in str([attributes for _, attributes in parsed.tags])
        assert sum(tag == "script" for tag, _ in parsed.tags) <= 1
        assert "<script>alert(2)" not in html
    text = Page(render_html(hostile)).text
    assert "<script>alert(2)</script>" in text
    assert "{{ 7 * 7 }}" in text


def test_only_the_pages_own_script_may_run(page: Page) -> None:
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[\w+/=]{44}'", policy)


def test_crops_stop_at_the_budget_and_the_card_says_so(comparison: Comparison) -> None:
    few = crops_within(comparison, comparison.findings, budget=30_000)
    assert 0 < len(few) < len(comparison.findings)
    assert list(few) == [finding.number for finding in comparison.findings][: len(few)]


def test_same_comparison_gives_the_same_page(comparison: Comparison) -> None:
    assert render_html(comparison) == render_html(comparison)


def test_photos_without_any_metadata_get_a_page(comparison: Comparison) -> None:
    bare = replace(
        comparison,
        before=make_photo(comparison.before.pixels),
        after=make_photo(comparison.after.pixels),
        checks=(),
        seconds={},
    )
    assert "do not say enough" in Page(render_html(bare)).text


def test_notebook_display_is_small_and_has_no_script(comparison: Comparison, refused: Comparison) -> None:
    for each in (comparison, refused):
        html = render_notebook(each)
        assert len(html) < 400_000
        assert "<script" not in html
        assert Page(html).open == []
