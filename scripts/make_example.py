"""Make the picture at the head of README.md: both photos of its first command, their marks numbered.

    python scripts/make_example.py

Writes docs/example.jpg; look at it before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

import condition
from condition.report import pair_picture

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "watch-back-new-scratch"
TARGET = ROOT / "docs" / "example.jpg"
WIDTH, QUALITY = 1400, 85


def main() -> int:
    """Compare the sample and write the picture."""
    picture = pair_picture(condition.compare(SAMPLE / "before.jpg", SAMPLE / "after.jpg"), WIDTH)
    scale = WIDTH / picture.shape[1]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(TARGET), cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return 0


if __name__ == "__main__":
    sys.exit(main())
