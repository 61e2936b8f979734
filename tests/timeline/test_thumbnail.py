"""The embedded thumbnail against the picture: same, cropped, changed, framed with bars, or undecidable."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from condition.photo import Photo
from condition.timeline.thumbnail import check_thumbnail
from tests.metadata import made
from tests.timeline.made_photos import photo

PICTURE = made.picture(600, 400, seed=3)


def with_thumbnail(picture: Image.Image, thumbnail: Image.Image) -> Photo:
    base = photo(thumbnail=made.encoded(thumbnail, "JPEG", quality=80))
    return Photo("hash", "piece.jpg", np.asarray(picture), "JPEG", 1, base.metadata)


def small(image: Image.Image, size: tuple[int, int] = (160, 107)) -> Image.Image:
    return image.resize(size, Image.Resampling.BILINEAR)


def barred() -> Image.Image:
    canvas = Image.new("RGB", (160, 120))
    canvas.paste(small(PICTURE), (0, 6))
    return canvas


@pytest.mark.parametrize(
    "thumbnail",
    [
        small(PICTURE),
        barred(),
        small(PICTURE.crop((33, 0, 566, 400)), (160, 120)),
        small(ImageEnhance.Brightness(PICTURE).enhance(0.8)),
        small(PICTURE.convert("L").convert("RGB")),
    ],
    ids=["whole", "bars", "middle", "darker", "grey"],
)
def test_a_thumbnail_as_cameras_frame_it_agrees(thumbnail: Image.Image) -> None:
    (check,) = check_thumbnail(with_thumbnail(PICTURE, thumbnail))
    assert (check.code, check.severity.value) == ("THUMBNAIL", "ok")


def test_a_cropped_picture_is_told_by_its_thumbnail() -> None:
    (check,) = check_thumbnail(with_thumbnail(PICTURE.crop((60, 40, 360, 240)), small(PICTURE)))
    assert check.severity.value == "caution"
    assert "cropped" in check.text


def test_another_picture_is_told_with_the_measured_agreement() -> None:
    (check,) = check_thumbnail(with_thumbnail(made.picture(600, 400, seed=9), small(PICTURE)))
    assert check.severity.value == "caution"
    assert "required 0.9" in check.text


def test_a_mirrored_thumbnail_does_not_agree() -> None:
    (check,) = check_thumbnail(
        with_thumbnail(PICTURE, small(PICTURE).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    assert check.severity.value != "ok"


def test_a_flat_or_broken_thumbnail_is_unknown() -> None:
    (flat,) = check_thumbnail(with_thumbnail(PICTURE, Image.new("RGB", (160, 107), (90, 90, 90))))
    assert flat.severity.value == "unknown"
    (broken,) = check_thumbnail(photo(thumbnail=b"\xff\xd8\xff\xe0broken"))
    assert broken.severity.value == "unknown"


def test_no_thumbnail_is_no_check() -> None:
    assert check_thumbnail(photo()) == []
