"""Golden pictures and texts: compared with a tolerance, rewritten by UPDATE_GOLDEN=1, looked at in review."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkdtemp

import cv2
import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "golden" / "report"
#: Grey levels that text rendering and interpolation may differ by, on average, between builds of OpenCV.
TOLERANCE = 1.5


def assert_matches_golden(name: str, picture: NDArray[np.uint8]) -> None:
    """Demand that a picture looks as the golden one; on failure, write both and their difference side by side."""
    path = FOLDER / f"{name}.png"
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), bgr)
    golden = cv2.imread(str(path))
    assert golden is not None, f"{path} is missing; UPDATE_GOLDEN=1 writes it"
    assert golden.shape == bgr.shape
    difference = cv2.absdiff(golden, bgr)
    if difference.mean() > TOLERANCE:
        seen = Path(mkdtemp(), f"{name}.png")
        cv2.imwrite(str(seen), np.hstack([golden, np.asarray(bgr, np.uint8), difference * 4]))
        raise AssertionError(f"differs from the golden picture by {difference.mean():.1f}; see {seen}")


def assert_text_matches_golden(name: str, text: str) -> None:
    """Demand that a text is the golden one, to the letter."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")
