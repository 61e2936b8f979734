"""Make the executed notebook beside each of its Python forms: ``python scripts/execute_notebooks.py``.

The Python form is the source. A notebook that fails is not written, and two runs differ only where their outputs do:
cells have fixed ids, and no times are recorded.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
SOURCES = sorted(ROOT.glob("notebooks/*.py"))

#: Longest time for one cell; a quiet machine with two cores needs 40 s for the longest.
CELL_TIMEOUT_S = 900


def execute(source: Path) -> NotebookNode:
    """Return the notebook of a Python form, executed in a fresh kernel in its folder."""
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
    folder = {"metadata": {"path": str(source.parent)}}
    client = NotebookClient(
        notebook, timeout=CELL_TIMEOUT_S, kernel_name="python3", record_timing=False, resources=folder
    )
    client.execute()
    return notebook


if __name__ == "__main__":
    for source in SOURCES:
        target = source.with_suffix(".ipynb")
        jupytext.write(execute(source), target)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB")
