"""The report of a case: as a page and as PDF it says the same, holds the words of both sides, and can be made again."""

from __future__ import annotations

import errno
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pikepdf
import pytest

import condition.cases.judging
import condition.cases.rerun
import condition.cases.sealing
from condition.cases import (
    CaseStore,
    Party,
    Piece,
    add_bill,
    add_photo,
    compare_photos,
    contest,
    decide,
    decide_drawn,
    draw,
    fsck,
    grade_mark,
    new_key,
    note_mark,
    render_case_pdf,
    render_page,
    reply,
    seal,
    set_scale,
    sign_off,
    stored_pictures,
    verify,
)
from condition.cases.case_sheet import case_sheet, record_bytes
from condition.cases.pictures import folder_of
from condition.cli import main
from condition.errors import PackageError
from condition.language import language
from condition.report.sheet import plain_block
from tests.builders import make_comparison, make_pair, make_refused
from tests.cases.test_package import forge

WORDS = "It was there before, #strong[look] & <b>see</b>\nsecond line"
BILL = b"%PDF-1.4\n%%EOF\n"


def fill(store: CaseStore) -> None:
    """A case with a bit of everything."""
    store.new("c", who="ann", piece=Piece(kind="watch", dimensions_mm={"diameter": 41.0}))
    store.add("c", Party(role="customer", name="Ann #1"), who="ann")
    pair = make_pair(160)
    for pixels, role in ((pair.before, "before"), (pair.after, "intake")):
        data = cv2.imencode(".jpg", pixels[:, :, ::-1])[1].tobytes()
        add_photo(store, "c", data, role=role, who="ann")
    compare_photos(store, "c", who="ann")
    decide(store, "c", 1, "new", reason="seen under the loupe", who="bea")
    grade_mark(store, "c", 1, "light", reason="shallow", who="bea")
    note_mark(store, "c", 1, "left of the lug", who="bea")
    contest(store, "c", WORDS, who="ann", mark=1)
    reply(store, "c", 1, "The before photo shows the place.", who="bea")
    add_bill(store, "c", BILL, amount="180.00 EUR", issuer="workshop", who="ann")
    sign_off(store, "c", "This is what I saw.", who="bea")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a store, a key and a package; every comparison gives the same made result."""
    folder = tmp_path_factory.mktemp("reports")
    new_key(folder / "key")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_comparison())
        patch.setattr(condition.cases.rerun, "compare", lambda *_, **__: make_comparison())
        with CaseStore(folder / "store") as store:
            fill(store)
            seal(store, "c", folder / "c.zip", key=folder / "key", who="ann")
        yield folder


@pytest.fixture
def case_store(folder: Path, tmp_path: Path) -> Iterator[CaseStore]:
    """A copy of the store, to be changed."""
    shutil.copytree(folder / "store", tmp_path / "store")
    with CaseStore(tmp_path / "store") as store:
        yield store


def page_of(store: CaseStore) -> str:
    return render_page(store.case("c"), store.log("c"), stored_pictures(store, store.case("c")))


def pdf_of(store: CaseStore) -> bytes:
    return render_case_pdf(store.case("c"), store.log("c"), stored_pictures(store, store.case("c")))


def strings(value: Any) -> Iterator[str]:
    """Every word of a sheet but the names of its blocks and pictures."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in ("kind", "name", "tone", "verdict"):
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str) and value not in ("good", "bad", "open", "person", "photo", "event"):
        yield value


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


# What it says


def test_page_and_pdf_say_everything_on_the_sheet(case_store: CaseStore) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "poppler-utils is not installed (scripts/setup-system.sh tests installs it where apt and root are)"
        )
    sheet = case_sheet(case_store.case("c"), case_store.log("c"), {})
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf_of(case_store), capture_output=True, check=True)
    page = letters(
        html.unescape(re.sub(r"<(style|svg).*?</\1>|<[^>]*>", "", page_of(case_store), flags=re.DOTALL))
    )
    # where a page ends, its foot stands between the lines, so words are looked for line by line
    pdf = letters(done.stdout.decode())
    for text in strings([plain_block(block) for block in sheet.blocks]):
        assert letters(text) in page, text
        for line in text.splitlines():
            head = letters(line)[:24]
            assert head in pdf, line


@pytest.mark.parametrize(
    "said",
    [
        "Decided by people. Mark 1: new (bea,", "Decided: new (bea", "seen under the loupe", "left of the lug",
        "Graded light by bea: shallow", "Contested by ann", "The before photo shows the place.", "What I contest, and why",
        "180.00 EUR", "This is what I saw.", "watch, diameter 41 mm", "customer: Ann #1", "What could not be seen",
        "Hash of the last entry",
    ],
)  # fmt: skip
def test_the_page_has_what_a_person_looks_for(case_store: CaseStore, said: str) -> None:
    assert said in html.unescape(page_of(case_store))


def test_words_of_strangers_stay_words_line_by_line(case_store: CaseStore) -> None:
    page = page_of(case_store)
    assert "<b>see" not in page
    assert "<p>second line</p>" in page
    assert "<script" not in page
    assert "://" not in page


def test_every_mark_but_the_old_ones_has_its_crop_pair(case_store: CaseStore) -> None:
    pictures = stored_pictures(case_store, case_store.case("c"))
    sheet = case_sheet(case_store.case("c"), case_store.log("c"), pictures)
    record = json.loads(case_store.case("c").comparisons[0].record)
    looked_at = {
        f"01/marks/{each['number']:02d}.png"
        for each in record["findings"]
        if each["verdict"] != "already_there"
    }
    assert looked_at
    assert looked_at <= sheet.pictures.keys()
    assert page_of(case_store).count("data:image/png") == len(
        [name for name in sheet.pictures if "marks" in name]
    )


def test_a_mark_that_both_photos_show_has_a_crop_pair_where_it_is_contested(case_store: CaseStore) -> None:
    record = json.loads(case_store.case("c").comparisons[0].record)
    old = next(each["number"] for each in record["findings"] if each["verdict"] == "already_there")
    contest(case_store, "c", "this is new", who="ann", mark=old)
    pictures = stored_pictures(case_store, case_store.case("c"))
    assert (
        f"01/marks/{old:02d}.png" in case_sheet(case_store.case("c"), case_store.log("c"), pictures).pictures
    )


def test_pictures_that_were_changed_are_not_shown(case_store: CaseStore) -> None:
    (folder_of(case_store, "c", 1) / "before.jpg").write_bytes(b"another picture")
    assert stored_pictures(case_store, case_store.case("c")) == {}
    assert "data:" not in page_of(case_store).replace("img-src data:", "")


def test_a_case_without_a_comparison_says_so(store: CaseStore) -> None:
    store.new("c", who="ann")
    assert "Nothing was compared yet." in page_of(store)
    assert pdf_of(store).startswith(b"%PDF-1.7")


def test_a_refused_comparison_says_why(case_store: CaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_refused())
    compare_photos(case_store, "c", who="ann")
    page = page_of(case_store)
    assert "These two photos cannot be compared." in page
    assert "Why not, and what to do" in page
    assert "Earlier: comparison 1" in page
    assert pdf_of(case_store).startswith(b"%PDF-1.7")


# The document


def test_the_record_is_attached_to_the_pdf(case_store: CaseStore) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(case_store))) as document:
        assert document.attachments["case.json"].get_file().read_bytes() == record_bytes(case_store.case("c"))


def test_the_same_case_gives_the_same_bytes_whenever_it_is_printed(case_store: CaseStore) -> None:
    assert pdf_of(case_store) == pdf_of(case_store)
    with pikepdf.open(io.BytesIO(pdf_of(case_store))) as document:
        last = json.loads(case_store.log("c")[-1].body)["when"]
        assert str(document.docinfo["/CreationDate"])[2:14] == re.sub(r"\D", "", last)[:12]


@pytest.mark.parametrize("name", ["report.pdf", "report.html", "report.docx"])
def test_the_command_writes_what_the_extension_says(
    folder: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["case", "report", "c", "--store", str(folder / "store"), "-o", str(tmp_path / name)]
    if name.endswith("docx"):
        with pytest.raises(SystemExit):
            main(arguments)
        return
    assert main(arguments) == 0
    start = {"report.pdf": b"%PDF-1.7", "report.html": b"<!doctype html>"}[name]
    assert (tmp_path / name).read_bytes().lstrip().startswith(start)


# The package


def unpacked(folder: Path, into: Path) -> Path:
    with zipfile.ZipFile(folder / "c.zip") as archive:
        archive.extractall(into)
    return into / "c"


def test_a_package_holds_both_reports_and_the_bill(folder: Path, tmp_path: Path) -> None:
    inside = unpacked(folder, tmp_path)
    assert (inside / "data/case.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (inside / "data/bills/01.pdf").read_bytes() == BILL
    with pikepdf.open(inside / "data/case.pdf") as document:
        attached = document.attachments["case.json"].get_file().read_bytes()
    assert attached == (inside / "data/case.json").read_bytes()
    assert verify(folder / "c.zip").problems == ()


def test_the_reports_of_a_package_can_be_made_again(folder: Path) -> None:
    verification = verify(folder / "c.zip", rerun=True)
    assert verification.problems == ()
    assert "its reports were made again" in verification.steps[-1].said


def test_they_are_the_same_whatever_language_somebody_speaks(folder: Path) -> None:
    with language("de"):
        assert verify(folder / "c.zip", rerun=True).problems == ()


@pytest.mark.parametrize("name", ["case.pdf", "case.html"])
def test_a_report_that_says_something_else_is_found_whoever_signed_it(
    folder: Path, tmp_path: Path, name: str
) -> None:
    inside = unpacked(folder, tmp_path)
    (inside / "data" / name).write_bytes(
        (inside / "data" / name).read_bytes().replace(b"mark", b"Mark", 1) + b" "
    )
    new_key(tmp_path / "forger")
    forge(inside, tmp_path / "forger")
    assert verify(inside).problems == ()  # sound in itself, as far as hashes go
    assert "RERUN_DIFFERS" in {problem.code for problem in verify(inside, rerun=True).problems}


def test_a_bill_that_is_another_one_is_found(folder: Path, tmp_path: Path) -> None:
    inside = unpacked(folder, tmp_path)
    (inside / "data/bills/01.pdf").write_bytes(BILL.replace(b"1.4", b"1.5"))
    assert ("ORIGINAL_ALTERED", "bill 1") in {(each.code, each.where) for each in verify(inside).problems}
    (inside / "data/bills/01.pdf").unlink()
    assert ("ORIGINAL_MISSING", "bill 1") in {(each.code, each.where) for each in verify(inside).problems}


def test_reports_of_another_version_are_left_alone(folder: Path, tmp_path: Path) -> None:
    inside = unpacked(folder, tmp_path)
    package = json.loads((inside / "data/package.json").read_text())
    package["software"]["typst"] = "0.0.1"
    (inside / "data/package.json").write_text(json.dumps(package))
    last = verify(inside, rerun=True).steps[-1]
    assert "made by other versions" in last.said
    assert last.problems == []


# A full disk


def test_wherever_the_disk_gets_full_nothing_half_is_left(
    case_store: CaseStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "packages"
    target.mkdir()
    original, at = Path.write_bytes, {"now": 0, "full": 0}

    def write(path: Path, data: Any) -> int:
        if target in path.parents:
            at["now"] += 1
            if at["now"] == at["full"]:
                original(path, bytes(data)[: len(data) // 2])  # what fits
                raise OSError(errno.ENOSPC, "No space left on device")
        return original(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    seal(case_store, "c", target / "c.zip", key=folder / "key", who="ann")
    (target / "c.zip").unlink()
    last = at["now"]
    for full in sorted({1, 2, last // 2, last - 1, last}):
        at.update(now=0, full=full)
        with pytest.raises(PackageError, match="No space left"):
            seal(case_store, "c", target / "c.zip", key=folder / "key", who="ann")
        assert list(target.iterdir()) == []
    assert fsck(case_store) == ()


@pytest.mark.parametrize("what", ["shutil.copyfile", "bagit.make_bag", "os.replace"])
def test_a_full_disk_in_a_library_is_the_same_sentence(
    case_store: CaseStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"condition.cases.sealing.{what}", full)
    (tmp_path / "packages").mkdir()
    with pytest.raises(PackageError, match=r"the package cannot be written \(No space left on device\)"):
        seal(case_store, "c", tmp_path / "packages/c.zip", key=folder / "key", who="ann")
    assert list((tmp_path / "packages").iterdir()) == []


# Languages


def test_a_report_speaks_the_language_of_its_reader(case_store: CaseStore) -> None:
    with language("de"), pikepdf.open(io.BytesIO(pdf_of(case_store))) as document:
        assert str(document.Root.Lang) == "de"


def test_a_language_without_type_is_printed_in_english_and_read_on_the_page(case_store: CaseStore) -> None:
    with language("zh"):
        page, pdf = page_of(case_store), pdf_of(case_store)
    assert 'lang="zh-Hans"' in page
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en"


def test_what_was_drawn_and_set_by_hand_is_told(case_store: CaseStore) -> None:
    draw(case_store, "c", "mark", [[10.0, 20.0], [30.0, 45.0]], who="bea")
    set_scale(
        case_store, "c", 2, "coin", "1 euro coin", known_mm=23.25, error_mm=0.05,
        points=[[0.0, 0.0], [100.0, 0.0]], who="bea",
    )  # fmt: skip
    decide_drawn(case_store, "c", 1, "new", "light", reason="bare metal", who="cem")
    grade_mark(case_store, "c", None, "moderate", reason="worn", who="bea")
    page = page_of(case_store)
    for said in (
        "a mark that the program missed: new, light, cem (bare metal)",
        "x 10–30, y 20–45, 32 px, 7.4 ± 0.5 mm long",
        "scale of photo 2: 1 euro coin",
        "23.25 ± 0.05 mm",
    ):
        assert said in page
    assert "moderate, bea" in page
    assert pdf_of(case_store).startswith(b"%PDF-1.7")
