"""Pyramids of tiles for deep zoom: a photo, or the before photo laid onto the after photo, as packs of JPEG tiles.

Takes pixels, returns bytes; serves nothing. A pyramid comes as two packs: an overview that fills a screen and is made at
once, and the detail down to the photo's own pixels, which takes longer and is only needed by who looks closely. A pack is
one run of bytes, so that it has one address, and a reader fetches a tile as a range of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.geometry import local_scale
from condition.parallel import in_threads
from condition.photo import Photo
from condition.registration import Alignment
from condition.report.warp import View, warp_before

Pixels = NDArray[np.uint8]

#: Pixels of a tile without its overlap; 512 with it, the size at which requests and decoding cost about the same.
TILE_PX, OVERLAP_PX = 510, 1
#: Long side of the finest level in the overview, px. It fills most screens, and at 12 MP a person waits 0.1 s for the warp of
#: the before photo; a level more takes four times as long, and is there a second later with the detail.
OVERVIEW_SIDE_PX = 1536
#: Single pixels are argued about: a little below the quality of the crops, which are shown enlarged.
JPEG_QUALITY = 90
#: Where the before photo does not reach, sRGB: as dark as the stage, so that it reads as nothing rather than as grey metal.
BEYOND = (27, 26, 24)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a pyramid in a pack.

    Attributes
    ----------
    halvings : int
        How often the photo was halved: one pixel of the level is ``2 ** halvings`` pixels of the photo.
    width, height : int
        Size in px; the photo's divided by ``2 ** halvings`` and rounded up.
    offsets : tuple of int
        Where each tile begins in the pack, row by row, and where the last one ends.
    """

    halvings: int
    width: int
    height: int
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Some levels of a pyramid, coarsest first, and the JPEG tiles of all of them, one behind the other."""

    levels: tuple[Level, ...]
    data: bytes

    def as_record(self) -> list[dict[str, Any]]:
        """Return the levels as plain data."""
        return [
            {
                "halvings": level.halvings,
                "width": level.width,
                "height": level.height,
                "offsets": list(level.offsets),
            }
            for level in self.levels
        ]


@dataclass(frozen=True, slots=True)
class _Source:
    """A level to be packed: `rows` returns its pixels from a first to before a last row."""

    halvings: int
    width: int
    height: int
    rows: Callable[[int, int], Pixels]


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """A picture on the grid of a photo, level by level; packs are made when asked for.

    Attributes
    ----------
    width, height : int
        Size of the photo, px.
    finest : int
        How often its finest level is halved; 0 where the picture has the photo's own pixels.
    """

    width: int
    height: int
    finest: int
    _overview: Callable[[], Iterable[_Source]]
    _detail: Callable[[], Iterable[_Source]]

    def overview(self) -> Pack:
        """Return the levels that fill a screen."""
        return _pack(self._overview())

    def detail(self) -> Pack:
        """Return the finer levels; empty where the overview has them all."""
        return _pack(self._detail())

    def as_record(self) -> dict[str, int]:
        """Return what a reader has to know beside the packs, as plain data."""
        return {
            "width": self.width,
            "height": self.height,
            "finest": self.finest,
            "coarsest": _levels(self.width, self.height)[0],
            "tile_px": TILE_PX,
            "overlap_px": OVERLAP_PX,
        }


def photo_pyramid(photo: Photo) -> Pyramid:
    """Return the pyramid of a photo."""
    overview, detail = _parted(photo)
    return Pyramid(
        photo.width,
        photo.height,
        0,
        partial(_halved, photo.pixels, overview),
        partial(_halved, photo.pixels, detail),
    )


def laid_pyramid(before: Photo, after: Photo, alignment: Alignment) -> Pyramid:
    """Return the pyramid of the before photo laid onto the after photo, as fine as the before photo has pixels for it.

    The detail is warped in rows of tiles: at 48 MP the maps of a whole level would take a gigabyte.
    """
    overview, detail = _parted(after)
    middle = np.array([after.width / 2, after.height / 2])
    enough = int(np.log2(max(1.0, local_scale(alignment.after_from_before, middle))))
    detail = [k for k in detail if k >= enough]

    def small() -> Iterator[_Source]:
        warped = _warped(before, alignment, _view(after, overview[-1]))
        yield from _halved(warped, overview, overview[-1])

    def large() -> Iterator[_Source]:
        for k in detail:
            view = _view(after, k)
            yield _Source(k, view.width, view.height, partial(_warped_rows, before, alignment, view))

    return Pyramid(after.width, after.height, (detail or overview)[-1], small, large)


def _levels(width: int, height: int) -> list[int]:
    """Return how often a photo is halved, level by level, coarsest first; the coarsest is a single tile."""
    most = int(np.ceil(np.log2(max(1.0, max(width, height) / TILE_PX))))
    return list(range(most, -1, -1))


def _parted(photo: Photo) -> tuple[list[int], list[int]]:
    """Return the levels of the overview and of the detail."""
    levels, side = _levels(photo.width, photo.height), max(photo.width, photo.height)
    overview = [k for k in levels if side <= OVERVIEW_SIDE_PX * 2**k]
    return overview, levels[len(overview) :]


def _view(photo: Photo, halvings: int) -> View:
    step = 2**halvings
    return View(0.0, 0.0, -(-photo.width // step), -(-photo.height // step), 1 / step)


def _halved(pixels: Pixels, levels: list[int], done: int = 0) -> Iterator[_Source]:
    """Yield levels, coarsest first, of pixels halved `done` times; odd sizes repeat their last row or column."""
    made = [pixels]
    for _ in range(max(levels, default=done) - done):
        last = made[-1]
        bottom, right = last.shape[0] % 2, last.shape[1] % 2
        if bottom or right:
            last = np.asarray(cv2.copyMakeBorder(last, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8)
        size = (last.shape[1] // 2, last.shape[0] // 2)
        made.append(np.asarray(cv2.resize(last, size, interpolation=cv2.INTER_AREA), np.uint8))
    for k in levels:
        level = made[k - done]
        yield _Source(k, level.shape[1], level.shape[0], partial(_rows, level))


def _warped_rows(before: Photo, alignment: Alignment, whole: View, first: int, last: int) -> Pixels:
    strip = View(0.0, first / whole.scale, whole.width, last - first, whole.scale)
    return _warped(before, alignment, strip)


def _warped(before: Photo, alignment: Alignment, view: View) -> Pixels:
    pixels, seen = warp_before(before, alignment, view)
    pixels[~seen] = BEYOND
    return pixels


def _rows(level: Pixels, first: int, last: int) -> Pixels:
    return level[first:last]


def _pack(sources: Iterable[_Source]) -> Pack:
    """Encode levels; OpenCV lets go of Python's lock, so that rows of tiles are made side by side."""
    levels: list[Level] = []
    tiles: list[bytes] = []
    end = 0
    for source in sources:
        offsets = [end]
        for row in in_threads(partial(_row_of_tiles, source), range(0, source.height, TILE_PX)):
            for tile in row:
                tiles.append(tile)
                end += len(tile)
                offsets.append(end)
        levels.append(Level(source.halvings, source.width, source.height, tuple(offsets)))
    return Pack(tuple(levels), b"".join(tiles))


def _row_of_tiles(source: _Source, top: int) -> list[bytes]:
    """Return a row of tiles as JPEG; a tile overlaps its neighbours, and ends where the photo ends."""
    rows = source.rows(max(0, top - OVERLAP_PX), min(source.height, top + TILE_PX + OVERLAP_PX))
    lefts = range(0, source.width, TILE_PX)
    return [_jpeg(rows[:, max(0, left - OVERLAP_PX) : left + TILE_PX + OVERLAP_PX]) for left in lefts]


def _jpeg(pixels: Pixels) -> bytes:
    bgr = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGR)
    done, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done, "JPEG holds any uint8 RGB array up to 65,535 px a side"
    return encoded.tobytes()
