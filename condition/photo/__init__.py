"""Bytes -> Photo: upright, colour-managed pixels, hash, metadata."""

from condition.photo.model import Limits, Photo
from condition.photo.read import read_photo
from condition.photo.thumbnail import read_thumbnail

__all__ = ["Limits", "Photo", "read_photo", "read_thumbnail"]
