"""A candidate -> what `Alignment` carries: displacement and validity on a grid over the after photo."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography, scale_matrix
from condition.registration.local import estimate_displacement
from condition.registration.refine import after_field, before_field
from condition.registration.ring_pair import RingPair, ring_fields
from condition.registration.search import Candidate
from condition.registration.views import Float, View, inverse, render, warp

#: Size of the after photo's piece at which the local displacement is measured, px.
LOCAL_PX = 768
#: Long side of the grid on which validity and displacement are given, px.
GRID_SIDE_PX = 640

Flags = NDArray[np.bool_]


def grid_scale(after: View) -> float:
    """Return grid px per full-resolution px of the after photo."""
    return min(1.0, GRID_SIDE_PX / max(after.frame))


def grid_shape(after: View) -> tuple[int, int]:
    """Return (rows, columns) of the grid."""
    scale = grid_scale(after)
    return max(1, round(after.frame[1] * scale)), max(1, round(after.frame[0] * scale))


def piece_on_grid(after: View) -> Flags:
    """Return where the after photo's piece lies."""
    _, inside = render(after, scale_matrix(grid_scale(after)), grid_shape(after))
    return inside > 0.5


def seen_by_both(before: View, after: View, after_from_before: Matrix) -> Flags:
    """Return the part of the after photo's piece that the before photo shows too."""
    _, seen = render(before, scale_matrix(grid_scale(after)) @ after_from_before, grid_shape(after))
    return piece_on_grid(after) & (seen > 0.5)


def ring_on_grid(pair: RingPair, before: View, after: View, after_from_before: Matrix) -> tuple[Float, Flags]:
    """Return displacement and validity of a ring's mapping, relative to its homography.

    Off the ring the displacement of the nearest place on the ring goes on, so that the field has no jump at the outline.
    """
    shape, scale = grid_shape(after), grid_scale(after)
    rows, cols = np.nonzero(cv2.dilate(piece_on_grid(after).astype(np.uint8), np.ones((5, 5), np.uint8)))
    full = apply_homography(inverse(scale_matrix(scale)), np.column_stack([cols, rows]))
    pixels, seen = pair.to_before(full)
    # the model's front surface goes on behind what hides it, so hidden places still carry a displacement
    known = np.isfinite(pixels).all(axis=1)
    width, height = before.frame
    with np.errstate(invalid="ignore"):
        in_frame = (pixels >= -0.5).all(axis=1) & (pixels[:, 0] < width - 0.5) & (pixels[:, 1] < height - 0.5)
    displacement = np.zeros((*shape, 2), np.float32)
    moved = apply_homography(after_from_before, np.nan_to_num(pixels)) - full
    displacement[rows[known], cols[known]] = moved[known]
    have = np.zeros(shape, np.bool_)
    have[rows[known], cols[known]] = True
    valid = np.zeros(shape, np.bool_)
    good = known & seen & in_frame
    valid[rows[good], cols[good]] = True
    return _extended(displacement, have), valid & piece_on_grid(after)


def displacement_and_valid(
    before: View, after: View, best: Candidate, local: bool
) -> tuple[Float | None, Flags]:
    """Return what the homography leaves, in full-resolution px on the grid (None where nothing), and validity."""
    displacement: Float | None = None
    if best.ring is not None:
        displacement, valid = ring_on_grid(best.ring, before, after, best.after_from_before)
    else:
        valid = seen_by_both(before, after, best.after_from_before)
    if local and best.source != "scene":
        displacement = _with_local(before, after, best, displacement)
    return displacement, valid


def _with_local(before: View, after: View, best: Candidate, displacement: Float | None) -> Float | None:
    """Add the measured local displacement to that of the model."""
    level, fixed = after_field(after, LOCAL_PX)
    if best.ring is not None:
        fixed, moving = ring_fields(best.ring, before, level)
    else:
        moving = before_field(before, level, best.after_from_before)
    rest = estimate_displacement(fixed, moving)
    if rest is None:
        return displacement
    grid_from_level = scale_matrix(grid_scale(after)) @ inverse(level.level_from_full)
    rest = warp(rest / np.float32(level.scale), grid_from_level, grid_shape(after))
    if displacement is None:
        return rest
    # the model applies where the block was found: d(p) = rest(p) + model(p + rest(p))
    ys, xs = np.mgrid[0 : rest.shape[0], 0 : rest.shape[1]].astype(np.float32)
    scale = np.float32(grid_scale(after))
    there = cv2.remap(
        displacement,
        xs + rest[..., 0] * scale,
        ys + rest[..., 1] * scale,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(rest + there, np.float32)


def _extended(values: Float, have: Flags) -> Float:
    """Give every place without a value that of the nearest place with one."""
    if not have.any():
        return np.zeros_like(values)
    _, label = cv2.distanceTransformWithLabels(
        (~have).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(label.max()) + 1, 2), np.float32)
    table[label[have]] = values[have]
    return np.asarray(table[label], np.float32)
