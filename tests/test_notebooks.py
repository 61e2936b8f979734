"""The notebooks: one question each, executed, small, free of any machine's paths, and built on public names only."""

from __future__ import annotations

import ast
import fcntl
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest
from nbformat import NotebookNode

import condition
from scripts.execute_notebooks import SOURCES, execute

ROOT = Path(__file__).parents[1]

LARGEST_BYTES = 1_000_000
LONGEST_FUNCTION_LINES = 10

#: A path from the root of some machine; also inside the text of a traceback or a warning.
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<])/(?:home|Users|root|work|mnt|opt|usr|var|tmp|private)/[\w.-]+|\b[A-Z]:\\\\?\w"
)

every_notebook = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


def committed(source: Path) -> NotebookNode:
    notebook: NotebookNode = jupytext.read(source.with_suffix(".ipynb"))
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tree_of(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"), filename=source.name)


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def check_outputs(notebook: NotebookNode) -> None:
    """Demand that every cell ran, in order, without an error, a warning or a path of this machine."""
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert any("image/jpeg" in output.get("data", {}) for output in outputs)
    for output in outputs:
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.text
        found = ABSOLUTE_PATH.search(
            str([value for kind, value in output.get("data", {}).items() if "text" in kind])
        )
        assert found is None, found
        assert ABSOLUTE_PATH.search(output.get("text", "")) is None, output.text
    assert len(jupytext.writes(notebook, fmt="ipynb").encode()) < LARGEST_BYTES


def test_there_is_a_notebook() -> None:
    assert SOURCES


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder for temporary files with the batch of the samples that the notebooks share, made once in a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "notebooks"
    folder.mkdir(exist_ok=True)
    results = folder / f"condition-samples-{condition.__version__}.jsonl"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "condition", "batch", str(ROOT / "samples" / "truth.jsonl")]
        subprocess.run([*command, "--out", str(results), "--resume", "--quiet"], check=False)
    return folder


@pytest.mark.slow
@every_notebook
def test_a_notebook_runs_in_a_fresh_kernel(source: Path, shared: Path) -> None:
    check_outputs(execute(source, shared))


@every_notebook
def test_the_committed_notebook_was_executed(source: Path) -> None:
    check_outputs(committed(source))
    assert source.with_suffix(".ipynb").stat().st_size < LARGEST_BYTES


@every_notebook
def test_the_executed_form_holds_the_cells_of_the_python_form(source: Path) -> None:
    written, executed = jupytext.read(source), committed(source)
    assert [(cell.cell_type, cell.source) for cell in written.cells] == [
        (cell.cell_type, cell.source) for cell in executed.cells
    ], "run `make notebooks`"


@every_notebook
def test_a_notebook_uses_public_names_only(source: Path) -> None:
    tree = tree_of(source)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~\[ ]", line)[0] for line in project["dependencies"]} | {"cv2", "condition"}
    modules = set(imports(tree))
    assert {module.split(".")[0] for module in modules} <= declared | set(sys.stdlib_module_names)
    assert {module for module in modules if module.startswith("condition.")} == set()
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "condition"
    }
    assert used <= set(condition.__all__)
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not {name for name in attributes - set(condition.__all__) if name.startswith("_")}


@every_notebook
def test_a_notebook_reads_only_samples(source: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(tree_of(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert {text for text in texts if text.startswith(("..", "/", "~", "http"))} == {"../samples"}


@every_notebook
def test_functions_of_a_notebook_are_short(source: Path) -> None:
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION_LINES, f"{source.name}: {node.name} has {length} lines"


@every_notebook
def test_a_notebook_ends_with_an_assertion_of_its_point(source: Path) -> None:
    assert isinstance(tree_of(source).body[-1], ast.Assert)


@pytest.mark.parametrize("place", ["{}", "{}:3", 'File "{}"', "({})", "['{}']"])
@pytest.mark.parametrize("parts", [("home", "someone", "x.py"), ("tmp", "ipykernel_1"), ("usr", "lib")])
def test_a_path_of_a_machine_is_recognised(place: str, parts: tuple[str, ...]) -> None:
    assert ABSOLUTE_PATH.search(place.format("/" + "/".join(parts)))


@pytest.mark.parametrize(
    "text", ["../samples/a", "out/tmp/x", "base64,a/work/b", "</style>", "and/or", "width / 2"]
)
def test_other_slashes_are_no_path_of_a_machine(text: str) -> None:
    assert ABSOLUTE_PATH.search(text) is None
