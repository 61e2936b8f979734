"""A folder -> `Pair`, ...: ``NAME/before.*`` with ``NAME/after.*``, or ``NAME_before.*`` with ``NAME_after.*``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from condition.batch.model import Pair

ROLES = ("before", "after")

#: Separators between the name of a pair and the role of a file, as people write them.
SEPARATORS = "_-. "


def list_pairs(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of a folder in the order of their names; other files are left alone.

    A pair that lacks a photo, or has two for one role, carries its `Pair.problem`.
    """
    found: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            for inner in sorted(path.iterdir()):
                if inner.is_file() and inner.stem.lower() in ROLES:
                    found[path.name][inner.stem.lower()].append(inner)
        elif role := role_of(path):
            found[path.stem[: -len(role)].rstrip(SEPARATORS)][role].append(path)
    for name in sorted(found):
        yield _pair(name, found[name], folder)


def role_of(path: Path) -> str | None:
    """Return the role at the end of a file name such as ``ring_before.jpg``; None for other files."""
    stem = path.stem.lower()
    for role in ROLES:
        name = stem.removesuffix(role)
        if name != stem and name.rstrip(SEPARATORS) and name[-1] in SEPARATORS:
            return role
    return None


def _pair(name: str, files: dict[str, list[Path]], folder: Path) -> Pair:
    problems = []
    for role in ROLES:
        if not files[role]:
            problems.append(f"there is no {role} photo")
        elif len(files[role]) > 1:
            problems.append(
                f"several files could be the {role} photo: {', '.join(p.name for p in files[role])}"
            )
    first = {role: files[role][0] if files[role] else folder / name / role for role in ROLES}
    return Pair(name, first["before"], first["after"], problem="; ".join(problems) or None)
