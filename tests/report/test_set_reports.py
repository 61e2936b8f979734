"""The report of a set in all its forms: the same answer, every photo named, a schema, nothing from outside."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest

import condition.report.as_json
from condition.comparison import NOT_COMPARABLE
from condition.errors import SettingsError
from condition.language import language
from condition.novelty import Verdict
from condition.report import (
    render_pdf,
    render_set_html,
    render_set_json,
    render_set_pdf,
    render_set_text,
    set_record,
    write_set_folder,
    write_set_report,
)
from condition.report.set_sheet import set_sheet
from condition.report.sheet import Judged, MarkCard, names_of_pictures
from condition.sets import ComparisonSet
from tests.sets.made import staged_set

SCHEMA: dict[str, Any] = json.loads(
    Path(condition.report.as_json.__file__).with_name("schema").joinpath("set-1.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def compared() -> ComparisonSet:
    return staged_set()


@pytest.fixture(scope="module")
def refused(compared: ComparisonSet) -> ComparisonSet:
    return replace(compared, status=NOT_COMPARABLE, pairs=(), views=(), all_marks=(), refuted=())


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["compared", "refused"])
def test_the_record_follows_the_schema(name: str, request: pytest.FixtureRequest) -> None:
    made = request.getfixturevalue(name)
    record = json.loads(render_set_json(made))
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert record == set_record(made)


def test_without_a_comparison_there_is_no_empty_list_of_marks(refused: ComparisonSet) -> None:
    assert set_record(refused)["marks"] is None


def test_each_joined_mark_can_be_traced_to_the_findings_of_its_pairs(compared: ComparisonSet) -> None:
    record = set_record(compared)
    mark = next(mark for mark in record["marks"] if mark["verdict"] == "new")
    found = [t for t in mark["testimonies"] if t["finding"] is not None]
    assert len(found) == 3
    for testimony in found:
        pair = record["pairs"][testimony["pair"]]
        assert (pair["before"], pair["after"]) == (testimony["before"], testimony["after"])
        assert testimony["finding"] in {f["number"] for f in pair["comparison"]["findings"]}


def test_text_and_page_give_the_same_answer_and_name_every_photo(compared: ComparisonSet) -> None:
    text, page = render_set_text(compared), render_set_html(compared)
    for told in (text, page):
        assert "1 mark appears to be new since the before photos were taken." in told
        for photo in (*compared.before, *compared.after):
            assert photo.name in told
        assert "refuted by the others" in told


def test_the_page_of_a_refusal_claims_nothing(refused: ComparisonSet) -> None:
    page = render_set_html(refused)
    assert "None of these photos can be compared." in page
    assert 'id="marks"' not in page


def test_names_of_files_are_never_markup_and_never_steer_a_terminal(compared: ComparisonSet) -> None:
    assert "<script" not in render_set_html(compared)
    assert "\x1b" not in render_set_text(compared)


def test_the_page_loads_nothing(compared: ComparisonSet) -> None:
    page = render_set_html(compared)
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert "default-src 'none'" in page


def test_a_new_mark_shows_its_place_in_every_photo(compared: ComparisonSet) -> None:
    page = render_set_html(compared)
    first = page[page.index('id="mark-1"') :]
    row = first[first.index("<ol>") : first.index("</ol>")]
    assert row.count("<li>") == len(compared.before) + len(compared.after)


def test_an_unknown_form_is_refused_before_anything_is_written(
    compared: ComparisonSet, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"set\.docx"):
        write_set_report(compared, tmp_path / "set.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_holds_the_report_the_record_and_a_picture_a_mark(
    compared: ComparisonSet, tmp_path: Path
) -> None:
    written = {path.relative_to(tmp_path).as_posix() for path in write_set_folder(compared, tmp_path)}
    assert {"report.html", "result.json"} <= written
    assert len([name for name in written if name.startswith("marks/")]) == len(compared.marks)


def test_the_record_stays_english_in_another_language(compared: ComparisonSet) -> None:
    with language("de"):
        assert render_set_json(compared) == render_set_json(compared)
        spoken = set_record(compared)["marks"][0]["explanation"]
    assert spoken == str(compared.marks[0].explanation)


def test_a_set_shows_itself_in_a_notebook(compared: ComparisonSet) -> None:
    assert "1 mark appears to be new" in compared._repr_html_()


# PDF

DATE = datetime(2026, 1, 20, 12, 30, tzinfo=UTC)


def test_the_pdf_is_an_archive_document_with_the_record_inside(
    compared: ComparisonSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1768912200")
    made = render_set_pdf(compared)
    with pikepdf.open(io.BytesIO(made)) as document:
        with document.open_metadata() as xmp:
            assert xmp.pdfa_status == "3A"
        record = document.attachments["result.json"].get_file().read_bytes()
    assert record.decode() == render_set_json(compared) + "\n"
    assert made == render_pdf(set_sheet(compared, DATE))


def test_the_sheet_shows_every_open_mark_with_its_pictures(compared: ComparisonSet) -> None:
    sheet = set_sheet(compared, DATE)
    cards = [block for block in sheet.blocks if isinstance(block, MarkCard)]
    open_marks = [m for m in compared.all_marks if m.verdict in (Verdict.NEW, Verdict.CANNOT_TELL)]
    assert [card.number for card in cards] == [mark.number for mark in open_marks]
    assert names_of_pictures(sheet.blocks) == frozenset(sheet.pictures)


@pytest.mark.parametrize("name", ["compared", "refused"])
def test_the_sheet_tells_each_photo_left_out_as_words(name: str, request: pytest.FixtureRequest) -> None:
    sheet = set_sheet(request.getfixturevalue(name), DATE)
    told = [item for block in sheet.blocks if isinstance(block, Judged) for item in block.items]
    assert [item[1] for item in told if item[4] == "Send the original file."] == ["Unreadable"]
    assert not any("\x1b" in words for item in told for words in item)
