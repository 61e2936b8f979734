"""The log names what was done to it: deleted, reordered, edited, replaced, cut off, added."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from condition.cases import Line, check_chain, parse_log, render_log
from condition.cases.custody import NO_HASH, canonical, make_line, sha256_of


def make_log(length: int = 6, case: str = "c") -> list[Line]:
    lines: list[Line] = []
    for number in range(1, length + 1):
        previous = lines[-1].digest if lines else NO_HASH
        lines.append(
            make_line(
                case, number, previous,
                who="ann", when="2026-01-31T12:00:00.000000Z", what="note added", details={"number": number},
            )
        )  # fmt: skip
    return lines


def placed(lines: list[Line]) -> list[Line]:
    """The lines as a file would hold them: the place is where they stand."""
    return [replace(line, place=place) for place, line in enumerate(lines, 1)]


def codes(lines: list[Line], **noted: object) -> list[tuple[str, str]]:
    problems = check_chain("c", lines, **noted)  # type: ignore[arg-type]  # options by name
    return [(problem.code, problem.where) for problem in problems]


def test_a_sound_log_has_no_problems() -> None:
    log = make_log()
    assert codes(log, entries=6, head=log[-1].digest) == []
    assert codes([]) == []


def test_an_entry_is_hashed_as_canonical_json() -> None:
    line = make_log(1)[0]
    assert line.digest == sha256_of(line.body.encode())
    assert line.body == json.dumps(json.loads(line.body), sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("number", range(1, 7))
def test_a_deleted_entry_is_named(number: int) -> None:
    log = make_log()
    del log[number - 1]
    assert codes(placed(log), entries=6) == [("ENTRY_DELETED", f"entry {number}")]


def test_a_log_that_was_cut_off_is_seen_by_the_number_of_entries() -> None:
    assert codes(make_log()[:4], entries=6) == [("ENTRY_DELETED", "entry 5"), ("ENTRY_DELETED", "entry 6")]


@pytest.mark.parametrize("number", range(1, 6))
def test_reordered_entries_are_named(number: int) -> None:
    log = make_log()
    log[number - 1], log[number] = log[number], log[number - 1]
    assert codes(placed(log)) == [("ENTRY_REORDERED", f"entry {number}")]


def edited(line: Line) -> str:
    return canonical({**json.loads(line.body), "who": "eve"})


@pytest.mark.parametrize("number", range(1, 7))
def test_an_edited_entry_is_named(number: int) -> None:
    log = make_log()
    log[number - 1] = replace(log[number - 1], body=edited(log[number - 1]))
    assert codes(log) == [("ENTRY_EDITED", f"entry {number}")]


@pytest.mark.parametrize("number", range(1, 6))
def test_an_entry_edited_together_with_its_hash_breaks_the_chain(number: int) -> None:
    log = make_log()
    body = edited(log[number - 1])
    log[number - 1] = Line(number, sha256_of(body.encode()), body)
    assert codes(log) == [("CHAIN_BROKEN", f"entry {number + 1}")]


def test_a_last_entry_edited_together_with_its_hash_is_not_the_one_that_was_noted() -> None:
    log = make_log()
    head = log[-1].digest
    body = edited(log[-1])
    log[-1] = Line(6, sha256_of(body.encode()), body)
    assert codes(log, head=head) == [("HEAD", "log")]


def test_an_entry_that_stands_twice_is_named() -> None:
    log = make_log()
    assert set(codes(placed([*log[:3], log[1], *log[3:]]))) == {("ENTRY_TWICE", "entry 2")}


def test_an_entry_added_at_the_end_is_named() -> None:
    assert ("ENTRY_ADDED", "entry 6") in codes(make_log(), entries=5)


def test_an_entry_of_another_case_is_named() -> None:
    assert ("ENTRY_OF_ANOTHER_CASE", "entry 1") in [
        (problem.code, problem.where) for problem in check_chain("d", make_log(1))
    ]


def test_the_log_as_text_reads_back() -> None:
    log = make_log()
    assert list(parse_log(render_log(log))) == log


@given(st.binary(max_size=300))
def test_any_text_is_a_log_or_gives_problems(data: bytes) -> None:
    lines = parse_log(data.decode("utf-8", errors="replace"))
    assert check_chain("c", lines)


LOG = render_log(make_log(3)).encode()


@given(st.integers(0, len(LOG) * 8 - 1))
def test_any_flipped_bit_is_found(bit: int) -> None:
    flipped = bytearray(LOG)
    flipped[bit // 8] ^= 1 << bit % 8
    lines = parse_log(flipped.decode("utf-8", errors="replace"))
    assert check_chain("c", lines, entries=3, head=make_log(3)[-1].digest)
