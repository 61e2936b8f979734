"""The report as PDF: a document for archives (PDF/A-3a) and for screen readers, whose words are data and whose bytes repeat."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from condition.cli.compare import _report_path
from condition.comparison import Comparison
from condition.report import PdfError, render_json, render_pdf, sheet, write_report
from condition.report.as_pdf import covered, settable
from condition.report.comparison_sheet import comparison_sheet

DATE = datetime(2026, 1, 20, 12, 30, tzinfo=UTC)
PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
MARKUP = '#strong[x] $y^2$ \\ @a _b_ *c* `d` <e> // f /* g */ = h\n- i #read("/etc/passwd")'


@pytest.fixture(scope="module")
def pdf(comparison: Comparison) -> bytes:
    """A compared pair."""
    return render_pdf(comparison_sheet(comparison, DATE))


@pytest.fixture(scope="module")
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """The same, taken apart."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def small(*blocks: sheet.Block, **changes: Any) -> sheet.Sheet:
    """A sheet with few blocks."""
    whole = (sheet.Answer("here", "An answer.", (), "open"), *blocks)
    return replace(sheet.Sheet("Title", "foot", DATE, whole, {}, {}), **changes)


def text_of(pdf: bytes) -> str:
    """The words of a document as poppler reads them, on one line."""
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "poppler-utils is not installed (scripts/setup-system.sh tests installs it where apt and root are)"
        )
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def structure(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the tree of tags."""
    pending = [document.Root.StructTreeRoot.K]
    while pending:
        node = pending.pop()
        if isinstance(node, pikepdf.Array):
            pending += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                pending.append(node.K)


# Archive


def test_it_says_that_it_is_pdf_a_3a_and_pdf_ua_1(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        assert (xmp[f"{{{PDFA}}}part"], xmp[f"{{{PDFA}}}conformance"]) == ("3", "A")
        assert xmp[f"{{{PDFUA}}}part"] == "1"
        assert xmp.pdfa_status == "3A"


def test_its_colours_are_defined(opened: pikepdf.Pdf) -> None:
    (intent,) = list(opened.Root.OutputIntents)
    assert intent.S == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 100


def test_every_font_is_inside(opened: pikepdf.Pdf) -> None:
    descriptors = [
        each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
    ]
    assert descriptors
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()) for each in descriptors)


def test_nothing_in_it_runs_leads_outside_or_is_locked(opened: pikepdf.Pdf) -> None:
    assert not opened.is_encrypted
    forbidden = {"/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/URI", "/RichMedia", "/AcroForm"}
    for each in opened.objects:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            assert not forbidden & set(each.keys())


def test_the_record_is_attached_as_what_the_report_rests_on(
    opened: pikepdf.Pdf, comparison: Comparison
) -> None:
    assert list(opened.attachments) == ["result.json"]
    specification = opened.attachments["result.json"].obj
    assert specification.AFRelationship == "/Source"
    assert specification.objgen in [each.objgen for each in opened.Root.AF]
    record = opened.attachments["result.json"].get_file()
    assert record.mime_type == "application/json"
    assert record.read_bytes().decode() == render_json(comparison) + "\n"


# People


def test_it_is_tagged_in_the_order_of_reading(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert str(opened.Root.Lang) == "en"
    kinds = [str(each.S) for each in structure(opened)]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/P", "/Figure", "/Table", "/TH"} <= set(kinds)


def test_every_picture_is_told_in_words(opened: pikepdf.Pdf) -> None:
    pictures = [each for each in structure(opened) if each.S == "/Figure"]
    assert len(pictures) >= 4
    assert all(len(str(each.Alt)) > 10 for each in pictures)


def test_the_first_page_has_the_answer_the_mark_the_times_and_the_limits(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.pages[1:]
        first = io.BytesIO()
        document.save(first)
    words = text_of(first.getvalue())
    for said in (
        "new since the before photo was taken",
        "chance that it is new",
        "Time",
        "What could not be seen",
    ):
        assert said in words


def test_a_refusal_says_why_and_what_to_do(refused: Comparison) -> None:
    words = text_of(render_pdf(comparison_sheet(refused, DATE)))
    assert "These two photos cannot be compared." in words
    assert "Why not, and what to do" in words
    assert refused.reasons[0].fix in words


def test_its_pages_can_be_drawn(pdf: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip(
            "poppler-utils is not installed (scripts/setup-system.sh tests installs it where apt and root are)"
        )
    subprocess.run(
        ["pdftoppm", "-r", "40", "-png", "-", str(tmp_path / "page")],
        input=pdf,
        check=True,
        capture_output=True,
    )
    pages = [cv2.imread(str(path)) for path in sorted(tmp_path.iterdir())]
    assert len(pages) >= 3
    for page in pages:
        assert page is not None
        inked: NDArray[np.bool_] = np.min(page, axis=2) < 200
        assert 0.005 < inked.mean() < 0.9
        assert not inked[:, :15].any(), "nothing runs out of the page on the left"
        assert not inked[:, -15:].any(), "nothing runs out of the page on the right"


# Bytes


def test_the_same_sheet_gives_the_same_bytes(comparison: Comparison, pdf: bytes) -> None:
    assert render_pdf(comparison_sheet(comparison, DATE)) == pdf


def test_it_is_dated_as_it_was_told(opened: pikepdf.Pdf, pdf: bytes) -> None:
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20260120123000")
    east = DATE.astimezone(timezone(timedelta(hours=9))).replace(microsecond=5)
    assert render_pdf(small()) == render_pdf(small(date=east))


def test_a_report_on_disk_is_dated_by_the_variable(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(DATE.timestamp())))
    with pikepdf.open(write_report(comparison, tmp_path / "report.pdf")) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20260120123000")


def test_the_command_takes_a_pdf() -> None:
    assert _report_path("report.pdf") == "report.pdf"


# Words of strangers


def test_markup_stays_words() -> None:
    said = sheet.Said(MARKUP, MARKUP, MARKUP)
    blocks = (
        sheet.Text(MARKUP), said, sheet.Facts(((MARKUP, MARKUP),)), sheet.Heading(MARKUP),
        sheet.Judged((("good", MARKUP, MARKUP, MARKUP, MARKUP),)), sheet.Table((MARKUP,), ((MARKUP,),), (1,)),
        sheet.Moments((("event", MARKUP, MARKUP, MARKUP, MARKUP),)), sheet.FillIn((MARKUP,)),
        sheet.MarkCard(1, "new", MARKUP, MARKUP, 0.5, MARKUP, (MARKUP,), (MARKUP,), ((MARKUP, (MARKUP,)),)),
    )  # fmt: skip
    words = text_of(render_pdf(small(*blocks, title=MARKUP, running=MARKUP)))
    told = re.sub(r"\W", "", MARKUP)
    assert re.sub(r"\W", "", words).count(told) >= 16
    assert "root:" not in words


@settings(max_examples=20)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_can_be_set(title: str, words: str) -> None:
    made = render_pdf(small(sheet.Text(words), sheet.Said(words, title, words), title=f"t {title}"))
    assert made.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("kind", ["card", "judged", "said", "facts", "table", "moments", "text"])
def test_long_words_run_over_the_end_of_a_page_and_not_out_of_it(kind: str) -> None:
    long = " ".join(f"word{number}" for number in range(1500))
    png = cv2.imencode(".png", np.full((40, 80, 3), 90, np.uint8))[1].tobytes()
    blocks: dict[str, sheet.Block] = {
        "card": sheet.MarkCard(
            1, "new", "New", "scratch", 0.9, "90 %", decided=(long,), picture=sheet.Picture("p", "", "a grey picture")
        ),
        "judged": sheet.Judged((("good", "Met", "Clause", long, ""),)),
        "said": sheet.Said("ann", "", long),
        "facts": sheet.Facts((("name", long),)),
        "table": sheet.Table(("What",), ((long,),), (1,)),
        "moments": sheet.Moments((("event", "2026", long, "", ""),)),
        "text": sheet.Text(long),
    }  # fmt: skip
    words = text_of(render_pdf(small(blocks[kind], pictures={"p": png})))
    assert all(f"word{number}" in words for number in range(0, 1500, 50))
    assert "word1499" in words


def test_a_long_word_goes_on_in_the_next_line_and_not_out_of_the_page() -> None:
    name = "".join(f"{number:03d}." for number in range(100))
    photo = (("1", f"IMG_{name}jpg", "before", "front", "0" * 64),)
    table = sheet.Table(("Photo", "File", "Role", "Side", "SHA-256"), photo, (1, 3, 2, 2, 10), code=(4,))
    blocks = (table, sheet.Text(name), sheet.Facts((("File", name),)), sheet.Said("a", "", name))
    words = text_of(render_pdf(small(*blocks))).replace(" ", "").replace("\u200b", "")
    assert words.count(name) >= 3
    assert "0" * 64 in words


def test_characters_without_a_font_are_written_as_code_points() -> None:
    words = text_of(render_pdf(small(sheet.Text("Ring of 王, and Ж, é, א"))))
    assert "Ring of <U+738B>, and Ж, é" in words
    assert "Characters that no font here has are written as <U+…>" in words
    assert "no font here" not in text_of(render_pdf(small(sheet.Text("plain"))))


@pytest.mark.parametrize("character", ["\ue000", "\ufeff", "\U0010ffff", "\ud800", "\x1b"])
def test_what_is_no_character_of_text_never_reaches_the_typesetter(character: str) -> None:
    assert settable(f"a{character}", covered()) == f"a<U+{ord(character):04X}>"


def test_a_combination_no_font_has_is_written_in_plain_letters() -> None:
    assert render_pdf(small(sheet.Text("x\u0489\u20e3\u0332\u035c"))).startswith(b"%PDF")


def test_names_of_pictures_lead_nowhere() -> None:
    png = cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes()
    name = "../../../etc/passwd"
    picture = sheet.Pictures((sheet.Picture(name, "", "a black square"),), 10)
    assert render_pdf(small(picture, pictures={name: png})).startswith(b"%PDF")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_a_sentence(data: bytes) -> None:
    picture = sheet.Pictures((sheet.Picture("a", "", "nothing"),), 10)
    with pytest.raises(PdfError):
        render_pdf(small(picture, pictures={"a": data}))


def test_a_name_that_is_no_text_is_no_trouble(comparison: Comparison) -> None:
    odd = replace(comparison, before=replace(comparison.before, name="a\udcffb.jpg"))
    with pikepdf.open(io.BytesIO(render_pdf(comparison_sheet(odd, DATE)))) as document:
        record = document.attachments["result.json"].get_file().read_bytes()
    assert json.loads(record)["before"]["name"] == "a\udcffb.jpg"
