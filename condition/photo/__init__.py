"""Bytes -> Photo: upright, colour-managed pixels, hash, metadata."""

from condition.photo.model import Limits, Photo
from condition.photo.read import read_photo

__all__ = ["Limits", "Photo", "read_photo"]
