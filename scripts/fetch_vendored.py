"""Fetches the pinned third-party files with npm, checks their hashes, and puts them where they are kept.

    python scripts/fetch_vendored.py            fetches what is missing or has another version
    python scripts/fetch_vendored.py --check    only says whether the kept files are the pinned ones (no network)

OpenSeadragon (BSD) is part of the package: the viewer draws photos with it, and loads it from the package. axe-core (MPL-2.0)
is used by the tests alone. Source Sans 3 (OFL-1.1, which allows to bundle and to embed it) is the type of the PDF reports.
Each file is kept as published, with its licence beside it. To move to another version, change `version` and run this; it
prints the hashes it found, to be looked at and written here.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Library:
    """A package, and for each kept file: its name in the package, and its SHA-256."""

    name: str
    version: str
    folder: str
    files: dict[str, tuple[str, str]]


LIBRARIES = (
    Library(
        "openseadragon",
        "6.1.1",
        "condition/viewer/assets/openseadragon",
        {
            "openseadragon.min.js": (
                "build/openseadragon/openseadragon.min.js",
                "14d587cd3ee7c4861f1a41077ce642029364a21029956ba635bd8fb1202cf9ad",
            ),
            "LICENSE.txt": (
                "LICENSE.txt",
                "17da96b26ac706d2cbd06d4555dedb43026782f4943faf0156fe7acf89454228",
            ),
        },
    ),
    Library(
        "@expo-google-fonts/source-sans-3",
        "0.4.1",
        "condition/report/fonts",
        {
            "SourceSans3_400Regular.ttf": (
                "400Regular/SourceSans3_400Regular.ttf",
                "393fb5b878ceed04aebc34b097e853ae5138c51d0c34b496ce8e2b47e0d0b94a",
            ),
            "SourceSans3_600SemiBold.ttf": (
                "600SemiBold/SourceSans3_600SemiBold.ttf",
                "bd2550fce2d295b0bf20bd8b1b7f1477da834f1066bd850aafdb4787a67a63ca",
            ),
            "LICENSE_FONT": (
                "LICENSE_FONT",
                "09746787287a289323b0ec3cff4d1a4a801331b82b7207c1e186f5d26619a392",
            ),
        },
    ),
    Library(
        "axe-core",
        "4.14.1",
        "tests/viewer/axe",
        {
            "axe.min.js": (
                "axe.min.js",
                "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            ),
            "LICENSE": ("LICENSE", "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e"),
            "LICENSE-3RD-PARTY.txt": (
                "LICENSE-3RD-PARTY.txt",
                "4f8563870d0fca38bbc3e00b6f670cb7fa9f380ba9f26a7f7d1184a6b18b1653",
            ),
        },
    ),
)


def main() -> int:
    """Fetch or check; return 0 where every kept file is the pinned one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing, use no network")
    only_check = parser.parse_args().check
    wrong = [library for library in LIBRARIES if not is_kept(library)]
    for library in [] if only_check else wrong:
        keep(library)
    still_wrong = [library for library in wrong if not is_kept(library)]
    for library in still_wrong:
        print(
            f"{library.name} {library.version}: the files in {library.folder} are not the pinned ones",
            file=sys.stderr,
        )
    return 1 if still_wrong else 0


def is_kept(library: Library) -> bool:
    """Return whether every file is there with its pinned hash."""
    kept = ((ROOT / library.folder / name, wanted) for name, (_, wanted) in library.files.items())
    return all(path.is_file() and digest(path.read_bytes()) == wanted for path, wanted in kept)


def keep(library: Library) -> None:
    """Fetch a package and keep its files; one with another hash is reported and not written."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "npm",
            "pack",
            "--silent",
            f"{library.name}@{library.version}",
            "--pack-destination",
            folder,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as package:
            for name, (inside, wanted) in library.files.items():
                member = package.extractfile(f"package/{inside}")
                assert member is not None, f"{inside} is a file of the package"
                data = member.read()
                if digest(data) != wanted:
                    print(
                        f"{library.name} {library.version}, {inside}: {digest(data)}, pinned {wanted}",
                        file=sys.stderr,
                    )
                    continue
                target = ROOT / library.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)


def digest(data: bytes) -> str:
    """Return the SHA-256 as hex digits."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
