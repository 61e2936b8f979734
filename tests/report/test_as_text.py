"""The terminal summary answers in the order a person asks, and cannot be hijacked by a file name."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from condition.comparison import Comparison
from condition.measurement import Finding
from condition.novelty import Kind, Verdict
from condition.report import headline, render_text, words
from condition.report.paint import WIDTH
from condition.timeline import Check, Severity
from tests.builders import Pair, make_finding, make_photo
from tests.report.golden import assert_text_matches_golden


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", ["comparison", "clean", "refused"])
def test_summary_matches_the_golden(name: str, request: pytest.FixtureRequest) -> None:
    assert_text_matches_golden(name, render_text(request.getfixturevalue(name)))


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ((0.5,), "1 mark appears to be new since"),
        ((0.9,), "1 mark is new since"),
        ((0.95, 0.91), "2 marks are new since"),
        ((0.99, 0.89), "2 marks appear to be new since"),
    ],
)
def test_a_mark_is_called_new_only_where_that_is_sure(
    comparison: Comparison, chances: tuple[float, ...], said: str
) -> None:
    """One doubtful mark among sure ones makes the number of new marks doubtful."""
    marks = tuple(
        replace(comparison.all_findings[0], number=number, score=chance)
        for number, chance in enumerate(chances, 1)
    )
    assert headline(replace(comparison, all_findings=marks)).startswith(said)


def test_questions_are_answered_in_order(comparison: Comparison) -> None:
    text = render_text(comparison)
    parts = [
        "2 marks appear to be new",
        "New: 2 marks",
        "Cannot tell: 1 mark",
        "Times:",
        "What could not be seen",
    ]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_refusal_says_every_reason_and_what_to_do(refused: Comparison) -> None:
    text = _flat(render_text(refused))
    assert "cannot be compared" in text
    for reason in refused.reasons:
        assert reason.text in text
        assert reason.fix in text


@pytest.mark.parametrize(
    ("share", "where"),
    [(0.999, "the part (more than 99 %)"), (0.8, "the 80 %"), (0.004, "the part (less than 1 %)")],
)
def test_a_bound_reads_as_a_bound(
    clean: Comparison, share: float, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "compared_share", lambda _: share)
    assert headline(clean) == f"No new mark was found on {where} of the piece that could be compared."


def test_refusal_does_not_read_as_a_clean_result(refused: Comparison) -> None:
    assert "No new mark" not in render_text(refused)


def test_clean_result_says_on_which_part_and_how_fine(clean: Comparison) -> None:
    text = _flat(render_text(clean))
    assert "No new mark was found on the 80 % of the piece that could be compared." in text
    assert "Marks thinner than 3.1 px could not have been seen in the before photo" in text


@pytest.mark.parametrize("name", ["comparison", "clean", "refused"])
def test_nothing_is_called_damage_and_nobody_is_accused(name: str, request: pytest.FixtureRequest) -> None:
    text = render_text(request.getfixturevalue(name)).lower()
    assert not re.search(r"damage|caused|fault|blame|proof|proved", text)


def test_undecided_mark_only_looks_like_something(pair: Pair, comparison: Comparison) -> None:
    finding = make_finding(pair, 1, "unclear", Verdict.CANNOT_TELL, 0.5, kind=Kind.CHIP)
    assert "looks like a chip" in render_text(replace(comparison, all_findings=(finding,)))


def test_lines_fit_the_width(comparison: Comparison, refused: Comparison) -> None:
    for text in (render_text(comparison), render_text(refused)):
        assert max(map(len, text.splitlines())) <= WIDTH


def test_colour_adds_escapes_and_changes_no_word(comparison: Comparison, refused: Comparison) -> None:
    for each in (comparison, refused):
        coloured = render_text(each, colour=True)
        assert "\x1b[" in coloured
        assert re.sub(r"\x1b\[\d+m", "", coloured) == render_text(each)


def test_escapes_in_file_names_and_texts_are_neutralised(comparison: Comparison) -> None:
    evil = "x\x1b]0;owned\x07\r\n\u202e.jpg"
    hostile = replace(
        comparison,
        before=make_photo(comparison.before.pixels, evil),
        checks=(Check("SOFTWARE", Severity.CAUTION, (evil,), f"It was saved by {evil}.", "before"),),
        all_findings=(replace(comparison.findings[0], explanation=evil),),
    )
    text = render_text(hostile)
    assert not set(text) & {"\x1b", "\x07", "\r", "\u202e"}
    assert "\\x1b]0;owned\\x07" in text


def test_new_marks_are_never_cut_short_and_old_ones_are_counted(pair: Pair, comparison: Comparison) -> None:
    def many(verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(make_finding(pair, n, "new", verdict, 0.5) for n in range(1, 31))

    new = render_text(replace(comparison, all_findings=many(Verdict.NEW)))
    old = render_text(replace(comparison, all_findings=many(Verdict.ALREADY_THERE)))
    assert new.count("scratch") == 30
    assert old.count("scratch") == 12
    assert "and 18 more" in old


def test_contradicted_order_is_said_beside_the_answer(comparison: Comparison) -> None:
    check = Check(
        "BEFORE_AFTER_ORDER", Severity.CONTRADICTION, (), "The after photo claims the earlier time."
    )
    text = _flat(render_text(replace(comparison, checks=(check,))))
    assert "“new” and “gone” change places" in text.split("New: 2 marks")[0]


def test_a_single_missing_tag_does_not_outweigh_a_known_order(comparison: Comparison) -> None:
    order, missing = comparison.checks[:2]
    assert "Times: fits" in render_text(replace(comparison, checks=(order, missing)))
