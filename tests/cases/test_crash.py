"""``kill -9`` at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

KILLS = 200


@pytest.mark.slow
def test_a_writer_killed_at_200_random_points_loses_nothing(root: Path) -> None:
    # a killed program does not take the system's memory with it; there, the disk does not slow the 200 lives down
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        done = subprocess.run(
        [sys.executable, "-m", "tests.cases.writer", folder, str(KILLS)],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kills, changes = map(int, done.stdout.split())
    assert kills == KILLS
    assert changes >= KILLS / 2
