"""The time line as a picture: well-formed, nothing overlaps or sticks out, and what contradicts is signed and said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.comparison import Comparison
from condition.photo import Photo
from condition.report import (
    comparison_record,
    render_html,
    render_line,
    render_notebook,
    render_text,
    render_timeline,
)
from condition.report.as_timeline import NARROW, WIDE, Form
from condition.timeline import Check, LineEntry, Severity, build_line, check_pair, parse_events
from tests.report.golden import assert_text_matches_golden
from tests.timeline.made_photos import NOW, photo, time
from tests.timeline.test_events import AFTER, BEFORE, DISPUTE

SVG = "{http://www.w3.org/2000/svg}"
LATE = photo(time("2025:12:31 18:05:00", offset="+01:00"))
EVENTS = parse_events(DISPUTE)
both_forms = pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))
words = st.text(min_size=1, max_size=60)


def line(before: Photo = BEFORE, after: Photo = AFTER) -> tuple[LineEntry, ...]:
    return build_line([("before", before), ("after", after)], EVENTS, check_pair(before, after, EVENTS, NOW))


def drawn(entries: tuple[LineEntry, ...], form: Form = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(render_timeline(entries, form))


def texts(root: ElementTree.Element, style: str) -> list[str]:
    return [
        "".join(node.itertext()) for node in root.iter(f"{SVG}text") if style in (node.get("class") or "")
    ]


@st.composite
def entries(draw: st.DrawFn) -> LineEntry:
    start = draw(moments)
    check = Check(
        "EVENT_ORDER", draw(st.sampled_from([Severity.CAUTION, Severity.CONTRADICTION])), (), draw(words)
    )
    return LineEntry(
        draw(st.sampled_from(["before", "after", "photo", "received"])),
        draw(words),
        draw(words),
        draw(words),
        start,
        start + draw(st.timedeltas(timedelta(0), timedelta(days=40))),
        draw(words),
        draw(st.sampled_from(["", "+01:00", "Europe/Berlin"])),
        draw(st.sampled_from([(), (check,)])),
    )


@both_forms
@given(found=st.lists(entries(), min_size=1, max_size=9))
def test_any_line_is_well_formed_and_nothing_sticks_out(form: Form, found: list[LineEntry]) -> None:
    root = drawn(tuple(found), form)
    left_end, _, wide, height = map(float, (root.get("viewBox") or "").split())
    width = left_end + wide
    for node in root.iter(f"{SVG}rect"):
        if node.get("class"):
            left, top = float(node.get("x", 0)), float(node.get("y", 0))
            assert left >= 0
            assert left + float(node.get("width", 0)) <= width
            assert top + float(node.get("height", 0)) <= height
    assert all(float(node.get("y", 0)) <= height for node in root.iter(f"{SVG}text"))


@both_forms
def test_lines_of_words_never_overlap(form: Form) -> None:
    root = drawn(line(LATE), form)
    rows = [node for node in root.iter(f"{SVG}g") if node.get("class") == "row"]
    heights = [
        float(text.get("y", 0)) for row in rows for text in row if text.get("class") in ("title", "text")
    ]
    assert heights == sorted(heights)
    assert min(two - one for one, two in pairwise(heights)) >= 17


@both_forms
def test_every_entry_says_what_when_and_by_whom(form: Form) -> None:
    said = " ".join("".join(node.itertext()) for node in drawn(line(), form).iter(f"{SVG}text"))
    for entry in line():
        assert entry.label[1:] in said
        assert entry.said in said
        assert entry.source in said


def test_a_contradiction_has_a_sign_a_word_and_a_line_to_the_other() -> None:
    root = drawn(line(LATE))
    assert len(texts(root, "bang")) == 3  # both entries and the legend
    assert sum(text.startswith("Contradiction: ") for text in texts(root, "text")) == 2
    assert "Contradiction: see “handed to the" in " ".join(texts(root, "text"))
    assert sum(node.get("class") == "link" for node in root.iter(f"{SVG}path")) == 1
    calm = drawn(line())
    assert texts(calm, "bang") == []


def test_an_unknown_zone_is_drawn_and_said() -> None:
    root = drawn(line(after=photo(time("2026:01:08 10:15:00"), seed=1)))
    assert any("open" in (node.get("class") or "") for node in root.iter(f"{SVG}rect"))
    assert "No time zone stated" in " ".join(texts(root, "text"))


def test_the_picture_is_told_to_who_cannot_see_it() -> None:
    root = drawn(line(LATE))
    assert root.get("role") == "img"
    named = {node.get("id") for node in root if node.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set((root.get("aria-labelledby") or "").split()) == named
    description = root.findtext(f"{SVG}desc") or ""
    assert "bought: 2025-12-19 · invoice" in description
    assert "Contradiction: The before photo" in description


def test_nothing_to_draw_gives_no_picture() -> None:
    assert render_timeline(()) == ""
    assert render_line(()) == ""


def test_the_page_holds_both_forms_and_the_table(comparison: Comparison) -> None:
    html = render_html(replace(comparison, events=EVENTS))
    assert html.count('class="time-line"') == 2
    assert "line-wide-title" in html
    assert "line-narrow-title" in html
    table = html[html.index("The time line as a table") :]
    assert all(event.words in table.lower() for event in EVENTS)


def test_text_json_and_notebook_tell_the_same_line(comparison: Comparison) -> None:
    told = replace(comparison, events=EVENTS)
    record = comparison_record(told)["timeline"]
    assert [entry["kind"] for entry in record] == [
        "bought", "delivered", "photographed", "handed_over", "received", "answered", "before", "after",
    ]  # fmt: skip
    text = re.sub(r"\s+", " ", render_text(told))
    assert all(f"{entry['label']} – {entry['source']}" in text for entry in record)
    assert "<svg" in render_notebook(told)
    assert "<svg" not in render_notebook(comparison)


def test_the_text_of_a_contradiction_is_golden() -> None:
    assert_text_matches_golden("line", render_line(line(LATE)))


def test_the_picture_of_a_contradiction_is_golden() -> None:
    assert_text_matches_golden("line_svg", render_timeline(line(LATE)))


def test_hostile_words_are_shown_and_not_run() -> None:
    evil = '"><script>alert(1)</script>\u202e'
    (entry, *_) = line()
    svg = render_timeline((replace(entry, label=evil, said=evil, source=evil),))
    ElementTree.fromstring(svg)
    assert "<script" not in svg
