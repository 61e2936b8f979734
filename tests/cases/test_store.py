"""The store: names, originals, and what fsck names."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from condition.cases import CasePhoto, CaseStore, Note, check_case, default_folder, fsck
from condition.cases.originals import Originals
from condition.errors import CaseError


def add_photo(store: CaseStore, data: bytes = b"a photo") -> Path:
    digest = store.originals.put(data)
    photo = CasePhoto(sha256=digest, name="a.jpg", role="before", format="JPEG", size_bytes=len(data))
    store.add("c", photo, who="ann")
    return store.originals.path(digest)


def tamper(store: CaseStore, *statements: str) -> None:
    """Change the file of the database as somebody does who knows about the triggers."""
    connection = sqlite3.connect(store.folder / "cases.sqlite")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in (*(f"DROP TRIGGER {name}" for (name,) in triggers), *statements):
        connection.execute(statement)
    connection.commit()
    connection.close()


def found(store: CaseStore) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in fsck(store)]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a b", "ä", "x" * 65, "a\n"])
def test_a_name_that_could_be_a_path_is_refused(store: CaseStore, name: str) -> None:
    with pytest.raises(CaseError, match="is no name of a case"):
        store.new(name, who="ann")


def test_a_case_is_opened_once(store: CaseStore) -> None:
    store.new("c", who="ann")
    with pytest.raises(CaseError, match="there is a case 'c' already"):
        store.new("c", who="bob")
    assert store.case("c").entries == 1


def test_a_case_that_is_not_there_is_named(store: CaseStore) -> None:
    for ask in (store.case, store.log):
        with pytest.raises(CaseError, match="there is no case 'd'"):
            ask("d")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_is_no_text_is_refused(store: CaseStore, text: str) -> None:
    store.new("c", who="ann")
    with pytest.raises(CaseError, match="no text"):
        store.add("c", Note(text=text), who="ann")


def test_an_original_is_stored_once_and_read_only(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    digest = originals.put(b"bytes")
    first = originals.path(digest).stat()
    assert originals.put(b"bytes") == digest
    assert originals.path(digest).stat().st_ino == first.st_ino
    assert first.st_mode & 0o777 == 0o444
    assert originals.read(digest) == b"bytes"
    assert [path.name for path in originals.folder.rglob("*") if path.is_file()] == [digest]


def test_an_altered_original_is_never_handed_out_and_can_be_put_again(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    path = originals.path(originals.put(b"bytes"))
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(CaseError, match="was altered"):
        originals.read(path.name)
    originals.put(b"bytes")
    assert originals.read(path.name) == b"bytes"


def test_fsck_names_what_is_missing_altered_and_orphaned(store: CaseStore) -> None:
    store.new("c", who="ann")
    missing, altered = add_photo(store, b"one"), add_photo(store, b"two" * 9)
    assert fsck(store) == ()
    missing.unlink()
    altered.chmod(0o644)
    altered.write_bytes(b"2")
    orphan = store.originals.put(b"three")
    (store.originals.folder / "00").mkdir(exist_ok=True)
    (store.originals.folder / "00" / ".partial-x").touch()
    assert sorted(found(store)) == [
        ("ORIGINAL_ALTERED", altered.name),
        ("ORIGINAL_MISSING", missing.name),
        ("ORIGINAL_ORPHANED", orphan),
        ("STRANGE_FILE", ".partial-x"),
    ]


@pytest.mark.parametrize(
    ("statement", "code", "where"),
    [
        ("UPDATE notes SET text = 'b' WHERE number = 1", "RECORD_EDITED", "Note 1"),
        ("UPDATE notes SET who = 'eve' WHERE number = 1", "RECORD_EDITED", "Note 1"),
        ("DELETE FROM notes WHERE number = 2", "RECORD_DELETED", "entry 3"),
        ("INSERT INTO notes SELECT \"case\", 9, 9, who, \"when\", text FROM notes LIMIT 1", "RECORD_UNTOLD", "Note 9"),
        ("UPDATE cases SET material = 'brass'", "RECORD_EDITED", "piece"),
        ("DELETE FROM custody WHERE number = 2", "ENTRY_DELETED", "entry 2"),
        ("UPDATE custody SET body = replace(body, 'ann', 'eve') WHERE number = 2", "ENTRY_EDITED", "entry 2"),
        ("UPDATE custody SET number = 7 - number WHERE number > 2", "ENTRY_REORDERED", "entry 3"),
    ],
)  # fmt: skip
def test_what_is_changed_behind_the_store_is_found_and_named(
    store: CaseStore, statement: str, code: str, where: str
) -> None:
    store.new("c", who="ann")
    for text in ("a", "b", "c"):
        store.add("c", Note(text=text), who="ann")
    statement_parts = statement
    if "7 - number" in statement:  # swaps entries 3 and 4 by way of free numbers
        tamper(
            store,
            "UPDATE custody SET number = number + 100 WHERE number > 2",
            "UPDATE custody SET number = 107 - number WHERE number > 2",
        )
    else:
        tamper(store, statement_parts)
    assert (code, f"c, {where}") in found(store)


def test_a_whole_new_log_is_not_the_one_whose_hash_was_noted(store: CaseStore) -> None:
    noted = store.new("c", who="ann").head
    assert check_case(store.case("c"), store.log("c"), noted) == ()
    problems = check_case(store.case("c"), store.log("c"), "f" * 64)
    assert [problem.code for problem in problems] == ["HEAD"]


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CaseError, match="no store can be made here"):
        CaseStore(tmp_path / "file" / "store")


def test_a_damaged_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cases.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(CaseError, match="the database says: file is not a database"):
        CaseStore(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "postgresql://127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(CaseError):
        CaseStore(tmp_path, url=url)


def test_the_folder_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONDITION_STORE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("CONDITION_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", os.fspath(tmp_path))
    assert default_folder() == tmp_path / "condition"
