"""Made pieces with known truth: an engraved plate on a cloth, moved by a known homography, lit in either polarity."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.metadata import Metadata
from condition.photo import Photo
from condition.quality import segment_piece
from condition.registration import Alignment, Refusal, register

Pixels = NDArray[np.uint8]
Float = NDArray[np.float32]
Matrix = NDArray[np.float64]

PLATE = (420, 280)
FRAME = (900, 700)


def engraving(seed: int) -> Float:
    """Grooves of a plate in [0, 1], ``(280, 420)``: initials, lines and dots that no other seed has."""
    rng = np.random.default_rng(seed)
    grooves: NDArray[np.uint8] = np.zeros((PLATE[1], PLATE[0]), np.uint8)
    letters = "".join(rng.choice(list("ABDEGHKMRSTVW"), 4))
    cv2.putText(grooves, letters, (70, 170), cv2.FONT_HERSHEY_TRIPLEX, 2.6, 255, 5, cv2.LINE_AA)
    for _ in range(14):
        ends = rng.integers([20, 20], [PLATE[0] - 20, PLATE[1] - 20], (2, 2))
        cv2.line(grooves, ends[0].tolist(), ends[1].tolist(), 160, 2, cv2.LINE_AA)
    for _ in range(25):
        centre = rng.integers([20, 20], [PLATE[0] - 20, PLATE[1] - 20]).tolist()
        cv2.circle(grooves, centre, int(rng.integers(3, 12)), 200, 2, cv2.LINE_AA)
    return np.asarray(grooves / 255, np.float32)


def ornament() -> Float:
    """A repeated ornament that looks the same after half a turn: nothing on it is unique."""
    rows, cols = np.mgrid[0 : PLATE[1], 0 : PLATE[0]].astype(np.float32)
    y, x = rows - (PLATE[1] - 1) / 2, cols - (PLATE[0] - 1) / 2
    return np.asarray(0.5 + 0.5 * np.cos(2 * np.pi * x / 28) * np.cos(2 * np.pi * y / 28), np.float32)


def pose(turn_deg: float, scale: float, centre: tuple[float, float], tilt: float = 0.0) -> Matrix:
    """Homography from the plate to the photo."""
    c, s = scale * np.cos(np.radians(turn_deg)), scale * np.sin(np.radians(turn_deg))
    move = np.array([[c, -s, centre[0]], [s, c, centre[1]], [tilt * 1e-4, -tilt * 0.6e-4, 1.0]])
    return np.asarray(move @ np.array([[1, 0, -PLATE[0] / 2], [0, 1, -PLATE[1] / 2], [0, 0, 1.0]]))


def photo_of(
    grooves: Float,
    photo_from_plate: Matrix,
    *,
    cloth: int,
    bright: bool = False,
    seed: int = 0,
    shot: int = 0,
) -> Photo:
    """A photo of the plate on a cloth; `bright` grooves shine where others are dark; `shot` varies the sensor's noise alone."""
    rng, sensor = np.random.default_rng(seed), np.random.default_rng([seed, shot, 1])
    support = np.array([[60, 95, 70], [150, 120, 150], [90, 90, 140]][cloth % 3], np.float32)
    weave = cv2.GaussianBlur(rng.normal(0, 22, (FRAME[1], FRAME[0])).astype(np.float32), (0, 0), 1.5)
    scene = support + weave[..., None]
    sheen = 205 + 25 * np.sin(np.linspace(0, 3, PLATE[0], dtype=np.float32) + seed)
    level = np.where(bright, 250.0, 120.0).astype(np.float32)
    metal = np.repeat((sheen + (level - sheen) * grooves)[..., None], 3, axis=2) * np.array(
        [1, 0.93, 0.72], np.float32
    )
    warped = cv2.warpPerspective(metal.astype(np.float32), photo_from_plate, FRAME)
    shown = cv2.warpPerspective(np.ones(grooves.shape, np.float32), photo_from_plate, FRAME)[..., None]
    noisy = scene * (1 - shown) + warped * shown + sensor.normal(0, 2, (FRAME[1], FRAME[0], 1))
    return photo(np.clip(noisy, 0, 255).astype(np.uint8))


def photo(pixels: NDArray[np.generic]) -> Photo:
    """Wrap pixels."""
    return Photo("0" * 64, "made", np.ascontiguousarray(pixels, np.uint8), "ARRAY", 1, Metadata())


def registered(before: Photo, after: Photo) -> Alignment | Refusal:
    """Segment and register as the pipeline does."""
    return register(before, after, segment_piece(before.pixels), segment_piece(after.pixels))


def on_plate() -> NDArray[np.float64]:
    """Points of the plate, ``(N, 2)``."""
    xs, ys = np.meshgrid(np.linspace(15, PLATE[0] - 15, 12), np.linspace(15, PLATE[1] - 15, 9))
    return np.column_stack([xs.ravel(), ys.ravel()])
