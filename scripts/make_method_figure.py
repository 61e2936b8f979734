"""Draw the figure of ARCHITECTURE.md from a sample: how two photos become one finding, in six pictures.

    python scripts/make_method_figure.py

Writes docs/method.webp. Every panel is what a stage hands on, not a drawing of it; look at it before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import condition
from condition.measurement import Finding
from condition.novelty import Blind
from condition.registration import AlignedView, align_view
from condition.registration.field import CLIP, orientation_field
from condition.report import CropPair, crop_pair, profile_across, words
from condition.report.badges import draw_text
from condition.report.legend import STYLES
from condition.report.outline import outlines_around
from condition.report.overlay import dimmed, draw_outline

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "watch-back-new-scratch"
TARGET = ROOT / "docs" / "method.webp"

Pixels = NDArray[np.uint8]

#: Side of a panel, space between panels, height of a caption, px.
SIDE, GAP, CAPTION = 470, 18, 74
PAPER, INK, SOFT = (250, 249, 246), (29, 27, 24), (98, 93, 85)
#: Squares of the checkerboard along a side.
SQUARES = 6
QUALITY = 80


def main() -> None:
    """Compare the sample, draw the six panels, and write the figure."""
    c = condition.compare(SAMPLE / "before.jpg", SAMPLE / "after.jpg")
    assert c.alignment is not None, c.reasons
    assert c.coverage is not None
    assert c.coverage.evidence is not None
    assert c.after_piece is not None
    view = align_view(c.before, c.after, c.alignment, c.after_piece, c.settings.marks.view_side_px)
    box = square_around(c.coverage.blind == Blind.COMPARED)
    finding = c.new[0]
    panels = [
        (own_square(c.before.pixels, c.alignment.to_before(corners(view, box))), "1  Before", "as taken: its own light and place"),
        (cut(view.after, box), "2  After", "another lamp, another day, one scratch more"),
        (
            orientations(view, box), "3  Orientation of every edge, as colour",
            f"left before, right after: a false alarm once in 10^{c.alignment.evidence:.0f}",
        ),
        (checkerboard(view, box), "4  One grid", f"before and after in turn: edges run on within {c.alignment.residual_px:.1f} px"),
        (evidence(c.coverage.evidence, view, box, finding), "5  Lines that only the after photo has", "brushed grain and lettering raise their own threshold"),
        (found(crop_pair(c, finding)), "6  One finding", f"{words.percent(finding.score)} chance of being new, and what else it could be"),
    ]  # fmt: skip
    figure = laid_out(panels)
    cv2.imwrite(str(TARGET), cv2.cvtColor(figure, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    size = TARGET.stat().st_size
    print(f"{TARGET.relative_to(ROOT)}: {figure.shape[1]} x {figure.shape[0]} px, {size / 1000:.0f} kB")


def square_around(area: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Left, top and side of the square around an area, inside its picture."""
    rows, cols = np.nonzero(area)
    side = min(int(1.08 * max(np.ptp(rows), np.ptp(cols))), *area.shape)
    left = np.clip((cols.min() + cols.max() - side) // 2, 0, area.shape[1] - side)
    top = np.clip((rows.min() + rows.max() - side) // 2, 0, area.shape[0] - side)
    return int(left), int(top), side


def corners(view: AlignedView, box: tuple[int, int, int]) -> NDArray[np.float64]:
    """Corners of a box of the view, px of the full after photo."""
    left, top, side = box
    return view.to_full([[left, top], [left + side, top], [left + side, top + side], [left, top + side]])


def cut(picture: Pixels, box: tuple[int, int, int]) -> Pixels:
    """A box of a picture as a panel."""
    left, top, side = box
    return as_panel(picture[top : top + side, left : left + side])


def as_panel(picture: Pixels) -> Pixels:
    """A square picture at the size of a panel."""
    return np.asarray(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def own_square(picture: Pixels, around: NDArray[np.float64]) -> Pixels:
    """The upright square of a photo around some of its points."""
    centre, reach = around.mean(axis=0), np.ptp(around, axis=0).max() / 2
    side = int(min(2 * reach, *picture.shape[:2]))
    x, y = np.clip(centre - side / 2, 0, np.array(picture.shape[1::-1]) - side).astype(int)
    return as_panel(picture[y : y + side, x : x + side])


def orientations(view: AlignedView, box: tuple[int, int, int]) -> Pixels:
    """Orientation fields as colour, the before photo's on the left: colours run on, whatever the light did."""
    sides = []
    for photo in (view.before, view.after):
        grey = cut(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), box).astype(np.float32)
        field = orientation_field(np.log(grey + 8))
        hue = (np.angle(field) / (2 * np.pi) * 180) % 180
        value = np.clip(np.abs(field) / CLIP, 0, 1) * 255
        hsv = np.dstack([hue, np.full_like(hue, 170), value]).round().astype(np.uint8)
        sides.append(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB))
    out = np.array(sides[0])
    out[:, SIDE // 2 :] = sides[1][:, SIDE // 2 :]
    out[:, SIDE // 2 - 1 : SIDE // 2 + 1] = 255
    return out


def checkerboard(view: AlignedView, box: tuple[int, int, int]) -> Pixels:
    """Squares of both photos in turn."""
    before, after = cut(view.before, box), cut(view.after, box)
    row, col = np.ogrid[0:SIDE, 0:SIDE]
    step = SIDE / SQUARES
    return np.where((((row // step) + (col // step)) % 2 == 1)[..., None], before, after)


def evidence(
    shown: NDArray[np.uint8], view: AlignedView, box: tuple[int, int, int], finding: Finding
) -> Pixels:
    """What only the after photo shows, on the darkened photo, with the place of the finding."""
    # a bright line one pixel wide must survive the reduction: the largest value of each neighbourhood
    widened = cut(cv2.dilate(shown, np.ones((3, 3), np.uint8)), box)
    glow = cv2.cvtColor(cv2.applyColorMap(widened, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    out = np.array(np.maximum(glow, dimmed(cut(view.after, box))))
    left, top, side = box
    polygon = (finding.polygon * view.scale - view.origin - (left, top)) * SIDE / side
    draw_outline(out, outlines_around(polygon, 9.0), (255, 255, 255))
    return out


def found(pair: CropPair) -> Pixels:
    """The crop pair of a finding above the brightness across it in both photos."""
    out = np.full((SIDE, SIDE, 3), 255, np.uint8)
    half = (SIDE - 6) // 2
    for i, crop in enumerate((pair.before, pair.after)):
        zoom = half / pair.view.width
        big = np.array(cv2.resize(crop, (half, half), interpolation=cv2.INTER_CUBIC))
        outlines = [(contour + 0.5) * zoom - 0.5 for contour in pair.outlines]
        draw_outline(big, outlines, STYLES[pair.finding.verdict].colour)
        out[:half, i * (half + 6) : i * (half + 6) + half] = big
    draw_profile(out, pair, half + 22, SIDE - 20)
    return out


def draw_profile(out: Pixels, pair: CropPair, top: int, bottom: int) -> None:
    """Both curves of the profile between two heights of a panel, in place."""
    profile = profile_across(pair)
    low, high = min(profile.before.min(), profile.after.min()), max(profile.before.max(), profile.after.max())
    x = np.linspace(70, SIDE - 14, len(profile.across_px))

    def y_of(level: NDArray[np.float64]) -> NDArray[np.float64]:
        return bottom - (bottom - top) * (level - low) / (high - low)

    for level in (0.0, float(np.round(profile.heights[1]))):
        y = int(y_of(np.array(level)))
        cv2.line(out, (70, y), (SIDE - 14, y), (226, 222, 214), 1)
        draw_text(out, f"{level:+.0f}" if level else "0", (34, y + 5), 14, SOFT)
    for side, colour, width in ((profile.before, (59, 125, 216), 3), (profile.after, INK, 2)):
        points = [np.round(np.column_stack([x, y_of(side)]) * 16).astype(np.int32)]
        cv2.polylines(out, points, False, colour, width, cv2.LINE_AA, 4)
    draw_text(out, "brightness across it:", (84, bottom - 34), 15, SOFT)
    draw_text(out, "before", (84, bottom - 14), 15, (59, 125, 216), 700)
    draw_text(out, "after", (142, bottom - 14), 15, INK, 700)


def laid_out(panels: list[tuple[Pixels, str, str]]) -> Pixels:
    """Panels in two rows of three, each with its caption below."""
    width, height = 3 * SIDE + 4 * GAP, 2 * (SIDE + CAPTION) + GAP
    out = np.full((height, width, 3), PAPER, np.uint8)
    for i, (panel, title, text) in enumerate(panels):
        x, y = GAP + (i % 3) * (SIDE + GAP), GAP + (i // 3) * (SIDE + CAPTION)
        out[y : y + SIDE, x : x + SIDE] = panel
        draw_text(out, title, (x, y + SIDE + 26), 20, INK, 700)
        draw_text(out, text, (x, y + SIDE + 50), 16, SOFT)
    return out


if __name__ == "__main__":
    sys.exit(main())
