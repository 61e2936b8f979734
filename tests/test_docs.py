"""What the papers say is so: commands run, help is complete, every code is described somewhere."""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from condition.cli.commands import COMMANDS, build_parser
from condition.policy import parse_facts, parse_policy
from condition.policy.model import Rule
from condition.reasons import REGISTRY as REASONS
from condition.reasons import ReasonCode
from condition.timeline import KINDS, parse_events
from condition.timeline import REGISTRY as CHECKS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    "docs/batch.md",
    "docs/cases.md",
    "docs/events.md",
    "docs/exchange.md",
    "docs/policy.md",
)


def readme_blocks(language: str) -> list[str]:
    """Return the code blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def readme_commands() -> list[str]:
    """Return every `condition` command line of the README."""
    lines = (line.removeprefix("$ ") for block in readme_blocks("console") for line in block.splitlines())
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("condition ")]


def is_of_a_case(command: str) -> bool:
    """Whether a command belongs to the story of a case, whose commands follow each other."""
    return command.split()[1] in ("case", "key", "verify")


def test_the_readme_stays_short() -> None:
    assert len(README.splitlines()) < 165


def test_the_method_is_explained_with_a_small_figure_that_a_script_makes() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    figure = ROOT / "docs" / "method.webp"

    assert "(docs/method.webp)" in text
    assert figure.stat().st_size < 300_000
    assert "scripts/make_method_figure.py" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "room",
    [
        "photo", "metadata", "timeline", "quality", "registration", "marks", "novelty", "measurement", "edges", "policy",
        "exchange", "evaluation",
    ],
)  # fmt: skip
def test_every_stage_says_what_it_does_and_where_its_idea_comes_from(room: str) -> None:
    folder = ROOT / "condition" / room
    front, *texts = [
        ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for path in (folder / "__init__.py", *sorted(folder.glob("*.py")))
    ]

    assert "->" in front
    assert any("References\n----------" in text for text in texts)


def test_the_readme_shows_commands() -> None:
    assert len(readme_commands()) >= 3
    assert readme_blocks("python")


def is_run_elsewhere(command: str) -> bool:
    """The viewer, and what takes a minute and has a test of its own (`tests/sets/test_command.py`)."""
    return command.startswith(("condition app", "condition compare samples/unsorted"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [c for c in readme_commands() if not is_run_elsewhere(c) and not is_of_a_case(c)]
)
def test_every_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    arguments = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "condition", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1, 3), done.stderr


@pytest.mark.slow
def test_the_example_of_the_readme_is_what_the_command_says(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    command = readme_commands()[0]
    done = subprocess.run(
        [sys.executable, "-m", "condition", *shlex.split(command)[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    shown = [part.strip("\n") for part in readme_blocks("text")[0].split("[...]\n")]
    assert len(shown) == 3
    assert [part for part in shown if part not in done.stdout] == []


def test_the_figures_of_the_readme_are_those_of_the_benchmarks() -> None:
    measured = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    names = {
        "clean pairs reported clean": "clean pairs reported clean",
        "false flags a pair": "false flags a pair (FPPI)",
        "new marks found": "recall at the operating point",
        "not comparable: refused": "not comparable: refused",
        "comparable: wrongly refused": "comparable: wrongly refused",
    }
    for here, there in names.items():
        real, rendered = figures(README, here)
        assert (real, rendered) == figures(measured, there), here


def figures(text: str, name: str) -> tuple[str, str]:
    """Return both figures in the first row of this name in a table: without intervals and remarks."""
    row = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
    real, rendered = (re.findall(r"[\d.]+", cell)[0] for cell in row.split("|")[2:4])
    return real, rendered


@pytest.mark.slow
def test_the_case_of_the_readme_goes_from_its_first_command_to_its_last(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    for command in filter(is_of_a_case, readme_commands()):
        done = subprocess.run(
            [sys.executable, "-m", "condition", *shlex.split(command)[1:]],
            cwd=tmp_path,
            env={**os.environ, "CONDITION_STORE": str(tmp_path / "store")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == int("compare" in command), f"{command}: {done.stderr}{done.stdout}"


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    code = "\n".join(readme_blocks("python"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("paper", PAPERS)
def test_links_inside_the_repository_lead_somewhere(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert "://" in target or (ROOT / paper).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("paper", PAPERS)
def test_files_that_the_papers_name_exist(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    for name in re.findall(r"`((?:condition|tests|samples|scripts|benchmarks|notebooks)/[\w/.-]*)`", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_with_its_options(command: str) -> None:
    subparsers = next(a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    parser = subparsers.choices[command]
    assert parser.description
    assert "Exit codes" in (parser.epilog or "")
    assert all(action.help for action in parser._actions)
    assert f"condition {command}" in README


def toml_blocks(paper: str) -> list[str]:
    """Return the TOML examples of a paper."""
    text = (ROOT / paper).read_text(encoding="utf-8")
    return re.findall(r"^```toml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def test_the_examples_of_events_and_policies_are_read() -> None:
    (case,) = toml_blocks("docs/events.md")
    assert parse_events(case)
    assert parse_facts(case)
    (policy,) = toml_blocks("docs/policy.md")
    assert {type(clause.rule) for clause in parse_policy(policy).clauses} == set(get_args(Rule))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_described(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs/events.md").read_text(encoding="utf-8")


def test_the_readme_explains_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d) \|", README, flags=re.MULTILINE)
    assert rows == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_says_what_it_means_and_what_to_do(code: ReasonCode) -> None:
    entry = REASONS[code]
    assert entry.meaning.endswith(".")
    assert entry.fix.endswith(".")
    assert entry.unit


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_says_what_it_asks_and_how_it_can_answer(code: str) -> None:
    entry = CHECKS[code]
    assert entry.asks.endswith("?")
    assert entry.severities
