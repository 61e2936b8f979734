"""Edges of known roughness, demanded back within the stated error; and everything that forbids to say anything."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import condition
from condition.edges import BreakEdge, EdgeVerdict, break_edge
from condition.measurement import Measured
from tests.edges.made import HALF, SIDE, Made, make_edge, rough_line, sawtooth

STRAIGHT = np.zeros(2 * HALF + 1)


@cache
def rough(seed: int, rms_px: float, law: float, turn_deg: float = 17.0) -> tuple[Made, BreakEdge]:
    made = make_edge(rough_line(rms_px, law, seed), turn_deg, seed=seed)
    return made, break_edge(made.pixels, made.corners)


def measured(made: Made) -> BreakEdge:
    return break_edge(made.pixels, made.corners)


def rms_of(edge: BreakEdge) -> Measured:
    assert edge.rms_px is not None, edge.text
    return edge.rms_px


def codes(edge: BreakEdge) -> list[str]:
    return [doubt.code for doubt in edge.doubts]


@pytest.mark.parametrize(
    ("seed", "rms_px", "law"), [(10, 0.6, 2.2), (11, 1.5, 2.8), (12, 4.0, 2.2), (13, 4.0, 2.8)]
)
def test_known_roughness_and_its_power_law_come_back(seed: int, rms_px: float, law: float) -> None:
    made, edge = rough(seed, rms_px, law)
    rms = rms_of(edge)
    assert rms.value == pytest.approx(made.rms_px, abs=rms.error)
    assert rms.error < 0.05 + 0.08 * rms_px
    assert edge.exponent is not None
    assert edge.exponent.value == pytest.approx(law, abs=1.5 * edge.exponent.error)
    assert edge.exponent.error < 0.4


def test_laws_that_differ_are_told_apart() -> None:
    (_, shallow), (_, steep) = rough(14, 4.0, 1.2), rough(14, 4.0, 3.2)
    assert shallow.exponent is not None
    assert steep.exponent is not None
    assert steep.exponent.value - steep.exponent.error > shallow.exponent.value + shallow.exponent.error


@pytest.mark.parametrize("turn_deg", [0.0, 45.0, 90.0, 200.0])
def test_the_numbers_do_not_depend_on_how_the_photo_is_turned(turn_deg: float) -> None:
    _, upright = rough(12, 4.0, 2.2)
    _, turned = rough(12, 4.0, 2.2, turn_deg)
    assert rms_of(turned).value == pytest.approx(rms_of(upright).value, rel=0.02)
    assert turned.length_px == pytest.approx(upright.length_px, rel=0.01)
    assert turned.turns == pytest.approx(upright.turns, rel=0.25)
    assert turned.verdict is upright.verdict is EdgeVerdict.JAGGED


def test_the_edge_lies_where_it_was_made() -> None:
    made, edge = rough(12, 4.0, 2.2, 0.0)
    middle = (SIDE - 1) / 2
    heights = 14 * (1 - ((edge.path[:, 0] - middle) / HALF) ** 2)
    off = edge.path[:, 1] - middle - heights
    own = np.interp(
        edge.path[:, 0] - middle, np.linspace(-HALF, HALF, 2 * HALF + 1), rough_line(4.0, 2.2, 12)
    )
    # flanks are steep: half a pixel along is more across
    assert np.median(np.abs(off - own)) < 0.25
    assert made.pixels.shape[:2] == (SIDE, SIDE)


def test_a_straight_cut_is_clean_and_has_no_exponent() -> None:
    edge = measured(make_edge(STRAIGHT, 17.0))
    assert edge.verdict is EdgeVerdict.CLEAN
    assert rms_of(edge).value < 0.05
    assert (edge.turns, edge.exponent, edge.doubts) == (0, None, ())
    assert "clean" in edge.text


@pytest.mark.parametrize("teeth", [12, 20])
def test_changes_of_direction_are_counted_and_even_teeth_are_no_power_law(teeth: int) -> None:
    edge = measured(make_edge(sawtooth(teeth, 14.0), 17.0))
    # two a tooth, without the ends of the region
    assert edge.turns == pytest.approx(2 * teeth - 1, abs=1)
    assert edge.exponent is None


def test_a_corner_of_the_piece_is_no_roughness() -> None:
    grey = np.full((500, 500, 3), 60, np.uint8)
    cv2.fillPoly(
        grey,
        [np.array([[100, 380], [270, 120], [440, 380], [440, 520], [100, 520]])],
        (180,) * 3,
        cv2.LINE_AA,
    )
    edge = break_edge(cv2.GaussianBlur(grey, (0, 0), 0.8), (104, 100, 330, 270))
    assert edge.verdict is EdgeVerdict.CLEAN, edge.text
    assert rms_of(edge).value < 0.25


def test_with_a_scale_it_is_told_in_millimetres_and_judged_by_what_an_eye_sees() -> None:
    made, _ = rough(12, 4.0, 2.2)
    coarse = break_edge(made.pixels, made.corners, mm_per_px=Measured(0.03, 0.001))
    assert coarse.rms_mm is not None
    assert coarse.rms_mm.value == pytest.approx(0.03 * rms_of(coarse).value)
    assert coarse.rms_mm.error > 0.03 * rms_of(coarse).error
    assert coarse.verdict is EdgeVerdict.JAGGED
    # the same line under a microscope: 4 um RMS is nothing an eye sees
    fine = break_edge(made.pixels, made.corners, mm_per_px=0.001)
    assert fine.verdict is EdgeVerdict.CLEAN
    between = break_edge(made.pixels, made.corners, mm_per_px=0.01)
    assert (between.verdict, codes(between)) == (EdgeVerdict.CANNOT_TELL, ["BETWEEN"])


def test_the_limits_follow_from_the_acuity_of_an_eye() -> None:
    settings = condition.break_edge(make_edge(STRAIGHT).pixels, make_edge(STRAIGHT).corners).settings
    # one minute of arc is 0.000290888 rad
    assert settings.jagged_mm == pytest.approx(250 * 0.000290888, rel=1e-5)
    assert settings.clean_mm == pytest.approx(settings.jagged_mm / 4)


def test_a_wavy_shape_is_not_called_jagged() -> None:
    wave = 8.0 * np.sin(np.linspace(0, 10 * np.pi, 2 * HALF + 1))
    edge = measured(make_edge(wave, 17.0))
    assert (edge.verdict, codes(edge)) == (EdgeVerdict.CANNOT_TELL, ["A_SHAPE"])


@pytest.mark.parametrize("blur_px", [3.6, 6.0])
def test_a_blurred_edge_cannot_be_told(blur_px: float) -> None:
    edge = measured(make_edge(rough_line(4.0, 2.2, 12), 17.0, blur_px=blur_px))
    assert (edge.verdict, codes(edge), edge.rms_px) == (EdgeVerdict.CANNOT_TELL, ["BLURRED"], None)
    assert edge.blur_px == pytest.approx(blur_px, rel=0.15)


def test_a_short_edge_cannot_be_told() -> None:
    made = make_edge(rough_line(4.0, 2.2, 12), 0.0)
    edge = break_edge(made.pixels, (360, 300, 90, 160))
    assert (edge.verdict, codes(edge)) == (EdgeVerdict.CANNOT_TELL, ["TOO_SHORT"])
    assert edge.doubts[0].measured == pytest.approx(edge.length_px)


def test_two_sides_in_the_same_noise_cannot_be_told() -> None:
    edge = measured(make_edge(STRAIGHT, 17.0, noise=25.0, levels=(110.0, 128.0)))
    assert edge.verdict is EdgeVerdict.CANNOT_TELL
    assert set(codes(edge)) & {"LOW_CONTRAST", "NO_EDGE"}


def test_no_edge_and_two_edges_cannot_be_told() -> None:
    plain = np.random.default_rng(1).normal(120, 2, (300, 400, 3)).round().astype(np.uint8)
    nothing = break_edge(plain, (50, 50, 300, 200))
    assert nothing.verdict is EdgeVerdict.CANNOT_TELL
    bar = np.full((300, 400, 3), 60, np.uint8)
    bar[120:170] = 180
    two = break_edge(cv2.GaussianBlur(bar, (0, 0), 0.8), (40, 60, 320, 170))
    assert "MORE_THAN_ONE" in codes(two)


def test_highlights_along_the_edge_cannot_be_told_and_a_white_support_can() -> None:
    made = make_edge(STRAIGHT, 0.0)
    burnt = made.pixels.copy()
    for x in range(120, 640, 60):
        cv2.circle(burnt, (x, 400), 16, (255, 255, 255), -1)
    assert "GLARE" in codes(break_edge(burnt, made.corners))
    white = make_edge(STRAIGHT, 17.0, levels=(70.0, 290.0))
    assert measured(white).verdict is EdgeVerdict.CLEAN


def test_uneven_light_does_not_bend_the_line() -> None:
    made = make_edge(STRAIGHT, 17.0)
    falling = np.linspace(0.6, 1.25, SIDE)[None, :, None]
    edge = break_edge(np.clip(made.pixels * falling, 0, 255).astype(np.uint8), made.corners)
    assert edge.verdict is EdgeVerdict.CLEAN
    assert rms_of(edge).value < 0.15


def test_sides_that_differ_in_colour_alone_have_an_edge() -> None:
    made = make_edge(rough_line(4.0, 2.2, 12), 17.0, levels=(0.0, 255.0), noise=0.0)
    share = made.pixels.astype(np.float64) / 255
    coloured = share * (190, 120, 60) + (1 - share) * (90, 150, 180)
    edge = break_edge(coloured.round().astype(np.uint8), made.corners)
    assert rms_of(edge).value == pytest.approx(made.rms_px, rel=0.06)


def whitened(share: float, levels: int) -> Made:
    """A straight edge at y = SIDE / 2 with a brighter band, ten px wide, along a share of it on the bright side."""
    made = make_edge(STRAIGHT, 0.0, bend_px=0.0, levels=(50.0, 150.0))
    pixels = made.pixels.copy()
    start, middle = SIDE // 2 - HALF, SIDE // 2
    end = start + round(2 * HALF * share)
    pixels[middle + 1 : middle + 11, start:end] += np.uint8(levels)
    return Made(pixels, made.corners, 0.0)


@pytest.mark.parametrize(("share", "levels"), [(0.3, 30), (0.8, 18)])
def test_whitening_is_measured_on_its_side(share: float, levels: int) -> None:
    edge = measured(whitened(share, levels))
    bright, dark = sorted(edge.sides, key=lambda side: not side.brighter)
    assert bright.brighter
    assert not dark.brighter
    assert bright.whitened == pytest.approx(share, abs=0.04)
    assert bright.whitening_levels == pytest.approx(levels, rel=0.3)
    assert dark.whitened < 0.02


def test_lines_that_run_from_the_edge_are_counted_on_their_side() -> None:
    made = make_edge(STRAIGHT, 0.0, bend_px=0.0, levels=(50.0, 150.0))
    pixels = made.pixels.copy()
    for x in (180, 260, 330, 455, 540):
        cv2.line(pixels, (x, SIDE // 2 + 2), (x + 6, SIDE // 2 + 34), (95, 95, 95), 1, cv2.LINE_AA)
    edge = break_edge(pixels, made.corners)
    bright, dark = sorted(edge.sides, key=lambda side: not side.brighter)
    assert (bright.marks, dark.marks) == (5, 0)
    assert [side.marks for side in measured(make_edge(STRAIGHT, 17.0)).sides] == [0, 0]


def test_the_same_photo_gives_the_same_numbers() -> None:
    made, edge = rough(12, 4.0, 2.2)
    again = measured(made)
    assert again.rms_px == edge.rms_px
    assert np.array_equal(again.path, edge.path)


def test_a_region_outside_and_a_scale_that_is_none_are_told() -> None:
    made, _ = rough(12, 4.0, 2.2)
    with pytest.raises(condition.SettingsError, match="at least 24 px on each side"):
        break_edge(made.pixels, (5000, 0, 100, 100))
    with pytest.raises(condition.SettingsError, match="corners"):
        break_edge(made.pixels, [[1.0, 2.0, 3.0]])
    with pytest.raises(condition.SettingsError, match="positive number"):
        break_edge(made.pixels, made.corners, mm_per_px=-1.0)


def test_it_shows_itself() -> None:
    made, edge = rough(12, 4.0, 2.2)
    html = edge._repr_html_()
    assert "Jagged" in html
    assert f"{rms_of(edge).value:.2f}" in html
    upper, lower = edge.plot().axes
    assert upper.images
    assert "RMS" in edge.plot().get_suptitle()
    assert lower.get_ylabel() == "px off the curve"
    assert "<BreakEdge jagged" in repr(edge)
    assert break_edge(np.full_like(made.pixels, 90), made.corners).plot().axes


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(3))
def test_noise_alone_is_no_edge(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (300, 300, 3), np.uint8)
    edge = break_edge(noise, (20, 20, 260, 260))
    assert (edge.verdict, edge.rms_px) == (EdgeVerdict.CANNOT_TELL, None)


def test_a_region_up_to_the_rim_of_the_photo_is_measured() -> None:
    made = make_edge(rough_line(4.0, 2.2, 12), 0.0)
    row = SIDE // 2
    strip = made.pixels[row - 30 : row + 50, row - 280 : row + 280]
    edge = break_edge(strip, (0, 0, strip.shape[1], strip.shape[0]))
    assert rms_of(edge).value == pytest.approx(4.0, rel=0.12)


@pytest.mark.parametrize("grain_px", [3.0, 9.0, 30.0])
def test_a_pattern_or_uneven_light_is_no_edge(grain_px: float) -> None:
    rng = np.random.default_rng(int(grain_px))
    cloth = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), grain_px)
    light = np.linspace(-30, 30, SIDE)[None, :]
    grey = 130 + 20 * cloth / cloth.std() + light + rng.normal(0, 2, (SIDE, SIDE))
    pixels = np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    for region in ((200, 200, 300, 300), (100, 300, 500, 160)):
        assert condition.break_edge(pixels, region).verdict is EdgeVerdict.CANNOT_TELL


def test_nothing_is_said_of_supports_without_an_edge(samples: Path) -> None:
    """Regions of plain support that were once called jagged: the level line of a grain is rough, and no edge."""
    found = [
        ("case-old-marks/before.jpg", (1120, 60, 320, 240)),
        ("case-old-marks/before.jpg", (60, 60, 300, 300)),
        ("watch-back-new-scratch/before.jpg", (1301, 752, 280, 304)),
        ("case-fingerprint/before.jpg", (1174, 878, 319, 205)),
    ]
    for name, region in found:
        edge = condition.break_edge(samples / name, region)
        assert edge.verdict is EdgeVerdict.CANNOT_TELL
        assert "NOT_PARTED" in [doubt.code for doubt in edge.doubts]
