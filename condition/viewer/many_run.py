"""One delivery of many pairs and its comparison: the batch in a process of its own, small pictures beside it.

Kept with the visit, so that a reload finds it again; it ends, and its files go, when the visit does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import streamlit as st

from condition.batch import BatchJob, Pair, count_cores
from condition.errors import ConditionError
from condition.photo import read_photo
from condition.report import overlay
from condition.viewer import desk

#: Long side of a picture in the table, px: twice its size on the page.
PICTURE_SIDE_PX = 240
#: Worker processes of one delivery at most; a viewer serves others, too.
MAX_WORKERS = 4
Pictures = tuple[bytes | None, bytes | None]


@dataclass(slots=True, eq=False)
class Run:
    """A batch with a picture of each photo.

    Attributes
    ----------
    job : BatchJob
        The pairs and their results.
    pictures : dict
        Id of a pair -> its before and after photo as JPEG bytes, None for one that is missing or unreadable.
    """

    job: BatchJob
    pictures: dict[str, Pictures] = field(default_factory=dict)
    _closed: Event = field(default_factory=Event)

    @property
    def is_closed(self) -> bool:
        """Whether its time is over and its files are gone."""
        return self._closed.is_set()

    def close(self) -> None:
        """End it and remove its files."""
        self._closed.set()
        self.job.close()

    def draw(self) -> None:
        """Make the pictures, in the order of the table."""
        for pair in self.job.pairs:
            if self.is_closed:
                return
            self.pictures[pair.id] = (_picture(Path(pair.before)), _picture(Path(pair.after)))


def start(files: Iterable[tuple[str, bytes]]) -> Run:
    """Begin to compare what was delivered, in place of what this visit had before."""
    forget()
    run = Run(BatchJob(files))
    run.job.start(workers=max(1, min(MAX_WORKERS, count_cores() - 1)))
    Thread(target=run.draw, daemon=True, name="condition-pictures").start()
    st.session_state["kept_run"] = run
    return run


def current() -> Run | None:
    """Return what this visit compares or has compared."""
    run: Run | None = st.session_state.get("kept_run")
    return None if run is None or run.is_closed else run


def forget() -> None:
    """End what this visit compares, and remove its files."""
    run: Run | None = st.session_state.pop("kept_run", None)
    if run is not None:
        run.close()


def uploads(pair: Pair) -> tuple[desk.Upload, desk.Upload]:
    """Return both photos of a pair as if they had been uploaded by themselves."""
    before, after = (
        desk.Upload(
            f"{pair.id} {path.name}" if path.stem.lower() in ("before", "after") else path.name,
            path.read_bytes(),
        )
        for path in map(Path, (pair.before, pair.after))
    )
    return before, after


def surest(record: Mapping[str, Any]) -> float:
    """Return the highest chance of a mark to be new; 0 where no mark is."""
    return max((float(finding["score"]) for finding in record["findings"]), default=0.0)


def _picture(path: Path) -> bytes | None:
    try:
        return desk.as_jpeg(overlay.thumbnail(read_photo(path).pixels, PICTURE_SIDE_PX))
    except ConditionError:
        return None
