"""Metadata that was lost on the way is told from metadata that was never there, and from a messenger's copy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from condition.metadata import Metadata
from condition.timeline import lost_its_metadata
from tests.builders import make_metadata, make_photo

PHONE_SIZE, CHAT_SIZE, ODD_SIZE = (3024, 4032), (1200, 1600), (3000, 5000)


def arrived(name: str, size: tuple[int, int], kind: str = "JPEG", metadata: Metadata | None = None) -> bool:
    photo = make_photo(np.zeros((*size, 3), np.uint8), name, metadata or Metadata())
    return lost_its_metadata(replace(photo, format=kind))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("IMG_4607.jpg", CHAT_SIZE),
        ("image.jpg", CHAT_SIZE),
        ("PXL_20240511_101532123.jpg", CHAT_SIZE),
        ("20240511_101532.jpg", ODD_SIZE),
        ("A2F3F83C-A64D-413E-AF40.jpeg", PHONE_SIZE),
    ],
)
def test_a_cameras_photo_without_tags_lost_them(name: str, size: tuple[int, int]) -> None:
    assert arrived(name, size)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("ring.jpg", CHAT_SIZE),
        ("ring.jpg", ODD_SIZE),
        ("IMG-20240511-WA0001.jpg", PHONE_SIZE),
        ("Screenshot_2024.jpg", PHONE_SIZE),
    ],
)
def test_nothing_is_claimed_of_a_picture_that_no_camera_need_have_made(
    name: str, size: tuple[int, int]
) -> None:
    assert not arrived(name, size)


def test_a_photo_that_says_its_time_lost_nothing() -> None:
    assert not arrived("IMG_4607.jpg", PHONE_SIZE, metadata=make_metadata("2024-05-11T10:15:32"))


def test_a_program_writes_png_without_tags() -> None:
    assert not arrived("IMG_4607.png", PHONE_SIZE, "PNG")
