"""Make the executed notebook beside each of its Python forms: ``python scripts/execute_notebooks.py [PART OF A NAME...]``.

The Python form is the source. A notebook that fails is not written, and two runs differ only where their outputs do:
cells have fixed ids, and no times are recorded. The notebooks share one batch of the samples; it lies in a temporary folder
that is new for every run, so that no result of an older version is shown.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
SOURCES = sorted(ROOT.glob("notebooks/*.py"))

#: Longest time for one cell; a quiet machine with two cores needs 40 s for the longest.
CELL_TIMEOUT_S = 900


def execute(source: Path, folder: Path) -> NotebookNode:
    """Return the notebook of a Python form, executed in a fresh kernel in its folder; `folder` is for temporary files."""
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
    place = {"metadata": {"path": str(source.parent)}}
    client = NotebookClient(
        notebook, timeout=CELL_TIMEOUT_S, kernel_name="python3", record_timing=False, resources=place
    )
    client.execute(env={**os.environ, "TMPDIR": str(folder)})
    return notebook


def main(parts: list[str]) -> None:
    """Execute the notebooks whose names hold one of the parts; all where none is given."""
    with TemporaryDirectory() as folder:
        for source in SOURCES:
            if parts and not any(part in source.stem for part in parts):
                continue
            target = source.with_suffix(".ipynb")
            jupytext.write(execute(source, Path(folder)), target)
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
