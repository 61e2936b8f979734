"""Runs the readers in a child process with limits of time and memory, because readers of hostile bytes can hang.

One child a file: it starts in about 70 ms (no site packages are scanned, `condition` is not imported), owns no
state that a hostile file could leave behind, and is safe to start from any thread or worker process. The answer is
JSON of bounded size, never a pickle.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

#: Time of one file, start of the child included, s. A 100 MB file takes under 1 s; the contract is 5 s, and it takes some time
#: to end a process. Time in the queue for a processor does not count.
TIME_LIMIT_S = 4.0
#: However busy the machine is, no file gets more than this many times its time.
PATIENCE = 15
#: How often a child is looked at, s.
TICK_S = 0.05
#: Address space of the child, bytes.
MEMORY_LIMIT_BYTES = 512 * 1024 * 1024
#: Longest answer, bytes: a 1 MB thumbnail in base64 and room for the texts.
MAX_ANSWER_BYTES = 4_000_000
#: Exit code by which the child says that it ran out of memory.
OUT_OF_MEMORY = 3

_CHILD = """
import sys
sys.path += {paths!r}
try:
    from {package}.worker import main
    main()
except MemoryError:
    import os
    os._exit({out_of_memory})
"""


class FenceError(Exception):
    """The child gave no answer; the message says why, as a clause ("took longer than 4 s")."""


def read_fenced(
    data: bytes,
    format: str,
    trust_anchors: str | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    memory_bytes: int = MEMORY_LIMIT_BYTES,
    package: str = "readers",
) -> dict[str, Any]:
    """Return what the readers found in `data`.

    Parameters
    ----------
    data : bytes
        The whole file.
    format : str
        "JPEG", "PNG", ...
    trust_anchors : str or None
        PEM certificates for C2PA.
    time_limit_s : float
        Time of the child in seconds, on a processor or asleep, after which it is killed.
    memory_bytes : int
        Address space of the child in bytes.
    package : str
        Package beside this file whose `worker.main` runs; tests put a hanging one here.

    Raises
    ------
    FenceError
        If the child took too long, ran out of memory, failed, or did not answer in JSON.
    """
    job = {
        "size": len(data),
        "format": format,
        "trust_anchors": trust_anchors,
        "memory_bytes": memory_bytes,
        "cpu_s": int(time_limit_s) + 1,
    }
    answer, code, overdue = _run(package, json.dumps(job).encode("ascii") + b"\n", data, time_limit_s)
    if overdue:
        raise FenceError(f"took longer than {time_limit_s:g} s")
    if code == OUT_OF_MEMORY:
        raise FenceError(f"needed more than {memory_bytes // (1024 * 1024)} MB of memory")
    if code != 0:
        raise FenceError(f"the reader stopped with code {code}")
    try:
        record = json.loads(answer)
    except ValueError as error:
        raise FenceError("the reader's answer was not readable") from error
    if not isinstance(record, dict):
        raise FenceError("the reader's answer was not readable")
    return record


def _run(package: str, head: bytes, data: bytes, time_limit_s: float) -> tuple[bytes, int, bool]:
    """Return (answer, exit code, whether it was out of time). The child reads all before it writes, so no pipe locks."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-c", _program(package)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    assert child.stdin is not None
    assert child.stdout is not None
    answer = b""
    with _Watch(child, time_limit_s) as watch:
        try:
            child.stdin.write(head)
            child.stdin.write(data)
            child.stdin.close()
            answer = child.stdout.read(MAX_ANSWER_BYTES)
        except (
            BrokenPipeError,
            ConnectionError,
        ):  # the child ended, or was ended, before it had read everything
            pass
        finally:
            code = _end(child)
    return answer, code, watch.overdue


class _Watch(threading.Thread):
    """Kills a child that has had its time: on a processor or asleep, but not in the queue for a processor.

    A busy machine would otherwise decide whether a photo is turned upright. Where the system does not tell what a process
    does (no ``/proc``), all time counts.
    """

    def __init__(self, child: subprocess.Popen[bytes], time_limit_s: float) -> None:
        super().__init__(daemon=True)
        self.overdue = False
        self._child, self._limit_s, self._done = child, time_limit_s, threading.Event()

    def __enter__(self) -> _Watch:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        started = last = time.monotonic()
        asleep_s = 0.0
        while not self._done.wait(TICK_S):
            now = time.monotonic()
            used_s, waiting = _spent(self._child.pid)
            asleep_s += 0.0 if waiting else now - last
            last = now
            had_s = now - started if used_s is None else used_s + asleep_s
            if had_s >= self._limit_s or now - started >= PATIENCE * self._limit_s:
                self.overdue = True
                self._child.kill()
                return


def _spent(pid: int) -> tuple[float | None, bool]:
    """Return the processor time of a process in s, and whether it runs or queues to run; (None, False) if unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None, False
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK"), fields[0] == b"R"


def _end(child: subprocess.Popen[bytes]) -> int:
    """Close the child's pipes and wait for its end, which its watch brings about; always reaps it."""
    for pipe in (child.stdin, child.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            continue
    return child.wait()


@lru_cache(maxsize=8)
def _program(package: str) -> str:
    paths = [str(Path(__file__).parent)]
    for name in ("exifread", "c2pa"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            paths.append(str(Path(spec.origin).parent.parent))
    return _CHILD.format(paths=list(dict.fromkeys(paths)), package=package, out_of_memory=OUT_OF_MEMORY)


def _environment() -> dict[str, str]:
    """Return the few variables a Python process needs to start; secrets of the parent stay with the parent."""
    kept = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}
