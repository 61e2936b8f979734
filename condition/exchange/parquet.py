"""Data frame <-> Parquet with a schema: units of every column and the version of this program are in the file.

A unit is the ending of a column's name (`length_px`), told again in the field's metadata for programs; what the table is
of, its schema number and the version stand in the file's own metadata. Reading demands these, so that a table of something
else is not taken for one of ours.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from condition.errors import ExchangeError
from condition.version import __version__

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
#: Key of the file's metadata; pandas keeps its own beside it.
KEY = b"condition"
#: Ending of a column's name -> unit as metrology writes it.
UNITS = {
    "_px": "px", "_px2": "px^2", "_mm": "mm", "_deg": "deg", "_s": "s", "_sigma": "local standard deviations",
}  # fmt: skip


def render_parquet(frame: pd.DataFrame) -> bytes:
    """Return a data frame as Parquet, with units and version in its metadata."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    fields = [
        table.schema.field(name).with_metadata({"unit": unit})
        if (unit := unit_of(name))
        else table.schema.field(name)
        for name in table.schema.names
    ]
    about = json.dumps({"schema": SCHEMA, "version": __version__, "columns": list(table.schema.names)})
    table = table.cast(pyarrow.schema(fields, {**(table.schema.metadata or {}), KEY: about.encode()}))
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def parse_parquet(data: bytes, name: str) -> pd.DataFrame:
    """Return the data frame of a Parquet file, with the types it was written with.

    Raises
    ------
    ExchangeError
        Where the bytes are no Parquet, were not written here, or by a later schema.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
    except (pyarrow.ArrowException, OSError) as exc:
        raise ExchangeError(f"{name}: cannot be read as Parquet ({exc})") from exc
    about = about_of(table.schema.metadata or {}, name)
    if about["schema"] > SCHEMA:
        raise ExchangeError(
            f"{name}: has schema {about['schema']}, written by version {about['version']}; this version reads up to {SCHEMA}"
        )
    frame: pd.DataFrame = table.to_pandas()
    return frame


def about_of(metadata: dict[bytes, bytes], name: str) -> dict[str, int]:
    """Return what the file says about itself."""
    try:
        about = json.loads(metadata[KEY])
        return {**about, "schema": int(about["schema"])}
    except (KeyError, TypeError, ValueError) as exc:
        raise ExchangeError(f"{name}: was not written by condition; its metadata do not say so") from exc


def unit_of(column: str) -> str | None:
    """Return the unit that a column's name ends in; None for a plain number or a text."""
    return next((unit for ending, unit in UNITS.items() if column.endswith(ending)), None)
