"""Geometry of a ring, band or bangle: which point of its surface a pixel shows, and where a photo shows a point.

The body is a closed band around the z axis: an elliptical outer wall that may bulge, a parallel inner wall and two flat
rims. Lengths are in units of the larger outer radius. Inside and outside walls move differently between two photos, which
no homography can follow; this model does, and it knows what hides what.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: Order of the shape parameters in a vector: log width, log half height, log thickness, bulge.
SHAPE_COUNT = 4
#: Order of the pose parameters: three of rotation, centre x and y over depth, log depth, log focal length.
POSE_COUNT = 7
#: Thinnest wall over the larger outer radius: 1.2 mm for a bangle of 30 mm. Below it both edges of a rim find one edge.
THINNEST = 0.04
#: Steps of the shape parameters for derivatives, away from the limits at which most rings lie (width 1, bulge 0): a step
#: across a limit is cut to nothing, and a parameter without a derivative never moves again.
SHAPE_PROBE = np.array([-1e-4, 1e-4, 1e-4, 1e-4])
#: The same for the pose, which has no limits.
POSE_PROBE = 1e-4


@dataclass(frozen=True, slots=True)
class RingShape:
    """Proportions of the ring.

    Attributes
    ----------
    width : float
        Smaller over larger outer radius; 1 is round.
    half_height : float
        Half the height of the walls over the larger outer radius.
    thickness : float
        Outer minus inner radius over the larger outer radius.
    bulge : float
        How much the outer wall stands out at half height, over the larger outer radius.
    """

    width: float = 1.0
    half_height: float = 0.22
    thickness: float = 0.12
    bulge: float = 0.0

    def moved(self, step: Points) -> RingShape:
        """Return the shape after a step of its four parameters, inside sensible limits."""
        return RingShape(
            float(np.clip(self.width * np.exp(step[0]), 0.6, 1.0)),
            float(np.clip(self.half_height * np.exp(step[1]), 0.04, 0.6)),
            float(np.clip(self.thickness * np.exp(step[2]), THINNEST, 0.4)),
            float(np.clip(self.bulge + step[3], 0.0, 0.2)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class RingPose:
    """A ring before a pinhole camera.

    Attributes
    ----------
    camera_from_ring : ndarray
        float64 ``(3, 3)`` rotation.
    centre : ndarray
        float64 ``(3,)``; the ring's centre over its depth (x / z, y / z), and the depth, in outer radii.
    focal_px : float
        Focal length in px of the full photo.
    principal : ndarray
        float64 ``(2,)``; the optical centre, taken to be the middle of the frame.
    """

    camera_from_ring: NDArray[np.float64]
    centre: NDArray[np.float64]
    focal_px: float
    principal: NDArray[np.float64]

    @property
    def translation(self) -> NDArray[np.float64]:
        """The ring's centre in the camera's frame, outer radii."""
        return np.asarray(self.centre[2] * np.array([self.centre[0], self.centre[1], 1.0]))

    def moved(self, step: Points) -> RingPose:
        """Return the pose after a step of its seven parameters; the rotation is in the camera's frame, radians."""
        turn, _ = cv2.Rodrigues(np.asarray(step[:3], np.float64))
        centre = np.array(
            [self.centre[0] + step[3], self.centre[1] + step[4], self.centre[2] * np.exp(step[5])]
        )
        return replace(
            self,
            camera_from_ring=turn @ self.camera_from_ring,
            centre=centre,
            focal_px=self.focal_px * float(np.exp(step[6])),
        )

    def spun(self, angle_rad: float) -> RingPose:
        """Return the pose of the ring turned about its own axis."""
        c, s = np.cos(angle_rad), np.sin(angle_rad)
        spin = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
        return replace(self, camera_from_ring=self.camera_from_ring @ spin)


def project(pose: RingPose, surface: Points) -> tuple[Points, Points]:
    """Return where points ``(N, 3)`` of the ring appear, full-resolution px ``(N, 2)``, and their depth ``(N,)``."""
    seen = surface @ pose.camera_from_ring.T + pose.translation
    depth = seen[:, 2]
    safe = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
    return pose.focal_px * seen[:, :2] / safe[:, None] + pose.principal, depth


def cast(shape: RingShape, pose: RingPose, pixels: Points) -> tuple[Points, Points]:
    """Return the surface points ``(N, 3)`` that pixels show, and their depth ``(N,)``; inf where a pixel misses."""
    rays = (
        np.column_stack([(pixels - pose.principal) / pose.focal_px, np.ones(len(pixels))])
        @ pose.camera_from_ring
    )
    origin = -pose.translation @ pose.camera_from_ring
    best = np.full(len(pixels), np.inf)
    for depth in (*_outer(shape, origin, rays), *_inner(shape, origin, rays), *_rims(shape, origin, rays)):
        np.minimum(best, depth, out=best)
    with np.errstate(invalid="ignore"):
        surface = origin + np.where(np.isfinite(best), best, np.nan)[:, None] * rays
    return surface, best


def visible(shape: RingShape, pose: RingPose, surface: Points, slack: float = 0.03) -> NDArray[np.bool_]:
    """Return which surface points nothing hides; `slack` in outer radii forgives rounding at edges."""
    pixels, depth = project(pose, surface)
    _, first = cast(shape, pose, pixels)
    return np.asarray(first >= depth - slack)


def wall_point(shape: RingShape, angle_rad: Points, height: Points, inner: bool) -> Points:
    """Return points ``(N, 3)`` of the outer or inner wall at a parameter angle and a height in [-1, 1]."""
    z = height * shape.half_height
    inset = shape.thickness if inner else 0.0
    swell = 1.0 if inner else np.sqrt(1 + _curve(shape) * (shape.half_height**2 - z**2))
    return np.column_stack(
        [(1 - inset) * np.cos(angle_rad) * swell, (shape.width - inset) * np.sin(angle_rad) * swell, z]
    )


def _curve(shape: RingShape) -> float:
    """Coefficient of z^2 in the quadric of the outer wall."""
    return ((1 + shape.bulge) ** 2 - 1) / shape.half_height**2


def _quadric(
    origin: Points, rays: Points, weight: tuple[float, float, float], level: float, half_height: float
) -> tuple[Points, Points]:
    """Both depths at which rays meet ``w . x^2 = level`` between the rims; inf where they do not."""
    w = np.array(weight)
    a = (rays * rays) @ w
    b = rays @ (w * origin)
    c = float((origin * origin) @ w) - level
    root = b * b - a * c
    hit = root > 0
    spread = np.sqrt(np.where(hit, root, 0))
    results = []
    for sign in (-1.0, 1.0):
        depth = (-b + sign * spread) / np.where(np.abs(a) < 1e-12, 1e-12, a)
        height = origin[2] + depth * rays[:, 2]
        results.append(np.where(hit & (np.abs(height) <= half_height) & (depth > 0), depth, np.inf))
    return results[0], results[1]


def _outer(shape: RingShape, origin: Points, rays: Points) -> tuple[Points, Points]:
    curve = _curve(shape)
    weight = (1.0, 1 / shape.width**2, curve)
    return _quadric(origin, rays, weight, 1 + curve * shape.half_height**2, shape.half_height)


def _inner(shape: RingShape, origin: Points, rays: Points) -> tuple[Points, Points]:
    weight = (1 / (1 - shape.thickness) ** 2, 1 / (shape.width - shape.thickness) ** 2, 0.0)
    return _quadric(origin, rays, weight, 1.0, shape.half_height)


def _rims(shape: RingShape, origin: Points, rays: Points) -> list[Points]:
    results = []
    for z in (-shape.half_height, shape.half_height):
        safe = np.where(np.abs(rays[:, 2]) < 1e-9, 1e-9, rays[:, 2])
        depth = (z - origin[2]) / safe
        x, y = origin[0] + depth * rays[:, 0], origin[1] + depth * rays[:, 1]
        within = x * x + (y / shape.width) ** 2 <= 1
        beyond = (x / (1 - shape.thickness)) ** 2 + (y / (shape.width - shape.thickness)) ** 2 >= 1
        results.append(np.where(within & beyond & (depth > 0), depth, np.inf))
    return results
