"""One photo of a ring -> likely poses and proportions, found without a start.

Thousands of rings are drawn inside the outline's hull and bred: the better ones leave variants and differences of each
other [1]_, with ever sharper edges to hit. A ring is judged by the edges on what shows of its four rim curves, times how
well its silhouette agrees with the outline: in 47 of 54 rendered photos the true ring had at least the score of what a
search by edges alone had found, so that what it takes is to search by the whole score. After the local fit both rims lie
within 6 % of the radius in 0.65 of 54 bands and 0.71 of 51 bangles (by edges alone 0.52 and 0.63).

References
----------
.. [1] Storn, Price, "Differential evolution", J. Global Optimization 11, 1997. doi:10.1023/A:1008202821328
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import apply_homography
from condition.registration.field import Complex
from condition.registration.ring import Points, RingPose, RingShape
from condition.registration.views import Float, Level, View, inverse, read_at

Flags = NDArray[np.bool_]

#: Focal length over the frame's long side that is assumed at first (a field of view of 33 degrees).
FOCAL_PER_SIDE = 1.7
#: Bonus of a ring whose axis points up in the picture, and malus of one that points down, fraction of the score: people
#: hold the camera upright and above the piece. Small, because the axis of a standing ring points down.
UPRIGHT = 0.1
#: Rings in the first generation and in each later one; the unlike ones that live on; those that are returned.
FIRST, LATER, ELITE, CHOSEN = 3000, 1500, 48, 8
#: Niches in which rings compete: two leans times four heights.
NICHES = 8
SEED = 7
#: Spread of the mutations of each later generation (fraction of the range), and share of the genes that one changes.
MUTATIONS = (0.10, 0.07, 0.05, 0.03, 0.02, 0.012, 0.008)
MUTATED = 0.5
#: Blur of the edges by generation, px at half size: wide at first, so that a near miss counts.
BLURS_PX = (2.0, 2.0, 1.6, 1.3, 1.0, 0.8, 0.8, 0.8)
#: Factor on the difference of two others that a child may inherit (F of [1]_).
INHERITED = 0.6
#: Genes: turn of the near rim against the hull's long axis (radians), log half height, log thickness over it, radius of the near
#: rim over the hull's, its aspect over the hull's, its centre off the hull's (along and across, hull radii), side that
#: faces the camera (sign), width over length of the ring (values above 1 stand for round ones), turn of the ring's own
#: long axis (radians).
LOW = np.array([-0.5, np.log(0.07), np.log(0.35), 0.65, 0.3, -0.2, -0.4, -1.0, 0.78, 0.0])
HIGH = np.array([0.5, np.log(0.40), np.log(1.0), 1.08, 1.2, 0.2, 0.4, 1.0, 1.15, np.pi])
HEIGHT_GENE, RADIUS_GENE, ASPECT_GENE, ALONG_GENE, ACROSS_GENE, SIDE_GENE, WIDTH_GENE, SPIN_GENE = (
    1,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
)
#: Range of radius and centre where the frame cuts the piece, so that its hull is no ring's.
CUT_RADIUS, CUT_OFF = (0.6, 2.5), 1.6
#: One in so many rings has its silhouette looked at.
SILHOUETTES = 5
#: Thickest wall over the larger outer radius.
THICKEST = 0.25
#: Points on each rim curve; squares along the longer side of the level at which silhouettes are compared.
CURVE_POINTS, SQUARES = 24, 14
#: Curves that are looked at: side of the rim, and how far in from its outer edge as a share of its thickness. The first four
#: are the edges of both rims, the last is the middle of the near rim.
CURVES = ((1, 0.0), (1, 1.0), (-1, 0.0), (-1, 1.0), (1, 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Many rings before one camera; the arrays of `ring.RingShape` and `ring.RingPose`, stacked."""

    rotation: NDArray[np.float64]
    centre: NDArray[np.float64]
    half_height: NDArray[np.float64]
    thickness: NDArray[np.float64]
    width: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of rings."""
        return len(self.width)

    def some(self, kept: NDArray[np.intp]) -> Rings:
        """Return the rings of these indices."""
        return Rings(
            self.rotation[kept],
            self.centre[kept],
            self.half_height[kept],
            self.thickness[kept],
            self.width[kept],
        )

    @property
    def translation(self) -> NDArray[np.float64]:
        """Centres in the camera's frame, float64 ``(N, 3)``, outer radii."""
        return self.centre[:, 2:] * np.column_stack([self.centre[:, :2], np.ones(len(self))])

    @property
    def eye(self) -> NDArray[np.float64]:
        """The camera in each ring's own frame, float64 ``(N, 3)``."""
        return np.asarray(-np.einsum("sij,si->sj", self.rotation, self.translation))


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What rings are judged against: one photo at one size.

    Attributes
    ----------
    half_from_full : ndarray
        float64 ``(3, 3)``; half the level's size.
    focal_px, principal : float, ndarray
        The camera, as in `ring.RingPose`.
    rays : ndarray
        float32 ``(M, 3)``; directions through a coarse grid of places.
    piece : ndarray
        bool ``(M,)``; which of them show the piece.
    """

    half_from_full: NDArray[np.float64]
    focal_px: float
    principal: NDArray[np.float64]
    rays: Float
    piece: Flags


def find_rings(
    view: View, level: Level, edges: Complex, plain_rims: bool = True
) -> list[tuple[RingShape, RingPose]]:
    """Return the best rings of either lean, unlike each other; empty where the piece has no outline.

    Parameters
    ----------
    view, level, edges : View, Level, ndarray
        The piece of one photo, the size at which edges are read, and its orientation field.
    plain_rims : bool
        Whether the face between the two edges of the near rim has no edge of its own. Without that, both curves of a thick
        rim like to lie on one edge; with it, a thin rim whose edges run into each other at this size loses.
    """
    ellipse = _hull_ellipse(level)
    if ellipse is None:
        return []
    scene = _scene(view, level)
    low, high = _ranges(level)
    rng = np.random.default_rng(SEED)
    genes = low + (high - low) * rng.random((FIRST, len(low)))
    elite = np.zeros((0, len(low)))
    for generation, blur_px in enumerate(BLURS_PX):
        if generation:
            genes = _children(elite, MUTATIONS[generation - 1], low, high, rng)
        genes = np.concatenate([elite, genes])
        scores = score_rings(_rings(genes, ellipse, scene), scene, _half(edges, blur_px), plain_rims)
        order = np.argsort(-scores, kind="stable")
        apart = 0.08 if generation < 2 else 0.02
        elite = _unlike_by_niche(genes[order], _niches, ELITE // NICHES, apart * (high - low))
    scores = score_rings(_rings(elite, ellipse, scene), scene, _half(edges, BLURS_PX[-1]), plain_rims)
    elite = elite[np.argsort(-scores, kind="stable")]
    # both ways to lean stay in play: which one is right shows in the other photo
    chosen = _unlike_by_niche(elite, _leans, CHOSEN // 2, 0.04 * (high - low))
    found = _rings(chosen, ellipse, scene)
    return [
        (
            RingShape(float(found.width[k]), float(found.half_height[k]), float(found.thickness[k]), 0.0),
            RingPose(found.rotation[k], found.centre[k], scene.focal_px, scene.principal),
        )
        for k in range(len(found))
    ]


def score_rings(rings: Rings, scene: Scene, half: Float, plain_rims: bool) -> NDArray[np.float64]:
    """Return the score of each ring, 0 to about 1, by edges at half size (`_half`) and by its silhouette.

    Silhouettes cost most, so rings with poor edges are left at 0.
    """
    edges = _edge_scores(rings, scene, half, plain_rims) * (1 - UPRIGHT * rings.rotation[:, 1, 2])
    scores = np.zeros(len(rings))
    good = np.argsort(-edges, kind="stable")[: max(ELITE, len(rings) // SILHOUETTES)]
    scores[good] = edges[good] * _agreement(rings.some(good), scene)
    return scores


def _ranges(level: Level) -> tuple[Points, Points]:
    """Range of each gene."""
    low, high = LOW.copy(), HIGH.copy()
    if _is_cut(level):
        low[RADIUS_GENE], high[RADIUS_GENE] = CUT_RADIUS
        low[[ALONG_GENE, ACROSS_GENE]], high[[ALONG_GENE, ACROSS_GENE]] = -CUT_OFF, CUT_OFF
        high[ASPECT_GENE] = 2.0
    return low, high


def _is_cut(level: Level) -> bool:
    """Whether the frame cuts the piece: elsewhere a margin is kept around it."""
    inside = level.inside > 0.5
    return bool(max(side.mean() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1])) > 0.08)


def _scene(view: View, level: Level) -> Scene:
    height, width = level.inside.shape
    step = max(height, width) / SQUARES
    xs, ys = (np.arange(step / 2, side - 1, step) for side in (width, height))
    at = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    focal = FOCAL_PER_SIDE * max(view.frame)
    principal = (np.array(view.frame, np.float64) - 1) / 2
    full = apply_homography(inverse(level.level_from_full), at)
    rays = np.column_stack([(full - principal) / focal, np.ones(len(full))]).astype(np.float32)
    blurred = cv2.blur(level.inside, (round(step), round(step)))
    piece = blurred[at[:, 1].astype(int), at[:, 0].astype(int)] > 0.5
    half_from_full = np.diag([0.5, 0.5, 1.0]) @ level.level_from_full
    return Scene(half_from_full, focal, principal, rays, piece)


def _children(
    elite: Points, spread: float, low: Points, high: Points, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Variants of the elite: a few genes changed at random, and for half of them a difference of two others added."""
    parents = np.repeat(elite, max(1, LATER // len(elite)), axis=0)
    step = rng.normal(0, spread, parents.shape) * (rng.random(parents.shape) < MUTATED) * (high - low)
    first, second = rng.integers(len(elite), size=(2, len(parents)))
    difference = elite[first] - elite[second]
    alike = np.sign(elite[first, SIDE_GENE]) == np.sign(elite[second, SIDE_GENE])
    share = INHERITED * rng.random(len(parents)) * alike * (rng.random(len(parents)) < 0.5)
    children = parents + step + share[:, None] * difference
    children[:, SIDE_GENE] = parents[:, SIDE_GENE]
    return np.asarray(np.clip(children, low, high))


def _leans(genes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which way the axis leans: 0 or 1."""
    return np.asarray(genes[:, SIDE_GENE] > 0, np.int64)


def _niches(genes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rings compete only with those of the same lean and a similar height: the two that one photo tells worst."""
    height = np.clip((genes[:, HEIGHT_GENE] - LOW[HEIGHT_GENE]) / (HIGH - LOW)[HEIGHT_GENE], 0, 0.999)
    return np.asarray(_leans(genes) * (NICHES // 2) + (height * (NICHES // 2)).astype(np.int64))


def _unlike_by_niche(
    genes: NDArray[np.float64],
    niches: Callable[[NDArray[np.float64]], NDArray[np.int64]],
    count: int,
    apart: Points,
) -> NDArray[np.float64]:
    """The best unlike rings of every niche (rows come best first)."""
    apart = apart.copy()
    apart[SPIN_GENE] = np.inf
    of = niches(genes)
    return np.concatenate([_unlike(genes[of == niche], count, apart) for niche in np.unique(of)])


def _unlike(genes: NDArray[np.float64], count: int, apart: Points) -> NDArray[np.float64]:
    """The best rows that differ from every better one in some gene."""
    chosen: list[int] = []
    free = np.ones(len(genes), np.bool_)
    while free.any() and len(chosen) < count:
        k = int(free.argmax())
        chosen.append(k)
        free &= (np.abs(genes - genes[k]) > apart).any(axis=1)
        free[k] = False
    return genes[chosen]


def _rings(genes: NDArray[np.float64], ellipse: tuple[Points, float, float, Points], scene: Scene) -> Rings:
    """Rings whose near rim is given relative to the hull's ellipse."""
    centre, major, minor, along = ellipse
    turn = np.arctan2(along[1], along[0]) + genes[:, 0]
    height = np.exp(genes[:, 1])
    thickness = np.minimum(height * np.exp(genes[:, 2]), THICKEST)
    radius = major * genes[:, RADIUS_GENE]
    sine = np.clip(minor / major * genes[:, ASPECT_GENE], 0.08, 0.99)
    x_axis = np.stack([np.cos(turn), np.sin(turn), np.zeros(len(genes))], axis=-1)
    flat = np.sqrt(1 - sine**2) * np.where(genes[:, SIDE_GENE] < 0, -1.0, 1.0)
    axis = np.stack([-np.sin(turn) * flat, np.cos(turn) * flat, -sine], axis=-1)
    y_axis = np.cross(axis, x_axis)
    c, s = np.cos(genes[:, SPIN_GENE])[:, None], np.sin(genes[:, SPIN_GENE])[:, None]
    rotation = np.stack([c * x_axis + s * y_axis, c * y_axis - s * x_axis, axis], axis=-1)
    across = np.array([-along[1], along[0]])
    off = genes[:, ALONG_GENE, None] * along + genes[:, ACROSS_GENE, None] * across
    rim = np.column_stack([(centre + major * off - scene.principal) / scene.focal_px, np.ones(len(genes))])
    # the near rim's centre is half a height along the axis from the ring's
    body = rim * (scene.focal_px / radius)[:, None] - height[:, None] * axis
    place = np.column_stack([body[:, :2] / body[:, 2:], body[:, 2]])
    return Rings(rotation, place, height, thickness, np.minimum(genes[:, WIDTH_GENE], 1.0))


def _half(edges: Complex, sigma_px: float) -> Float:
    """Edges at half size, blurred: float32 ``(h, w, 2)``."""
    field = cv2.resize(
        edges.view(np.float32).reshape(*edges.shape, 2), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma_px), np.float32)


def _edge_scores(rings: Rings, scene: Scene, half: Float, plain_rims: bool) -> NDArray[np.float64]:
    """Mean edge response over what shows of the four rim curves; the near rim's two count once where they lie on one edge."""
    angle = np.arange(CURVE_POINTS) * 2 * np.pi / CURVE_POINTS
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    shift, eye = rings.translation, rings.eye
    pixels = np.empty((len(rings), len(CURVES), CURVE_POINTS, 2), np.float32)
    shown = np.ones((len(rings), len(CURVES), CURVE_POINTS), np.bool_)
    for k, (sign, part) in enumerate(CURVES):
        inset = part * rings.thickness
        x = (1 - inset)[:, None] * circle[:, 0]
        y = (rings.width - inset)[:, None] * circle[:, 1]
        seen = rings.rotation[:, :, :1] * x[:, None] + rings.rotation[:, :, 1:2] * y[:, None]
        seen += (shift + (sign * rings.half_height)[:, None] * rings.rotation[:, :, 2])[:, :, None]
        for axis in (0, 1):
            full = scene.focal_px * seen[:, axis] / seen[:, 2] + scene.principal[axis]
            pixels[:, k, :, axis] = scene.half_from_full[axis, axis] * full + scene.half_from_full[axis, 2]
        if sign < 0:
            shown[:, k] = _through_hole(rings, eye, x, y) if part else _turned_here(rings, eye, circle)
    shown &= (pixels >= 0).all(axis=-1)
    shown &= (pixels[..., 0] <= half.shape[1] - 1) & (pixels[..., 1] <= half.shape[0] - 1)
    tangent = np.roll(pixels, -1, axis=2) - np.roll(pixels, 1, axis=2)
    x, y = tangent[..., 0], tangent[..., 1]
    size = np.maximum(x * x + y * y, 1e-9)
    read = read_at(half, pixels.reshape(len(rings), -1, 2)).reshape(*x.shape, 2)
    # the normal is the tangent turned by 90 degrees, which flips the sign of its double angle
    response = (read[..., 0] * (y * y - x * x) - read[..., 1] * 2 * x * y) / size
    response = np.clip(response, 0, 1) * shown
    total = response[:, :4].sum(axis=(1, 2))
    if plain_rims:
        outer, inner, middle = response[:, 0], response[:, 1], response[:, 4]
        total -= np.minimum(np.minimum(outer, inner), middle).sum(axis=1)
    # a ring that lies mostly outside the frame must not rest on a few points
    return np.asarray(total / np.maximum(shown[:, :4].sum(axis=(1, 2)), CURVE_POINTS))


def _turned_here(rings: Rings, eye: Points, circle: Points) -> Flags:
    """Where the outer wall faces the camera."""
    return np.asarray(eye[:, :1] * circle[:, 0] + (eye[:, 1] / rings.width)[:, None] * circle[:, 1] > 1)


def _through_hole(rings: Rings, eye: Points, x: Points, y: Points) -> Flags:
    """Which points of the far inner edge show through the hole of the near rim."""
    part = ((eye[:, 2] - rings.half_height) / (eye[:, 2] + rings.half_height))[:, None]
    at_x, at_y = eye[:, :1] + part * (x - eye[:, :1]), eye[:, 1:2] + part * (y - eye[:, 1:2])
    return _in_hole(rings, at_x, at_y)


def _in_hole(rings: Rings, x: Points, y: Points) -> Flags:
    """Which places of a rim's plane lie in its hole."""
    inset = rings.thickness[:, None]
    return np.asarray((x / (1 - inset)) ** 2 + (y / (rings.width[:, None] - inset)) ** 2 < 1)


def _agreement(rings: Rings, scene: Scene) -> NDArray[np.float64]:
    """How much of each silhouette lies on the piece, times the root of how much of the piece it explains.

    The piece may hold a shadow that no ring explains, hence the root.
    """
    eye = rings.eye.astype(np.float32)
    rays = np.einsum("mi,sij->jsm", scene.rays, rings.rotation.astype(np.float32), optimize=True)
    squeeze = (1 / rings.width**2).astype(np.float32)[:, None]
    ex, ey, ez = (eye[:, k, None] for k in range(3))
    a = rays[0] ** 2 + rays[1] ** 2 * squeeze
    b = ex * rays[0] + ey * squeeze * rays[1]
    root = b * b - a * (ex * ex + ey * ey * squeeze - 1)
    spread = np.sqrt(np.maximum(root, 0))
    down = np.where(np.abs(rays[2]) < 1e-6, np.float32(1e-6), rays[2])
    half_height = rings.half_height.astype(np.float32)[:, None]
    near, far = (half_height - ez) / down, (-half_height - ez) / down
    enters = np.maximum(np.minimum(near, far), (-b - spread) / a)
    leaves = np.minimum(np.maximum(near, far), (-b + spread) / a)
    hole = _in_hole(rings, ex + near * rays[0], ey + near * rays[1])
    hole &= _in_hole(rings, ex + far * rays[0], ey + far * rays[1])
    model = (root > 0) & (enters < leaves) & ~hole
    both = (model & scene.piece).sum(axis=1)
    explained = both / max(int(scene.piece.sum()), 1)
    return np.asarray(both / np.maximum(model.sum(axis=1), 1) * np.sqrt(explained))


def _hull_ellipse(level: Level) -> tuple[Points, float, float, Points] | None:
    """Ellipse of the outline's hull: centre, half axes (full px) and direction of the long axis; None where it is no ellipse."""
    outline, _ = cv2.findContours(
        (level.inside > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not outline:
        return None
    hull = cv2.convexHull(max(outline, key=len)).reshape(-1, 2).astype(np.float32)
    if len(hull) < 8:
        return None
    # resample evenly, so that the fit does not follow the corners of the hull
    closed = np.vstack([hull, hull[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    even = np.linspace(0, length[-1], 200, endpoint=False)
    points = np.column_stack([np.interp(even, length, closed[:, 0]), np.interp(even, length, closed[:, 1])])
    (x, y), (first, second), angle = cv2.fitEllipseAMS(points.astype(np.float32))
    if not 8 < min(first, second) <= max(first, second) < 2 * max(level.luminance.shape):
        return None
    turn = np.radians(angle if first >= second else angle + 90)
    along = np.array([np.cos(turn), np.sin(turn)])
    centre = apply_homography(inverse(level.level_from_full), [[x, y]])[0]
    return centre, max(first, second) / 2 / level.scale, min(first, second) / 2 / level.scale, along
