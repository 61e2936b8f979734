"""Files of other programs: written by what their path says, read by what they are.

``.parquet`` is a table of marks, ``.json`` a COCO file, anything else a folder of LabelMe files. Each file is complete or
not there: it is written under another name and moved.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.batch import BatchResults, Pair
from condition.comparison import Comparison
from condition.errors import ExchangeError
from condition.exchange.coco import parse_coco, render_coco
from condition.exchange.collect import VERDICTS, Source, annotations_of, relative_to
from condition.exchange.labelme import check_names, file_name, parse_labelme, render_labelme
from condition.exchange.model import AnnotatedPhoto
from condition.exchange.parquet import parse_parquet, render_parquet
from condition.sets import ComparisonSet

if TYPE_CHECKING:
    import pandas as pd


def export(
    source: Source | pd.DataFrame,
    path: str | Path,
    *,
    pairs: Iterable[Pair] = (),
    verdicts: Iterable[str] = VERDICTS,
) -> Path:
    """Write marks for another program; the path says which: ``.parquet``, ``.json`` (COCO), or a folder (LabelMe).

    Parameters
    ----------
    source : Comparison, mapping of id to Comparison, ComparisonSet, BatchResults, or DataFrame
        Where the marks come from; a data frame of your own can only become Parquet.
    path : str or Path
        The file, in a folder that exists, or the folder of LabelMe files, made where it is missing.
    pairs : iterable of Pair
        The list of pairs, where the photos' paths should be in the file; told from where the file lies.
    verdicts : iterable of {"new", "cannot_tell"}
        Which marks are drawn in COCO and LabelMe.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ExchangeError
        Where a result does not say enough; the message says what to do.
    """
    target = Path(path)
    if target.suffix.lower() == ".parquet":
        return _write(target, render_parquet(_table(source)))
    if not isinstance(source, (Comparison, ComparisonSet, BatchResults)) and not hasattr(source, "items"):
        raise ExchangeError(
            f"{target.name}: outlines come from a comparison or a batch, not from {type(source).__name__}"
        )
    known = tuple(pairs)
    photos = annotations_of(source, known, verdicts)
    if target.suffix.lower() == ".json":
        placed = relative_to(photos, target.parent) if known else photos
        return _write(target, (render_coco(placed) + "\n").encode())
    if target.suffix:
        raise ExchangeError(f"{target.name}: choose .parquet, .json (COCO), or a folder (LabelMe)")
    return _write_labelme(relative_to(photos, target) if known else photos, target)


def _table(source: Any) -> pd.DataFrame:
    """Return the table of marks of whatever can be exported."""
    if isinstance(source, BatchResults):
        return source.to_frame("marks")
    if isinstance(source, (Comparison, ComparisonSet)):
        return source.to_frame()
    if hasattr(source, "columns"):
        return source
    import pandas as pd

    # a refused pair has no marks; its absence says so, where a row of zeros would not
    frames = {pair: each.to_frame() for pair, each in source.items() if each.status == "compared"}
    if not frames:
        raise ExchangeError("no pair was compared, so there is no table of marks")
    rows = [
        frame.assign(id=pd.Series(pair, index=frame.index, dtype="string")) for pair, frame in frames.items()
    ]
    joined: pd.DataFrame = pd.concat(rows, ignore_index=True)
    return joined[["id", *(name for name in joined.columns if name != "id")]]


def _write_labelme(photos: Sequence[AnnotatedPhoto], folder: Path) -> Path:
    check_names(photos)
    folder.mkdir(parents=True, exist_ok=True)
    for photo in photos:
        _write(folder / file_name(photo), (render_labelme(photo) + "\n").encode())
    return folder


def read_annotations(path: str | Path) -> tuple[AnnotatedPhoto, ...]:
    """Return the marks in a COCO file, or in the LabelMe files of a folder (or in one of them).

    Raises
    ------
    ExchangeError
        Where it cannot be read; the message names the file and the place.
    """
    source = Path(path)
    if source.is_dir():
        files = sorted(source.glob("*.json"))
        if not files:
            raise ExchangeError(f"{source}: holds no .json file; a folder of LabelMe files was expected")
        return tuple(parse_labelme(_text(file), file.name) for file in files)
    text = _text(source)
    # a LabelMe file has shapes, a COCO file annotations
    if '"shapes"' in text and '"annotations"' not in text:
        return (parse_labelme(text, source.name),)
    return parse_coco(text, source.name)


def read_parquet(path: str | Path) -> pd.DataFrame:
    """Return the table in a Parquet file that `export` wrote, with its types.

    Raises
    ------
    ExchangeError
        Where it cannot be read, or is not one of ours.
    """
    source = Path(path)
    try:
        return parse_parquet(source.read_bytes(), source.name)
    except OSError as exc:
        raise ExchangeError(f"{source}: {exc.strerror or exc}") from exc


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise ExchangeError(f"{path}: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise ExchangeError(f"{path}: byte {exc.start} is not UTF-8 text") from exc


def _write(target: Path, content: bytes) -> Path:
    """Write a file in one step."""
    if not target.parent.is_dir():
        raise ExchangeError(f"{target}: the folder {target.parent} does not exist")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".condition-") as folder:
        temporary = Path(folder, target.name)
        temporary.write_bytes(content)
        os.replace(temporary, target)
    return target
