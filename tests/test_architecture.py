"""The rules of ARCHITECTURE.md that a machine can check: who imports whom, who touches the world, what is tracked."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "condition"

#: A room imports only rooms named before it.
ROOMS = (
    "version",
    "errors",
    "language",
    "tables",
    "phrases",
    "reasons",
    "geometry",
    "parallel",
    "archive",
    "metadata",
    "photo",
    "timeline",
    "quality",
    "registration",
    "marks",
    "novelty",
    "measurement",
    "edges",
    "policy",
    "settings",
    "comparison",
    "pipeline",
    "sets",
    "report",
    "cases",
    "batch",
    "exchange",
    "evaluation",
    "viewer",
    "cli",
)

#: The only imports that point to the right: methods of results that hand over to the report when called.
RIGHT_POINTING = {("comparison", "report"), ("sets", "report"), ("edges", "report")}

#: Rooms that may touch the world: files, clock, terminal.
READS_FILES = {"photo", "metadata", "report", "cases", "batch", "exchange", "evaluation", "cli", "viewer"}
WRITES_FILES = {"report", "cases", "batch", "exchange", "cli"}
PRINTS = {"cli"}
DRAWS = {"report"}
STREAMLIT = {"viewer", "cli"}
#: The pipeline and the sets time their stages; the timeline has to know whether a time lies in the future.
READS_CLOCK = {"pipeline", "sets", "timeline", "report", "cases", "batch", "cli", "viewer"}

#: Functions of OpenCV that draw for people; filling a polygon is also how it becomes a mask, which any room may need.
DRAWING = re.compile(r"^(line|arrowedLine|circle|rectangle|putText|drawMatches|drawKeypoints|drawMarker)$")

LARGEST_TRACKED_BYTES = 2 * 1024 * 1024
LONGEST_MODULE_LINES = 500
LONGEST_FUNCTION_LINES = 80


@cache
def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every imported module with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                # the fenced readers of metadata run without the package around them; a folder cannot be left
                assert node.level == 1, f"{path}:{node.lineno}: relative import beyond the folder"
                continue
            module = node.module or ""
            yield module, node.lineno
            if module == "condition":
                yield from ((f"condition.{alias.name}", node.lineno) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of everything that is called, with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def every_source(check: Callable[[Path], None]) -> Callable[[str], None]:
    """Turn a check of one module into a test of each room: a test for each module would cost a minute of bookkeeping."""

    @pytest.mark.parametrize("room", sorted({room_of(path) for path in sources()}))
    def test(room: str) -> None:
        for path in sources():
            if room_of(path) == room:
                check(path)

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test


@cache
def public_names(front_door: Path) -> frozenset[str]:
    """Return what a room lists in ``__all__``."""
    for node in tree_of(front_door).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def test_every_room_has_its_place_in_the_order() -> None:
    found = {room_of(path) for path in sources()} - {"__init__", "__main__"}
    assert found <= set(ROOMS)


@every_source
def test_imports_never_point_right(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    for module, line in imports(path):
        parts = module.split(".")
        if parts[0] != "condition" or len(parts) == 1 or parts[1] not in ROOMS:
            continue
        points_right = ROOMS.index(parts[1]) > ROOMS.index(room)
        assert not points_right or (room, parts[1]) in RIGHT_POINTING, (
            f"{path}:{line}: {room} imports {parts[1]}"
        )


@every_source
def test_rooms_are_entered_by_their_front_door(path: Path) -> None:
    room = room_of(path)
    for module, line in imports(path):
        parts = module.split(".")
        is_inner = len(parts) > 2 and parts[0] == "condition" and (PACKAGE / parts[1]).is_dir()
        assert not is_inner or parts[1] == room, f"{path}:{line}: {module} is inside another room"
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("condition."):
            continue
        front_door = PACKAGE / str(node.module).split(".")[1] / "__init__.py"
        if front_door.is_file() and front_door.parent.name != room:
            closed = {alias.name for alias in node.names} - public_names(front_door)
            assert not closed, f"{path}:{node.lineno}: {closed} not among the public names of {node.module}"


@every_source
def test_only_the_edges_open_files(path: Path) -> None:
    reading = {"open", "io.open", "os.open", "cv2.imread", "np.load", "np.fromfile"}
    writing = {"cv2.imwrite", "os.replace", "os.remove"}
    for name, line in calls(path):
        reads = name in reading or name.endswith((".read_bytes", ".read_text"))
        writes = name in writing or name.endswith((".write_bytes", ".write_text", ".mkdir", ".unlink"))
        assert not reads or room_of(path) in READS_FILES, f"{path}:{line}: {name}"
        assert not writes or room_of(path) in WRITES_FILES, f"{path}:{line}: {name}"


@every_source
def test_only_the_command_line_prints(path: Path) -> None:
    for name, line in calls(path):
        is_print = name in ("print", "sys.stdout.write", "sys.stderr.write")
        assert not is_print or room_of(path) in PRINTS, f"{path}:{line}: {name}"


@every_source
def test_nothing_in_the_middle_looks_at_the_clock(path: Path) -> None:
    for name, line in calls(path):
        looks = name.endswith((".now", ".today", ".utcnow")) or name in (
            "time.time",
            "time.perf_counter",
            "perf_counter",
        )
        assert not looks or room_of(path) in READS_CLOCK, f"{path}:{line}: {name}"


@every_source
def test_same_bytes_give_the_same_result(path: Path) -> None:
    for module, line in imports(path):
        names_a_visit = (
            module == "secrets" and path.name == "intake_visit.py"
        )  # and nothing of it reaches a result
        assert module not in ("random", "secrets", "uuid") or names_a_visit, f"{path}:{line}: {module}"
    for name, line in calls(path):
        legacy = re.match(r"^(np|numpy)\.random\.(?!default_rng|Generator)", name)
        assert not legacy, f"{path}:{line}: {name} draws from a global state"


@every_source
def test_random_generators_are_seeded(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("default_rng"):
            assert node.args or node.keywords, f"{path}:{node.lineno}: default_rng() without a seed"


@every_source
def test_only_the_report_draws(path: Path) -> None:
    for name, line in calls(path):
        owner, _, function = name.rpartition(".")
        draws = (owner == "cv2" and DRAWING.match(function)) or name.startswith("ImageDraw.")
        assert not draws or room_of(path) in DRAWS, f"{path}:{line}: {name}"


@every_source
def test_only_the_viewer_knows_streamlit(path: Path) -> None:
    for module, line in imports(path):
        assert module.split(".")[0] != "streamlit" or room_of(path) in STREAMLIT, f"{path}:{line}"


@every_source
def test_the_viewer_has_no_arithmetic_of_its_own(path: Path) -> None:
    if room_of(path) != "viewer":
        return
    for module, line in imports(path):
        assert module.split(".")[0] not in ("cv2", "numpy", "scipy", "skimage"), f"{path}:{line}: {module}"


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST, str | None]]:
    """Yield module, public classes, functions and methods with their docstrings."""
    tree = tree_of(path)
    yield "module", tree, ast.get_docstring(tree)
    pending: list[ast.AST] = [tree]
    while pending:
        for node in ast.iter_child_nodes(pending.pop()):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("_"):
                continue
            yield node.name, node, ast.get_docstring(node)
            if isinstance(node, ast.ClassDef):
                pending.append(node)


@every_source
def test_every_public_name_has_a_docstring(path: Path) -> None:
    if not tree_of(path).body:
        return
    missing = [name for name, _, docstring in public_definitions(path) if not docstring]
    assert missing == [], f"{name_of(path)}: no docstring: {missing}"


@every_source
def test_modules_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE_LINES
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or 0) - first.lineno + 1
            assert length <= LONGEST_FUNCTION_LINES, f"{path}:{node.lineno}: {node.name} has {length} lines"


def test_no_drawer_for_odds_and_ends() -> None:
    names = {path.stem for path in sources()}
    assert names.isdisjoint({"utils", "util", "helpers", "common", "misc"})


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if listed == [""]:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_no_large_file_is_tracked() -> None:
    large = [name_of(path) for path in tracked() if path.stat().st_size > LARGEST_TRACKED_BYTES]
    assert large == []


def test_no_path_of_one_machine_is_tracked() -> None:
    of_a_machine = re.compile(rb"(?<![\w.])/(?:home|Users|root|work|mnt|opt)/[\w.-]+")
    for path in tracked():
        if path.suffix not in {
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".json",
            ".jsonl",
            ".lock",
            ".ipynb",
            ".html",
            ".txt",
            ".sh",
        }:
            continue
        found = of_a_machine.search(path.read_bytes())
        assert found is None, f"{name_of(path)}: {found.group().decode() if found else ''}"


def test_every_third_party_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {re.split(r"[<>=!~\[ ]", line)[0].lower() for line in lines}
    packages = {
        "cv2": "opencv-python",
        "PIL": "pillow",
        "skimage": "scikit-image",
        "pi_heif": "pi-heif",
        "c2pa": "c2pa-python",
        "rfc3161_client": "rfc3161-client",
        "distributed": "dask",
    }
    imported = {module.split(".")[0] for path in sources() for module, _ in imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"condition"}
    assert {packages.get(module, module).lower() for module in foreign} <= declared


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index-url" not in lock


def test_the_public_package_loads_nothing() -> None:
    heavy = ("numpy", "cv2", "PIL", "streamlit")
    code = f"import sys, condition; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_every_public_name_can_be_loaded() -> None:
    import condition

    for name in condition.__all__:
        assert getattr(condition, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        condition.nonsense  # noqa: B018  # the access raises
