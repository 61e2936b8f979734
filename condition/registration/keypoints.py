"""Two views -> homographies from keypoints: RootSIFT, both ways and by the ratio test, fitted with MAGSAC++.

Keypoints decide where the surface is textured and lit alike (most real photographs). They mislead where ornament
repeats or the support is textured; so they only propose, and `verify` decides.

References
----------
.. [1] Lowe, IJCV 60(2), 2004. doi:10.1023/B:VISI.0000029664.99615.94
.. [2] Arandjelovic, Zisserman, "Three things everyone should know ...", CVPR 2012 (RootSIFT).
.. [3] Barath et al., MAGSAC++, CVPR 2020. arXiv:1912.05909
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix
from condition.photo import Photo
from condition.quality import Piece


@dataclass(frozen=True, slots=True, eq=False)
class Keypoints:
    """Keypoints of one photo.

    Attributes
    ----------
    xy : ndarray
        float64 ``(N, 2)``, full-resolution px.
    descriptor : ndarray
        float32 ``(N, 128)``, unit length (RootSIFT [2]_).
    on_piece : ndarray
        bool ``(N,)``.
    """

    xy: NDArray[np.float64]
    descriptor: NDArray[np.float32]
    on_piece: NDArray[np.bool_]

    def kept(self) -> Keypoints:
        """Return the keypoints on the piece."""
        return Keypoints(self.xy[self.on_piece], self.descriptor[self.on_piece], self.on_piece[self.on_piece])


def detect_keypoints(photo: Photo, piece: Piece, long_side_px: int, count: int) -> Keypoints:
    """Return up to `count` SIFT keypoints [1]_ of the whole photo, found at `long_side_px`."""
    scale = min(1.0, long_side_px / max(photo.width, photo.height))
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        grey = cv2.resize(
            grey, (round(photo.width * scale), round(photo.height * scale)), interpolation=cv2.INTER_AREA
        )
    found, descriptor = cv2.SIFT.create(nfeatures=count, contrastThreshold=0.02).detectAndCompute(grey, None)
    if not found:
        return Keypoints(np.zeros((0, 2)), np.zeros((0, 128), np.float32), np.zeros(0, np.bool_))
    root = np.sqrt(descriptor / np.maximum(descriptor.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
    xy = (np.array([k.pt for k in found]) + 0.5) / scale - 0.5
    at = np.clip(
        np.round((xy + 0.5) * piece.scale - 0.5).astype(int), 0, np.array(piece.inside.shape[::-1]) - 1
    )
    return Keypoints(xy, root, piece.inside[at[:, 1], at[:, 0]])


def match_keypoints(before: Keypoints, after: Keypoints, ratio: float) -> NDArray[np.float64]:
    """Return mutual nearest neighbours that pass the ratio test: float64 ``(N, 4)``, x, y before, x, y after."""
    if min(len(before.xy), len(after.xy)) < 8:
        return np.zeros((0, 4))
    similarity = before.descriptor @ after.descriptor.T
    rows = np.arange(len(similarity))
    first = similarity.argmax(axis=1)
    back = similarity.argmax(axis=0)
    best = similarity[rows, first].copy()
    similarity[rows, first] = -1
    second = similarity.max(axis=1)
    distance, further = (np.sqrt(np.maximum(2 - 2 * value, 1e-9)) for value in (best, second))
    kept = (distance < ratio * further) & (back[first] == rows)
    return np.column_stack([before.xy[kept], after.xy[first[kept]]])


def fit_homographies(
    matches: NDArray[np.float64], threshold_px: float, models: int, min_inliers: int, seed: int
) -> list[tuple[Matrix, NDArray[np.bool_]]]:
    """Return up to `models` homographies with their inliers, each fitted to what the earlier ones left over.

    MAGSAC++ [3]_; deterministic by `seed`.
    """
    results: list[tuple[Matrix, NDArray[np.bool_]]] = []
    left = np.ones(len(matches), np.bool_)
    for _ in range(models):
        if left.sum() < min_inliers:
            break
        cv2.setRNGSeed(seed)
        source = np.ascontiguousarray(matches[left, :2])
        target = np.ascontiguousarray(matches[left, 2:])
        found, kept = cv2.findHomography(source, target, cv2.USAC_MAGSAC, threshold_px, None, 3000, 0.9999)
        if found is None or int(kept.sum()) < min_inliers:
            break
        inlier = np.zeros(len(matches), np.bool_)
        inlier[np.flatnonzero(left)[kept.ravel() > 0]] = True
        results.append((np.asarray(found, np.float64), inlier))
        left &= ~inlier
    return results
