"""Runs the mark network: one aligned view in, three maps of evidence out.

The weights (``condition/models/marks.onnx``) were trained by ``training/``; the model card beside them gives data, seed
and figures. ONNX Runtime runs them on the CPU: measured against `cv2.dnn` in ``benchmarks/README.md``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.marks.prepare import prepare

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: The network halves the picture four times.
MULTIPLE = 16
#: Views above this many pixels are run in tiles, so that memory stays bounded.
TILE_PX, OVERLAP_PX = 1024, 64


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the network sees, each float32 ``(h, w)`` in [0, 1] on the view's grid.

    Attributes
    ----------
    appeared : ndarray
        A mark that the after photo shows and the before photo does not.
    vanished : ndarray
        A mark that the before photo shows and the after photo does not.
    kept : ndarray
        A mark that both photos show.
    """

    appeared: NDArray[np.float32]
    vanished: NDArray[np.float32]
    kept: NDArray[np.float32]


def read_evidence(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Evidence:
    """Return the evidence for marks on two aligned pictures.

    Parameters
    ----------
    before, after : ndarray
        uint8 ``(h, w, 3)`` RGB sRGB on one grid.

    Returns
    -------
    Evidence
        On the same grid.
    """
    height, width = after.shape[:2]
    pair = np.concatenate([prepare(after), prepare(before)])
    padded_h, padded_w = (-(-n // MULTIPLE) * MULTIPLE for n in (height, width))
    pair = np.pad(pair, ((0, 0), (0, padded_h - height), (0, padded_w - width)), mode="edge")
    logits = np.empty((3, padded_h // 2, padded_w // 2), np.float32)
    for rows in _tiles(padded_h):
        for cols in _tiles(padded_w):
            _run_tile(pair, logits, rows, cols)
    chance = 1 / (1 + np.exp(-logits))
    full = [cv2.resize(c, (padded_w, padded_h), interpolation=cv2.INTER_LINEAR)[:height, :width] for c in chance]
    return Evidence(appeared=full[0], kept=full[1], vanished=full[2])


def _run_tile(
    pair: NDArray[np.float32], logits: NDArray[np.float32], rows: tuple[int, int], cols: tuple[int, int]
) -> None:
    """Run one tile with its overlap and write its core into `logits`."""
    top, bottom = max(0, rows[0] - OVERLAP_PX), min(pair.shape[1], rows[1] + OVERLAP_PX)
    left, right = max(0, cols[0] - OVERLAP_PX), min(pair.shape[2], cols[1] + OVERLAP_PX)
    tile = np.ascontiguousarray(pair[None, :, top:bottom, left:right])
    (out,) = _session().run(None, {"pair": tile})
    core = out[
        0, :, (rows[0] - top) // 2 : (rows[1] - top) // 2, (cols[0] - left) // 2 : (cols[1] - left) // 2
    ]
    logits[:, rows[0] // 2 : rows[1] // 2, cols[0] // 2 : cols[1] // 2] = core


def _tiles(length: int) -> list[tuple[int, int]]:
    """Cut a length (a multiple of `MULTIPLE`) into about equal spans of at most `TILE_PX`, on multiples of `MULTIPLE`."""
    count = -(-length // TILE_PX)
    edges = [round(i * length / count / MULTIPLE) * MULTIPLE for i in range(count)] + [length]
    return list(zip(edges[:-1], edges[1:], strict=True))


@lru_cache(maxsize=1)
def _session() -> InferenceSession:
    """The loaded network; sessions of ONNX Runtime may be shared between threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, min(cv2.getNumThreads(), os.cpu_count() or 1))
    options.log_severity_level = 3
    weights = resources.files("condition") / "models" / "marks.onnx"
    return onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])
