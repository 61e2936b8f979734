"""Aligned views -> training crops: made marks, made distractors, made misalignment, made light.

Labels follow one idea, the counterfactual: a mark drawn into the after crop only is *new*; drawn into both crops, with
polarity and contrast of its own in each (as another light would show it), it is *old*; drawn into the before crop only
it is nothing. Hair and dust are drawn and labelled as nothing. Everything comes from one seeded generator.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
NOTHING, NEW, IGNORE = 0, 1, 2
#: Made marks fainter than this many standard deviations of the crop's local texture are ignored, not demanded.
VISIBLE_SIGMA = 0.55


def crop_pair(view: dict[str, NDArray[Any]], size: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Cut one augmented training crop.

    Parameters
    ----------
    view : dict
        As `pairs.labelled_view` returns it.
    size : int
        Side of the square crop, px.
    rng : numpy.random.Generator
        The only source of chance.

    Returns
    -------
    dict
        ``before``, ``after`` float32 (size, size, 3) in 0..255; ``new``, ``old`` uint8 (size, size) with 0 nothing,
        1 wanted, 2 ignored; ``inside`` bool.
    """
    crop = _cut(view, size, rng)
    before, after = crop["before"], crop["after"]
    texture = _texture(after, before)
    for _ in range(rng.poisson(1.6)):
        _draw_mark(before, after, crop, texture, rng)
    for _ in range(rng.poisson(0.35)):
        _draw_hair(after if rng.random() < 0.75 else before, rng)
    for _ in range(rng.poisson(0.5)):
        _draw_dust(after if rng.random() < 0.75 else before, rng)
    if rng.random() < 0.12:  # out of focus before: what appears by focus alone is no mark, and a real one cannot be told
        crop["before"] = before = cv2.GaussianBlur(before, (0, 0), float(rng.uniform(1.8, 5.0)))
        crop["new"][crop["new"] == NEW] = IGNORE
        crop["old"][crop["old"] == NEW] = IGNORE
    crop["before"], crop["after"] = _light(before, rng, strong=True), _light(after, rng, strong=False)
    return crop


# --------------------------------------------------------------------------------------------- cutting


def _cut(view: dict[str, NDArray[Any]], size: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """A random square, turned, scaled, mirrored; the before side is moved by a smooth random field."""
    height, width = view["label"].shape
    wanted = view["label"] == NEW
    pool = np.argwhere(wanted if wanted.any() and rng.random() < 0.5 else view["inside"])
    row, col = pool[rng.integers(len(pool))] + rng.integers(-size // 3, size // 3, 2)
    angle = rng.uniform(0, 2 * np.pi)
    scale = float(np.exp(rng.uniform(np.log(0.65), np.log(1.5))))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32) - size / 2
    at = np.stack([col + mirror * (cos * xs - sin * ys), row + sin * xs + cos * ys], -1).astype(np.float32)
    moved = at + _misalignment(size, rng)

    def read(name: str, where: NDArray[np.float32], flags: int) -> NDArray[Any]:
        return cv2.remap(view[name], where, None, flags, borderMode=cv2.BORDER_REFLECT_101)

    label = read("label", at, cv2.INTER_NEAREST)
    return {
        "before": read("before", moved, cv2.INTER_CUBIC).astype(np.float32),
        "after": read("after", at, cv2.INTER_CUBIC).astype(np.float32),
        "inside": read("inside", at, cv2.INTER_NEAREST) if view["inside"].dtype == np.uint8
        else cv2.remap(view["inside"].astype(np.uint8), at, None, cv2.INTER_NEAREST, borderValue=0) > 0,
        "new": label.copy(),
        "old": np.zeros_like(label),
    }  # fmt: skip


def _misalignment(size: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A smooth displacement, px: mostly under 2 px, sometimes far off."""
    draw = rng.random()
    amount = 0.7 if draw < 0.55 else (2.0 if draw < 0.9 else 6.0)
    coarse = rng.normal(0, amount, (4, 4, 2)).astype(np.float32)
    shift = rng.normal(0, amount * 0.7, 2).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC) * 0.6 + shift, np.float32)


def _texture(after: Image, before: Image) -> NDArray[np.float32]:
    """Local standard deviation of the fine structure of both crops, grey levels."""
    spread = []
    for picture in (after, before):
        grey = picture.mean(-1)
        high = grey - cv2.GaussianBlur(grey, (0, 0), 4)
        spread.append(np.sqrt(cv2.GaussianBlur(high * high, (0, 0), 12)))
    return np.asarray(np.maximum(*spread), np.float32)


# --------------------------------------------------------------------------------------------- marks


def _path(size: int, length: float, bend: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A smooth open curve ``(n, 2)`` inside the crop; `bend` is its total turn in radians."""
    steps = max(4, int(length / 6))
    turn = np.linspace(0, bend, steps) * rng.choice([-1, 1]) + np.cumsum(rng.normal(0, 0.01, steps))
    heading = rng.uniform(0, 2 * np.pi) + turn
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1) * length / steps, 0)
    return np.asarray(path - path.mean(0) + rng.uniform(0.15, 0.85, 2) * size)


def _distance(path: NDArray[np.float64], size: int) -> tuple[Image, Image, Image]:
    """Unsigned distance to the path, signed side, and position along it in [0, 1], each ``(size, size)``."""
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    best = np.full((size, size), 1e9, np.float32)
    side = np.zeros_like(best)
    along = np.zeros_like(best)
    count = len(path) - 1
    for i in range(count):
        (x0, y0), (x1, y1) = path[i], path[i + 1]
        dx, dy = x1 - x0, y1 - y0
        square = dx * dx + dy * dy + 1e-9
        t = np.clip(((xs - x0) * dx + (ys - y0) * dy) / square, 0, 1)
        px, py = xs - x0 - t * dx, ys - y0 - t * dy
        d = np.sqrt(px * px + py * py)
        near = d < best
        best[near] = d[near]
        side[near] = np.sign(px * dy - py * dx)[near]
        along[near] = ((i + t) / count)[near]
    return best, side, along


def _pressure(along: Image, rng: np.random.Generator) -> Image:
    """How deep the groove is along its path: uneven, tapered, sometimes interrupted; in [0, 1]."""
    knots = np.clip(1 + rng.normal(0, 0.35, 12), 0.15, 1.6)
    if rng.random() < 0.25:
        knots[rng.integers(1, 11, 2)] = 0.0
    level = np.interp(along, np.linspace(0, 1, 12), knots).astype(np.float32)
    taper = rng.uniform(0.02, 0.3)
    return np.asarray(level * np.clip(along / taper, 0.05, 1) * np.clip((1 - along) / taper, 0.05, 1), np.float32)


def _groove(size: int, rng: np.random.Generator) -> tuple[list[tuple[Image, Image]], NDArray[np.bool_], float]:
    """One scratch or bundle: two looks (core, burr) to be weighted by light, where it is, and its width in px."""
    count = 1 if rng.random() < 0.75 else int(rng.integers(2, 6))
    length = float(np.exp(rng.uniform(np.log(14), np.log(size * 0.95))))
    bend = 0.0 if rng.random() < 0.45 else float(abs(rng.normal(0, 0.6)))
    width = float(np.exp(rng.uniform(np.log(0.6), np.log(5.0))))
    path = _path(size, length, bend, rng)
    core = np.zeros((size, size), np.float32)
    burr = np.zeros_like(core)
    where = np.zeros((size, size), np.bool_)
    spin = rng.normal(0, 0.12)
    for k in range(count):
        turn = np.array([[np.cos(spin * k), -np.sin(spin * k)], [np.sin(spin * k), np.cos(spin * k)]])
        centre = path.mean(0)
        one = (path - centre) @ turn.T + centre + (rng.normal(0, 6, 2) if k else 0)
        distance, side, along = _distance(one, size)
        depth = _pressure(along, rng)
        sigma = np.hypot(width * 0.42, 0.55)
        core = np.maximum(core, depth * np.exp(-0.5 * (distance / sigma) ** 2))
        burr = burr + depth * np.exp(-0.5 * ((distance - sigma * 1.7) / sigma) ** 2) * side
        where |= (distance < max(1.2, width * 0.7)) & (depth > 0.12)
    return [(core, burr)], where, width


def _scuff(size: int, rng: np.random.Generator) -> tuple[list[tuple[Image, Image]], NDArray[np.bool_], float]:
    """A patch of short fine strokes in about one direction."""
    core = np.zeros((size, size), np.float32)
    centre, spread = rng.uniform(0.2, 0.8, 2) * size, rng.uniform(6, 26, 2)
    heading, fan = rng.uniform(0, np.pi), rng.uniform(0.03, 0.7)
    for _ in range(int(rng.integers(10, 60))):
        angle, half = heading + rng.normal(0, fan), rng.uniform(3, 16)
        mid = centre + rng.normal(0, spread)
        step = np.array([np.cos(angle), np.sin(angle)]) * half
        ends = np.round(np.stack([mid - step, mid + step]) * 16).astype(np.int32)
        stroke = np.zeros_like(core)
        cv2.line(stroke, ends[0].tolist(), ends[1].tolist(), float(rng.uniform(0.3, 1.0)), 1, cv2.LINE_AA, 4)
        core = np.maximum(core, stroke)
    core = cv2.GaussianBlur(core, (0, 0), float(rng.uniform(0.4, 0.9)))
    dense = cv2.GaussianBlur((core > 0.15).astype(np.float32), (0, 0), 3) > 0.25
    return [(core, np.zeros_like(core))], dense, 2.0


def _dent(size: int, rng: np.random.Generator) -> tuple[list[tuple[Image, Image]], NDArray[np.bool_], float]:
    """A small hollow, seen as a bright and a dark flank; or a chip, seen as a blot."""
    radius = float(np.exp(rng.uniform(np.log(3), np.log(16))))
    centre = rng.uniform(0.15, 0.85, 2) * size
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    squash, angle = rng.uniform(0.5, 1.0), rng.uniform(0, np.pi)
    u = ((xs - centre[0]) * np.cos(angle) + (ys - centre[1]) * np.sin(angle)) / radius
    v = (-(xs - centre[0]) * np.sin(angle) + (ys - centre[1]) * np.cos(angle)) / (radius * squash)
    bump = np.exp(-0.5 * (u * u + v * v)).astype(np.float32)
    light = rng.uniform(0, 2 * np.pi)
    flank = (u * np.cos(light) + v * np.sin(light)).astype(np.float32) * bump * 1.4
    core = flank if rng.random() < 0.6 else (np.clip(1.6 - np.sqrt(u * u + v * v), 0, 1)).astype(np.float32)
    return [(core, bump)], (u * u + v * v) < 1.7, radius


def _draw_mark(before: Image, after: Image, crop: dict[str, NDArray[Any]], texture: Image, rng: np.random.Generator) -> None:
    """Draw one made mark into the after crop, into both, or into the before crop, and write its labels."""
    size = len(after)
    draw = rng.random()
    make = _groove if draw < 0.74 else (_scuff if draw < 0.87 else _dent)
    looks, where, width = make(size, rng)
    where &= crop["inside"]
    if where.sum() < 8:
        return
    core, burr = looks[0]
    fate = rng.random()
    contrast = float(np.exp(rng.uniform(np.log(7), np.log(75))))
    strength = contrast * float(core[where].mean() if core[where].mean() > 0 else np.abs(core[where]).mean())
    seen = strength > max(2.0, VISIBLE_SIGMA * float(np.median(texture[where])) / np.sqrt(max(1.0, width / 2)))
    if fate < 0.5:
        _shade(after, core, burr, contrast, rng)
        crop["new"][where & (crop["new"] != NEW)] = NEW if seen else IGNORE
    elif fate < 0.86:
        _shade(after, core, burr, contrast, rng)
        _shade(before, core, burr, contrast * float(np.exp(rng.normal(0, 0.6))), rng)
        crop["old"][where] = NEW if seen else IGNORE
    else:
        _shade(before, core, burr, contrast, rng)


def _shade(picture: Image, core: Image, burr: Image, contrast: float, rng: np.random.Generator) -> None:
    """Add a mark's look in one light: bright or dark core, one bright and one dark flank, a slow change along it."""
    size = len(picture)
    slow = cv2.resize(rng.normal(1, 0.35, (3, 3)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.2:  # the light flips the contrast half-way
        slow = cv2.resize(rng.normal(0, 1.2, (3, 3)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    sign = rng.choice([-1.0, 1.0])
    change = contrast * slow * (sign * core + rng.choice([0.0, 0.0, 0.5, -0.7, 1.0]) * burr)
    tint = (1 + rng.normal(0, 0.12, 3)).astype(np.float32)
    picture += change[..., None] * tint
    np.clip(picture, 0, 255, out=picture)


def _draw_hair(picture: Image, rng: np.random.Generator) -> None:
    """A hair or fibre: long, even, curly, black or white, with a soft shadow beside it."""
    size = len(picture)
    path = _path(size, float(rng.uniform(0.8, 2.2)) * size, float(rng.uniform(0.8, 5.0)), rng)
    distance, _, _ = _distance(path, size)
    width = float(rng.uniform(0.8, 3.0))
    line = np.exp(-0.5 * (distance / (width * 0.5)) ** 2) if width < 1.6 else np.clip(width / 2 + 0.5 - distance, 0, 1)
    shift = rng.normal(0, 2.5, 2)
    shadow = cv2.GaussianBlur(line.astype(np.float32), (0, 0), float(rng.uniform(1.0, 3.0)))
    shadow = cv2.warpAffine(shadow, np.float32([[1, 0, shift[0]], [0, 1, shift[1]]]), (size, size))
    colour = rng.choice([15.0, 40.0, 90.0, 235.0]) + rng.normal(0, 12, 3)
    picture *= (1 - rng.uniform(0, 0.4) * shadow)[..., None]
    opacity = (line * rng.uniform(0.5, 1.0))[..., None]
    picture[...] = np.clip(picture * (1 - opacity) + colour * opacity, 0, 255)


def _draw_dust(picture: Image, rng: np.random.Generator) -> None:
    """A few compact specks or a drop."""
    size = len(picture)
    for _ in range(int(rng.integers(1, 8))):
        at, radius = rng.uniform(0, size, 2), float(np.exp(rng.uniform(np.log(0.8), np.log(4.0))))
        ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
        blot = np.clip(radius + 0.5 - np.hypot(xs - at[0], (ys - at[1]) * rng.uniform(0.7, 1.4)), 0, 1)[..., None]
        opacity = rng.uniform(0.2, 0.9)
        picture[...] = picture * (1 - opacity * blot) + rng.choice([30.0, 120.0, 240.0]) * opacity * blot


# --------------------------------------------------------------------------------------------- light and camera


def _light(picture: Image, rng: np.random.Generator, *, strong: bool) -> Image:
    """Another light, another camera: tone, local contrast (also reversed), blur, noise, JPEG."""
    size = len(picture)
    out = picture / 255
    out = out ** float(np.exp(rng.normal(0, 0.25))) * (np.exp(rng.normal(0, 0.15)) * (1 + rng.normal(0, 0.05, 3)))
    if strong and rng.random() < 0.35:
        low = cv2.GaussianBlur(out.astype(np.float32), (0, 0), float(rng.uniform(4, 10)))
        gain = cv2.resize(rng.uniform(-1.1, 1.5, (3, 3)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
        out = low + (out - low) * gain[..., None]
    if rng.random() < 0.3:
        glow = cv2.resize(rng.normal(0, 0.12, (3, 3)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
        out = out + glow[..., None]
    out = (np.clip(out, 0, 1) * 255).astype(np.float32)
    if rng.random() < 0.35:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.4, 1.6 if strong else 1.0)))
    noise = float(np.exp(rng.uniform(np.log(0.4), np.log(7))))
    grain = rng.standard_normal((size, size, 1)).astype(np.float32) + 0.3 * rng.standard_normal((size, size, 3)).astype(np.float32)
    if rng.random() < 0.5:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.8
    out = np.clip(out + noise * grain, 0, 255)
    if rng.random() < 0.5:
        coded = cv2.imencode(".jpg", out.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))])[1]
        out = cv2.imdecode(coded, cv2.IMREAD_COLOR).astype(np.float32)
    return np.asarray(out, np.float32)
