"""Which photos are alike, and where a close-up lies in an overview: told by known crops of a synthetic plate."""

from __future__ import annotations

import numpy as np
import pytest

from condition.geometry import apply_homography
from condition.photo import read_photo
from condition.quality import segment_piece
from condition.registration import Sketch, box_inside, find_inside, likeness, sketch
from condition.registration.search import SearchSettings
from tests.builders import Pixels, turned
from tests.sets.made import WIDTH, after_photo, before_photo, closeup

SEARCH = SearchSettings()
#: The engraved number lies here, shares of the photo's width.
ON_THE_NUMBER = (0.47, 0.39)


def sketched(pixels: Pixels) -> Sketch:
    photo = read_photo(pixels)
    return sketch(photo, segment_piece(photo.pixels))


@pytest.fixture(scope="module")
def overview() -> Sketch:
    return sketched(before_photo(1, 5.0))


@pytest.mark.parametrize("share", [0.4, 0.25, 0.18])
def test_a_closeup_is_found_where_it_was_taken(overview: Sketch, share: float) -> None:
    left, top = ON_THE_NUMBER[0] - share / 2, ON_THE_NUMBER[1] - share * 3 / 8
    loupe = sketched(closeup(after_photo(3, 0.0), left, top, share))
    found = find_inside(overview, loupe, SEARCH)
    assert found is not None
    assert found.after_from_before is not None
    inner = np.array([[100.0, 100.0], [500.0, 350.0]])
    flat = inner / 600 * share * WIDTH + np.array([left, top]) * WIDTH
    there = np.asarray(turned(WIDTH, 5.0) @ np.linalg.inv(turned(WIDTH, 0.0)), np.float64)
    got = apply_homography(np.asarray(np.linalg.inv(found.after_from_before), np.float64), inner)
    # to a few percent of the close-up: the comparison of the part aligns it exactly
    assert np.abs(got - apply_homography(there, flat)).max() < 0.05 * share * WIDTH
    box = box_inside(overview, loupe, found)
    assert box is not None
    wanted = apply_homography(there, flat)
    assert (wanted >= box[:2]).all()
    assert (wanted <= box[2:]).all()


def test_a_photo_of_the_whole_piece_is_no_closeup(overview: Sketch) -> None:
    whole = sketched(after_photo(3, 20.0))
    found = find_inside(overview, whole, SEARCH)
    assert found is None or box_inside(overview, whole, found) is None


def test_another_light_is_more_alike_than_another_thing(overview: Sketch) -> None:
    rows, cols = np.mgrid[0:420, 0:560]
    board = np.repeat(((((rows // 40 + cols // 40) % 2) * 90 + 80).astype(np.uint8))[..., None], 3, axis=2)
    same = likeness(overview, sketched(after_photo(3, 20.0)), SEARCH)
    other = likeness(overview, sketched(np.ascontiguousarray(board)), SEARCH)
    assert same.evidence > other.evidence + 3
