"""How right are the answers: one table of figures over benchmark sets, with intervals.

    python benchmarks/accuracy.py SET... [--scorer score.py] [--workers N] [--reuse] [--sheet OUT.html]

Runs ``condition batch`` over each set (a folder with pairs.jsonl), reads the results with the rules of the scorer
(default: score.py beside the set), and prints Markdown: the figures with 95 % intervals by bootstrap over scenes, a
row for every tag, and recall by kind, contrast and width. Results are kept in ``out/bench``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import condition

Row = dict[str, Any]
Figure = Callable[[dict[str, Any], list[Row]], float | None]

KEPT = Path("out/bench")
RESAMPLES = 500
SEED = 20261122

#: Marks of less contrast than this (8-bit levels) are neither demanded nor false in the second column of a set.
VISIBLE_CONTRAST = 10.0

#: Errors of alignment, in thousandths of the after photo's diagonal.
ALIGNED, WRONG = 5.0, 15.0


def main() -> None:
    """Run, score, print."""
    args = parse_arguments()
    columns: dict[str, list[Row]] = {}
    for root in args.sets:
        results = run_batch(root, args)
        scorer = load_scorer(args.scorer or root.parent / "score.py")
        for least in (0.0, VISIBLE_CONTRAST):
            name = root.name if least == 0 else f"{root.name}, contrast >= {least:.0f}"
            columns[name] = score(root, results, scorer, least)
        if args.sheet:
            from contact_sheet import write_sheet

            path = (
                args.sheet if len(args.sets) == 1 else args.sheet.with_stem(f"{args.sheet.stem}-{root.name}")
            )
            write_sheet(path, root, columns[root.name], results, args.worst)
            print(f"worst pairs of {root.name}: {path}", file=sys.stderr)
    print(f"condition {condition.__version__}, {time.strftime('%Y-%m-%d')}\n")
    print(figures_table(columns, scorer.summarise))
    for name, rows in columns.items():
        print(f"\n### {name}: by tag\n\n{tag_table(rows, scorer.summarise)}")
        print(f"\n### {name}: recall by kind, contrast, width\n\n{instance_table(rows)}")


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", metavar="SET", type=Path, nargs="+", help="folder with pairs.jsonl")
    parser.add_argument("--scorer", type=Path, help="score.py; default: beside the folder of the set")
    parser.add_argument("--workers", type=int, help="worker processes (default: one a core)")
    parser.add_argument("--reuse", action="store_true", help="keep the pairs that out/bench already holds")
    parser.add_argument(
        "--sheet", type=Path, metavar="OUT.html", help="write a contact sheet of the worst pairs"
    )
    parser.add_argument(
        "--worst", type=int, default=20, help="pairs on the contact sheet (default: %(default)s)"
    )
    return parser.parse_args()


def run_batch(root: Path, args: argparse.Namespace) -> dict[str, Row]:
    """Run ``condition batch`` over a set; return the records by id."""
    KEPT.mkdir(parents=True, exist_ok=True)
    out = KEPT / f"{root.name}.jsonl"
    command = [sys.executable, "-m", "condition", "batch", str(root / "pairs.jsonl"), "--out", str(out)]
    command += ["--workers", str(args.workers)] if args.workers else []
    command += ["--resume"] if args.reuse else []
    # 1, 2 and 3 are answers of a batch (new marks, an error line, a refusal); what matters is that it ran
    code = subprocess.run(command, check=False).returncode
    if code not in (0, 1, 2, 3) or not out.exists():
        sys.exit(f"condition batch ended with {code}")
    return {record["id"]: record for record in map(json.loads, out.read_text(encoding="utf-8").splitlines())}


def load_scorer(path: Path) -> ModuleType:
    """Import the scorer from its file."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None or not path.is_file():
        sys.exit(f"{path}: no scorer there; name one with --scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(root: Path, results: dict[str, Row], scorer: ModuleType, least_contrast: float) -> list[Row]:
    """Return the scorer's row for every pair of a set, with scene, error of alignment and shown instances added."""
    rows = []
    for line in (root / "pairs.jsonl").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        pair = json.loads(line)
        row: Row = scorer.score_pair(root, pair, results.get(pair["id"]), least_contrast)
        errors = row["epe"]
        finite = errors[np.isfinite(errors)] if errors is not None else np.zeros(0)
        row["error"] = float(np.median(finite)) if len(finite) else None
        row["has_points"] = bool(pair.get("points"))
        # photographs of one scene are "name-1", "name-2"; every rendered pair is a scene of its own
        row["scene"] = f"{(row['tags'] or [''])[0]}:{pair['id'].rpartition('-')[0] or pair['id']}"
        rows.append(row)
    return rows


def share(rows: Iterable[Row], holds: Callable[[Row], bool]) -> float | None:
    """Return the share of rows for which something holds; None where there is no row."""
    answers = [holds(row) for row in rows]
    return sum(answers) / len(answers) if answers else None


def measurable(rows: list[Row]) -> list[Row]:
    """Return the comparable pairs with known points."""
    return [row for row in rows if row["comparable"] and row["has_points"]]


FIGURES: dict[str, Figure] = {
    "recall": lambda s, _: s["recall"],
    "false flags a pair (FPPI)": lambda s, _: s["fppi"],
    "recall at 1/8 FPPI": lambda s, _: s["froc"]["0.125"],
    "recall at 1/2 FPPI": lambda s, _: s["froc"]["0.5"],
    "recall at 1 FPPI": lambda s, _: s["froc"]["1"],
    "CPM": lambda s, _: s["cpm"],
    "clean pairs reported clean": lambda s, _: s["clean_reported_clean"],
    "damaged pairs flagged": lambda s, _: s["damaged_pairs_flagged"],
    "not comparable: refused": lambda s, _: s["refused"],
    "comparable: wrongly refused": lambda s, _: s["wrongly_refused"],
    "aligned within 5/1000": lambda _, rows: share(
        measurable(rows), lambda r: r["error"] is not None and r["error"] <= ALIGNED
    ),
    "compared though off by > 15/1000": lambda _, rows: share(
        measurable(rows), lambda r: r["error"] is not None and r["error"] > WRONG
    ),
    "error of alignment, median (1/1000)": lambda s, _: s["epe_median"],
    "seconds, median": lambda s, _: s["seconds_median"],
}


def figures_table(columns: dict[str, list[Row]], summarise: Callable[[list[Row]], dict[str, Any]]) -> str:
    """Return the table of figures, one column a set, with intervals."""
    cells = {name: with_intervals(rows, summarise) for name, rows in columns.items()}
    counts = {
        name: f"{len(rows)} / {sum(r['instances'] for r in rows if r['comparable'])}"
        for name, rows in columns.items()
    }
    lines = [f"| figure | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    lines.append(f"| pairs / marks | {' | '.join(counts.values())} |")
    lines += [f"| {figure} | {' | '.join(cells[name][figure] for name in columns)} |" for figure in FIGURES]
    return "\n".join(lines)


def with_intervals(rows: list[Row], summarise: Callable[[list[Row]], dict[str, Any]]) -> dict[str, str]:
    """Return every figure as text with its 95 % interval by bootstrap over scenes."""
    scenes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        scenes[row["scene"]].append(row)
    groups = list(scenes.values())
    rng = np.random.default_rng(SEED)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(RESAMPLES):
        sample = [row for k in rng.integers(0, len(groups), len(groups)) for row in groups[k]]
        for figure, value in measure(sample, summarise).items():
            if value is not None and np.isfinite(value):
                drawn[figure].append(value)
    return {figure: as_text(value, drawn[figure]) for figure, value in measure(rows, summarise).items()}


def measure(rows: list[Row], summarise: Callable[[list[Row]], dict[str, Any]]) -> dict[str, float | None]:
    """Return every figure of some rows."""
    summary = summarise(rows)
    return {figure: compute(summary, rows) for figure, compute in FIGURES.items()}


def as_text(value: float | None, drawn: list[float]) -> str:
    """Return ``0.61 [0.48, 0.73]``."""
    if value is None:
        return "-"
    low, high = np.percentile(drawn, [2.5, 97.5]) if drawn else (value, value)
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def tag_table(rows: list[Row], summarise: Callable[[list[Row]], dict[str, Any]]) -> str:
    """Return a row for every tag that at least two pairs carry."""
    by_tag: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for tag in row["tags"]:
            # angles are all different; their classes are what a reader wants
            by_tag[_angle_class(tag)].append(row)
    names = (
        "recall",
        "false flags a pair (FPPI)",
        "CPM",
        "aligned within 5/1000",
        "comparable: wrongly refused",
    )
    lines = [f"| tag | pairs | {' | '.join(names)} |", "| --- | --- |" + " --- |" * len(names)]
    for tag, tagged in sorted(by_tag.items()):
        if len(tagged) > 1:
            figures = measure(tagged, summarise)
            values = ("-" if figures[n] is None else f"{figures[n]:.2f}" for n in names)
            lines.append(f"| {tag} | {len(tagged)} | {' | '.join(values)} |")
    return "\n".join(lines)


def _angle_class(tag: str) -> str:
    name, _, value = tag.partition(":")
    if name not in ("tilt", "roll") or not value.lstrip("-").isdigit():
        return tag
    return f"{name}:{'under' if abs(int(value)) < 8 else 'from'} 8"


def instance_table(rows: list[Row]) -> str:
    """Return recall by kind, by contrast and by width of the true marks."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if not row["comparable"]:
            continue
        marks = zip(row["kinds"], row["contrasts"], row["widths"], row["hit_at"], strict=False)
        for kind, contrast, width, hit_at in marks:
            found = hit_at > -np.inf
            groups[f"kind {kind}"].append(found)
            groups[f"contrast {_class(contrast, (6, 10, 20))}"].append(found)
            groups[f"width {_class(width, (1, 2, 4))} px"].append(found)
    lines = ["| marks | found | of | recall |", "| --- | --- | --- | --- |"]
    for name, found in sorted(groups.items()):
        lines.append(f"| {name} | {sum(found)} | {len(found)} | {np.mean(found):.2f} |")
    return "\n".join(lines)


def _class(value: float | None, edges: tuple[float, ...]) -> str:
    if value is None:
        return "unknown"
    below = [edge for edge in edges if value >= edge]
    return f"from {below[-1]}" if below else f"under {edges[0]}"


if __name__ == "__main__":
    main()
