"""Many photos -> how alike two of them are, quickly; and where a close-up lies inside an overview.

`sketch` prepares a photo once. `likeness` compares two sketches by the first stage of the search alone: keypoints, shape,
and the a-contrario test at small size. It ranks pairs; whether a pair is registered is decided by `register`.

`find_inside` looks for a close-up in an overview, where whole pieces no longer correspond. Keypoints are tried first, since
they are found at any scale; then the close-up's orientation field is correlated with the overview's over rotations, scales
from 1.4 to 8 and, by FFT, all shifts: template matching in a pyramid, as `shape` does it for whole pieces. Every proposal
passes the same test, in the frame of the close-up, because only there the shared part is large enough for blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Matrix, apply_homography, local_scale, scale_matrix
from condition.photo import Photo
from condition.quality import Piece
from condition.registration.field import Complex, orientation_field
from condition.registration.keypoints import Keypoints, detect_keypoints, fit_homographies, match_keypoints
from condition.registration.search import Candidate, SearchSettings, glance
from condition.registration.shape import Hypothesis
from condition.registration.spectra import correlation, fast_side, spectrum
from condition.registration.views import View, inverse, render, view_of

#: Long side of a photo for keypoints, px, and how many: a close-up at 8 times has 300 px of an overview to be found in, and two
#: photos of 3000 each are matched in 30 ms.
KEYPOINT_SIDE_PX, KEYPOINT_COUNT = 2400, 3000
#: Fewest keypoints that propose a mapping, and the share of the frame's diagonal within which they agree.
MIN_INLIERS, TOLERANCE = 8, 0.004
#: Long side of a view, px.
VIEW_SIDE_PX = 1024
#: Side of the close-up as a template, px, and the scales at which it is looked for.
TEMPLATE_PX = 64
SCALES = (1.4, 2.0, 2.8, 4.0, 5.6, 8.0)
#: Step of the rotation, degrees; half of it moves the template's edge by about 3 px.
STEP_DEG = 10.0
#: Proposals by correlation that are tried.
PROPOSALS = 8
#: A close-up shows at most this share of the overview's side; beyond it, whole pieces correspond and `register` is right.
MAX_SHARE = 0.72


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What retrieval needs of one photo.

    Attributes
    ----------
    view : View
        The piece at several sizes.
    keypoints : Keypoints
        Of the whole photo, full-resolution px.
    """

    view: View
    keypoints: Keypoints


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike two photos are.

    Attributes
    ----------
    evidence : float
        -log10 of the number of false alarms of the best mapping at small size; 0 where none was proposed.
    after_from_before : ndarray or None
        float64 ``(3, 3)``, that mapping in full-resolution px, good to a few percent of the piece.
    inliers : int
        Keypoints that agree with the best mapping by keypoints.
    """

    evidence: float
    after_from_before: Matrix | None
    inliers: int


def sketch(photo: Photo, piece: Piece) -> Sketch:
    """Prepare a photo for `likeness` and `find_inside`."""
    keypoints = detect_keypoints(photo, piece, KEYPOINT_SIDE_PX, KEYPOINT_COUNT)
    return Sketch(view_of(photo, piece, VIEW_SIDE_PX), keypoints)


def likeness(before: Sketch, after: Sketch, settings: SearchSettings) -> Likeness:
    """Return how alike two photos are; ranks pairs, and decides nothing."""
    proposals = _by_keypoints(before, after, settings)
    best = glance(before.view, after.view, proposals, settings)
    inliers = int(max((proposal.score for proposal in proposals), default=0.0))
    if best is None:
        return Likeness(0.0, None, inliers)
    return Likeness(best.support.strength, best.after_from_before, inliers)


def find_inside(overview: Sketch, closeup: Sketch, settings: SearchSettings) -> Likeness | None:
    """Return the best mapping of an overview onto a close-up of a part of it; None where none is better than chance.

    Returns
    -------
    Likeness or None
        `Likeness.after_from_before` carries the overview to the close-up, so that the close-up plays the after photo.
    """
    proposals = [p for p in _by_keypoints(overview, closeup, settings) if _is_closeup(p, overview, closeup)]
    best = glance(overview.view, closeup.view, proposals, settings, shapes=False)
    if best is None or best.support.strength < settings.scene_below:
        found = glance(
            overview.view, closeup.view, _by_correlation(overview.view, closeup.view), settings, shapes=False
        )
        best = max((c for c in (best, found) if c is not None), key=_strength, default=None)
    if best is None or best.support.evidence <= 0:
        return None
    inliers = int(max((proposal.score for proposal in proposals), default=0.0))
    return Likeness(best.support.strength, best.after_from_before, inliers)


def box_inside(
    overview: Sketch, closeup: Sketch, found: Likeness, margin: float = 0.15
) -> tuple[int, int, int, int] | None:
    """Return the part of an overview that a close-up shows, with a margin: left, top, right, bottom in px.

    None where the mapping is no close-up of a part: it turns over, or the part is nearly the whole overview.
    """
    if found.after_from_before is None:
        return None
    width, height = closeup.view.frame
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    inside = apply_homography(inverse(found.after_from_before), corners)
    if not np.isfinite(inside).all():
        return None
    low, high = inside.min(axis=0), inside.max(axis=0)
    border = margin * float((high - low).max())
    frame = np.array(overview.view.frame, np.float64)
    low, high = np.clip(low - border, 0, frame), np.clip(high + border, 0, frame)
    if (high - low).min() < TEMPLATE_PX or (high - low).max() > MAX_SHARE * frame.max():
        return None
    return int(low[0]), int(low[1]), int(np.ceil(high[0])), int(np.ceil(high[1]))


def _strength(candidate: Candidate) -> float:
    return candidate.support.strength


def _by_keypoints(before: Sketch, after: Sketch, settings: SearchSettings) -> list[Hypothesis]:
    """Proposals by keypoints."""
    matches = match_keypoints(before.keypoints, after.keypoints, settings.ratio)
    tolerance = TOLERANCE * float(np.hypot(*after.view.frame))
    fits = fit_homographies(matches, tolerance, 2, MIN_INLIERS, settings.seed)
    return [Hypothesis(found, "keypoints", float(inlier.sum())) for found, inlier in fits]


def _is_closeup(proposal: Hypothesis, overview: Sketch, closeup: Sketch) -> bool:
    """Whether a mapping shows a part of the overview, right way round and not squeezed beyond what a tilt does."""
    width, height = closeup.view.frame
    back = inverse(proposal.after_from_before)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    quad = apply_homography(back, corners)
    if not np.isfinite(quad).all() or not cv2.isContourConvex(quad.astype(np.float32)):
        return False
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1) / np.array(
        [width, height, width, height]
    )
    if sides.min() <= 0 or sides.max() > 2.5 * sides.min():
        return False
    return local_scale(back, np.array([width, height]) / 2) * max(width, height) < MAX_SHARE * max(
        overview.view.frame
    )


def _by_correlation(overview: View, closeup: View) -> list[Hypothesis]:
    """Proposals by the correlation of orientation fields, best first."""
    template, template_from_full = _small(closeup, TEMPLATE_PX)
    found: list[Hypothesis] = []
    for scale in SCALES:
        field, field_from_full = _small(overview, round(TEMPLATE_PX * scale))
        found += _places(field, template, field_from_full, template_from_full)
    return sorted(found, key=lambda hypothesis: -hypothesis.score)[:PROPOSALS]


def _small(view: View, long_side_px: int) -> tuple[Complex, Matrix]:
    """Orientation field of a whole photo at a size, and the matrix that leads there from full-resolution px."""
    scale = long_side_px / max(view.frame)
    shape = (max(8, round(view.frame[1] * scale)), max(8, round(view.frame[0] * scale)))
    matrix = scale_matrix(scale)
    luminance, inside = render(view, matrix, shape)
    return orientation_field(luminance, inside), matrix


def _places(
    field: Complex, template: Complex, field_from_full: Matrix, template_from_full: Matrix
) -> list[Hypothesis]:
    """The best place of a template at every second-best rotation: three hypotheses a scale."""
    side = max(template.shape)
    shape = (fast_side(field.shape[0] + side), fast_side(field.shape[1] + side))
    whole = spectrum(field, shape)
    energy = spectrum(np.abs(field) ** 2, shape)
    best: list[Hypothesis] = []
    for turn in np.arange(0.0, 360.0, STEP_DEG):
        turned, pose = _turned(template, float(turn))
        weight = (np.abs(turned) > 0).astype(np.float32)
        product = correlation(whole, spectrum(turned, shape))
        local = correlation(energy, spectrum(weight, shape))
        score = product / np.sqrt(
            np.maximum(local, 0.05 * local.max()) * float((np.abs(turned) ** 2).sum()) + 1e-9
        )
        score = score[: field.shape[0], : field.shape[1]]
        row, col = np.unravel_index(int(score.argmax()), score.shape)
        shift = np.array([[1.0, 0, col], [0, 1.0, row], [0, 0, 1.0]])
        full = inverse(template_from_full) @ inverse(shift @ pose) @ field_from_full
        best.append(Hypothesis(full / full[2, 2], "loupe", float(score[row, col])))
    return sorted(best, key=lambda hypothesis: -hypothesis.score)[:3]


def _turned(template: Complex, turn_deg: float) -> tuple[NDArray[np.complex64], Matrix]:
    """A template turned about its middle into a square that holds it, and the matrix of that turn."""
    side = int(np.ceil(np.hypot(*template.shape)))
    angle = np.radians(turn_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    x, y = (template.shape[1] - 1) / 2, (template.shape[0] - 1) / 2
    middle = (side - 1) / 2
    pose = np.array(
        [[cos, -sin, middle - cos * x + sin * y], [sin, cos, middle - sin * x - cos * y], [0, 0, 1.0]]
    )
    parts = cv2.warpAffine(
        np.ascontiguousarray(template).view(np.float32).reshape(*template.shape, 2),
        pose[:2],
        (side, side),
        flags=cv2.INTER_LINEAR,
    )
    doubled = np.exp(2j * angle).astype(np.complex64)
    return np.asarray(np.ascontiguousarray(parts).view(np.complex64)[..., 0] * doubled, np.complex64), pose
