"""Stand-ins for `condition.compare` that worker processes can import: the file's text says what happens."""

from __future__ import annotations

import os
import resource
import signal
import struct
import time
import zlib
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from condition.comparison import Comparison
from condition.errors import UnreadablePhoto
from condition.photo import read_photo
from tests.builders import make_clean, make_comparison, make_refused


def compare(before: Path, after: Path) -> Comparison:
    """Do what the after "photo" says: new, clean, refused, broken, bug, die, hungry, greedy, or slow and then clean."""
    order = after.read_text().strip() if after.exists() else "missing"
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "missing":
        raise UnreadablePhoto(after.name, "there is no such file")
    if order == "broken":
        raise UnreadablePhoto(after.name, "is not a picture")
    if order == "bug":
        raise ZeroDivisionError("float division by zero")
    if order.startswith("hungry"):
        _ask_for_too_much(order)
    if order == "greedy":
        _take_all()
    if order == "slow":
        time.sleep(0.5)
    if order == "refused":
        return _refused()
    return _compared() if order == "new" else _clean()


def _ask_for_too_much(order: str) -> None:
    """Ask for more than this process may have: of NumPy, of OpenCV, or by a photo of 110 MP."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    small = np.zeros((8, 8, 3), np.uint8)
    resource.setrlimit(resource.RLIMIT_AS, (used + 100_000_000, limits[1]))
    try:
        if order == "hungry array":
            np.empty((1 << 30,), np.uint8)
        if order == "hungry opencv":
            cv2.resize(small, (20_000, 20_000))
        if order == "hungry decoder":
            read_photo(huge_png(), "huge.png")
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def huge_png() -> bytes:
    """A PNG of 110 MP, all black, so that the file is small: the picture takes 330 MB."""
    width, height = 11_000, 10_000
    rows = zlib.compressobj(1)
    line = bytes(1 + 3 * width)
    packed = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _take_all() -> None:
    """Fill the memory until somebody ends this process."""
    taken = []
    while True:
        taken.append(np.ones(25_000_000, np.uint8))
        time.sleep(0.01)


@cache
def _compared() -> Comparison:
    return make_comparison()


@cache
def _clean() -> Comparison:
    return make_clean()


@cache
def _refused() -> Comparison:
    return make_refused()
