"""Results file of a batch -> `BatchResults`: the records, as tables with typed columns, as a chart, and in a notebook.

Reads what `condition.batch.record` writes, and what other programs write in the same form; a line of an older version lacks
some keys, and those columns are then empty.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.batch.results import classify
from condition.errors import ManifestError, SettingsError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: What a line needs at least to be a result.
REQUIRED = ("id", "status", "findings")
STATES = ("compared", "not_comparable", "error")


@dataclass(frozen=True, slots=True, eq=False)
class BatchResults:
    """The results of a batch, one record a pair in the order of the list.

    Attributes
    ----------
    records : tuple of dict
        As the lines hold them.
    name : str
        Where they come from, for messages.
    """

    records: tuple[dict[str, Any], ...]
    name: str = "results"

    @property
    def counts(self) -> Counter[str]:
        """Number of pairs by class: "new", "compared" (nothing new), "not_comparable", "error"."""
        return Counter(classify(record) for record in self.records)

    def to_frame(self, of: str = "pairs") -> pd.DataFrame:
        """Return a data frame with typed columns, units in their names.

        Parameters
        ----------
        of : {"pairs", "marks"}
            One row a pair, or one row a mark: those called new, and those of which nobody can tell.
        """
        # here, because a worker process of a batch loads this room and draws no table
        from condition.batch.as_frame import marks_frame, pairs_frame

        makers = {"pairs": pairs_frame, "marks": marks_frame}
        if of not in makers:
            raise SettingsError(f"to_frame(of={of!r}): choose one of {', '.join(makers)}")
        return makers[of](self.records)

    def plot(self) -> Figure:
        """Return a matplotlib figure: pairs by result, and new marks by kind and grade."""
        from condition.report import render_batch

        return render_batch(self.to_frame(), self.to_frame("marks"))

    def _repr_html_(self) -> str:
        """A line that sums up, and the table of pairs."""
        shown = self.to_frame()[list(SHOWN)].round(2).astype(object)
        text: str = shown.where(shown.notna(), "–").to_html(index=False, max_rows=20, border=0)
        # names are escaped, so that only pandas writes tags; a name that breaks over lines cannot be found by eye
        text = text.replace("<td>", '<td style="white-space:nowrap">')
        return f'<p style="font-size:1.15em;font-weight:650">{self._sum()}</p>{text}'

    def __repr__(self) -> str:
        """The name and the counts."""
        return f"<BatchResults {self.name}: {self._sum()}>"

    def _sum(self) -> str:
        counts = self.counts
        return (
            f"{counts.total()} pairs: {counts['new']} with new marks, {counts['compared']} without, "
            f"{counts['not_comparable']} not comparable, {counts['error']} in error"
        )


#: Columns of the table in a notebook; the data frame has them all.
SHOWN = ("id", "result", "new", "cannot_tell", "surest_new", "worst_grade", "reason")


def read_results(path: str | Path) -> BatchResults:
    """Return the results in a file that ``condition batch`` wrote.

    Raises
    ------
    ManifestError
        Where the file cannot be read, or a line is not a result; the message names the line and the key.
    """
    source = Path(path)
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise ManifestError(f"{source}: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise ManifestError(f"{source}: byte {exc.start} is not UTF-8 text") from exc
    # only line feeds end a line: splitlines() would also cut at U+2028 inside a string
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return BatchResults(_checked(_records(lines, source.name), source.name), source.name)


def _records(lines: Iterable[tuple[int, str]], name: str) -> Iterable[dict[str, Any]]:
    for number, line in lines:
        where = f"{name}, line {number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise ManifestError(
                f"{where}: not JSON ({exc}); a result of `condition batch` was expected"
            ) from exc
        if not isinstance(record, dict):
            raise ManifestError(f"{where}: expected an object with {', '.join(REQUIRED)}")
        yield _whole(record, where)


def _whole(record: dict[str, Any], where: str) -> dict[str, Any]:
    """Demand the keys that everything here rests on."""
    for key in REQUIRED:
        if key not in record:
            raise ManifestError(
                f"{where}: key {key!r} is missing; a result of `condition batch` was expected"
            )
    if record["status"] not in STATES:
        raise ManifestError(f"{where}: status is {record['status']!r}; expected one of {', '.join(STATES)}")
    findings = record["findings"]
    if not isinstance(findings, list) or not all(_is_finding(each) for each in findings):
        raise ManifestError(f"{where}: findings must be a list of objects with polygon and score")
    return record


def _is_finding(found: Any) -> bool:
    return isinstance(found, Mapping) and "polygon" in found and isinstance(found.get("score"), int | float)


def _checked(records: Iterable[dict[str, Any]], name: str) -> tuple[dict[str, Any], ...]:
    """Demand that no pair is told twice: nobody could say which of the two counts."""
    told = tuple(records)
    twice = [pair for pair, times in Counter(str(record["id"]) for record in told).items() if times > 1]
    if twice:
        raise ManifestError(f"{name}: id {twice[0]!r} occurs more than once")
    return told
