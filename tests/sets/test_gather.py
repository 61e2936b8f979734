"""Bad input of a set: said in a sentence, and only what is broken is left out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import condition
from condition.errors import PhotoSetError
from condition.sets import MAX_PHOTOS, Why
from condition.sets.gather import gather
from condition.settings import DEFAULT
from tests.sets.made import after_photo, before_photo


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("photos")
    for name, pixels in (
        ("b1.jpg", before_photo(1)),
        ("b2.jpg", before_photo(2)),
        ("a1.jpg", after_photo(3)),
    ):
        assert cv2.imwrite(str(made / name), pixels[:, :, ::-1])
    (made / "again.jpg").write_bytes((made / "b1.jpg").read_bytes())
    (made / "broken.jpg").write_bytes((made / "b1.jpg").read_bytes()[:300])
    assert cv2.imwrite(str(made / "black.jpg"), np.zeros((300, 400, 3), np.uint8))
    return made


def test_the_same_bytes_twice_are_used_once_and_said(folder: Path) -> None:
    found = gather([folder / "b1.jpg", folder / "again.jpg"], [folder / "a1.jpg"], DEFAULT)
    assert [photo.name for photo in found.before] == ["b1.jpg"]
    (left,) = found.left_out
    assert (left.name, left.why) == ("again.jpg", Why.DUPLICATE)
    assert "b1.jpg" in left.text


def test_a_broken_photo_is_named_and_the_rest_goes_on(folder: Path) -> None:
    found = gather([folder / "broken.jpg", folder / "b1.jpg"], [folder / "a1.jpg"], DEFAULT)
    assert [photo.name for photo in found.before] == ["b1.jpg"]
    assert [(left.name, left.why) for left in found.left_out] == [("broken.jpg", Why.UNREADABLE)]


def test_a_photo_too_poor_to_show_anything_is_left_out_with_what_was_measured(folder: Path) -> None:
    found = gather([folder / "b1.jpg", folder / "black.jpg"], [folder / "a1.jpg"], DEFAULT)
    (left,) = found.left_out
    assert left.why is Why.UNUSABLE
    assert left.reasons
    assert left.fix


def test_one_file_on_both_sides_is_used_on_none(folder: Path) -> None:
    found = gather([folder / "b1.jpg", folder / "b2.jpg"], [folder / "again.jpg", folder / "a1.jpg"], DEFAULT)
    assert [photo.name for photo in (*found.before, *found.after)] == ["b2.jpg", "a1.jpg"]
    assert {left.why for left in found.left_out} == {Why.ON_BOTH_SIDES}


def test_photos_of_one_side_only_are_refused(folder: Path) -> None:
    with pytest.raises(PhotoSetError, match="the after side has no photo"):
        condition.compare_sets([folder / "b1.jpg"], [])


def test_a_side_on_which_no_photo_can_be_read_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(PhotoSetError, match=r"no after photo can be used. broken.jpg"):
        condition.compare_sets([folder / "b1.jpg"], [folder / "broken.jpg"])


def test_five_hundred_photos_are_refused_before_any_is_read() -> None:
    with pytest.raises(PhotoSetError, match=f"500 photos; at most {MAX_PHOTOS}"):
        condition.compare_sets(["nowhere.jpg"], ["missing.jpg"] * 500)


def test_photos_too_poor_on_one_side_make_a_refusal_that_names_every_photo(folder: Path) -> None:
    made = condition.compare_sets([folder / "b1.jpg"], [folder / "black.jpg"])
    assert made.status == "not_comparable"
    assert {(left.name, left.why) for left in made.left_out} == {
        ("black.jpg", Why.UNUSABLE),
        ("b1.jpg", Why.UNPAIRED),
    }


def test_photos_of_one_name_in_two_folders_are_told_apart(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b1.jpg").write_bytes((folder / "b2.jpg").read_bytes())
    found = gather([folder / "b1.jpg", tmp_path / "b1.jpg"], [folder / "a1.jpg"], DEFAULT)
    assert [photo.name for photo in found.before] == ["b1.jpg", f"{tmp_path.name}/b1.jpg"]
