"""Bytes -> Photo: upright, colour-managed pixels, hash, metadata."""

from condition.photo.model import Facts, Limits, Photo
from condition.photo.read import read_facts, read_photo
from condition.photo.thumbnail import read_thumbnail

__all__ = ["Facts", "Limits", "Photo", "read_facts", "read_photo", "read_thumbnail"]
