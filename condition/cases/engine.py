"""Where the tables lie: a SQLite file in the store's folder, or PostgreSQL by URL; and their newest version.

SQLite runs with a write-ahead log, foreign keys and ``synchronous=FULL``: what was committed is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from condition.cases.schema import REVISION
from condition.errors import CaseError

#: How long a writer waits for another one, seconds; a commit takes milliseconds.
WAIT_S = 30
#: Key of the store's lock while its tables are made, in PostgreSQL; any constant.
_LOCK = 0x636F6E64
#: Alembic keeps what it works on in a place of the whole process.
_MIGRATING = Lock()


def make_engine(folder: Path, url: str | None) -> Engine:
    """Return the engine of a store.

    Parameters
    ----------
    folder : Path
        The store's folder, which exists.
    url : str or None
        ``postgresql://...``; None is a SQLite file in `folder`.
    """
    if url is None:
        engine = create_engine(
            URL.create("sqlite", database=str(folder / "cases.sqlite")), poolclass=NullPool
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return _make_postgresql(url)


def _make_postgresql(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise CaseError(
                f"CONDITION_DATABASE_URL: {parsed.get_backend_name()!r} is not supported; write postgresql://..."
            )
        if "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, poolclass=NullPool, connect_args={"connect_timeout": WAIT_S})
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise CaseError(
            "CONDITION_DATABASE_URL is no URL of a database; write postgresql://USER@HOST/NAME"
        ) from error
    except ModuleNotFoundError as error:
        raise CaseError(
            f"PostgreSQL needs the package {error.name}: pip install 'condition[postgresql]'"
        ) from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own; `_begin_sqlite` does
    for pragma in (
        f"busy_timeout = {WAIT_S * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # a transaction that reads first and writes later would fail where two people write at once
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def database_errors(name: str) -> Iterator[None]:
    """Turn errors of the database into one sentence."""
    try:
        yield
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise CaseError(f"{name}: the database says: {reason}") from error


def bring_up_to_date(engine: Engine) -> None:
    """Make the tables, or carry those of an older version up to the newest.

    Raises
    ------
    CaseError
        Where a newer version of this package has written the store.
    """
    with engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    migrate(engine, "head")


def migrate(engine: Engine, target: str) -> None:
    """Carry the tables up to the newest version, ``"head"``, or down to an earlier one; ``"base"`` removes all they hold."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with _MIGRATING, engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        config.attributes["connection"] = connection
        try:
            (command.upgrade if target == "head" else command.downgrade)(config, target)
        except CommandError as error:
            raise CaseError(
                "the store was written by a newer version of this program; use that one"
            ) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
