"""A part of an overview as a photo of its own, and the piece in it and in the close-up that shows it.

What is piece and what is support is seen in the overview; a close-up that is filled by metal has no outline to go by. So the
overview's piece is carried into the close-up.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, scale_matrix
from condition.photo import Photo
from condition.quality import Piece
from condition.sets.model import Box, SetPhoto

#: From this share on, the piece fills the frame.
FILLED = 0.95


def part_of(photo: Photo, box: Box | None) -> Photo:
    """Return a part of a photo as a photo of its own; the whole one without a box."""
    if box is None:
        return photo
    pixels = np.ascontiguousarray(photo.pixels[box.top : box.bottom, box.left : box.right])
    pixels.setflags(write=False)
    return replace(photo, pixels=pixels, jpeg_luminance=None)


def cut_piece(overview: SetPhoto, box: Box) -> Piece:
    """Return the overview's piece inside a box, in px of the part."""
    scale = overview.piece.scale
    left, top = round(box.left * scale), round(box.top * scale)
    right, bottom = max(left + 1, round(box.right * scale)), max(top + 1, round(box.bottom * scale))
    return _piece(overview.piece.inside[top:bottom, left:right], scale)


def carried_piece(overview: SetPhoto, closeup: SetPhoto, closeup_from_overview: Matrix) -> Piece:
    """Return the overview's piece as it lies in a close-up, on the grid of the close-up's own."""
    own = closeup.piece
    there = (
        scale_matrix(own.scale) @ closeup_from_overview @ np.linalg.inv(scale_matrix(overview.piece.scale))
    )
    size = (own.inside.shape[1], own.inside.shape[0])
    inside = cv2.warpPerspective(
        overview.piece.inside.astype(np.uint8) * 255, there, size, flags=cv2.INTER_LINEAR
    )
    return _piece(np.asarray(inside) > 127, own.scale)


def _piece(inside: NDArray[np.bool_], scale: float) -> Piece:
    """A piece; the whole frame where it fills it, or where nothing of it is there."""
    filled = not inside.any() or float(inside.mean()) >= FILLED
    return Piece(np.ones_like(inside) if filled else np.ascontiguousarray(inside), scale, filled)
