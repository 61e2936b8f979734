"""The same on SQLite and on PostgreSQL: tables, triggers, versions, and two people at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from condition.cases import (
    CasePhoto,
    CaseStore,
    Drawing,
    Note,
    Piece,
    Scale,
    case_record,
    check_case,
    fsck,
    parse_case,
)
from condition.cases.engine import bring_up_to_date, migrate
from condition.cases.schema import REVISION, TABLES, Base
from condition.errors import CaseChanged, CaseError

DATABASES = ("sqlite", "postgresql")
WHO = "ann"


class _StopHalfway(Exception):
    """Something goes wrong inside a transaction."""


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaseStore]:
    """A new store on each database."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgresql")
    with CaseStore(tmp_path / "store", url=url) as store:
        yield store
        migrate(store._engine, "base")


def execute(store: CaseStore, statement: str) -> None:
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text(statement))


def test_the_tables_are_those_of_the_mapping(store: CaseStore) -> None:
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_tables_go_down_and_up_again(store: CaseStore) -> None:
    migrate(store._engine, "base")
    assert set(inspect(store._engine).get_table_names()) == {"alembic_version"}
    bring_up_to_date(store._engine)
    store.new("c", who=WHO)
    assert store.names() == ("c",)


def test_what_people_add_by_hand_has_its_tables_since_the_second_version(store: CaseStore) -> None:
    store.new("c", who=WHO)
    migrate(store._engine, "0001")
    assert "drawings" not in inspect(store._engine).get_table_names()
    bring_up_to_date(store._engine)
    ends = "[[1,2],[3,4]]"
    store.add("c", Drawing(comparison=1, shape="mark", points=ends), who=WHO)
    store.add("c", Drawing(comparison=1, takes_back=1), who=WHO)
    scale = Scale(photo=1, method="coin", what="1 euro", known_mm=23.25, error_mm=0.1, points=ends)
    store.add("c", scale, who=WHO)
    case = store.case("c")
    assert (case.entries, case.drawings[0].points, case.scales[0].known_mm) == (4, ends, 23.25)
    assert check_case(case, store.log("c")) == ()
    assert parse_case(json.loads(json.dumps(case_record(case)))) == case


def test_a_store_of_a_newer_version_is_left_alone(store: CaseStore) -> None:
    execute(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CaseError, match="newer version"):
        bring_up_to_date(store._engine)
    execute(store, f"UPDATE alembic_version SET version_num = '{REVISION}'")


def test_what_was_recorded_reads_back(store: CaseStore) -> None:
    piece = Piece(kind="ring", material="750 gold", dimensions_mm={"diameter": 17.3})
    store.new("c", who=WHO, piece=piece)
    added = store.add("c", Note(text="Kratzer bei 4 Uhr – naïve 🙂"), who="bob")
    case = store.case("c")
    assert case.piece == piece
    assert case.notes == (added,)
    assert (added.number, added.entry, added.who) == (1, 2, "bob")
    assert (case.entries, case.head) == (2, store.log("c")[-1].digest)
    assert check_case(case, store.log("c")) == ()


@pytest.mark.parametrize("table", ["custody", *(table.__tablename__ for table, _ in TABLES.values())])
def test_the_database_refuses_to_change_or_delete_a_record(store: CaseStore, table: str) -> None:
    store.new("c", who=WHO)
    photo = CasePhoto(sha256="0" * 64, name="a.jpg", role="before", format="JPEG", size_bytes=1)
    for item in (photo, Note(text="a")):
        store.add("c", item, who=WHO)
    if table not in ("custody", "photos", "notes"):
        values = {
            each.name: 1 if each.type.python_type in (int, float) else "'c'"
            for each in Base.metadata.tables[table].columns
        }
        names = ", ".join(f'"{name}"' for name in values)
        execute(store, f"INSERT INTO {table} ({names}) VALUES ({', '.join(map(str, values.values()))})")
    for statement in (f"UPDATE {table} SET number = 99", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="records are never changed or deleted"):
            execute(store, statement)


def test_the_database_refuses_to_delete_a_case(store: CaseStore) -> None:
    store.new("c", who=WHO)
    with pytest.raises(Exception, match=r"never changed or deleted|violates foreign key"):
        execute(store, "DELETE FROM cases")


def test_the_database_refuses_an_entry_that_follows_none(store: CaseStore) -> None:
    store.new("c", who=WHO)
    for number in (2, 3):
        with pytest.raises(Exception, match="has to follow"):
            execute(
                store,
                f"INSERT INTO custody VALUES ('c', {number}, '{'1' * 64}', '{'2' * 64}', 'x')",
            )


def test_a_change_on_an_old_version_is_refused_and_nothing_is_lost(store: CaseStore) -> None:
    seen = store.new("c", who=WHO).entries
    store.add("c", Note(text="first"), who="bob", version=seen)
    with pytest.raises(CaseChanged, match="changed by somebody else: it is at version 2, you have seen 1"):
        store.add("c", Note(text="second"), who="cem", version=seen)
    assert [note.text for note in store.case("c").notes] == ["first"]


def test_a_block_that_raises_writes_nothing(store: CaseStore) -> None:
    store.new("c", who=WHO)
    with pytest.raises(_StopHalfway), store.writing("c", WHO) as writer:
        raise _StopHalfway(writer.add(Note(text="never")))
    assert store.case("c").entries == 1


def test_many_writers_at_once_lose_nothing(store: CaseStore) -> None:
    store.new("c", who=WHO)

    def write(who: str) -> None:
        for number in range(8):
            store.add("c", Note(text=f"{who} {number}"), who=who)

    writers = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    case = store.case("c")
    assert sorted(note.text for note in case.notes) == sorted(
        f"writer {writer} {number}" for writer in range(4) for number in range(8)
    )
    assert fsck(store) == ()


def test_stores_opened_at_once_make_the_tables_once(store: CaseStore) -> None:
    migrate(store._engine, "base")
    url = None if store._engine.dialect.name == "sqlite" else store._engine.url.render_as_string(False)
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: CaseStore(store.folder, url=url), range(6)))
    assert [each.names() for each in opened] == [()] * 6


def test_a_second_store_on_the_same_place_sees_the_same(store: CaseStore) -> None:
    store.new("c", who=WHO)
    url = None if store._engine.dialect.name == "sqlite" else store._engine.url.render_as_string(False)
    with CaseStore(store.folder, url=url) as other:
        assert other.names() == ("c",)


def test_a_store_of_the_first_version_is_carried_up_with_what_it_holds(store: CaseStore) -> None:
    store.new("c", who=WHO)
    store.add("c", Note(text="kept"), who=WHO)
    migrate(store._engine, "0001")
    assert not {"bills", "drawn_marks"} & set(inspect(store._engine).get_table_names())
    bring_up_to_date(store._engine)
    assert [note.text for note in store.case("c").notes] == ["kept"]
    assert fsck(store) == ()
