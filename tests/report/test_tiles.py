"""Pyramids of tiles: what a browser puts together again has to be the photo, and the before photo where it lies."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from condition.photo import Photo
from condition.report import layers, tiles, warp
from tests.builders import make_comparison, make_photo


def smooth_photo(width: int, height: int) -> Photo:
    """Return a photo without detail that JPEG or averaging would change."""
    row, col = np.mgrid[0:height, 0:width]
    pixels = np.dstack([255 * col / width, 255 * row / height, 127 + 0 * row]).astype(np.uint8)
    return make_photo(pixels)


def put_together(pack: tiles.Pack, halvings: int) -> NDArray[np.float64]:
    """Return a level, decoded tile by tile as a viewer does it."""
    level = next(level for level in pack.levels if level.halvings == halvings)
    out = np.zeros((level.height, level.width, 3))
    columns = -(-level.width // tiles.TILE_PX)
    for number, (start, end) in enumerate(zip(level.offsets, level.offsets[1:], strict=False)):
        tile = np.asarray(Image.open(io.BytesIO(pack.data[start:end])))
        top = max(0, number // columns * tiles.TILE_PX - tiles.OVERLAP_PX)
        left = max(0, number % columns * tiles.TILE_PX - tiles.OVERLAP_PX)
        out[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return out


@pytest.mark.parametrize("size", [(2500, 1501), (1537, 700), (1021, 1021)])
def test_the_tiles_put_together_are_the_photo(size: tuple[int, int]) -> None:
    photo = smooth_photo(*size)
    pyramid = tiles.photo_pyramid(photo)
    packs = pyramid.overview(), pyramid.detail()
    levels = [level for pack in packs for level in pack.levels]
    assert [level.halvings for level in levels] == sorted((level.halvings for level in levels), reverse=True)
    assert levels[-1].halvings == pyramid.finest == 0
    finest = put_together(packs[1] if packs[1].levels else packs[0], 0)
    assert np.abs(finest - photo.pixels).max() < 6


def test_a_level_is_an_exact_half() -> None:
    photo = smooth_photo(1601, 1201)
    half = put_together(tiles.photo_pyramid(photo).overview(), 1)
    assert half.shape == (601, 801, 3)
    # the centre of a pixel of the half lies between two of the photo
    expected = photo.pixels[:1200, :1600].reshape(600, 2, 800, 2, 3).mean(axis=(1, 3))
    assert np.abs(half[:600, :800] - expected).max() < 6


def test_the_coarsest_level_is_one_tile() -> None:
    for size in ((1, 1), (510, 20), (511, 511), (4000, 3000)):
        pyramid = tiles.photo_pyramid(make_photo(np.zeros((size[1], size[0], 3), np.uint8)))
        first = pyramid.overview().levels[0]
        assert len(first.offsets) == 2
        assert first.halvings == pyramid.as_record()["coarsest"]


def test_a_small_photo_has_no_detail() -> None:
    assert tiles.photo_pyramid(smooth_photo(1500, 1200)).detail().data == b""


def test_the_laid_photo_lies_as_the_report_lays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "OVERVIEW_SIDE_PX", 600)
    made = make_comparison(1100)
    assert made.alignment is not None
    pyramid = tiles.laid_pyramid(made.before, made.after, made.alignment)
    expected, seen = warp.warp_before(made.before, made.alignment, warp.whole_view(made.after, 1100))
    laid = put_together(pyramid.detail(), 0)
    assert np.abs(laid - expected)[seen].mean() < 3
    assert (
        np.abs(laid[~cv2.dilate(seen.astype(np.uint8), np.ones((9, 9))).astype(bool)] - tiles.BEYOND).max()
        < 12
    )


def test_a_before_photo_without_detail_gets_no_empty_enlargement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "OVERVIEW_SIDE_PX", 300)
    made = make_comparison(1100)
    assert made.alignment is not None
    enlarging = np.diag([4.0, 4.0, 1.0]) @ made.alignment.after_from_before
    alignment = replace(made.alignment, after_from_before=enlarging)
    pyramid = tiles.laid_pyramid(made.before, made.after, alignment)
    assert pyramid.finest == 2
    assert pyramid.overview().levels[-1].halvings == 2


def test_lattices_carry_points_as_the_alignment_does() -> None:
    made = make_comparison(600)
    assert made.alignment is not None
    before, after = warp.whole_view(made.before, 300), warp.whole_view(made.after, 400)
    to_before, to_after = layers.lattices(made.alignment, before, after)
    first = to_before.points[0]  # the corner of the after photo
    expected = made.alignment.to_before([[-0.5, -0.5]])
    assert first == pytest.approx((expected[0] + 0.5) * before.scale, abs=0.01)
    assert len(to_after.points) == to_after.columns * to_after.rows


def test_layers_cover_the_piece_and_leave_what_was_compared_clear() -> None:
    coverage = make_comparison(600).coverage
    assert coverage is not None
    layer = layers.blind_layer(coverage)
    alpha = np.asarray(Image.open(io.BytesIO(layer.data)))[..., 3]
    assert alpha.shape == coverage.blind.shape
    assert (alpha[coverage.blind == 0] == 0).mean() > 0.99
    left, top, right, bottom = layer.edges
    assert (right - left, bottom - top) == pytest.approx((600, 450), rel=0.02)
    assert layers.evidence_layer(replace(coverage, evidence=None)) is None
