"""A crop pair -> the brightness across the mark in both photos, and a drawing of it.

The plain mean along the mark, sampled at right angles to it, the way a roughness tester reads a surface: a mark is a peak
or a dip in the after photo, and the before photo is flat there. A line that was there before shows in both curves, a
misalignment as the same bump beside the middle. No sign is turned and nothing is sought, so noise makes no peak.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import Points, polyline_length, sample
from condition.language import _
from condition.report.crops import CropPair
from condition.report.environment import environment

Floats = NDArray[np.float64]

#: How far the profile reaches to each side: so many widths of the mark, and within these px of the crop.
REACH_WIDTHS, MIN_REACH_PX, MAX_REACH_PX = 2.5, 10.0, 48.0
#: Distance of samples, px of the crop.
STEP_PX = 0.5
#: The surface beside the mark: the outer part of the reach, on both sides.
FLANK = 0.55
#: Least height of the drawing, grey levels: noise of a few levels must not look like mountains.
LEAST_SPAN = 24.0
#: Size of the drawing and its margins (left, top, right, bottom), px.
WIDTH, HEIGHT, MARGIN = 320.0, 320.0, (46.0, 44.0, 14.0, 50.0)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Mean brightness across a mark.

    Attributes
    ----------
    across_px : ndarray
        float64 ``(n,)``: distance from the mark's middle line, px of the after photo.
    before, after : ndarray
        float64 ``(n,)``: brightness against the surface beside the mark, grey levels of 255; NaN where the before photo
        has no pixels.
    width_px : float
        Width of the mark, or of the thinnest that would show, px of the after photo.
    """

    across_px: Floats
    before: Floats
    after: Floats
    width_px: float

    @property
    def heights(self) -> tuple[float, float]:
        """Largest departure from the surface within the mark, before and after, grey levels with their sign."""
        core = np.abs(self.across_px) <= max(self.width_px / 2, 1.5)
        return _departure(self.before[core]), _departure(self.after[core])


def profile_across(pair: CropPair) -> Profile:
    """Return the profile of the mark of a crop pair."""
    scale = pair.view.scale
    path = _spaced(pair.view.to_view(pair.finding.path))
    reach = float(np.clip(REACH_WIDTHS * pair.finding.width_px * scale, MIN_REACH_PX, MAX_REACH_PX))
    across = np.arange(-reach, reach + STEP_PX / 2, STEP_PX)
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    points = (path[:, None] + normal[:, None] * across[None, :, None]).reshape(-1, 2)
    beside = np.abs(across) >= FLANK * reach
    sides = []
    for picture in (pair.before, pair.after):
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
        strip = sample(grey, points).reshape(len(path), len(across))
        sides.append(_mean(strip - _median(strip[:, beside])))
    width_px = max(pair.finding.width_px, pair.finding.smallest_mark_px or 0.0)
    return Profile(across / scale, sides[0], sides[1], width_px)


def _spaced(path: Points) -> Points:
    """Points about 1 px apart along a path; at least two."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, at[-1], max(2, round(polyline_length(path)) + 1))
    return np.column_stack([np.interp(wanted, at, path[:, k]) for k in (0, 1)])


def _median(strip: Floats) -> Floats:
    """Median of each row ``(n, 1)`` of what the crop shows; 0 where it shows nothing."""
    return np.array([[np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else 0.0] for row in strip])


def _mean(strip: Floats) -> Floats:
    """Mean of each column of what the crop shows; NaN where it shows nothing."""
    known = np.isfinite(strip)
    total = np.where(known, strip, 0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def _departure(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known[np.argmax(np.abs(known))]) if len(known) else float("nan")


def render_profile(profile: Profile, inside: bool = False) -> str:
    """Return the drawing as an SVG document, or as an element of an HTML page.

    Both curves have their own stroke and their name; ink is the colour of the text around it, so that one drawing serves
    light and dark pages.
    """
    left, top, right, bottom = MARGIN
    reach = float(np.abs(profile.across_px).max())
    values = np.concatenate([profile.before, profile.after, [0.0]])
    low, high = _span(values[np.isfinite(values)])
    wide, tall = WIDTH - left - right, HEIGHT - top - bottom

    def x_of(across: float) -> float:
        return left + wide * (across + reach) / (2 * reach)

    def y_of(level: float) -> float:
        return top + tall * (high - level) / (high - low)

    half = min(profile.width_px / 2, reach)
    return environment().get_template("profile.svg").render(
        inside=inside,
        width=WIDTH,
        height=HEIGHT,
        left=left,
        right=WIDTH - right,
        top=top,
        bottom=HEIGHT - bottom,
        mark=(x_of(-half), x_of(half) - x_of(-half)),
        levels=[(_signed(level), y_of(level)) for level in _ticks(low, high)],
        places=[(_signed(place).lstrip("+"), x_of(place)) for place in _ticks(-reach, reach)],
        curves=[
            (name, _curve(profile.across_px, side, x_of, y_of))
            for name, side in (("before", profile.before), ("after", profile.after))
        ],
        description=describe_profile(profile),
    )  # fmt: skip


def describe_profile(profile: Profile) -> str:
    """Return in one sentence how far the mark departs from the surface beside it in both photos."""
    before, after = (_signed(height) if np.isfinite(height) else _("unknown") for height in profile.heights)
    return _(
        "Largest departure from the surface beside the mark, of 255 grey levels: before {before}, after {after}.",
        before=before, after=after,
    )  # fmt: skip


def _signed(value: float) -> str:
    """Return a whole number with its sign; 0 has none."""
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}") if round(value) else "0"


def _span(values: Floats) -> tuple[float, float]:
    """Lowest and highest level drawn."""
    low, high = float(values.min()), float(values.max())
    missing = max(0.0, LEAST_SPAN - (high - low))
    pad = 0.08 * max(high - low, LEAST_SPAN)
    return low - missing / 2 - pad, high + missing / 2 + pad


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers in a range."""
    step = 10.0 ** np.floor(np.log10(max(high - low, 1e-6)))
    for part in (0.1, 0.2, 0.5, 1.0):
        if (high - low) / (step * part) <= 6:
            step *= part
            break
    return [float(n * step) for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def _curve(
    across: Floats, side: Floats, x_of: Callable[[float], float], y_of: Callable[[float], float]
) -> str:
    """Return the ``d`` of an SVG path; a gap where nothing is known."""
    parts, pen = [], "M"
    for place, level in zip(across, side, strict=True):
        if not np.isfinite(level):
            pen = "M"
            continue
        parts.append(f"{pen}{x_of(place):.1f} {y_of(level):.1f}")
        pen = "L"
    return "".join(parts)
