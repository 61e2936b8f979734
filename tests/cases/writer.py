"""A program that writes into a store until it is killed, 200 times, and checks the store after each.

Run by `test_crash.py`. Each writer is a fork, so that the libraries are loaded once; it says on a pipe what the store has
acknowledged. Prints one line: how many writers were killed, and how many changes they had made.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from condition.cases import CasePhoto, CaseStore, Note, fsck

#: A writer lives until this many changes are acknowledged at most, and then at most so many seconds.
MOST_CHANGES = 2
LAST_S = 0.02
HARMLESS = {"ORIGINAL_ORPHANED", "STRANGE_FILE"}


def write(store: CaseStore, life: int, pipe: int) -> None:
    """Add photos and notes for ever; tell each on the pipe once the store has acknowledged it."""
    for step in range(1_000_000):
        data = f"{life} {step}".encode() * 1000
        digest = store.originals.put(data)
        photo = CasePhoto(sha256=digest, name="a", role="before", format="JPEG", size_bytes=len(data))
        store.add("c", photo, who="ann")
        os.write(pipe, f"{digest}\n".encode())
        store.add("c", Note(text=digest), who="ann")
        os.write(pipe, f"note {digest}\n".encode())


def live_and_die(store: CaseStore, life: int, changes: int, seconds: float) -> list[str]:
    """Return what a writer was told to be safe before it was killed, so many seconds after so many changes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        write(store, life, writing)
    os.close(writing)
    with os.fdopen(reading) as said:
        first = [said.readline().strip() for _ in range(changes)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [*first, *said.read().splitlines()]


def main(folder: Path, lives: int) -> None:
    """Kill `lives` writers at random moments; raise where anything acknowledged is gone."""
    rng = np.random.default_rng(1)
    changes = 0
    for life in range(lives):
        if life % 20 == 0:  # a store that does not grow for ever, so that the checks stay quick
            store = CaseStore(folder / str(life))
            store.new("c", who="ann")
            store.add("c", Note(text="warm up"), who="ann")
            safe: set[str] = set()
        said = live_and_die(store, life, int(rng.integers(MOST_CHANGES + 1)), rng.uniform(0.0, LAST_S))
        safe.update(said)
        changes += len(said)
        case = store.case("c")
        kept = {photo.sha256 for photo in case.photos} | {f"note {note.text}" for note in case.notes}
        assert safe <= kept, f"life {life}: lost {safe - kept}"
        if life % 5 == 4:
            serious = [problem for problem in fsck(store) if problem.code not in HARMLESS]
            assert not serious, f"life {life}: {serious}"
    print(lives, changes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
